"""`customers vip` and `customers vip recalculate`."""

import pytest

from customers.database.connection.engine import open_engine
from customers.database.connection.schema import connect_to_schema
from customers.errors import ExitStatus
from tests.support.factories import create, events, import_orders, listed, order, query, show
from tests.support.program import Program


def test_vips_are_listed_by_spend(customers: Program) -> None:
    asha, usha, nisha = create(customers), create(customers, "Usha", tags=["a"]), create(customers, "Nisha")
    import_orders(customers, order(asha, "1", "50000"), order(usha, "2", "50000.01"), order(nisha, "3", "49999.99"))

    assert listed(customers, "vip") == listed(customers, "vip", "list") == ["Usha", "Asha"]
    assert listed(customers, "vip", "--sort", "name") == ["Asha", "Usha"]
    assert listed(customers, "vip", "--tag", "a") == ["Usha"]
    assert customers("vip", "--per-page", "1", "-o", "json").json()["meta"]["total"] == 2


def test_order_or_spend_threshold_grants_vip(customers: Program) -> None:
    asha, usha = create(customers), create(customers, "Usha")
    import_orders(customers, *(order(asha, f"a{number}", "1") for number in range(10)))
    import_orders(customers, *(order(usha, f"u{number}", "1", status="draft" if number else "paid") for number in range(10)))

    assert listed(customers, "vip") == ["Asha"]


def test_refund_revokes_vip(customers: Program) -> None:
    asha = create(customers)
    import_orders(customers, order(asha, "1", "50000"))
    assert show(customers, asha["id"])["is_vip"]
    import_orders(customers, order(asha, "1", "50000", refunded="0.01"))

    assert not show(customers, asha["id"])["is_vip"]


def test_zero_threshold_disables_rule(customers: Program) -> None:
    asha, usha = create(customers), create(customers, "Usha")
    import_orders(customers, order(asha, "1", "60000"), *(order(usha, f"u{number}", "1") for number in range(10)))

    customers("vip", "recalculate", env={"CUSTOMERS_VIP_SPEND_THRESHOLD": "0"}).succeeds()
    assert listed(customers, "vip") == ["Usha"]
    customers("vip", "recalculate", env={"CUSTOMERS_VIP_ORDER_THRESHOLD": "0"}).succeeds()
    assert listed(customers, "vip") == ["Asha"]
    customers("vip", "recalculate", env={"CUSTOMERS_VIP_ORDER_THRESHOLD": "0", "CUSTOMERS_VIP_SPEND_THRESHOLD": "0"}).succeeds()
    assert listed(customers, "vip") == []


def test_recalculate_counts_changes(customers: Program) -> None:
    asha, usha = create(customers), create(customers, "Usha")
    create(customers, "Nisha")
    import_orders(customers, order(asha, "1", "60000"), order(usha, "2", "300"))
    lower = {"CUSTOMERS_VIP_SPEND_THRESHOLD": "300"}

    customers("vip", "recalculate", "-o", "json").prints_json(examined=3, changed=0, promoted=0, demoted=0)
    done = customers("vip", "recalculate", "-o", "json", env=lower).succeeds().json()

    assert list(done) == ["examined", "changed", "promoted", "demoted", "seconds"]
    assert (done["examined"], done["changed"], done["promoted"], done["demoted"]) == (3, 1, 1, 0)
    customers("vip", "recalculate", "-o", "json").prints_json(changed=1, promoted=0, demoted=1)


def test_recalculate_repairs_statistics(customers: Program) -> None:
    asha, usha = create(customers), create(customers, "Usha")
    import_orders(customers, order(asha, "1", "60000"), order(usha, "2", "10.50"))
    before = show(customers, asha["id"]), show(customers, usha["id"])
    query(customers.url, "UPDATE customer_statistics SET total_orders = 7, total_spent = 1, last_order_at = NULL WHERE total_orders > 0")

    customers("vip", "recalculate", "-o", "json").prints_json(examined=2, changed=2)

    assert (show(customers, asha["id"]), show(customers, usha["id"])) == before


@pytest.mark.parametrize("size", [1, 2, 3])
def test_recalculate_processes_ranges_of_ids(customers: Program, size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("customers.database.statistics.calculation.RANGE_SIZE", size)
    monkeypatch.setattr("customers.services.recalculation._MANY", 0)
    people = [create(customers, email=f"{name}@example.com")["email"] for name in "abcd"]
    rows = [f"{email}-{number},{email},10,2026-01-01" for place, email in enumerate(people) for number in range(place)]
    customers("import", "orders", "-", stdin="\n".join(["number,customer_email,total,placed_at", *rows])).succeeds()
    query(customers.url, "UPDATE customer_statistics SET total_orders = 7, is_vip = NOT is_vip")

    customers("vip", "recalculate", "-o", "json").prints_json(examined=4, changed=4, demoted=4)

    assert [show(customers, email)["total_orders"] for email in people] == [0, 1, 2, 3]
    customers("vip", "recalculate", "-o", "json").prints_json(examined=4, changed=0)


def test_recalculate_changes_statistics_only(customers: Program) -> None:
    asha = create(customers)
    import_orders(customers, order(asha, "1", "60000"))
    before = show(customers, asha["id"])
    query(customers.url, "UPDATE customer_statistics SET total_spent = 1")

    customers("vip", "recalculate").succeeds()

    assert show(customers, asha["id"]) == before


def test_dry_run_counts_and_changes_nothing(customers: Program) -> None:
    asha = create(customers)
    import_orders(customers, order(asha, "1", "60000"))
    higher = {"CUSTOMERS_VIP_SPEND_THRESHOLD": "70000"}

    dry = customers("vip", "recalculate", "--dry-run", "-o", "json", env=higher)
    dry.prints_json(changed=1, demoted=1, dry_run=True)

    assert "nothing was changed" in dry.stderr
    assert listed(customers, "vip") == ["Asha"]


def test_history_records_vip_changes(customers: Program) -> None:
    asha = create(customers)
    import_orders(customers, order(asha, "1", "60000"))
    higher = {"CUSTOMERS_VIP_SPEND_THRESHOLD": "70000"}
    customers("vip", "recalculate", "--reason", "new year", "--actor", "cron", env=higher).succeeds()
    customers("vip", "recalculate", env=higher).succeeds()

    risen, fallen = events(customers, asha["id"])[1:]

    assert (risen.command, fallen.command, fallen.reason, fallen.actor) == ("import orders", "vip recalculate", "new year", "cron")
    assert risen.changes == {"is_vip": {"before": False, "after": True, "why": "spend"}}
    assert fallen.changes == {"is_vip": {"before": True, "after": False, "why": "neither"}}


def test_concurrent_recalculation_is_busy(customers: Program) -> None:
    impatient = {"PGOPTIONS": "-c lock_timeout=2s"}

    with connect_to_schema(open_engine(customers.url), writing=True, job="vip recalculate"):
        customers("vip", "recalculate", env=impatient).fails(ExitStatus.BUSY, "another run of vip recalculate is active")

    customers("vip", "recalculate").succeeds()


def test_no_vip_filter_is_refused(customers: Program) -> None:
    create(customers)

    customers("vip", "--no-vip").fails(ExitStatus.USAGE, "--no-vip", "`customers list --no-vip`")
    assert customers("vip", "--vip", "-o", "ids").succeeds().stdout == ""
