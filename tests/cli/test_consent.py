"""Consent as a fact with three states: how it is recorded, shown and selected."""

import json
from typing import Any

import pytest

from customers.errors import ExitStatus
from tests.support.consenting import consent, say, state
from tests.support.factories import create, events, listed, show
from tests.support.kept import kept
from tests.support.program import Program

DISABLED = {"CUSTOMERS_ENABLE_MARKETING_CONSENT": "false"}


@pytest.fixture
@kept
def three(customers: Program) -> None:
    """Create a customer of each state."""
    create(customers, "Asha", email="asha@example.com", accepts_marketing=True)
    create(customers, "Bina", email="bina@example.com", accepts_marketing=False)
    create(customers, "Chitra", email="chitra@example.com")


def test_consent_is_printed_only_where_asked_for(customers: Program) -> None:
    asha = create(customers, accepts_marketing=True)

    assert "consent" not in show(customers, asha["id"])
    printed = customers("show", asha["id"], "--fields", "email,consent", "-o", "json").succeeds().json()
    assert list(printed) == ["email", "consent"]
    assert printed["consent"] == {"state": "yes", "at": asha["created_at"], "source": "operator", "actor": "tester"}


def test_customer_who_was_never_asked_has_unknown_consent(customers: Program) -> None:
    asha = create(customers)

    assert consent(customers, asha["id"]) == {"state": "unknown", "at": None, "source": None, "actor": None}
    assert show(customers, asha["id"])["accepts_marketing"] is False


@pytest.mark.usefixtures("three")
def test_show_prints_consent_where_there_is_something_to_say(customers: Program) -> None:
    asha, chitra = (customers("show", f"{name}@example.com").succeeds().stdout for name in ("asha", "chitra"))

    [line] = [line for line in asha.splitlines() if line.startswith("Consent")]
    assert line.split()[1] == "yes,"
    assert line.endswith("operator, by tester")
    assert "Consent" not in chitra


@pytest.mark.usefixtures("three")
def test_every_format_of_a_list_has_consent_on_request(customers: Program) -> None:
    words = ("list", "--sort", "name", "--fields", "first_name,consent")

    table = customers(*words).succeeds().stdout.splitlines()
    assert [line.split()[:2] for line in table[1:]] == [["Asha", "yes,"], ["Bina", "no,"], ["Chitra"]]
    page = customers(*words, "-o", "json").succeeds().json()["data"]
    assert [row["consent"]["state"] for row in page] == ["yes", "no", "unknown"]
    csv = customers(*words, "-o", "csv").succeeds().stdout.splitlines()
    assert csv[1].startswith("Asha,state:yes;at:")
    assert csv[1].endswith(";source:operator;actor:tester")
    assert csv[3] == "Chitra,state:unknown"
    assert customers(*words, "--all", "-o", "csv").succeeds().stdout.splitlines() == csv
    assert customers(*words, "--all", "-o", "jsonl").succeeds().jsonl() == page


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(("word", "names"), [("yes", ["Asha"]), ("no", ["Bina"]), ("unknown", ["Chitra"])])
def test_consent_selects_by_state(customers: Program, word: str, names: list[str]) -> None:
    assert listed(customers, "list", "--consent", word) == names
    customers("tag", "add", "--consent", word, "--tag", "asked", "--yes", "-o", "json").prints_json(customers=1)


@pytest.mark.usefixtures("three")
def test_unknown_state_of_a_selection_is_refused(customers: Program) -> None:
    customers("list", "--consent", "maybe").fails(ExitStatus.USAGE, "--consent is yes, no, unknown, not 'maybe'")
    customers("delete", "--consent", "maybe", "--yes").fails(ExitStatus.USAGE, "--consent")


@pytest.mark.usefixtures("three")
def test_accepts_marketing_selects_yes_alone(customers: Program) -> None:
    assert listed(customers, "list", "--accepts-marketing") == ["Asha"]
    assert sorted(listed(customers, "list", "--no-accepts-marketing")) == ["Bina", "Chitra"]


@pytest.mark.parametrize("option", ["--accepts-marketing", "--no-accepts-marketing"])
def test_repeated_statement_is_recorded_with_its_time_and_person(customers: Program, option: str) -> None:
    asha = create(customers, email="asha@example.com")
    word = "yes" if option == "--accepts-marketing" else "no"
    say(customers, asha["id"], word, "2020-01-01")

    customers("update", asha["id"], option, "--actor", "priya").succeeds()

    now = consent(customers, asha["id"])
    assert (now["state"], now["source"], now["actor"]) == (word, "operator", "priya")
    assert now["at"] > "2026"
    change = events(customers, asha["id"])[-1].changes
    assert list(change) == ["consent"]
    assert change["consent"]["before"] == {"state": word, "at": "2020-01-01T00:00:00Z", "source": "import", "actor": "tester"}
    assert change["consent"]["after"] == now


def test_printed_customer_sent_back_states_nothing(customers: Program) -> None:
    for word in ("yes", "no"):
        asha = create(customers)
        say(customers, asha["id"], word, "2020-01-01")
        before = show(customers, asha["id"])

        customers("update", asha["id"], "--from-json", "-", stdin=json.dumps({**before, "notes": "x"})).succeeds()

        assert consent(customers, asha["id"])["at"] == "2020-01-01T00:00:00Z"
        assert list(events(customers, asha["id"])[-1].changes) == ["notes"]


def test_printed_customer_with_another_answer_is_a_statement(customers: Program) -> None:
    asha = create(customers, accepts_marketing=True)

    customers(
        "update", asha["id"], "--from-json", "-", stdin=json.dumps({**show(customers, asha["id"]), "accepts_marketing": False})
    ).succeeds()

    assert state(customers, asha["id"]) == "no"


def test_body_without_time_of_change_is_a_statement(customers: Program) -> None:
    asha = create(customers)

    customers("update", asha["id"], "--from-json", "-", stdin='{"accepts_marketing": false}').succeeds()

    assert state(customers, asha["id"]) == "no"


def test_printed_consent_in_a_body_is_passed_over_unless_changed(customers: Program) -> None:
    asha = create(customers, accepts_marketing=True)
    body: dict[str, Any] = {"consent": consent(customers, asha["id"]), "notes": "x"}

    customers("update", asha["id"], "--from-json", "-", stdin=json.dumps(body)).succeeds()
    body["consent"]["state"] = "no"
    customers("update", asha["id"], "--from-json", "-", stdin=json.dumps(body)).fails(ExitStatus.USAGE, "consent")


def test_history_shows_statements_in_words(customers: Program) -> None:
    asha = create(customers)
    customers("update", asha["id"], "--accepts-marketing").succeeds()

    lines = customers("history", asha["id"]).succeeds().stdout.splitlines()

    [line] = [line for line in lines if " consent " in line]
    assert "yes, 20" in line
    assert "operator, by tester" in line


def test_created_answer_is_in_the_history(customers: Program) -> None:
    asha = create(customers, accepts_marketing=False)

    change = events(customers, asha["id"])[0].changes["consent"]

    assert (change["before"], change["after"]["state"]) == (None, "no")


@pytest.mark.usefixtures("three")
def test_disabled_consent_is_unknown_for_everyone(customers: Program) -> None:
    printed = customers("list", "--fields", "consent,accepts_marketing", "-o", "json", env=DISABLED).succeeds().json()["data"]

    assert {(row["consent"]["state"], row["accepts_marketing"]) for row in printed} == {("unknown", False)}
    assert customers("list", "--consent", "yes", "-o", "ids", env=DISABLED).succeeds().stdout == ""
    assert len(customers("list", "--consent", "unknown", "-o", "ids", env=DISABLED).succeeds().stdout.split()) == 3
    text = customers("export", "customers", "-", env=DISABLED).succeeds().stdout
    assert [line.split(",")[5:9] for line in text.splitlines()[1:]] == [["false", "unknown", "", ""]] * 3


def test_restored_customer_has_its_consent(customers: Program) -> None:
    asha = create(customers, accepts_marketing=True)
    before = consent(customers, asha["id"])
    customers("delete", asha["id"], "--yes").succeeds()

    customers("restore", asha["id"], "--yes").succeeds()

    assert consent(customers, asha["id"]) == before


def test_erased_customer_has_no_consent(sqlite_customers: Program) -> None:
    asha = create(sqlite_customers, accepts_marketing=True)

    receipt = sqlite_customers("erase", asha["id"], "--yes", "-o", "json").succeeds().json()

    assert receipt["profiles"][0]["removed"]["consent"] == 1
    sqlite_customers("doctor").succeeds()
