"""`customers help`, and suggestions for mistyped words."""

from pathlib import Path

import pytest

from customers.cli.dispatch import load
from customers.cli.framework.command import wrap_example
from customers.cli.registry import COMMANDS
from customers.errors import ExitStatus
from customers.manual.command_docs import every_command
from tests.support.program import Program

GROUPS = [name for name in COMMANDS if hasattr(load(name), "commands")]


@pytest.mark.parametrize("words", ["show", "tag", "tag add", "vip recalculate"])
def test_help_command_equals_help_option(sqlite_customers: Program, words: str) -> None:
    help_text = sqlite_customers(*words.split(), "--help").succeeds().stdout

    assert help_text.startswith(f"Usage: customers {words} ")
    assert sqlite_customers("help", *words.split()).succeeds().stdout == help_text
    assert sqlite_customers(*words.split(), "-h").succeeds().stdout == help_text


def test_every_help_spelling_prints_program_help(sqlite_customers: Program) -> None:
    help_text = sqlite_customers("--help").succeeds().stdout

    for words in (["help"], ["-h"], ["help", "help"], ["help", "--help"], ["-q", "help"]):
        assert sqlite_customers(*words).succeeds().stdout == help_text
    sqlite_customers("help", "lst").fails(ExitStatus.USAGE, "'lst'; did you mean list?")


@pytest.mark.parametrize(
    ("line", "nearest"),
    [
        ("lst", "list"),
        ("hlep", "help"),
        ("recalulate", "vip recalculate"),
        ("rename a b", "tag rename"),
        ("add", "tag add or address add"),
        ("vip recalulate", "recalculate"),
        ("tag ad x", "add"),
        ("segments cuont", "count"),
        ("db upgarde", "upgrade"),
        ("--outptu json list", "--output"),
        ("list --segmnet loyal", "--segment"),
        ("vip --segmnet loyal", "--segment"),
        ("list --fields id,emial", "email"),
        ("export customers --fields emial", "email"),
        ("list --sort totl_spent", "total_spent"),
        ("list --segment loyl", "loyal"),
        ("list -o jsno", "json"),
        ("export customers --format cvs", "csv"),
        ("import customers - --on-conflict skpi", "skip"),
        ("update x --unset nots", "notes"),
        ("completion fsh", "fish"),
    ],
)
def test_mistyped_words_give_suggestion(sqlite_customers: Program, line: str, nearest: str) -> None:
    refused = sqlite_customers(*line.split(), stdin="first_name\nAsha\n").fails(ExitStatus.USAGE)

    assert f"did you mean {nearest}?" in refused.stderr.lower()
    assert refused.stderr.count("\n") <= 2


def test_unrelated_word_gives_no_suggestion(sqlite_customers: Program) -> None:
    for line in ("list --bogus", "frobnicate", "list --sort weather"):
        assert "did you mean" not in sqlite_customers(*line.split()).fails(ExitStatus.USAGE).stderr.lower()


def test_tag_help_begins_with_required_tag_option(sqlite_customers: Program) -> None:
    for command in ("add", "remove", "set"):
        options = sqlite_customers("tag", command, "--help").succeeds().stdout.partition("Options:\n")[2]
        assert options.split()[:3] == ["--tag", "TAG", "Required:"]


def test_mistyped_setting_gives_notice_from_every_source(sqlite_customers: Program, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("CUSTOMERS_PER_PAG=5\nOTHER=1\n")

    lines = sqlite_customers("list", cwd=tmp_path, env={"CUSTOMERS_CURRENCI": "EUR"}).succeeds().stderr.splitlines()

    assert lines == [
        "CUSTOMERS_CURRENCI, in the environment, is not a setting; did you mean CUSTOMERS_CURRENCY?",
        "CUSTOMERS_PER_PAG, in .env, is not a setting; did you mean CUSTOMERS_PER_PAGE?",
    ]
    assert sqlite_customers("list", "--quiet", cwd=tmp_path).succeeds().stderr == ""


def test_kubernetes_service_variables_are_ignored(sqlite_customers: Program) -> None:
    environment = {"CUSTOMERS_PORT": "tcp://10.0.0.1:80", "CUSTOMERS_PORT_80_TCP_ADDR": "10.0.0.1", "CUSTOMERS_SERVICE_HOST": "10.0.0.1"}

    assert sqlite_customers("list", env=environment).succeeds().stderr == ""


def test_first_screen_fits_terminal_and_names_first_steps(sqlite_customers: Program) -> None:
    text = sqlite_customers().succeeds().stdout

    assert max(map(len, text.splitlines())) <= 80
    assert text.count("\n") < 24
    assert "customers demo" in text
    assert "customers import customers FILE" in text
    assert max(map(len, sqlite_customers("--help").succeeds().stdout.splitlines())) <= 80


@pytest.mark.parametrize("group", GROUPS)
def test_groups_list_each_command_in_one_line(sqlite_customers: Program, group: str) -> None:
    text = sqlite_customers(group, "--help", env={"COLUMNS": "80"}).succeeds().stdout
    commands = text.partition("Commands:\n")[2].splitlines()

    assert len(commands) == len(load(group).commands)
    assert [line for line in commands if not line.endswith(".") or "..." in line] == []
    assert text.count("\n") < 24


def test_every_help_fits_eighty_columns_and_describes_every_option(sqlite_customers: Program) -> None:
    docs = list(every_command())
    texts = {doc.path: sqlite_customers(*doc.path.split(), "--help", env={"COLUMNS": "80"}).succeeds().stdout for doc in docs}

    assert [(path, line) for path, text in texts.items() for line in text.splitlines() if len(line) > 80] == []
    assert [(doc.path, name) for doc in docs for name, about in (*doc.arguments, *doc.options) if about in ("", "[required]")] == []


def test_help_begins_with_what_the_command_alone_takes(sqlite_customers: Program) -> None:
    text = sqlite_customers("list", "--help").succeeds().stdout
    headings = [line for line in text.splitlines() if line.endswith(":") and not line.startswith(" ")]

    assert headings == ["Options:", "Filters, which must all match:", "Pages:", "Output and settings:"]
    assert text.index("--sort") < text.index("--tag ") < text.index("--search") < text.index("--page") < text.index("--json")


@pytest.mark.parametrize(
    ("line", "lines"),
    [
        ("customers list", ["customers list"]),
        ("customers list --all -o ids | customers tag add - --tag gift --reason 'a -- gift | for the best customers' --yes",
         ["customers list --all -o ids | customers tag add - --tag gift \\", "    --reason 'a -- gift | for the best customers' --yes"]),
    ],
)  # fmt: skip
def test_examples_are_broken_before_options_and_pipes(line: str, lines: list[str]) -> None:
    assert wrap_example(line) == lines


@pytest.mark.parametrize("columns", [50, 80, 200])
def test_help_fits_terminal_width(sqlite_customers: Program, columns: int) -> None:
    text = sqlite_customers("list", "--help", env={"COLUMNS": str(columns)}).succeeds().stdout
    about, _, rest = text.partition("  Examples:")

    assert max(map(len, (about + rest.partition("Options:")[2]).splitlines())) <= columns
