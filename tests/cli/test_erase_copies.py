"""`customers erase`: copies of a person's values in the records of others."""

import json
from typing import Any
from uuid import UUID

import pytest

from tests.support.doctor import doctor, off
from tests.support.erasing import FULL, TRACE, erase, traces, traces_in_files
from tests.support.factories import HOME, create, events, query, show
from tests.support.kept import kept
from tests.support.program import Program

REASON = "Zqxasha Zqxrao (98123 00002, Zqx.Asha@example.com) asked"
WHO = ("--reason", REASON)


def run(customers: Program, *words: str, stdin: str = "") -> Any:
    """Run a command with a reason that names the person."""
    return customers(*words, *WHO, "-o", "json", stdin=stdin).succeeds().json()


def lines(*rows: dict[str, Any]) -> str:
    return "\n".join(map(json.dumps, rows))


def create_people(customers: Program) -> tuple[Any, Any, Any]:
    """Create the person to erase, and two customers without similar values."""
    asha = run(customers, "create", "--from-json", "-", stdin=json.dumps({"first_name": "Zqxasha", **FULL}))
    usha, nisha = (
        create(customers, name, email=f"{name}@example.com".lower(), addresses=[HOME], external_ids={"shopify": name}, tags=["gold"])
        for name in ("Usha", "Nisha")
    )
    return asha, usha, nisha


@pytest.fixture
@kept
def touched(customers: Program) -> tuple[Any, Any, Any]:
    """Create the people, and run every command on the person."""
    everybody = create_people(customers)
    touch(customers, *everybody)
    return everybody


def touch(customers: Program, asha: Any, usha: Any, nisha: Any) -> None:
    """Run every command on the person, alone and together with others."""
    first, second, third = (person["id"] for person in (asha, usha, nisha))
    run(
        customers,
        "update",
        first,
        "--email",
        "zqxnew@example.com",
        "--phone",
        "+919812300003",
        "--notes",
        "zqx",
        "--external-id",
        "till:zqx1",
    )
    run(customers, "tag", "add", first, second, third, "--tag", "vip", "--tag", "new")
    run(customers, "tag", "remove", first, second, third, "--tag", "new")
    run(customers, "tag", "set", first, second, "--tag", "vip")
    run(customers, "tag", "rename", "vip", "regular", "--yes")
    run(customers, "address", "add", first, "--from-json", "-", stdin=json.dumps({**HOME, "address1": "9 Zqx Lane"}))
    run(customers, "address", "update", first, "billing", "--city", "Zqxdelhi")
    run(customers, "address", "default", first, "billing")
    run(customers, "address", "delete", first, "billing", "--yes")
    for verb in ("pin", "exclude", "release", "pin"):
        run(customers, "vip", verb, first, second, third)
    run(customers, "vip", "release", third)
    rows = [{"id": person, "notes": f"n{n}", "first_name": "Zqxasha" if n == 0 else "Usha"} for n, person in enumerate((first, second))]
    run(customers, "import", "customers", "-", stdin=lines(*rows))
    run(
        customers,
        "import",
        "addresses",
        "-",
        stdin=lines(*({**HOME, "address1": "zqx 7" if p == first else "7", "customer_id": p} for p in (first, second))),
    )
    run(
        customers,
        "import",
        "orders",
        "-",
        stdin=lines(*({"number": p, "customer_id": p, "total": "900", "placed_at": "2026-01-05"} for p in (first, second))),
    )
    run(customers, "delete", first, second, "--yes")
    run(customers, "restore", first)
    run(customers, "restore", second)
    for verb in ("dismiss", "undismiss", "dismiss"):
        run(customers, "duplicates", verb, first, second)
    run(customers, "duplicates", "dismiss", third, first)


def merge_around(customers: Program, asha: Any, usha: Any, nisha: Any) -> None:
    """Merge and unmerge the person, and merge a customer that had its values with a third one."""
    first_id, second_id, third_id = (person["id"] for person in (asha, usha, nisha))
    taken = [word for field in ("email", "phone", "external_ids.shopify") for word in ("--take", f"{field}=absorbed")]
    first = run(customers, "merge", second_id, first_id, "--yes", *taken)
    run(customers, "vip", "pin", second_id)
    run(customers, "duplicates", "dismiss", second_id, third_id)
    second = run(customers, "merge", third_id, second_id, "--yes", *taken)
    run(customers, "update", third_id, "--notes", "of zqxasha")
    run(customers, "unmerge", second["merge_id"], "--yes", "--force")
    run(customers, "unmerge", first["merge_id"], "--yes", "--force")
    third = run(customers, "merge", first_id, third_id, "--yes", *taken)
    run(customers, "unmerge", third["merge_id"], "--yes", "--force")


@pytest.mark.parametrize("merged", [False, True])
def test_erase_removes_copies_in_other_records(customers: Program, touched: tuple[Any, Any, Any], merged: bool) -> None:
    if merged:
        merge_around(customers, *touched)
    asha, *others = touched
    # The operator's reason about another customer stays with that customer.
    for person in others:
        customers("update", person["id"], "--notes", "stays").succeeds()
    before = [show(customers, person["id"]) for person in others]
    assert len(traces(customers.url)) > 20

    receipt = erase(customers, asha["id"])

    assert traces(customers.url) == []
    assert customers.url.startswith("postgresql") or traces_in_files(customers.url) == []
    assert [show(customers, person["id"]) for person in others] == before
    assert receipt["profiles"][0]["removed"]["reasons"] > 5
    assert off(doctor(customers)) == {}
    assert erase(customers, asha["id"])["profiles"][0]["removed"] == {}


def test_erase_redacts_dismissal_reason_of_other_customer(customers: Program) -> None:
    asha, usha = create(customers, "Asha", last_name="Rao", email="asha@example.com"), create(customers, "Usha", email="usha@example.com")
    reason = "98765 43210 is her mother"
    customers("duplicates", "dismiss", "usha@example.com", "asha@example.com", "--reason", reason).succeeds()

    erase(customers, asha["id"])

    assert reason not in customers("history", usha["id"], "-o", "csv").succeeds().stdout
    assert [event.command for event in events(customers, usha["id"])] == ["create", "duplicates dismiss"]
    assert query(customers.url, "SELECT count(*) FROM dismissals WHERE reason IS NOT NULL") == [(0,)]


def test_erase_keeps_shared_reason_unless_it_names_the_person(customers: Program) -> None:
    asha = create(customers, "Asha", last_name="Rao", phone="+919876543210", email="asha@example.com")
    others = [create(customers, name) for name in ("Usha", "Nisha")]
    customers("update", asha["id"], "--email", "former@example.com").succeeds()
    customers("update", asha["id"], "--email", "asha@example.com").succeeds()
    ids = [person["id"] for person in (asha, *others)]
    named = ("asked by Mrs. Rao", "call +91 98765-43210", "see FORMER@example.com")
    for number, reason in enumerate(("Diwali 2026", "the raok list", *named)):
        customers("tag", "add", *ids, "--tag", f"t{number}", "--reason", reason).succeeds()

    erase(customers, asha["id"])

    for person in others:
        reasons = [event.reason for event in events(customers, person["id"])]
        assert reasons == [None, "Diwali 2026", "the raok list", None, None, None]
    assert {event.reason for event in events(customers, asha["id"])} == {None}


def test_erase_keeps_override_reason_unless_it_names_the_person(customers: Program) -> None:
    asha, usha, nisha = (create(customers, name, last_name="Rao" if name == "Asha" else None) for name in ("Asha", "Usha", "Nisha"))
    customers("vip", "pin", asha["id"], usha["id"], "--reason", "family of Asha Rao").succeeds()
    customers("vip", "pin", asha["id"], nisha["id"], "--reason", "founders").succeeds()

    erase(customers, asha["id"])

    reasons = query(
        customers.url, "SELECT vip_override, vip_reason FROM customer_statistics WHERE vip_override IS NOT NULL ORDER BY vip_reason"
    )
    assert [tuple(row) for row in reasons] == [("pinned", "(erased)"), ("pinned", "founders")]
    assert "Rao" not in customers("history", usha["id"], "-o", "csv").succeeds().stdout
    assert off(doctor(customers)) == {}


def test_erase_refuses_reason_with_former_value(customers: Program) -> None:
    asha = create(customers, "Asha", email="former@example.com")
    customers("update", asha["id"], "--email", "asha@example.com").succeeds()

    customers("erase", asha["id"], "--yes", "--reason", "asked by former@example.com").fails(2, "--reason", "case number")


def test_erase_keeps_events_outside_merge_in_same_second(customers: Program) -> None:
    usha = create(customers, "Usha", email="usha@example.com")
    asha = create(customers, **FULL)
    customers("address", "add", usha["id"], "--from-json", "-", stdin=json.dumps(HOME)).succeeds()
    merged = customers("merge", asha["id"], usha["id"], "--yes", "-o", "json").succeeds().json()
    customers("unmerge", merged["merge_id"], "--yes").succeeds()
    customers("update", usha["id"], "--notes", "later").succeeds()
    for table, columns in (("events", ("at",)), ("merges", ("at", "undone_at"))):
        for column in columns:
            query(customers.url, f"UPDATE {table} SET {column} = (SELECT min(created_at) FROM customers)")

    erase(customers, asha["id"])

    before, place, *between, after = events(customers, usha["id"])
    assert before.changes["email"]["after"] == "usha@example.com"
    assert [change["after"]["city"] for change in place.changes.values()] == ["Pune"]
    assert after.changes == {"notes": {"before": None, "after": "later"}}
    assert [event.command for event in between] == ["merge", "unmerge"]
    assert all(
        value in (None, "(erased)")
        for event in between
        for name, change in event.changes.items()
        if name != "state"
        for value in change.values()
    )


BROKEN = {
    "a reason of a pair": "UPDATE events SET reason = 'zqx' WHERE command = 'duplicates dismiss' AND customer_id = {}",
    "a change while merged": (
        'UPDATE events SET changes = \'{"notes":{"before":null,"after":"zqx"}}\' WHERE command = \'merge\' AND customer_id = {}'
    ),
    "a dismissal": "UPDATE dismissals SET reason = 'zqx' WHERE {} IN (customer_id, other_id)",
    "a journal": "UPDATE merges SET journal = '{\"zqx\":1}' WHERE customer_id = {}",
}


@pytest.fixture
@kept
def erased(customers: Program) -> tuple[Any, Any]:
    """Erase a customer that was merged and dismissed with another one; return both, the erased one last."""
    usha, asha = create(customers, "Usha"), create(customers, "Zqxasha", email="zqx@example.com")
    customers("duplicates", "dismiss", usha["id"], asha["id"]).succeeds()
    merged = customers("merge", usha["id"], asha["id"], "--yes", "-o", "json").succeeds().json()
    customers("unmerge", merged["merge_id"], "--yes").succeeds()
    erase(customers, asha["id"])
    assert off(doctor(customers)) == {}
    return usha, asha


@pytest.mark.parametrize("statement", BROKEN.values(), ids=[name.replace(" ", "_") for name in BROKEN])
def test_doctor_finds_copy_left_by_erasure(customers: Program, erased: tuple[Any, Any], statement: str) -> None:
    usha, asha = erased

    query(customers.url, statement, UUID(usha["id"]))

    assert off(doctor(customers)) == {"erased": [asha["id"]]}
    doctor(customers, "--fix")
    assert off(doctor(customers)) == {}
    assert TRACE not in str(traces(customers.url))
