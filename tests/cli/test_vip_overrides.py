"""`customers vip pin`, `exclude` and `release`."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from customers.domain.ids import shown_end
from customers.errors import ExitStatus
from tests.support.factories import create, events, import_orders, listed, order, query, show
from tests.support.program import Program

TOMORROW = f"{datetime.now(UTC) + timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}"


def end_overrides(customers: Program) -> None:
    """Move the end of every override into the past."""
    past = datetime(2026, 1, 1, tzinfo=UTC)
    query(customers.url, "UPDATE customer_statistics SET vip_until = {}", int(past.timestamp()) if "sqlite" in customers.url else past)


def spender(customers: Program, first_name: str = "Asha", spent: str = "60000") -> Any:
    """Create a customer with one order."""
    customer = create(customers, first_name, email=f"{first_name.lower()}@example.com")
    import_orders(customers, order(customer, f"{first_name}-1", spent))
    return customer


def test_pin_grants_vip_at_once(customers: Program) -> None:
    asha = create(customers, "Asha", email="asha@example.com")

    printed = customers("vip", "pin", "ASHA@example.com", "--reason", "founder", "-o", "json").succeeds().json()

    customer = show(customers, asha["id"])
    assert printed == {name: value for name, value in customer.items() if name not in ("addresses", "default_address")}
    assert printed["is_vip"] is True
    customers("vip", "recalculate", "-o", "json").prints_json(changed=0)
    assert listed(customers, "vip") == ["Asha"]


def test_exclude_revokes_vip_despite_later_orders(customers: Program) -> None:
    asha = spender(customers)

    customers("vip", "exclude", asha["id"], "--reason", "reseller", "-o", "json").prints_json(is_vip=False, total_orders=1)
    import_orders(customers, order(asha, "2", "90000"))

    assert show(customers, asha["id"])["is_vip"] is False
    customers("vip", "recalculate", "-o", "json").prints_json(changed=0)


def test_release_restores_calculated_vip(customers: Program) -> None:
    asha, usha = spender(customers), create(customers, "Usha")
    customers("vip", "exclude", asha["id"], "--reason", "reseller").succeeds()
    customers("vip", "pin", usha["id"], "--reason", "friend").succeeds()

    customers("vip", "release", asha["id"], usha["id"], "-o", "json").succeeds()

    assert listed(customers, "vip") == ["Asha"]
    assert query(customers.url, "SELECT DISTINCT vip_override, vip_reason, vip_until FROM customer_statistics") == [(None, None, None)]


def test_history_records_override_and_vip_change(customers: Program) -> None:
    asha = create(customers)
    customers("vip", "pin", asha["id"], "--reason", "founder", "--until", "2099-01-01", "--actor", "meera").succeeds()
    customers("vip", "release", asha["id"]).succeeds()

    pinned, risen, released, fallen = events(customers, asha["id"])[1:]

    assert pinned.changes == {
        "vip_override": {"before": None, "after": "pinned"},
        "vip_reason": {"before": None, "after": "founder"},
        "vip_until": {"before": None, "after": "2099-01-02T00:00:00Z"},
    }
    assert risen.changes == {"is_vip": {"before": False, "after": True, "why": "pinned"}}
    assert {(event.command, event.actor, event.reason) for event in (pinned, risen)} == {("vip pin", "meera", "founder")}
    assert released.changes["vip_override"] == {"before": "pinned", "after": None}
    assert fallen.changes == {"is_vip": {"before": True, "after": False, "why": "neither"}}
    assert (fallen.command, fallen.reason) == ("vip release", None)


def test_override_without_flag_change_records_one_event(sqlite_customers: Program) -> None:
    asha = spender(sqlite_customers)
    before = len(events(sqlite_customers, asha["id"]))

    sqlite_customers("vip", "pin", asha["id"], "--reason", "founder").succeeds()

    assert [list(event.changes) for event in events(sqlite_customers, asha["id"])[before:]] == [["vip_override", "vip_reason"]]


@pytest.mark.parametrize("command", ["pin", "exclude"])
@pytest.mark.parametrize("reason", [(), ("--reason", ""), ("--reason", "  ")])
def test_override_requires_reason(sqlite_customers: Program, command: str, reason: tuple[str, ...]) -> None:
    asha = spender(sqlite_customers)

    sqlite_customers("vip", command, asha["id"], *reason).fails(ExitStatus.USAGE, "only with a reason", "--reason TEXT")
    sqlite_customers("vip", command, "nobody@example.com", *reason).fails(ExitStatus.USAGE, "only with a reason")

    assert query(sqlite_customers.url, "SELECT vip_override, is_vip FROM customer_statistics") == [(None, 1)]


def test_past_or_invalid_end_is_refused(sqlite_customers: Program) -> None:
    asha = create(sqlite_customers)

    for until, says in (("2020-01-01", "2020-01-02T00:00:00Z is in the past"), ("soon", "is not a time"), ("", "is not a time")):
        sqlite_customers("vip", "pin", asha["id"], "--reason", "x", "--until", until).fails(ExitStatus.USAGE, "--until", says)

    assert listed(sqlite_customers, "vip") == []


@pytest.mark.parametrize(("command", "moved"), [("pin", {"promoted": 0, "demoted": 1}), ("exclude", {"promoted": 1, "demoted": 0})])
def test_recalculation_applies_rules_after_end_of_override(customers: Program, command: str, moved: dict[str, int]) -> None:
    asha = spender(customers, spent="60000" if command == "exclude" else "6")
    customers("vip", command, asha["id"], "--reason", "for now", "--until", TOMORROW).succeeds()
    customers("vip", "recalculate", "-o", "json").prints_json(changed=0)

    end_overrides(customers)

    customers("vip", "recalculate", "-o", "json").prints_json(examined=1, changed=1, **moved)
    assert show(customers, asha["id"])["is_vip"] is (command == "exclude")
    assert events(customers, asha["id"])[-1].command == "vip recalculate"


def test_second_override_replaces_first(sqlite_customers: Program) -> None:
    asha = create(sqlite_customers)
    sqlite_customers("vip", "pin", asha["id"], "--reason", "founder", "--until", TOMORROW).succeeds()

    sqlite_customers("vip", "exclude", asha["id"], "--reason", "asked for it", "-o", "json").prints_json(is_vip=False)

    assert query(sqlite_customers.url, "SELECT vip_override, vip_reason, vip_until FROM customer_statistics") == [
        ("excluded", "asked for it", None)
    ]


def test_repeated_override_changes_nothing_with_notice(customers: Program) -> None:
    asha, usha = create(customers), create(customers, "Usha")
    customers("vip", "pin", asha["id"], "--reason", "founder").succeeds()
    before = len(events(customers, asha["id"]))

    again = customers("vip", "pin", asha["id"], usha["id"], "--reason", "founder").succeeds()
    without = customers("vip", "release", usha["id"], "--dry-run").succeeds()
    customers("vip", "release", usha["id"]).succeeds()
    released = customers("vip", "release", usha["id"], "-o", "json").succeeds()

    assert "Asha (…" in again.stderr
    assert "is already pinned" in again.stderr
    assert usha["id"] not in again.stderr
    assert len(events(customers, asha["id"])) == before
    assert "has no override" not in without.stderr
    assert ") has no override; nothing was changed" in released.stderr
    assert released.json()["id"] == usha["id"]
    assert events(customers, usha["id"])[-1].changes == {"is_vip": {"before": True, "after": False, "why": "neither"}}


def test_override_of_several_customers_is_one_transaction(customers: Program) -> None:
    asha, usha = create(customers, email="asha@example.com"), create(customers, "Usha")

    customers("vip", "pin", asha["id"], "nobody@example.com", "--reason", "x").fails(ExitStatus.NOT_FOUND, "nobody@example.com")
    assert listed(customers, "vip") == []

    page = customers("vip", "pin", asha["id"], usha["id"], "asha@example.com", "--reason", "x", "-o", "json").succeeds().json()
    assert [row["id"] for row in page["data"]] == [asha["id"], usha["id"]]
    assert sorted(listed(customers, "vip")) == ["Asha", "Usha"]


def test_dry_run_shows_override_and_flag(sqlite_customers: Program) -> None:
    asha, usha = create(sqlite_customers), spender(sqlite_customers, "Usha")

    dry = sqlite_customers("vip", "pin", asha["id"], "--reason", "founder", "--dry-run").succeeds()
    both = sqlite_customers("vip", "pin", asha["id"], usha["id"], "--reason", "founder", "--dry-run").succeeds()
    sqlite_customers("vip", "pin", asha["id"], "--reason", "founder", "--dry-run", "-o", "json").prints_json(is_vip=True, dry_run=True)

    assert [line.split() for line in dry.stdout.splitlines()[1:]] == [
        ["vip_override", "pinned"],
        ["vip_reason", "founder"],
        ["is_vip", "no", "yes"],
    ]
    assert sorted((line.split()[0], line.split()[-2]) for line in both.stdout.splitlines()[1:] if "founder" in line) == [
        ("Asha", "vip_reason"),
        ("Usha", "vip_reason"),
    ]
    assert all(f"…{shown_end(person['id'])}" in both.stdout for person in (asha, usha))
    assert "nothing was changed" in dry.stderr
    assert listed(sqlite_customers, "vip") == ["Usha"]


def test_deleted_customer_keeps_override_until_restore(customers: Program) -> None:
    asha = create(customers)
    customers("vip", "pin", asha["id"], "--reason", "founder").succeeds()
    customers("delete", asha["id"], "--yes").succeeds()

    customers("vip", "release", asha["id"]).fails(ExitStatus.NOT_FOUND, "is deleted")
    customers("restore", asha["id"]).succeeds()

    assert listed(customers, "vip") == ["Asha"]


def test_dry_run_of_recalculation_shows_changed_flags(customers: Program) -> None:
    asha = spender(customers)
    higher = {"CUSTOMERS_VIP_SPEND_THRESHOLD": "70000"}

    dry = customers("vip", "recalculate", "--dry-run", env=higher).succeeds()

    assert dry.stdout.splitlines()[1].split()[-4:] == [f"…{shown_end(asha['id'])}", "is_vip", "yes", "no"]
    assert "Would demote" in dry.stdout


def test_mistyped_command_is_refused(sqlite_customers: Program) -> None:
    sqlite_customers("vip", "pn", "asha@example.com").fails(ExitStatus.USAGE, "pn", "pin")
    sqlite_customers("segments", "explian", "asha@example.com").fails(ExitStatus.USAGE, "explian", "explain")
