"""`customers delete` and `customers restore`."""

from uuid import UUID

import pytest

from customers.errors import ExitStatus
from tests.support.factories import HOME, create, events, import_orders, listed, order, query, show
from tests.support.program import Program


def test_delete_removes_customer_from_lists_and_counts(customers: Program) -> None:
    asha, usha = create(customers, tags=["a"]), create(customers, "Usha")
    import_orders(customers, order(asha, "1", "60000"))

    customers("delete", asha["id"], "--yes", "-o", "json").prints_json(deleted=[asha["id"]])

    assert listed(customers, "list") == ["Usha"]
    assert listed(customers, "vip") == []
    assert customers("tag", "list", "-o", "jsonl").jsonl() == []
    assert {name: segment["count"] for name, segment in customers("segments", "-o", "json").json().items()} == {
        "new": 1,
        "returning": 0,
        "loyal": 0,
        "vip": 0,
        "at_risk": 0,
        "total": 1,
    }
    assert customers("vip", "recalculate", "-o", "json").json()["examined"] == 1
    customers("update", asha["id"], "--notes", "x").fails(ExitStatus.NOT_FOUND, "deleted")
    customers("orders", asha["id"]).fails(ExitStatus.NOT_FOUND, "deleted")
    assert show(customers, usha["id"]) == usha


def test_delete_keeps_orders(customers: Program) -> None:
    asha = create(customers)
    import_orders(customers, order(asha, "1", "10"))
    customers("delete", asha["id"], "--yes").succeeds()

    assert query(customers.url, "SELECT number FROM orders") == [("1",)]


def test_restore_returns_complete_profile(customers: Program) -> None:
    asha = create(customers, email="asha@example.com", external_ids={"erp": "1"}, tags=["a"], notes="n", addresses=[HOME])
    import_orders(customers, order(asha, "1", "60000"))
    before = show(customers, asha["id"])
    customers("delete", asha["id"], "--yes").succeeds()

    restored = customers("restore", asha["id"], "-o", "json").succeeds().json()

    assert restored == before | {"updated_at": restored["updated_at"]}
    assert restored["updated_at"] > before["updated_at"]
    assert restored["is_vip"]
    assert show(customers, "asha@example.com") == show(customers, "erp:1") == restored


def test_restore_accepts_former_identities(customers: Program) -> None:
    asha = create(customers, email="asha@example.com", phone="9876543210", external_ids={"erp": "1"})

    for reference in ("Asha@example.com", "98765 43210", "erp:1"):
        customers("delete", reference, "--yes").succeeds()
        customers("restore", reference, "-o", "json").prints_json(id=asha["id"])


def test_restore_recalculates_statistics(customers: Program) -> None:
    asha = create(customers)
    import_orders(customers, order(asha, "1", "60000"))
    customers("delete", asha["id"], "--yes").succeeds()

    customers("restore", asha["id"], "-o", "json", env={"CUSTOMERS_VIP_SPEND_THRESHOLD": "70000"}).prints_json(is_vip=False, total_orders=1)


def test_restore_of_active_customer_changes_nothing(customers: Program) -> None:
    asha = create(customers)

    result = customers("restore", asha["id"], "-o", "json").succeeds()

    assert result.json() == asha
    assert "not deleted" in result.stderr
    customers("restore", "01993f2e-7b5c-7cc1-9d5e-8f3a2b1c0d9e").fails(ExitStatus.NOT_FOUND)


def test_restore_of_several_customers_is_one_transaction(customers: Program) -> None:
    asha, usha = create(customers, email="a@example.com"), create(customers, "Usha", email="u@example.com")
    customers("delete", asha["id"], usha["id"], "--yes").succeeds()

    customers("restore", asha["id"], usha["id"], "nobody@example.com").fails(ExitStatus.NOT_FOUND)

    assert listed(customers, "list") == []


def test_delete_without_terminal_requires_yes(customers: Program) -> None:
    asha = create(customers)

    customers("delete", asha["id"], stdin="y\n").fails(ExitStatus.USAGE, "confirmation", "--yes")

    assert listed(customers, "list") == ["Asha"]


def test_delete_without_customers_is_refused(customers: Program) -> None:
    create(customers)

    customers("delete", "--yes").fails(ExitStatus.USAGE, "no customers given")
    customers("delete", "--yes", "--max", "5").fails(ExitStatus.USAGE, "no customers given")

    assert listed(customers, "list") == ["Asha"]


def test_empty_selection_and_empty_input_delete_no_customer(customers: Program) -> None:
    create(customers)

    customers("delete", "-", "--yes", "-o", "json", stdin="\n").prints_json(deleted=[])
    customers("delete", "--tag", "nobody-has-it", "--yes", "-o", "json").prints_json(deleted=[])

    assert listed(customers, "list") == ["Asha"]


def test_delete_with_one_unknown_customer_changes_nothing(customers: Program) -> None:
    asha = create(customers)

    customers("delete", asha["id"], "nobody@example.com", "--yes").fails(ExitStatus.NOT_FOUND, "nobody@example.com")

    assert listed(customers, "list") == ["Asha"]


def test_delete_of_selection_respects_guards(customers: Program) -> None:
    for name in ("Asha", "Usha"):
        create(customers, name, tags=["old"])
    create(customers, "Nisha")
    selected = ("delete", "--tag", "old", "--yes")

    customers(*selected, "--max", "1").fails(ExitStatus.USAGE, "2 customers", "more than the 1 allowed", "nothing was changed")
    customers(*selected, "--expect", "3").fails(ExitStatus.USAGE, "2 customers", "not 3", "nothing was changed")
    assert len(listed(customers, "list")) == 3
    assert len(customers(*selected, "--expect", "2", "-o", "ids").succeeds().stdout.splitlines()) == 2
    assert listed(customers, "list") == ["Nisha"]


def test_delete_refuses_customers_with_selection(customers: Program) -> None:
    asha = create(customers, tags=["old"])

    customers("delete", asha["id"], "--tag", "old", "--yes").fails(ExitStatus.USAGE, "not both")
    assert listed(customers, "list") == ["Asha"]


def test_delete_counts_repeated_customer_once(customers: Program) -> None:
    asha = create(customers, email="asha@example.com")

    customers("delete", asha["id"], "asha@example.com", "--yes", "-o", "json").prints_json(deleted=[asha["id"]])


def test_dry_run_names_customers_and_deletes_none(customers: Program) -> None:
    asha = create(customers)

    dry = customers("delete", asha["id"], "--dry-run", "-o", "json").succeeds()

    assert dry.json() == {"deleted": [asha["id"]], "dry_run": True}
    assert "nothing was changed" in dry.stderr
    assert show(customers, asha["id"]) == asha
    customers("delete", asha["id"], "--yes").succeeds()
    customers("restore", asha["id"], "--dry-run", "-o", "json").prints_json(id=asha["id"], dry_run=True)
    assert listed(customers, "list") == []


def test_dry_run_shows_state_before_and_after(customers: Program) -> None:
    asha = create(customers)

    output = customers("delete", asha["id"], "--dry-run").succeeds().stdout

    assert ["state", "live", "deleted"] in [line.split()[-3:] for line in output.splitlines()]


def test_history_records_delete_and_restore(customers: Program) -> None:
    asha = create(customers)
    customers("delete", asha["id"], "--yes", "--reason", "asked by mail", "--actor", "priya").succeeds()
    customers("restore", asha["id"], "--reason", "asked again", "--actor", "ravi").succeeds()

    deleted, restored = events(customers, asha["id"])[1:]

    assert (deleted.actor, deleted.reason, deleted.command) == ("priya", "asked by mail", "delete")
    assert (restored.actor, restored.reason, restored.command) == ("ravi", "asked again", "restore")
    assert deleted.changes == {"state": {"before": "live", "after": "deleted"}}
    assert restored.changes == {"state": {"before": "deleted", "after": "live"}}


def test_bulk_delete_equals_single_deletes(customers: Program) -> None:
    people = [
        create(customers, f"P{number}", email=f"p{number}@example.com", external_ids={"erp": str(number)}, tags=["old"])
        for number in range(3)
    ]
    remaining = create(customers, "Kept", email="kept@example.com")

    deleted = customers("delete", "--tag", "old", "--yes", "--reason", "moved", "-o", "json").succeeds().json()

    assert deleted == {"deleted": sorted(person["id"] for person in people)}
    assert listed(customers, "list") == listed(customers, "search", "example") == ["Kept"]
    assert query(customers.url, "SELECT kind, value FROM identities") == [("email", "kept@example.com")]
    assert query(customers.url, "SELECT COUNT(*) FROM customers WHERE state = 'deleted' AND updated_at >= deleted_at") == [(3,)]
    assert query(customers.url, "SELECT COUNT(DISTINCT id) FROM events WHERE command = 'delete'") == [(1,)]
    for person in people:
        event = events(customers, person["id"])[-1]
        assert (event.reason, event.changes) == ("moved", {"state": {"before": "live", "after": "deleted"}})
    assert show(customers, remaining["id"]) == remaining
    customers("restore", *(person["id"] for person in people)).succeeds()
    assert [show(customers, f"erp:{number}")["email"] for number in range(3)] == [person["email"] for person in people]


def test_delete_and_restore_include_aliases_of_absorbed_profiles(customers: Program) -> None:
    asha = create(customers, email="asha@example.com")
    twin = create(customers, "Asha", email="twin@example.com", external_ids={"erp": "1"})
    query(customers.url, "UPDATE customers SET state = 'absorbed', merged_into = {} WHERE id = {}", UUID(asha["id"]), UUID(twin["id"]))
    query(customers.url, "UPDATE identities SET customer_id = {} WHERE customer_id = {}", UUID(asha["id"]), UUID(twin["id"]))
    customers("delete", asha["id"], "--yes").succeeds()
    customers("restore", asha["id"]).succeeds()

    assert show(customers, "twin@example.com")["id"] == show(customers, "erp:1")["id"] == asha["id"]


def test_list_deleted_shows_deleted_customers_only(customers: Program) -> None:
    create(customers)
    usha, nisha = create(customers, "Usha", email="usha@example.com", tags=["a"]), create(customers, "Gone")
    customers("delete", usha["id"], nisha["id"], "--yes").succeeds()

    page = customers("list", "--deleted", "--per-page", "1", "-o", "json").succeeds().json()

    assert page["meta"]["total"] == 2
    assert listed(customers, "list", "--deleted") == ["Gone", "Usha"]
    assert listed(customers, "list", "--deleted", "--tag", "a") == ["Usha"]
    assert "Usha" in customers("list", "--deleted").succeeds().stdout
    customers("list", "--deleted", "--search", "usha").fails(ExitStatus.USAGE, "--search looks through live customers")
    customers("restore", usha["id"]).succeeds()
    assert listed(customers, "list", "--deleted") == ["Gone"]
    assert "list --deleted" in customers("restore", "--help").stdout


@pytest.mark.parametrize("command", [("delete",), ("tag", "add", "--tag", "x")])
def test_unknown_customer_is_reported_before_missing_confirmation(sqlite_customers: Program, command: tuple[str, ...]) -> None:
    sqlite_customers(*command).fails(ExitStatus.USAGE, "no customers given")


# Each as stored and as given: emails that differ in case only are one.
EMAILS = [
    ("MÜLLER@example.com", "müller@EXAMPLE.com"),
    ("straße@example.com", "STRASSE@example.com"),
    ("asha@MÜNCHEN.de", "Asha@münchen.de"),
]


@pytest.mark.parametrize(("stored", "reference"), EMAILS)
def test_restore_compares_email_without_case(customers: Program, stored: str, reference: str) -> None:
    asha = create(customers, email=stored)
    customers("delete", reference, "--yes").succeeds()

    for email in (stored, reference):
        customers("show", email).fails(ExitStatus.NOT_FOUND, "is deleted")
        assert '"delete"' in customers("history", email, "-o", "json").succeeds().stdout
        customers("restore", email, "-o", "json").prints_json(id=asha["id"])
        customers("delete", email, "--yes").succeeds()
    assert customers("erase", reference, "--yes", "-o", "json").succeeds().json()["erased"] == [asha["id"]]


@pytest.mark.parametrize(("stored", "reference"), EMAILS)
def test_erase_warns_of_deleted_customer_with_same_email_in_other_case(customers: Program, stored: str, reference: str) -> None:
    deleted = create(customers, email=stored)
    customers("delete", deleted["id"], "--yes").succeeds()
    create(customers, email=reference)

    assert deleted["id"] in customers("erase", reference, "--yes").succeeds().stderr
