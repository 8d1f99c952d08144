"""`customers completion`, and the candidates at the cursor."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from customers.errors import ExitStatus
from tests.contract.test_imports import NEVER_TO_READ, offenders
from tests.support.factories import create, create_many
from tests.support.program import Program

SHELLS = ("bash", "zsh", "fish")


def answer(customers: Program, *words: str, shell: str = "fish", url: str | None = None) -> tuple[str, list[str]]:
    """Return the completion of the last word: the mode, and the candidates without their help."""
    environment = {"_CUSTOMERS_COMPLETE": shell} | ({} if url is None else {"CUSTOMERS_DATABASE_URL": url})
    result = customers(*words, env=environment).succeeds()
    assert result.stderr == ""
    mode, *lines = result.stdout.splitlines() or [""]
    return mode, [line.partition("\t")[0] for line in lines]


def words_for(customers: Program, *words: str) -> list[str]:
    """Return the candidates of completion."""
    return answer(customers, *words)[1]


@pytest.mark.parametrize("shell", SHELLS)
def test_completion_prints_script_only(sqlite_customers: Program, shell: str) -> None:
    printed = sqlite_customers("completion", shell).succeeds()

    assert "_CUSTOMERS_COMPLETE" in printed.stdout
    assert printed.stderr == ""
    if shutil.which(shell):
        subprocess.run([shell, "-n"], input=printed.stdout, text=True, check=True, capture_output=True)


def test_help_gives_installation_line_for_each_shell(sqlite_customers: Program) -> None:
    text = sqlite_customers("completion", "--help").succeeds().stdout

    assert all(f"customers completion {shell}" in text for shell in SHELLS)


def test_completion_refuses_unknown_shell_with_suggestion(sqlite_customers: Program) -> None:
    sqlite_customers("completion", "bsh").fails(ExitStatus.USAGE, "'bsh'", "bash, zsh, fish", "Did you mean bash?")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("li", ["list"]),
        ("--quiet seg", ["segments"]),
        ("help li", ["list"]),
        ("frobnicate ", []),
        ("tag re", ["remove", "rename"]),
        ("vip recalc", ["recalculate"]),
        ("--outp", ["--output"]),
        ("vip --per", ["--per-page"]),
        ("vip list --per", ["--per-page"]),
        ("list --sear", ["--search"]),
        ("list --search x --sear", []),
        ("list --tag x --tag=y --tag", ["--tag"]),
        ("list --frobnicate ", []),
        ("-o js", ["json", "jsonl"]),
        ("list --output=ta", ["--output=table"]),
        ("list --segment l", ["loyal"]),
        ("list --rfm a", ["active", "at_risk", "almost_lost"]),
        ("segments trend --every w", ["week"]),
        ("list --segment=l", ["--segment=loyal"]),
        ("list --sort -total_s", ["-total_spent"]),
        ("list --sort last", ["last_order_at"]),
        ("list --fields em", ["email"]),
        ("list --fields id,em", ["id,email"]),
        ("vip --fields em", ["email"]),
        ("--fields em", ["email"]),
        ("segments --fields l", ["label"]),
        ("vip explain asha@example.com --fields ver", ["verdict"]),
        ("orders asha@example.com --fields pl", ["placed_at"]),
        ("import customers x.csv --on-conflict s", ["skip"]),
        ("import orders x.csv --column pla", ["placed_at="]),
        ("import orders x.csv --format shopi", ["shopify"]),
        ("import customers --format=jso", ["--format=jsonl"]),
        ("update asha@example.com --unset no", ["notes"]),
        ("address update asha@example.com shipping --unset com", ["company"]),
        ("completion b", ["bash"]),
        ("config se", ["set"]),
        ("config set CUSTOMERS_T", ["CUSTOMERS_TIMEZONE"]),
        ("--sho", ["--shop"]),
        ("show as", []),
    ],
)
def test_engine_completes_commands_options_and_values(sqlite_customers: Program, line: str, expected: list[str]) -> None:
    assert words_for(sqlite_customers, *line.split(" ")) == expected


def test_engine_gives_help_of_words(sqlite_customers: Program) -> None:
    offered = sqlite_customers("list", "--seg", env={"_CUSTOMERS_COMPLETE": "zsh"}).succeeds().stdout

    assert offered == "words\n--segment\tnew, returning, loyal, vip, at_risk or a saved segment.\n"


def test_engine_keeps_lists_open_and_leaves_files_to_shell(sqlite_customers: Program) -> None:
    assert answer(sqlite_customers, "list", "--fields", "")[0] == "open"
    for words in (
        ["import", "customers", ""],
        ["list", "--env-file", ""],
        ["create", "--from-json", ""],
        ["import", "orders", "--rejects", ""],
    ):
        assert answer(sqlite_customers, *words) == ("files", [])


def test_engine_joins_words_that_bash_splits(sqlite_customers: Program) -> None:
    assert answer(sqlite_customers, "list", "--segment", "=", "l", shell="bash")[1] == ["loyal"]
    assert answer(sqlite_customers, "list", "--segment", "=", shell="bash")[1][:2] == ["new", "returning"]
    assert answer(sqlite_customers, "list", "--segment", '"lo', shell="bash")[1] == ["loyal"]


def test_engine_reads_tags_from_database(customers: Program) -> None:
    create(customers, tags=["Wholesale", "Big Spender", "b2b", "über"])

    assert words_for(customers, "list", "--tag", "") == ["b2b", "Big Spender", "Wholesale", "über"]
    assert words_for(customers, "tag", "add", "x", "--tag", "W") == ["Wholesale"]
    assert words_for(customers, "list", "--any-tag", "b2b,b") == ["b2b,Big Spender"]
    assert answer(customers, "list", "--tag", "Big\\ S", shell="bash")[1] == ["Big Spender"]
    assert words_for(customers, "list", "--tag=b2") == ["--tag=b2b"]
    assert answer(customers, "list", "--database-url", customers.url, "--tag", "W", url="sqlite:////nowhere/shop.db")[1] == ["Wholesale"]


def test_engine_reads_shops_and_their_tags(customers: Program) -> None:
    create(customers, tags=["Wholesale"])
    for name in ("pune", "tokyo"):
        customers("config", "set", "database_url", customers.url, "--shop", name).succeeds()

    assert words_for(customers, "list", "--shop", "") == ["pune", "tokyo"]
    assert words_for(customers, "--shop", "t") == ["tokyo"]
    assert answer(customers, "list", "--shop", "pune", "--tag", "W", url="sqlite:////nowhere/shop.db")[1] == ["Wholesale"]


def test_engine_reads_saved_segments_from_database(customers: Program) -> None:
    for name in ("Wholesale", "big spenders"):
        customers("segments", "save", name, "--has-email").succeeds()

    assert words_for(customers, "list", "--segment", "") == ["new", "returning", "loyal", "vip", "at_risk", "big spenders", "Wholesale"]
    assert words_for(customers, "list", "--segment", "w") == ["Wholesale"]
    assert words_for(customers, "segments", "remove", "") == ["big spenders", "Wholesale"]
    assert words_for(customers, "segments", "changes", "--into", "") == ["new", "returning", "loyal", "vip", "at_risk"]
    assert answer(customers, "list", "--segment", "", url="sqlite:////nowhere/shop.db")[1][:2] == ["new", "returning"]


def test_engine_reads_ends_of_runs_and_merges_with_what_they_were(customers: Program) -> None:
    create_many(customers, *({"first_name": "Asha", "email": f"asha{number}@example.com"} for number in range(2)))
    merged = customers("merge", "asha0@example.com", "asha1@example.com", "--yes", "-o", "json").succeeds().json()
    runs = [run["id"].replace("-", "")[-6:] for run in customers("runs", "-o", "json").succeeds().json()["data"]]

    for words in (["undo", ""], ["runs", "show", ""], ["history", "--run", ""], ["erase", "--undone", "--run", ""]):
        assert words_for(customers, *words) == runs
    assert words_for(customers, "undo", runs[1][:3].upper()) == [run for run in runs if run.startswith(runs[1][:3])]
    assert words_for(customers, "unmerge", "") == [merged["merge_id"][-6:]]
    described = customers("undo", runs[0], env={"_CUSTOMERS_COMPLETE": "zsh"}).succeeds().stdout
    assert re.fullmatch(rf"words\n{runs[0]}\tmerge, [0-9-]{{10}} [0-9:]{{5}} UTC\n", described)
    customers("unmerge", words_for(customers, "unmerge", "")[0], "--yes").succeeds()
    assert words_for(customers, "unmerge", "") == []


def test_engine_quotes_values_for_shell(sqlite_customers: Program) -> None:
    create(sqlite_customers, tags=["O'Brien"])

    assert words_for(sqlite_customers, "list", "--tag", "O'B") == ["O'Brien"]
    assert answer(sqlite_customers, "list", "--tag", "O\\'B", shell="bash")[1] == ["O'Brien"]


def test_engine_is_silent_without_database(sqlite_customers: Program, tmp_path: Path) -> None:
    missing = tmp_path / "missing" / "shop.db"
    empty = tmp_path / "empty.db"
    empty.touch()

    for url in (f"sqlite:///{missing}", f"sqlite:///{empty}", "postgresql://nobody@127.0.0.1:1/none", "mysql://host/shop"):
        assert answer(sqlite_customers, "list", "--tag", "", url=url) == ("", [])
    assert not missing.parent.exists()
    assert empty.stat().st_size == 0


def test_engine_ignores_invalid_settings(sqlite_customers: Program) -> None:
    create(sqlite_customers, tags=["b2b"])
    environment = {"_CUSTOMERS_COMPLETE": "fish", "CUSTOMERS_PER_PAGE": "many", "CUSTOMERS_OUTPUT": "xml"}

    assert sqlite_customers("list", "--tag", "", env=environment).succeeds().stdout == "open\nb2b\t\n"


@pytest.mark.trial
def test_engine_imports_database_for_stored_values_only(sqlite_customers: Program) -> None:
    probe = "import sys; from customers.cli.main import main; main(sys.argv[1:]); print(*sys.modules)"
    for words, more in (
        (["l"], ("typer",)),
        (["list", "--fields", "e"], ()),
        (["list", "--sort", "e"], ()),
        (["list", "--segment", "l"], ()),
    ):
        done = subprocess.run(
            [sys.executable, "-c", probe, *words],
            capture_output=True,
            text=True,
            check=True,
            env=sqlite_customers.environment({"_CUSTOMERS_COMPLETE": "fish"}),
        )
        assert offenders(done.stdout.splitlines()[-1].split(), ("sqlalchemy", *more, *NEVER_TO_READ)) == [], words


@pytest.mark.trial
@pytest.mark.skipif(not shutil.which("bash"), reason="there is no bash")
def test_bash_completes_commands(sqlite_customers: Program, tmp_path: Path) -> None:
    create(sqlite_customers, tags=["Big Spender"])
    (tmp_path / "customers").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m customers "$@"\n')
    (tmp_path / "customers").chmod(0o755)
    typed = {"li": "list", "list --segment = lo": "loyal", "list --tag Bi": "Big\\ Spender", "list --fields id,em": "id,email"}
    script = """
        eval "$(customers completion bash)"
        compopt() { :; }
        try() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _customers_completion customers "${!#}"; echo "${COMPREPLY[*]}"; }
    """
    script += "".join(f"try customers {line}\n" for line in typed)

    environment = sqlite_customers.environment({"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"})
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True, env=environment)

    assert done.stdout.splitlines() == list(typed.values())
    assert done.stderr == ""
