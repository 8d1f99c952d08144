"""Consent below headings of dates, reasons and boxes to tick."""

import pytest

from tests.support.program import Program
from tests.support.reading import counts, everybody, read


def states(customers: Program) -> list[str]:
    """Return the states of consent of all customers."""
    fields = ("--all", "--sort", "created_at", "--fields", "consent", "-o", "jsonl")
    return [customer["consent"]["state"] for customer in customers("list", *fields).succeeds().jsonl()]


@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        ("Opted out on", "2026-02-03"),
        ("Unsubscribe timestamp", "2026-02-03 10:00"),
        ("Date of opt-out", "3 Feb 2026"),
        ("Suppressed since", "2026"),
        ("UNSUB_REASON", "Too many emails"),
        ("Unsubscribe reason", "moved"),
    ],
)
def test_date_or_reason_of_an_opt_out_is_one(sqlite_customers: Program, heading: str, cell: str) -> None:
    file = f"Name,Email,{heading}\nIda,ida@example.com,{cell}\nMo,mo@example.com,\nUna,una@example.com,0000-00-00\n"

    assert counts(read(sqlite_customers, "customers", file)) == {"created": 3}

    assert states(sqlite_customers) == ["no", "unknown", "unknown"]


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        ("Can be contacted", ("yes", "no")),
        ("Contact me by e-mail", ("Y", "N")),
        ("Okay to email", ("1", "0")),
        ("E-shots", ("true", "false")),
        ("Latest offers", ("ja", "nein")),
        ("Consent recorded on", ("2026-01-02", "2026-01-03")),
        ("Subscription date", ("2026-01-02", "2026-01-03")),
    ],
)
def test_column_that_may_be_consent_is_a_warning_and_no_statement(sqlite_customers: Program, heading: str, cells: tuple[str, str]) -> None:
    file = f"Name,Email,{heading}\nIda,ida@example.com,{cells[0]}\nMo,mo@example.com,{cells[1]}\n"

    done = read(sqlite_customers, "customers", file, "--quiet")

    assert f"The column '{heading}' looks like consent and is not imported" in done.stderr
    assert states(sqlite_customers) == ["unknown", "unknown"]


@pytest.mark.parametrize("heading", ["Email Opt", "Marketing options", "Opt email"])
def test_short_heading_of_an_option_is_consent(sqlite_customers: Program, heading: str) -> None:
    read(sqlite_customers, "customers", f"Name,Email,{heading},SMS Opt\nIda,ida@example.com,Y,N\nMo,mo@example.com,N,Y\n")

    assert states(sqlite_customers) == ["yes", "no"]


def test_text_below_a_heading_of_news_states_nothing(sqlite_customers: Program) -> None:
    done = read(sqlite_customers, "customers", "Name,Email,News\nIda,ida@example.com,Moved to Rome\n")

    assert "looks like consent" not in done.stderr
    assert len(everybody(sqlite_customers)) == 1


@pytest.mark.parametrize(
    "cell", ["Unsubscribed (2026-01-02)", "Opted out by phone", "opt-out: moved", "Bounced - mailbox full", "Abgemeldet am 2.1.2026"]
)
def test_refusal_with_its_reason_withdraws_a_consent(sqlite_customers: Program, cell: str) -> None:
    read(sqlite_customers, "customers", "Name,Email,Newsletter\nIda,ida@example.com,yes\n")

    read(sqlite_customers, "customers", f"Name,Email,Newsletter\nIda,ida@example.com,{cell}\n")

    assert states(sqlite_customers) == ["no"]


@pytest.mark.parametrize("cell", ["Subscribed by a friend", "Yes, but rarely", "confirmed?", "optional"])
def test_agreement_with_an_addition_is_a_doubt(sqlite_customers: Program, cell: str) -> None:
    done = read(sqlite_customers, "customers", f'Name,Email,Newsletter\nIda,ida@example.com,"{cell}"\nMo,mo@example.com,no\n')

    assert "which looks like consent, was left out" in done.stderr
    assert states(sqlite_customers) == ["unknown", "no"]
