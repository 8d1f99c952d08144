"""`customers unmerge`: a merge undone."""

from typing import Any

from customers.domain.ids import shown_end
from customers.errors import ExitStatus
from tests.support.factories import HOME, OFFICE, create, events, import_orders, order, show
from tests.support.merging import merge, pair, rows, unmerge
from tests.support.program import Program

RICH: dict[str, Any] = {
    "notes": "allergic",
    "tags": ["Gold", "b2b"],
    "last_name": "Rao",
    "external_ids": {"shopify": "2"},
    "accepts_marketing": True,
    "addresses": [HOME, {**OFFICE, "is_default": True}, {**OFFICE, "type": "billing"}],
}


def test_unmerge_restores_both_profiles(customers: Program) -> None:
    survivor, absorbed = pair(customers, {"tags": ["gold"], "notes": "tea", "addresses": [HOME]}, RICH)
    before = rows(customers.url)
    merged = merge(customers, survivor, absorbed, "--take", "phone=absorbed", "--take", "email=absorbed")

    printed = unmerge(customers, merged).succeeds().json()

    assert rows(customers.url) == before
    assert set(printed) == {"merge_id", "survivor", "restored", "left_with_survivor"}
    assert (printed["survivor"]["id"], printed["restored"]["id"]) == (survivor["id"], absorbed["id"])
    assert printed["left_with_survivor"] == {"orders": 0, "addresses": 0, "tags": 0, "external_ids": 0, "fields": []}


def test_unmerge_keeps_later_data_with_survivor(customers: Program) -> None:
    survivor, absorbed = pair(customers, {"notes": "tea"}, RICH)
    merged = merge(customers, survivor, absorbed)
    import_orders(customers, {"number": "3", "total": "9", "placed_at": "2026-03-01", "customer_id": survivor["id"]})
    note = show(customers, survivor["id"])["notes"] + "\ncalls on Fridays"
    customers("update", survivor["id"], "--first-name", "Aasha", "--notes", note).succeeds()
    customers("tag", "add", survivor["id"], "--tag", "new").succeeds()
    customers("address", "add", survivor["id"], "--address1", "1 Hill", "--city", "Ooty", "--state", "TN", "--pincode", "643001").succeeds()

    printed = unmerge(customers, merged).succeeds().json()

    survivor_after, restored = printed["survivor"], printed["restored"]
    assert (survivor_after["first_name"], survivor_after["notes"], survivor_after["tags"], survivor_after["total_orders"]) == (
        "Aasha",
        "tea\ncalls on Fridays",
        ["new"],
        2,
    )
    assert [(a["city"], a["is_default"]) for a in survivor_after["addresses"]] == [("Ooty", True)]
    assert (restored["notes"], restored["tags"], restored["total_orders"]) == ("allergic", ["b2b", "Gold"], 1)
    assert len(restored["addresses"]) == 3
    remaining = {"orders": 1, "addresses": 1, "tags": 1, "external_ids": 0, "fields": ["first_name", "notes"]}
    assert printed["left_with_survivor"] == remaining


def test_unmerge_refuses_conflicts_unless_forced(customers: Program) -> None:
    survivor, absorbed = pair(customers, {}, RICH)
    before = rows(customers.url)
    merged = merge(customers, survivor, absorbed)
    office = next(a for a in merged["customer"]["addresses"] if a["type"] == "billing")
    customers("update", survivor["id"], "--phone", "+919811111111", "--last-name", "Sen").succeeds()
    customers("tag", "remove", survivor["id"], "--tag", "b2b").succeeds()
    customers("address", "update", survivor["id"], office["id"], "--pincode", "400002").succeeds()
    home = next(a for a in merged["customer"]["addresses"] if a["city"] == "Pune")
    customers("address", "delete", survivor["id"], home["id"], "--yes").succeeds()
    changed = rows(customers.url)

    refused = unmerge(customers, merged)

    refused.fails(4, "phone is '+919811111111' since", "last_name is 'Sen' since", "the tag 'b2b' was taken away", "--force")
    refused.fails(4, f"{office['id']} (7 Fort Street) was changed", f"{home['id']} (12 MG Road) was deleted")
    unmerge(customers, merged, "--dry-run").fails(4, "was changed since")
    assert rows(customers.url) == changed
    unmerge(customers, merged, "--force").succeeds()
    assert rows(customers.url) == before


def test_unmerge_moves_order_with_later_refund(customers: Program) -> None:
    survivor, absorbed = pair(customers)
    merged = merge(customers, survivor, absorbed)
    import_orders(customers, order(survivor, "2", "50.50", "2026-02-05", refunded="50.50"))

    printed = unmerge(customers, merged).succeeds().json()

    assert (printed["survivor"]["total_orders"], printed["restored"]["total_orders"]) == (1, 0)


def test_unmerge_requires_latest_merge_first(customers: Program) -> None:
    a, b, c, d = (create(customers, name, email=f"{name.lower()}@example.com") for name in "ABCD")
    first = merge(customers, b, a)
    second = merge(customers, b, d)
    third = merge(customers, c, b)

    unmerge(customers, first).fails(4, "must be undone first", f"customers unmerge {third['merge_id']}")
    unmerge(customers, third).succeeds()
    assert show(customers, "a@example.com")["id"] == b["id"]
    unmerge(customers, first).fails(4, f"customers unmerge {second['merge_id']}")
    unmerge(customers, second).succeeds()
    unmerge(customers, first).succeeds()

    assert show(customers, "a@example.com")["id"] == a["id"]
    unmerge(customers, first).fails(4, "already undone at")


def test_unmerge_accepts_absorbed_profile(sqlite_customers: Program) -> None:
    survivor, absorbed = pair(sqlite_customers)
    merged = merge(sqlite_customers, survivor, absorbed)

    sqlite_customers("unmerge", survivor["id"], "--yes").fails(3, "no merge")
    sqlite_customers("unmerge", "asha@example.com", "--yes").fails(3, "no merge")
    sqlite_customers("unmerge", absorbed["id"], "--yes", "-o", "json").prints_json(merge_id=merged["merge_id"])
    sqlite_customers("unmerge", absorbed["id"], "--yes").fails(4, "already undone at")


def test_dry_run_shows_changes_and_makes_none(sqlite_customers: Program) -> None:
    survivor, absorbed = pair(sqlite_customers)
    merged = merge(sqlite_customers, survivor, absorbed)
    before = rows(sqlite_customers.url)

    output = sqlite_customers("unmerge", merged["merge_id"], "--dry-run").succeeds().stdout
    unmerge(sqlite_customers, merged, "--dry-run").prints_json(dry_run=True)

    assert [f"…{shown_end(survivor['id'])}", "phone", "+919876543210"] in [line.split()[-3:] for line in output.splitlines()]
    assert survivor["email"] in output
    assert rows(sqlite_customers.url) == before
    sqlite_customers("unmerge", merged["merge_id"]).fails(2, "--yes")


def test_history_of_both_profiles_records_unmerge(sqlite_customers: Program) -> None:
    survivor, absorbed = pair(sqlite_customers, {}, RICH)
    merged = merge(sqlite_customers, survivor, absorbed)
    unmerge(sqlite_customers, merged, "--reason", "father and son").succeeds()

    survivor_event, absorbed_event = events(sqlite_customers, survivor["id"])[-1], events(sqlite_customers, absorbed["id"])[-1]
    assert (survivor_event.reason, survivor_event.command) == ("father and son", "unmerge")
    assert survivor_event.changes["phone"] == {"before": "+919876543210", "after": None}
    assert survivor_event.changes["merged"]["before"]["merge_id"] == merged["merge_id"]
    assert absorbed_event.changes["state"] == {"before": "absorbed", "after": "live"}
    assert sum(name.startswith("addresses.") for name in absorbed_event.changes) == 3


def test_merge_is_named_by_the_end_of_its_id(customers: Program) -> None:
    asha, usha = create(customers, "Asha"), create(customers, "Usha")
    merged = customers("merge", asha["id"], usha["id"], "--yes", "-o", "json").succeeds().json()

    for name in ("ffffff", merged["merge_id"][-5:]):
        customers("unmerge", name, "--yes").fails(ExitStatus.NOT_FOUND, f"no merge {name}")
    undone = customers("unmerge", merged["merge_id"][-6:].upper(), "--yes", "-o", "json").succeeds().json()

    assert undone["merge_id"] == merged["merge_id"]


def test_name_of_survivor_lists_absorbed_profiles_and_the_command(customers: Program) -> None:
    survivor, absorbed = pair(customers)
    usha = create(customers, "Usha", email="usha@example.com")
    customers("unmerge", "asha@example.com", "--yes").fails(ExitStatus.NOT_FOUND, "no merge asha@example.com")
    merge(customers, survivor, absorbed)
    last = merge(customers, survivor, usha)["merge_id"]

    for reference in (survivor["id"], "asha@example.com", survivor["id"][-8:]):
        refused = customers("unmerge", reference, "--yes")
        listed = "which absorbed Usha (usha@example.com) and Asha (rao@example.net)"
        refused.fails(ExitStatus.NOT_FOUND, f"Asha (asha@example.com) is the surviving profile, {listed}")
        assert f"`customers unmerge {last}`" in " ".join(refused.stderr.split())
    customers("unmerge", last, "--yes").succeeds()
    customers("unmerge", "rao@example.net", "--yes").succeeds()
    customers("unmerge", "asha@example.com", "--yes").fails(ExitStatus.NOT_FOUND, "no merge asha@example.com")
