"""Properties of every command: help with examples, common options, options of its kind."""

from dataclasses import fields
from typing import get_args, get_type_hints

import pytest

from customers.cli.completion import values
from customers.cli.options.common import CommonOptions
from customers.cli.registry import COMMANDS, FLAGS, OPTIONS, VALUES
from tests.support.commands import ALL, options_of
from tests.support.program import Program

EVERYWHERE = {"-o", "--output", "--json", "--fields", "-q", "--quiet", "--database-url"}
WRITING = {"--dry-run", "--yes", "--reason", "--actor"}
LISTING = {"--page", "--per-page", "--cursor", "--all", "-n", "--limit"}
GUARD = {"--expect", "--max"}
SELECTION = {
    *("--search", "--any-tag", "--without-tag", "--tag"),
    *("--accepts-marketing", "--no-accepts-marketing", "--vip", "--no-vip", "--segment", "--rfm"),
    *("--min-orders", "--max-orders", "--min-spent", "--max-spent"),
    *("--created-after", "--created-before", "--ordered-after", "--ordered-before"),
    *("--city", "--state", "--country", "--has-email", "--no-email", "--has-phone", "--no-phone"),
}

READ_ONLY = {
    *("list", "search", "show", "orders list", "orders show", "history", "merges", "runs list", "runs show"),
    *("config show", "config set", "config unset"),  # these write no database
    *("vip list", "segments", "segments count", "tag list", "address list", "db status"),
    *("vip explain", "vip changes", "segments explain", "segments changes", "segments list", "segments rfm", "segments trend"),
    *("export customers", "export orders", "export addresses", "export person"),
    *("duplicates list", "duplicates dismissed", "completion", "db roles", "demo"),
}
LISTS = {
    *("list", "search", "vip list", "orders list", "segments changes", "vip changes", "history", "merges", "duplicates list"),
    *("runs list", "runs show"),
}
SELECTS = {
    *("list", "search", "vip list", "tag add", "tag remove", "tag set", "delete"),
    *("export customers", "export orders", "export addresses"),
}


every_command = pytest.mark.parametrize("path", sorted(ALL))


def helps(path: str, sqlite_customers: Program) -> str:
    """Return the help of a command."""
    return sqlite_customers(*path.split(), "--help").succeeds().stdout


def test_program_help_lists_every_command(sqlite_customers: Program) -> None:
    text = " ".join(helps("", sqlite_customers).split())

    assert [name for name, (_, about) in COMMANDS.items() if f"{name} {about}" not in text] == []


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_registered_name_has_help(sqlite_customers: Program, name: str) -> None:
    assert helps(name, sqlite_customers).startswith(f"Usage: customers {name} ")


@every_command
def test_help_describes_command_and_gives_two_examples(sqlite_customers: Program, path: str) -> None:
    about, heading, rest = helps(path, sqlite_customers).partition("\n  Examples:\n")
    examples = [line.strip() for line in rest.strip("\n").partition("\n\n")[0].splitlines() if line.strip()]

    sentences = about.partition("\n\n")[2].strip()
    assert sentences
    assert sentences[0].isupper()
    assert sentences.endswith(".")
    assert heading
    assert len([example for example in examples if example.startswith("customers ")]) >= 2


@every_command
def test_examples_use_existing_options(sqlite_customers: Program, path: str) -> None:
    rest = helps(path, sqlite_customers).partition("\n  Examples:\n")[2].strip("\n").partition("\n\n")[0]
    group = path.split()[0]
    known = {spelling for command in ALL.values() for spelling in options_of(command)}

    lines = [line for line in rest.splitlines() if f"customers {group}" in line]
    used = {word.partition("=")[0] for line in rest.splitlines() for word in line.split() if word.startswith("--")}
    assert len(lines) >= 2
    assert used <= known


@every_command
def test_every_command_takes_common_options(path: str) -> None:
    assert EVERYWHERE - options_of(ALL[path]) == set()


@pytest.mark.parametrize("path", sorted(ALL.keys() - READ_ONLY))
def test_writing_commands_take_dry_run_yes_reason_and_actor(path: str) -> None:
    assert WRITING - options_of(ALL[path]) == set()


@pytest.mark.parametrize("path", sorted(ALL.keys() & READ_ONLY))
def test_reading_commands_take_no_writing_options(path: str) -> None:
    # `--actor` of `history` is a filter.
    assert (WRITING - {"--actor"}) & options_of(ALL[path]) == set()


@pytest.mark.parametrize("path", sorted(LISTS))
def test_lists_take_page_cursor_and_all(path: str) -> None:
    assert LISTING - options_of(ALL[path]) == set()


@pytest.mark.parametrize("path", sorted(SELECTS))
def test_filters_are_equal_on_every_command(path: str) -> None:
    assert SELECTION - options_of(ALL[path]) == set()


@pytest.mark.parametrize("path", sorted(SELECTS - READ_ONLY))
def test_writing_commands_with_filters_take_guards(path: str) -> None:
    assert GUARD - options_of(ALL[path]) == set()


@every_command
def test_every_option_and_argument_has_help(path: str) -> None:
    unexplained = [parameter.name for parameter in ALL[path].params if not (parameter.help or parameter.metavar)]

    assert unexplained == []


@every_command
def test_usage_has_no_doubled_brackets(sqlite_customers: Program, path: str) -> None:
    usage = helps(path, sqlite_customers).partition("\n\n")[0]

    assert "[[" not in usage
    assert "]...]..." not in usage


@every_command
def test_unknown_option_is_usage_error_with_help_hint(sqlite_customers: Program, path: str) -> None:
    sqlite_customers(*path.split(), "--no-such-option").fails(2, "no such option: --no-such-option", f"customers {path} --help")


def test_options_before_command_equal_common_options() -> None:
    hints = get_type_hints(CommonOptions, include_extras=True)
    options = [(field.name, get_args(hints[field.name])) for field in fields(CommonOptions)]
    spellings = {spelling: name for name, (_, option) in options for spelling in (option.default, *option.param_decls)}

    assert spellings == VALUES | FLAGS
    assert set(FLAGS.values()) == {name for name, (kind, _) in options if kind is bool}
    assert spellings.keys() <= {word for spelling, _ in OPTIONS for word in spelling.replace(",", "").split()}


def test_completion_knows_options_and_placeholders_of_commands_only() -> None:
    parameters = [parameter for command in ALL.values() for parameter in command.params]

    assert values.BY_METAVAR.keys() <= {parameter.metavar for parameter in parameters}
    assert values.BY_OPTION.keys() <= {spelling for parameter in parameters for spelling in parameter.opts}
