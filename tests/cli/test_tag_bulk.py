"""`customers tag` on many customers: a selection, standard input, JSON of the API."""

import json
from uuid import UUID

import pytest

from customers.domain.ids import shown_end
from customers.domain.json import dump_json
from customers.errors import ExitStatus
from tests.support.factories import create, events, query, show
from tests.support.program import Program


def tags(customers: Program) -> dict[str, list[str]]:
    """Return the tags of all customers by first name."""
    return {row["first_name"]: row["tags"] for row in customers("list", "--all", "-o", "jsonl").succeeds().jsonl()}


def test_add_tags_selection(customers: Program) -> None:
    for name, notes in (("Asha", ["old"]), ("Usha", ["OLD", "x"]), ("Nisha", [])):
        create(customers, name, tags=notes)

    customers("tag", "add", "--any-tag", "old", "--tag", "archive", "--yes", "-o", "json").prints_json(customers=2, added=2)

    assert tags(customers) == {"Asha": ["archive", "old"], "Usha": ["archive", "OLD", "x"], "Nisha": []}


def test_selection_is_fixed_before_tags_change(customers: Program) -> None:
    create(customers, tags=["sale"])

    customers("tag", "remove", "--any-tag", "sale", "--tag", "sale", "--yes", "-o", "json").prints_json(customers=1, removed=1)
    customers("tag", "set", "--without-tag", "sale", "--tag", "sale", "--yes", "-o", "json").prints_json(customers=1, added=1)


def test_selection_requires_confirmation_and_names_do_not(customers: Program) -> None:
    asha = create(customers, email="asha@example.com")

    customers("tag", "add", "--has-email", "--tag", "a").fails(ExitStatus.USAGE, "confirmation", "--yes", "--dry-run")
    customers("tag", "add", "-", "--tag", "a", stdin=asha["id"]).fails(ExitStatus.USAGE, "confirmation")
    assert tags(customers) == {"Asha": []}
    customers("tag", "add", asha["id"], "--tag", "a").succeeds()
    customers("tag", "add", "--has-email", "--tag", "b", "--dry-run").succeeds()


def test_guards_limit_selection(customers: Program) -> None:
    for name in ("Asha", "Usha"):
        create(customers, name, tags=["old"])
    selected = ("tag", "add", "--any-tag", "old", "--tag", "new", "--yes")

    customers(*selected, "--max", "1").fails(ExitStatus.USAGE, "2 customers", "more than the 1 allowed")
    customers(*selected, "--expect", "1").fails(ExitStatus.USAGE, "2 customers", "not 1")
    assert tags(customers) == {"Asha": ["old"], "Usha": ["old"]}
    customers(*selected, "--max", "2", "--expect", "2").succeeds()


def test_add_reads_ids_from_standard_input(customers: Program) -> None:
    create(customers, "Asha", email="asha@example.com", tags=["old"])
    create(customers, "Usha", external_ids={"erp": "1"}, tags=["old"])
    create(customers, "Nisha", tags=["old"])
    names = "\ufeffasha@example.com\r\n\r\n  erp:1  \nASHA@example.com\n"

    customers("tag", "remove", "-", "--tag", "old", "--yes", "-o", "json", stdin=names).prints_json(customers=2, removed=2)

    assert tags(customers) == {"Asha": [], "Usha": [], "Nisha": ["old"]}


def test_empty_standard_input_selects_no_customer(customers: Program) -> None:
    create(customers)

    customers("tag", "add", "-", "--tag", "a", "--yes", "-o", "json", stdin="").prints_json(customers=0, added=0)

    assert tags(customers) == {"Asha": []}


def test_add_reads_ids_printed_by_list(customers: Program) -> None:
    for name in ("Asha", "Usha"):
        create(customers, name, tags=["old"])
    ids = customers("list", "--tag", "old", "--all", "-o", "ids").succeeds().stdout

    customers("tag", "add", "-", "--tag", "new", "--yes", "-o", "json", stdin=ids).prints_json(customers=2, added=2)


def test_json_names_customers_and_tags(customers: Program) -> None:
    asha, usha = create(customers), create(customers, "Usha", email="usha@example.com")
    body = json.dumps({"customer_ids": [asha["id"], usha["id"]], "tags": ["a", "B"]})

    customers("tag", "add", "--from-json", "-", "-o", "json", "--yes", stdin=body).prints_json(customers=2, added=4, refused=[])

    assert tags(customers) == {"Asha": ["a", "B"], "Usha": ["a", "B"]}


def test_unknown_ids_of_json_are_refused_each(customers: Program) -> None:
    asha = create(customers)
    unknown_id = "01993f2e-7b5c-7cc1-9d5e-8f3a2b1c0d9e"
    body = json.dumps({"customer_ids": [unknown_id, asha["id"]], "tags": ["a"]})

    result = customers("tag", "add", "--from-json", "-", "-o", "json", "--yes", stdin=body)

    result.fails(ExitStatus.PARTIAL, "partial", unknown_id, stdout=None)
    assert {name: result.json()[name] for name in ("customers", "added")} == {"customers": 1, "added": 1}
    [refused] = result.json()["refused"]
    assert (refused["customer"], refused["code"]) == (unknown_id, "not_found")
    assert tags(customers) == {"Asha": ["a"]}


def test_customers_above_tag_limit_are_refused_and_others_tagged(customers: Program) -> None:
    full = create(customers, "Full", tags=[f"t{number}" for number in range(250)])
    create(customers, "Asha")

    result = customers("tag", "add", "--no-email", "--tag", "new", "--yes", "-o", "json")

    result.fails(ExitStatus.PARTIAL, f"Full (…{shown_end(full['id'])}) would have 251 tags", stdout=None)
    assert (result.json()["customers"], result.json()["added"], result.json()["refused"][0]["code"]) == (1, 1, "invalid")
    assert tags(customers)["Asha"] == ["new"]
    assert len(tags(customers)["Full"]) == 250


def test_invalid_json_is_refused(customers: Program) -> None:
    asha = create(customers)

    def send(body: object, *more: str) -> str:
        return customers("tag", "add", "--from-json", "-", "--yes", *more, stdin=json.dumps(body)).fails(ExitStatus.USAGE).stderr

    assert "did you mean customer_ids" in send({"customer_id": [asha["id"]], "tags": ["a"]})
    assert "customer_ids" in send({"customer_ids": [], "tags": ["a"]})
    assert "tags" in send({"customer_ids": [asha["id"]]})
    assert "blank" in send({"customer_ids": [asha["id"]], "tags": [" "]})
    assert "--from-json" in send({"customer_ids": [asha["id"]], "tags": ["a"]}, "--tag", "b")
    assert show(customers, asha["id"]) == asha


def test_bulk_command_records_one_event(customers: Program) -> None:
    asha, usha = create(customers, tags=["old"]), create(customers, "Usha", tags=["old"])

    customers("tag", "set", "--any-tag", "old", "--tag", "new", "--yes", "--reason", "spring").succeeds()

    for customer in (asha, usha):
        event = events(customers, customer["id"])[-1]
        assert (event.command, event.reason) == ("tag set", "spring")
        assert event.changes == {"tags": {"before": ["old"], "after": ["new"]}}
    assert query(customers.url, "SELECT COUNT(DISTINCT id) FROM events WHERE command = 'tag set'") == [(1,)]


def test_history_of_bulk_command_equals_history_of_single_commands(customers: Program) -> None:
    labels = ["plain", 'q"uote', "back\\slash", "sl/ash", "né", "दिल्ली", "😀", "a'b", "\u2028x", "<&>", "\\u0041", "{}"]
    people = [create(customers, "Asha", email="asha@example.com", tags=labels), create(customers, "Usha", email="usha@example.com")]

    customers("tag", "add", "--has-email", "--yes", "--tag", ",".join(reversed(labels)), "--tag", "zz").succeeds()

    statement = "SELECT changes FROM events WHERE customer_id = {} AND command = 'tag add'"
    for customer in people:
        changes = {"tags": {"before": customer["tags"], "after": show(customers, customer["id"])["tags"]}}
        assert query(customers.url, statement, UUID(customer["id"])) == [(dump_json(changes),)]


def test_only_changed_customers_are_updated_and_recorded(customers: Program) -> None:
    asha, usha = create(customers, tags=["a", "b"]), create(customers, "Usha", tags=["a"])
    for verb, tags, changed in (("add", "A,B", [usha]), ("remove", "b,c", [asha, usha]), ("set", "a", []), ("remove", "b", [])):
        before = {customer["id"]: show(customers, customer["id"]) for customer in (asha, usha)}
        customers("tag", verb, asha["id"], usha["id"], "--tag", tags).succeeds()
        after = {id_: show(customers, id_) for id_ in before}
        assert [id_ for id_ in before if after[id_]["updated_at"] > before[id_]["updated_at"]] == [customer["id"] for customer in changed]

    assert [len(events(customers, customer["id"])) for customer in (asha, usha)] == [2, 3]


def test_dry_run_shows_limited_changes_and_counts_all(customers: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("customers.services.history.MAX_SHOWN", 2)
    people = [create(customers, name, email=f"{name}@example.com", tags=["old"]) for name in ("asha", "usha", "nisha")]

    dry = customers("tag", "add", "--has-email", "--tag", "new", "--dry-run").succeeds()

    assert [line.split() for line in dry.stdout.splitlines()[1:3]] == [
        [person["full_name"], f"<{person['email']}>", f"…{shown_end(person['id'])}", "tags", "old", "new,", "old"] for person in people[:2]
    ]
    assert people[2]["id"] not in dry.stdout
    assert ["Customers", "3"] in [line.split() for line in dry.stdout.splitlines()]
    assert "first 2 customers are shown" in dry.stderr
    assert tags(customers) == {"asha": ["old"], "usha": ["old"], "nisha": ["old"]}


def test_table_describes_refused_customers_in_words(sqlite_customers: Program) -> None:
    output = sqlite_customers("tag", "add", "-", "--tag", "x", "--yes", stdin="nobody@example.com\n").fails(6, stdout=None).stdout

    assert " ".join(output.splitlines()[-1].split()) == "Refused no customer nobody@example.com"
