"""`customers doctor --fix`: repairs."""

from uuid import UUID

import pytest

from tests.support.doctor import PERSON, STATISTICS, TAG, absorb, doctor, off
from tests.support.factories import HOME, OFFICE, create, events, import_orders, listed, order, query, show
from tests.support.program import Program


def test_repair_of_default_address_is_recorded(customers: Program) -> None:
    asha = create(customers, addresses=[HOME, OFFICE, {**OFFICE, "type": "billing"}])
    index = query(customers.url, "DROP INDEX uq_addresses_default")
    query(customers.url, "UPDATE addresses SET is_default = (type = 'shipping')")

    try:
        assert off(doctor(customers)) == {"default_addresses": [asha["id"]]}
        assert off(doctor(customers, "--fix", "--reason", "tidy")) == {"default_addresses": [asha["id"]]}
    finally:
        assert index == []
        query(customers.url, "CREATE UNIQUE INDEX uq_addresses_default ON addresses (customer_id, type) WHERE is_default")

    after = show(customers, asha["id"])
    assert [(address["address1"], address["is_default"]) for address in after["addresses"]] == [
        (HOME["address1"], False),
        (OFFICE["address1"], True),
        (OFFICE["address1"], True),
    ]
    assert after["updated_at"] > asha["updated_at"]
    last = events(customers, asha["id"])[-1]
    assert (last.command, last.reason, list(last.changes)) == ("doctor", "tidy", ["addresses"])


def test_repair_flattens_chain_of_merges_with_identities(customers: Program) -> None:
    asha, usha, nisha = (create(customers, name, email=f"{name}@example.com") for name in ("asha", "usha", "nisha"))
    absorb(customers, asha, usha)
    absorb(customers, usha, nisha)

    assert {"merged_into", "names_left", "search_texts"} <= off(doctor(customers)).keys()
    assert doctor(customers, "--fix")["problems"] == 0

    assert show(customers, "asha@example.com")["id"] == show(customers, asha["id"])["id"] == nisha["id"]
    assert listed(customers, "search", "asha@example.com") == ["nisha"]
    assert events(customers, asha["id"])[-1].changes == {"merged_into": {"before": usha["id"], "after": nisha["id"]}}


def test_doctor_only_reports_data_of_absorbed_profiles(customers: Program) -> None:
    asha, usha = create(customers, "Asha", tags=["a"], addresses=[HOME]), create(customers, "Usha")
    import_orders(customers, order(asha, "1", "5"))
    absorb(customers, asha, usha)

    report = doctor(customers, "--fix")

    (absorbed,) = (check for check in report["checks"] if not check["ok"])
    assert (absorbed["name"], absorbed["count"], absorbed["examples"]) == ("absorbed", 3, [asha["id"]])
    assert "unmerge" in absorbed["remedy"]
    assert query(customers.url, "SELECT count(*) FROM orders WHERE customer_id = {}", UUID(asha["id"])) == [(1,)]


def test_repair_erases_data_added_to_erased_customer(customers: Program) -> None:
    asha = create(customers)
    customers("erase", asha["id"], "--yes").succeeds()
    query(customers.url, TAG.format("'zqx', 'zqx'"), UUID(asha["id"]))
    query(customers.url, PERSON.format("notes = 'zqx'"), UUID(asha["id"]))

    assert off(doctor(customers)) == {"erased": [asha["id"]]}
    assert doctor(customers, "--fix")["problems"] == 0
    assert query(customers.url, "SELECT count(*) FROM customer_tags") == [(0,)]


def test_repair_records_vip_changes(customers: Program) -> None:
    asha = create(customers)
    import_orders(customers, order(asha, "1", "60000"))
    query(customers.url, STATISTICS.format("is_vip = (1 = 0), total_spent = 1"), UUID(asha["id"]))
    before = len(events(customers, asha["id"]))

    assert doctor(customers, "--fix")["problems"] == 0

    assert show(customers, asha["id"])["is_vip"] is True
    assert [event.changes for event in events(customers, asha["id"])[before:]] == [
        {"is_vip": {"before": False, "after": True, "why": "spend"}}
    ]


@pytest.mark.parametrize("damage", ["DELETE FROM customer_search", "UPDATE customer_search SET text = 'other'"])
def test_repair_rebuilds_search_texts(customers: Program, damage: str) -> None:
    create(customers, "Asha", email="asha@example.com")
    query(customers.url, damage)

    assert "search_texts" in off(doctor(customers))
    assert doctor(customers, "--fix")["problems"] == 0
    assert listed(customers, "search", "example") == ["Asha"]


def test_repair_rebuilds_damaged_search_index(sqlite_customers: Program) -> None:
    create(sqlite_customers, "Asha")
    query(sqlite_customers.url, "DELETE FROM customer_search_index_data WHERE id > 10")

    assert off(doctor(sqlite_customers)).keys() == {"search_index"}
    assert doctor(sqlite_customers, "--fix")["problems"] == 0
    assert listed(sqlite_customers, "search", "asha") == ["Asha"]


def test_repair_gives_orders_of_older_programs_canonical_statuses(customers: Program) -> None:
    asha = create(customers)
    import_orders(customers, order(asha, "1", "100"), order(asha, "2", "70"), order(asha, "3", "5"))
    for number, status in (("1", "Canceled"), ("2", "in der werkstatt")):
        query(customers.url, f"UPDATE orders SET status = '{status}' WHERE number = '{number}'")

    assert off(doctor(customers)) == {"order_statuses": [asha["id"]]}
    assert doctor(customers, "--fix")["problems"] == 0

    statuses = {row["number"]: row["status"] for row in customers("orders", asha["id"], "-o", "jsonl").jsonl()}
    assert statuses == {"1": "cancelled", "2": "in der werkstatt", "3": "paid"}
    assert (show(customers, asha["id"])["total_orders"], show(customers, asha["id"])["total_spent"]) == (2, 75)
