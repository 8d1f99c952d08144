"""Statements about marketing in files: which of them are recorded, and how native files carry them."""

from pathlib import Path
from typing import Any

import pytest

from tests.support.consenting import consent, say, state
from tests.support.factories import create, events, query, show
from tests.support.kept import kept
from tests.support.program import Program
from tests.support.reading import counts, read

OLDER, NEWER = "2024-01-01", "2025-01-01"


@pytest.fixture
@kept
def asha(customers: Program) -> str:
    """Create a customer who was never asked; return the id."""
    return str(create(customers, email="asha@example.com")["id"])


@pytest.mark.parametrize(
    ("recorded", "stated", "choice", "result"),
    [
        # A yes where a no is on record.
        (("no", OLDER), ("yes", ""), "keep", ("no", OLDER)),
        (("no", OLDER), ("yes", NEWER), "keep", ("no", OLDER)),
        (("no", OLDER), ("yes", NEWER), "newer", ("yes", NEWER)),
        (("no", OLDER), ("yes", ""), "newer", ("no", OLDER)),
        (("no", NEWER), ("yes", OLDER), "newer", ("no", NEWER)),
        (("no", NEWER), ("yes", NEWER), "newer", ("no", NEWER)),
        (("no", NEWER), ("yes", OLDER), "overwrite", ("yes", OLDER)),
        # A no where a yes is on record.
        (("yes", OLDER), ("no", NEWER), "keep", ("no", NEWER)),
        (("yes", NEWER), ("no", OLDER), "keep", ("yes", NEWER)),
        (("yes", NEWER), ("no", OLDER), "newer", ("yes", NEWER)),
        (("yes", NEWER), ("no", NEWER), "keep", ("no", NEWER)),
        # A statement that repeats the recorded one.
        (("yes", OLDER), ("yes", NEWER), "keep", ("yes", NEWER)),
        (("no", OLDER), ("no", NEWER), "keep", ("no", NEWER)),
        (("yes", NEWER), ("yes", OLDER), "overwrite", ("yes", NEWER)),
        (("yes", OLDER), ("yes", ""), "keep", ("yes", OLDER)),
        (("no", OLDER), ("no", ""), "overwrite", ("no", OLDER)),
        # No statement.
        (("no", OLDER), ("unknown", NEWER), "overwrite", ("no", OLDER)),
        (("yes", OLDER), ("", NEWER), "overwrite", ("yes", OLDER)),
    ],
)
def test_statement_of_a_file_is_recorded_or_passed_over(
    sqlite_customers: Program, recorded: tuple[str, str], stated: tuple[str, str], choice: str, result: tuple[str, str]
) -> None:
    customer = create(sqlite_customers)["id"]
    say(sqlite_customers, customer, *recorded)

    say(sqlite_customers, customer, *stated, "--consent", choice)

    now = consent(sqlite_customers, customer)
    assert (now["state"], now["at"][:10]) == result
    assert counts(say(sqlite_customers, customer, *stated, "--consent", choice)) == {"unchanged": 1}


def test_undated_no_takes_the_place_of_a_yes(customers: Program, asha: str) -> None:
    customers("update", asha, "--accepts-marketing").succeeds()

    say(customers, asha, "no")

    assert state(customers, asha) == "no"
    assert counts(say(customers, asha, "no")) == {"unchanged": 1}


def test_statements_that_are_passed_over_are_counted(customers: Program) -> None:
    rows = "".join(f"{name}@example.com,{name},no,{NEWER}\n" for name in "ab") + f"c@example.com,c,yes,{NEWER}\n"
    read(customers, "customers", f"email,first_name,consent_state,consent_at\n{rows}").prints_json(created=3)
    later = f"email,consent_state,consent_at\na@example.com,yes,\nb@example.com,yes,2026-01-01\nc@example.com,no,{OLDER}\n"

    done = read(customers, "customers", later).prints_json(unchanged=3)

    assert "A yes to marketing was ignored where a no is on record (2 rows, the first is line 2)" in done.stderr
    assert "--consent overwrite" in done.stderr
    assert "A no to marketing was ignored where a newer yes is on record (1 row, the first is line 4)" in done.stderr


def test_history_of_an_imported_statement_has_its_time_and_source(customers: Program, asha: str) -> None:
    read(customers, "customers", f"id,consent_state,consent_at,consent_source\n{asha},yes,{OLDER},till form\n").prints_json(updated=1)

    change = events(customers, asha)[-1].changes["consent"]

    assert change["after"] == {"state": "yes", "at": "2024-01-01T00:00:00Z", "source": "till form", "actor": "tester"}


def test_time_in_the_future_is_passed_over(customers: Program, asha: str) -> None:
    done = say(customers, asha, "yes", "2072-01-01")

    assert "The time of a statement about marketing was left out: it is more than 2 days in the future (1 row" in done.stderr
    assert consent(customers, asha)["at"] < "2072"
    assert counts(say(customers, asha, "yes", "2072-01-01")) == {"unchanged": 1}
    customers("update", asha, "--no-accepts-marketing").succeeds()
    done = say(customers, asha, "yes", "2072-01-01", "--consent", "newer")
    assert "A yes to marketing with a time in the future was ignored where a no is on record (1 row" in done.stderr
    assert state(customers, asha) == "no"


def test_false_without_states_is_recorded(customers: Program, asha: str) -> None:
    read(customers, "customers", f"id,accepts_marketing\n{asha},false\n").prints_json(updated=1)

    assert state(customers, asha) == "no"


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_printed_list_sent_back_states_nothing(customers: Program, asha: str, form: str) -> None:
    printed = customers("list", "--all", "-o", form).succeeds().stdout

    customers("import", "customers", "-", "-o", "json", stdin=printed).prints_json(unchanged=1)

    assert state(customers, asha) == "unknown"


@pytest.mark.parametrize(
    ("accepts", "word", "result"),
    [
        ("false", "", "unknown"),
        ("false", "unknown", "unknown"),
        ("true", "", "yes"),
        ("true", "yes", "yes"),
        ("false", "no", "no"),
        ("", "yes", "yes"),
        ("true", "no", "no"),
        ("false", "yes", "no"),
    ],
)
def test_state_of_a_native_file_decides_and_differing_cells_are_a_no(
    customers: Program, asha: str, accepts: str, word: str, result: str
) -> None:
    read(customers, "customers", f"id,accepts_marketing,consent_state\n{asha},{accepts},{word}\n").succeeds()

    assert state(customers, asha) == result


def test_unknown_word_of_consent_is_left_out_with_a_warning(customers: Program, asha: str) -> None:
    done = read(customers, "customers", f"id,consent_state\n{asha},perhaps\n", "--quiet").prints_json(unchanged=1)

    assert "'perhaps' is neither yes nor no" in done.stderr


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_export_and_import_give_the_same_consent(customers: Program, empty: Program, tmp_path: Path, form: str) -> None:
    create(customers, "Never", email="never@example.com")
    create(customers, "Operator", email="operator@example.com", accepts_marketing=True)
    for number, word in enumerate(("yes", "no")):
        file = f"email,first_name,consent_state,consent_at,consent_source\n{word}@example.com,{word},{word},202{number}-05-06,Form {word}\n"
        read(customers, "customers", file).prints_json(created=1)
    path = str(tmp_path / f"people.{form}")
    customers("export", "customers", path).succeeds()

    empty("import", "customers", path, "-o", "json").prints_json(created=4)

    assert facts(empty) == facts(customers)
    assert {email: fact[0] for email, fact in facts(empty).items()} == {
        "never@example.com": "unknown",
        "operator@example.com": "yes",
        "yes@example.com": "yes",
        "no@example.com": "no",
    }
    empty("import", "customers", path, "-o", "json").prints_json(unchanged=4)
    customers("import", "customers", path, "-o", "json").prints_json(unchanged=4)


def facts(customers: Program) -> dict[str, tuple[Any, ...]]:
    """Return the state, time and source of the consent of each customer by email."""
    rows = customers("list", "--all", "--fields", "email,consent", "-o", "jsonl").succeeds().jsonl()
    return {row["email"]: tuple(row["consent"][name] for name in ("state", "at", "source")) for row in rows}


@pytest.fixture
def empty(tmp_path: Path) -> Program:
    """Return the program with an empty SQLite database."""
    program = Program(f"sqlite:///{tmp_path / 'empty.db'}", tmp_path / "home")
    program("db", "upgrade").succeeds()
    return program


def test_consent_columns_of_other_files_can_be_mapped(customers: Program) -> None:
    file = "Mail,Name,Letters,Since,How\na@example.com,Ann,yes,2024-05-06,fair\n"
    words = ("Mail", "Name", "Letters", "Since", "How")
    fields = ("email", "full_name", "consent_state", "consent_at", "consent_source")
    columns = [word for field, header in zip(fields, words, strict=True) for word in ("--column", f"{field}={header}")]

    read(customers, "customers", file, *columns).prints_json(created=1)

    now = consent(customers, "a@example.com")
    assert (now["state"], now["at"], now["source"]) == ("yes", "2024-05-06T00:00:00Z", "fair")


def test_unsubscribed_in_another_file_withdraws_a_known_yes(customers: Program) -> None:
    create(customers, "Ann", email="ann@example.com", accepts_marketing=True)
    file = "Email,First name,Last name,Status\nann@example.com,Ann,Lee,unsubscribed\n"

    read(customers, "customers", file, "--column", "accepts_marketing=Status").prints_json(updated=1)

    assert show(customers, "ann@example.com")["accepts_marketing"] is False


def test_stored_columns_are_all_there_or_none(customers: Program) -> None:
    create(customers, "Never", email="never@example.com")
    create(customers, "No", email="no@example.com", accepts_marketing=False)

    rows = query(customers.url, "SELECT opted_in IS NULL, consent_at IS NULL, consent_source IS NULL FROM customers ORDER BY email")

    assert [tuple(map(bool, row)) for row in rows] == [(True, True, True), (False, False, False)]
