"""Short names of customers: the end of an id, a bare external id, a full name; and the names that are looked up before a question."""

import json

import pytest

from customers.domain.ids import shown_end
from customers.errors import ExitStatus
from tests.support.factories import create, listed, show
from tests.support.kept import kept
from tests.support.program import Program

# The last characters of these ids are alike from the ninth on.
FIRST_ID, SECOND_ID = "01993f2e-7b5c-7cc1-9d5e-8f3aab1c0d9e", "01993f2e-7b5c-7cc1-9d5e-8f3bab1c0d9e"


@pytest.fixture
@kept
def shop(customers: Program) -> Program:
    """Return a shop of Noor, who has two external ids, and Pavel, who has neither email nor phone."""
    create(customers, "Noor", last_name="Haddad", email="noor@example.com", external_ids={"till": "K-77", "web": "501"})
    create(customers, "Pavel", last_name="Šimek", external_ids={"web": "777"})
    return customers


def with_id(customers: Program, customer_id: str, first_name: str, email: str) -> None:
    """Import a customer with an id."""
    row = {"id": customer_id, "first_name": first_name, "email": email}
    customers("import", "customers", "-", "--format", "jsonl", stdin=json.dumps(row)).succeeds()


def test_end_of_an_id_names_the_only_customer_that_has_it(customers: Program) -> None:
    with_id(customers, FIRST_ID, "Noor", "noor@example.com")
    with_id(customers, SECOND_ID, "Pavel", "pavel@example.com")

    for end in ("8f3aab1c0d9e", "8F3AAB1C0D9E", "3aab1c0d9e", "9d5e-8f3aab1c0d9e", "9d5e8f3aab1c0d9e"):
        assert show(customers, end)["first_name"] == "Noor"
    customers("update", "8f3bab1c0d9e", "--notes", "by its end").succeeds()
    assert show(customers, SECOND_ID)["notes"] == "by its end"
    customers("show", "ab1c0d9e").fails(
        ExitStatus.CONFLICT, f"Noor (noor@example.com, {FIRST_ID})", f"Pavel (pavel@example.com, {SECOND_ID})"
    )


def test_shorter_ends_digits_alone_and_other_texts_name_nothing(customers: Program) -> None:
    with_id(customers, "01993f2e-7b5c-7cc1-9d5e-8fa312345678", "Noor", "noor@example.com")

    for text in ("2345678", "12345678", "d5e-8fa312345678x"):
        customers("show", text).fails(ExitStatus.NOT_FOUND)
    assert show(customers, "fa312345678")["first_name"] == "Noor"


def test_end_that_is_shown_names_the_customer_even_where_it_is_digits(customers: Program) -> None:
    with_id(customers, "01993f2e-7b5c-7cc1-9d5e-8fa312345678", "Noor", "noor@example.com")
    with_id(customers, "01993f2e-7b5c-7cc1-9d5e-8fa3c2345678", "Pavel", "pavel@example.com")

    history = customers("history", "--all").succeeds().stdout
    for end, name in (("a312345678", "Noor"), ("c2345678", "Pavel")):
        assert f"> …{end}" in history
        for reference in (end, f"…{end}", f"..{end}"):
            assert show(customers, reference)["first_name"] == name


def test_bare_external_id_names_the_customer_of_the_only_system_that_has_it(shop: Program) -> None:
    assert show(shop, "K-77") == show(shop, "501") == show(shop, "noor@example.com")
    shop("show", "k-77").fails(ExitStatus.NOT_FOUND)
    ines = shop("create", "--first-name", "Ines", "--external-id", "zoo:501", "-o", "json").succeeds().json()

    shop("show", "501").fails(ExitStatus.CONFLICT, "Noor Haddad (noor@example.com, ", f"Ines ({ines['id']})")


def test_system_is_named_in_any_case(shop: Program) -> None:
    assert show(shop, "WEB:501") == show(shop, "Till:K-77") == show(shop, "noor@example.com")

    shop("tag", "add", "--tag", "web", "-", "--yes", "-o", "json", stdin="Web:501\nWEB:777\n").prints_json(customers=2)


def test_phone_that_is_the_external_id_of_somebody_else_is_ambiguous(shop: Program) -> None:
    create(shop, "Ravi", phone="9876543210")
    assert show(shop, "9876543210")["first_name"] == "Ravi"

    create(shop, "Usha", external_ids={"crm": "9876543210"})
    shop("show", "9876543210").fails(ExitStatus.CONFLICT, "Ravi", "Usha")
    assert show(shop, "+91 98765 43210")["first_name"] == "Ravi"


def test_reading_commands_take_a_full_name_with_a_notice(shop: Program) -> None:
    pavel = show(shop, "web:777")

    for name in ("Pavel Šimek", "pavel  simek", "PAVEL ŠIMEK"):
        result = shop("show", name, "-o", "json").succeeds()
        assert result.json() == pavel
        assert f"Took Pavel Šimek ({pavel['id']})" in result.stderr
    for command in (("history",), ("orders",), ("vip", "explain"), ("segments", "explain"), ("address", "list"), ("merges",)):
        shop(*command, "pavel simek").succeeds()
    shop("show", "pavel").fails(ExitStatus.NOT_FOUND)

    namesake = create(shop, "Pavel", last_name="Simek", email="other@example.com")
    shop("show", "Pavel Simek").fails(ExitStatus.CONFLICT, pavel["id"], f"Pavel Simek (other@example.com, {namesake['id']})")
    shop("delete", namesake["id"], "--yes").succeeds()
    assert show(shop, "Pavel Simek") == pavel


def test_name_of_symbols_alone_is_a_full_name(customers: Program) -> None:
    create(customers, "?", email="symbol@example.com")

    assert show(customers, "?")["email"] == "symbol@example.com"


def test_writing_commands_take_no_full_name(shop: Program) -> None:
    shop("update", "Pavel Šimek", "--notes", "x").fails(ExitStatus.NOT_FOUND, "no customer")
    shop("update", "777", "--notes", "x").succeeds()
    shop("tag", "add", "--tag", "web", "777").succeeds()
    shop("vip", "pin", "K-77", "--reason", "founder").succeeds()


@pytest.mark.parametrize(
    "command",
    [("tag", "add", "--tag", "x", "-"), ("delete", "-"), ("erase", "-"), ("vip", "pin", "-", "--reason", "r"), ("restore", "-")],
)
def test_lists_have_complete_names_alone(shop: Program, command: tuple[str, ...]) -> None:
    end = shown_end(show(shop, "777")["id"], 12)

    for text in ("777", end, "Pavel Šimek"):
        result = shop(*command, "--yes", stdin=text)
        assert result.status in (ExitStatus.NOT_FOUND, ExitStatus.PARTIAL), result.stderr
    assert sorted(listed(shop, "list")) == ["Noor", "Pavel"]
    assert listed(shop, "list", "--any-tag", "x") == listed(shop, "vip") == []


def test_undo_of_a_list_has_complete_names_alone(shop: Program) -> None:
    shop("update", "777", "--notes", "x").succeeds()

    shop("undo", "--only", "-", "--yes", stdin="777").fails(ExitStatus.NOT_FOUND, "no customer 777")
    shop("undo", "--only", "777", "--yes").succeeds()
    assert show(shop, "777")["notes"] is None


def test_bodies_and_batches_have_complete_names_alone(shop: Program) -> None:
    pair = {"primary_id": "501", "secondary_id": "777"}
    shop("merge", "--from-json", "-", "--yes", stdin=json.dumps(pair)).fails(ExitStatus.NOT_FOUND, "no customer 501")
    shop("merge", "--batch", "-", "--yes", stdin=json.dumps(pair)).fails(ExitStatus.PARTIAL, stdout=None)
    body = {"customer_ids": ["501"], "tags": ["x"]}
    shop("tag", "add", "--from-json", "-", "--yes", "-o", "json", stdin=json.dumps(body)).fails(ExitStatus.PARTIAL, stdout=None)

    assert listed(shop, "list", "--any-tag", "x") == []


@pytest.mark.parametrize(
    "command", [("delete", "{}"), ("erase", "{}"), ("merge", "noor@example.com", "{}"), ("merge", "{}", "noor@example.com")]
)
def test_short_names_are_refused_under_yes_with_the_full_id(shop: Program, command: tuple[str, ...]) -> None:
    pavel_id = show(shop, "777")["id"]

    for name in ("777", shown_end(pavel_id, 12)):
        words = [word.format(name) for word in command]
        shop(*words, "--yes").fails(ExitStatus.CONFLICT, f"{name} is not a complete name", pavel_id)
        shop(*words, "--dry-run").succeeds()
    shop(*(word.format(pavel_id) for word in command), "--yes").succeeds()


def test_short_name_is_confirmed_by_its_question(shop: Program) -> None:
    result = shop("delete", "777", at_question=lambda: None).succeeds()

    assert "Pavel Šimek" in result.stderr
    assert listed(shop, "list") == ["Noor"]


def test_deleted_customer_is_restored_by_a_short_name(shop: Program) -> None:
    pavel_id = show(shop, "777")["id"]

    for name in ("777", shown_end(pavel_id, 12)):
        shop("delete", pavel_id, "--yes").succeeds()
        shop("show", name).fails(ExitStatus.NOT_FOUND, "is deleted")
        shop("history", name).succeeds()
        shop("restore", name).succeeds()
    assert show(shop, pavel_id)["first_name"] == "Pavel"


def test_short_names_of_an_absorbed_profile_lead_to_the_survivor_and_to_the_merge(shop: Program) -> None:
    pavel_id = show(shop, "777")["id"]

    for name in ("777", shown_end(pavel_id, 12), "WEB:777"):
        merge_id = shop("merge", "noor@example.com", pavel_id, "--yes", "-o", "json").succeeds().json()["merge_id"]
        result = shop("show", name, "-o", "json").succeeds()
        assert result.json()["first_name"] == "Noor"
        assert "Noor Haddad (noor@example.com)" in result.stderr
        shop("unmerge", name, "--yes", "-o", "json").prints_json(merge_id=merge_id)


@pytest.mark.parametrize(
    ("command", "status", "needle"),
    [
        (("delete", "nobody@example.com"), ExitStatus.NOT_FOUND, "no customer"),
        (("erase", "nobody@example.com"), ExitStatus.NOT_FOUND, "no customer"),
        (("merge", "noor@example.com", "nobody@example.com"), ExitStatus.NOT_FOUND, "no customer"),
        (("merge", "noor@example.com", "till:K-77"), ExitStatus.USAGE, "with itself"),
        (("unmerge", "01993f2e-7b5c-7cc1-9d5e-8f3aab1c0d9e"), ExitStatus.NOT_FOUND, "no merge"),
        (("db", "restore", "missing.db"), ExitStatus.USAGE, "no such backup"),
        (("delete", "noor@example.com"), ExitStatus.USAGE, "no terminal"),
    ],
)
def test_what_is_named_is_looked_up_before_a_confirmation(shop: Program, command: tuple[str, ...], status: ExitStatus, needle: str) -> None:
    shop(*command).fails(status, needle)

    assert len(listed(shop, "list")) == 2
