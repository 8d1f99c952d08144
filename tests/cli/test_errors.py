"""Messages and hints for invalid input of each kind."""

import pytest

from customers.errors import ExitStatus
from tests.support.factories import create, listed
from tests.support.program import Program


def test_mistyped_command_gives_suggestion(customers: Program) -> None:
    customers("lst").fails(ExitStatus.USAGE, "'lst'", "list", "customers --help")
    customers("segment").fails(ExitStatus.USAGE, "segments")
    customers("tag", "ad", "x").fails(ExitStatus.USAGE, "'ad'", "add")
    customers("frobnicate").fails(ExitStatus.USAGE, "'frobnicate'")


def test_mistyped_option_gives_suggestion(customers: Program) -> None:
    customers("create", "--frist-name", "Asha").fails(ExitStatus.USAGE, "--frist-name", "--first-name")
    customers("list", "--pre-page", "3").fails(ExitStatus.USAGE, "--pre-page", "--per-page")


def test_abbreviated_option_is_refused(customers: Program) -> None:
    customers("list", "--accept").fails(ExitStatus.USAGE, "--accept")


def test_missing_or_invalid_arguments_give_two_lines(customers: Program) -> None:
    lines = "show|update|orders move 1|address add|address delete a@b.co|list --tag|list --per-page many"
    lines += "|list --vip=yes|import orders|import|db|address|-q"
    for line in lines.split("|"):
        refused = customers(*line.split()).fails(ExitStatus.USAGE, "Error: ", "--help")
        assert refused.stderr.count("\n") <= 2, line


@pytest.mark.parametrize(
    ("line", "name"),
    [
        (("list", "--database-url", ""), "--database-url"),
        (("--database-url", " ", "list"), "--database-url"),
        (("list", "--env-file", ""), "--env-file"),
        (("undo", "", "--yes"), "RUN"),
        (("undo", "", "--dry-run"), "RUN"),
        (("erase", "--undone", "--run", "", "--yes"), "--run"),
        (("orders", "--status", ""), "--status"),
        (("orders", "--status", " "), "--status"),
        (("orders", "--source", ""), "--source"),
        (("orders", "--source", "shop", "--source", ","), "--source"),
        (("doctor", "--check", "", "--fix", "--yes"), "--check"),
        (("doctor", "--check", " , "), "--check"),
        (("import", "customers", ""), "FILE"),
        (("import", "customers", "--from-url", "", "--query", "SELECT 1"), "--from-url"),
        (("export", "customers", ""), "FILE"),
        (("merge", "--batch", "", "--yes"), "--batch"),
        (("db", "backup", ""), "FILE"),
        (("db", "copy", "", "--yes"), "URL"),
    ],
)
def test_empty_name_takes_no_default(customers: Program, line: tuple[str, ...], name: str) -> None:
    create(customers, email="asha@example.com")

    customers(*line).fails(ExitStatus.USAGE, f"Error: {name} is empty.")

    assert len(listed(customers, "list")) == 1


def test_missing_customers_are_selected_by_options_that_select(customers: Program) -> None:
    # --tag is the tag that is written.
    refused = customers("tag", "add", "--tag", "sale").fails(ExitStatus.USAGE, "--any-tag")
    assert " --tag," not in refused.stderr


def test_unknown_format_error_lists_formats(customers: Program) -> None:
    customers("list", "-o", "xml").fails(ExitStatus.USAGE, "xml", "table, json, jsonl, csv")
    customers("list", "--json", "-o", "csv").fails(ExitStatus.USAGE, "--json", "--output")


def test_error_is_one_or_two_plain_lines(customers: Program) -> None:
    asha = create(customers, email="asha@example.com", phone="9876543210")
    create(customers, "Usha", phone="9876543210")
    commands = [
        ("show", "nobody@example.com"),
        ("show", "9876543210"),
        ("create", "--first-name", "X", "--email", "asha@example.com"),
        ("create", "--first-name", "X", "--email", "a b@example.com"),
        ("delete", asha["id"]),
        ("list", "--segment", "gold"),
    ]

    for command in commands:
        refused = customers(*command)
        assert refused.status in (ExitStatus.USAGE, ExitStatus.NOT_FOUND, ExitStatus.CONFLICT)
        lines = refused.stderr.splitlines()
        assert len(lines) in (1, 2)
        assert lines[0].startswith("Error: ")
        assert refused.stderr.isprintable() or refused.stderr.replace("\n", "").isprintable()


def test_invalid_emails_are_refused(customers: Program) -> None:
    wrong = ["asha", "asha@", "@example.com", "a b@example.com", "asha@example", "asha@@example.com", "asha@exam_ple.com"]
    for email in (*wrong, "a" * 65 + "@example.com", "asha@" + "a" * 250 + ".com", "asha@example.com\nbcc: x"):
        customers("create", "--first-name", "Asha", "--email", email).fails(ExitStatus.USAGE, "email: ")

    assert listed(customers, "list") == []


def test_unusual_emails_are_stored_as_typed(customers: Program) -> None:
    for email in ("asha.rao+shop@example.co.in", "o'brien@example.com", "\u00e4sha@example.com", "asha@\u0906\u0936\u093e.com"):
        assert create(customers, email=email)["email"] == email
        customers("show", email.upper()).succeeds()


def test_argument_that_is_not_utf_8_is_refused(customers: Program) -> None:
    broken = b"As\xff".decode("utf-8", "surrogateescape")

    refused = customers.spawn("create", "--first-name", broken, "-o", "json")

    refused.fails(ExitStatus.USAGE, "UTF-8", "usage")
    customers("create", "--first-name", broken).fails(ExitStatus.USAGE, "argument 3", "UTF-8")
    assert listed(customers, "list") == []


@pytest.mark.parametrize("option", ["--actor", "--reason"])
def test_actor_and_reason_are_validated(customers: Program, option: str) -> None:
    customers("create", "--first-name", "Asha", option, "a\x1b[2Jb").fails(ExitStatus.USAGE, option, "U+001B")

    assert listed(customers, "list") == []


def test_long_values_are_refused_and_not_truncated(customers: Program) -> None:
    for option, least in (("--first-name", 256), ("--last-name", 256), ("--notes", 10_001)):
        words = ["--first-name", "Asha"] if option != "--first-name" else []
        customers("create", *words, option, "x" * least).fails(ExitStatus.USAGE, option[2:].replace("-", "_"))
        customers("create", *words, option, "x" * (least - 1)).succeeds()


def test_huge_numbers_are_usage_errors_or_match_no_customer(customers: Program) -> None:
    for option in ("--min-orders", "--max-orders", "--min-spent", "--max-spent", "--page", "--per-page"):
        for number in ("9" * 18, "9" * 30, "-" + "9" * 30):
            assert customers("list", f"{option}={number}").status in (ExitStatus.DONE, ExitStatus.USAGE), (option, number)


NUMBERS = ["1_0", "\u0661\u0660", "+10", "1e1", " 10", "0x0A", "10.0", ""]


@pytest.mark.parametrize("number", NUMBERS)
def test_integers_require_decimal_digits(sqlite_customers: Program, number: str) -> None:
    for option in ("--per-page", "--page", "--min-orders"):
        sqlite_customers("list", f"{option}={number}").fails(ExitStatus.USAGE, option, "whole number")
    if number and number == number.strip():
        sqlite_customers("list", env={"CUSTOMERS_PER_PAGE": number}).fails(ExitStatus.USAGE, "CUSTOMERS_PER_PAGE")
    sqlite_customers("list", "--per-page", "010").succeeds()


def test_combined_flags_are_accepted_before_and_after_command(sqlite_customers: Program) -> None:
    create(sqlite_customers)

    ids = sqlite_customers("list", "-qo", "ids").succeeds()
    assert sqlite_customers("-qo", "ids", "list").succeeds().stdout == ids.stdout
    assert sqlite_customers("-qvoids", "list").succeeds().stdout == ids.stdout
    assert sqlite_customers("-qv", "list").succeeds().stdout == sqlite_customers("list", "-qv").succeeds().stdout
    sqlite_customers("-qx", "list").fails(ExitStatus.USAGE, "-x")
