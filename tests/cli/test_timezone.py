"""CUSTOMERS_TIMEZONE: people read times in it, with its name; formats for programs stay in UTC; imports read times in it."""

import json
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from customers.domain.timestamps import format_timestamp, now
from customers.errors import ExitStatus
from tests.support.factories import create, create_many, import_orders, order, show
from tests.support.program import Program

KOLKATA, BERLIN, DUBAI = ({"CUSTOMERS_TIMEZONE": zone} for zone in ("Asia/Kolkata", "Europe/Berlin", "Asia/Dubai"))
CUSTOMER = {"first_name": "Asha", "email": "asha@example.com", "created_at": "2025-12-31T20:00:00Z"}


def lines(customers: Program, *arguments: str, env: dict[str, str] | None = None) -> list[str]:
    """Return the lines of a table."""
    return customers(*arguments, env=env).succeeds().stdout.splitlines()


def test_card_shows_times_in_zone_with_its_name(customers: Program) -> None:
    create_many(customers, CUSTOMER)

    for env, created in (
        (None, "2025-12-31 20:00 UTC"),
        (KOLKATA, "2026-01-01 01:30 IST"),
        (BERLIN, "2025-12-31 21:00 CET"),
        (DUBAI, "2026-01-01 00:00 UTC+04"),
    ):
        assert f"Created {created}" in [" ".join(line.split()) for line in lines(customers, "show", "asha@example.com", env=env)]


def test_heading_of_table_names_zone(customers: Program) -> None:
    asha = create(customers)
    import_orders(customers, order(asha, "1", "10", "2025-12-31T20:00:00Z"))

    heading, row = lines(customers, "orders", "--fields", "number,placed_at", env=KOLKATA)
    assert heading.split("  ") == ["NUMBER", "PLACED (IST)"]
    assert row.split() == ["1", "2026-01-01", "01:30"]
    assert lines(customers, "orders", "--fields", "number,placed_at")[0].split("  ") == ["NUMBER", "PLACED (UTC)"]
    # A day is that of the zone, too.
    assert lines(customers, "list", "--fields", "last_order_at", env=KOLKATA) == ["LAST ORDER (IST)", "2026-01-01"]


def test_orders_of_changes_have_times_in_zone(customers: Program) -> None:
    asha = create(customers, email="asha@example.com")
    import_orders(customers, order(asha, "1", "10", "2025-12-31T20:00:00Z"))
    words = "status paid, currency INR, total 10, refunded 0, placed at 2026-01-01 01:30 IST"

    planned = customers("orders", "delete", "1", "--dry-run", env=KOLKATA).succeeds().stdout
    assert words.replace("refunded 0, ", "") in planned.replace("refunded 0, ", "")
    customers("orders", "delete", "1", "--yes").succeeds()
    run = customers("runs", "-n", "1", "-o", "ids").succeeds().stdout.strip()
    for command in (("history",), ("runs", "show", run)):
        assert words in customers(*command, env=KOLKATA).succeeds().stdout
        assert "placed_at:2025-12-31T20:00:00Z" in customers(*command, "-o", "csv", env=KOLKATA).succeeds().stdout


def test_explanations_name_the_day_of_the_zone(customers: Program) -> None:
    asha = create(customers, email="asha@example.com")
    import_orders(customers, order(asha, "1", "10", "2025-06-05"), order(asha, "2", "10", "2025-12-31T20:00:00Z"))
    customers("vip", "pin", asha["id"], "--reason", "until 2025-12-31T20:00:00Z", "--until", "2099-12-31").succeeds()
    explain = ("segments", "explain", asha["id"], "--as-of", "2026-01-10T20:00:00Z")

    for picked in ((), ("--fields", "segment,why,distance")):
        table = customers(*explain, *picked, env=KOLKATA).succeeds().stdout
        assert "last order 2026-01-01 01:30 IST, 10 days ago" in table
        assert "after 2026-04-01 01:30 IST, unless" in table
        assert "pinned by hand until 2100-01-01 05:30 IST" in table
    assert "As of 2026-01-11 01:30 IST" in [" ".join(line.split()) for line in lines(customers, *explain, env=KOLKATA)]
    why = customers(*explain, "-o", "json", env=KOLKATA).succeeds().json()["segments"]["at_risk"]["why"]
    assert why == "last order 2025-12-31, 10 days ago"
    tokyo = {"CUSTOMERS_TIMEZONE": "Asia/Tokyo", "CUSTOMERS_VIP_PERIOD_DAYS": "50000"}
    assert "50000 days, since 1900-01-01 09:00 JST" in customers("vip", "explain", asha["id"], env=tokyo).succeeds().stdout


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "Pacific/Kiritimati"])
def test_day_of_the_last_order_is_replaced_in_its_own_sentence_alone(customers: Program, zone: str) -> None:
    day = now().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    placed_at, until = day + timedelta(hours=4), day + timedelta(hours=23)
    asha = create(customers, email="asha@example.com")
    import_orders(customers, order(asha, "1", "10", "2025-06-05"), order(asha, "2", "10", format_timestamp(placed_at)))
    customers("vip", "pin", asha["id"], "--reason", "friend", "--until", format_timestamp(until)).succeeds()

    table = customers("segments", "explain", asha["id"], env={"CUSTOMERS_TIMEZONE": zone}).succeeds().stdout

    for sentence, time in (("last order", placed_at), ("pinned by hand until", until)):
        assert f"{sentence} {time.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} {'IST' if zone == 'Asia/Kolkata' else 'UTC+14'}" in table


def test_times_of_summer_and_winter_each_name_their_zone(customers: Program) -> None:
    asha = create(customers)
    import_orders(customers, order(asha, "1", "10", "2026-01-05T12:00:00Z"), order(asha, "2", "10", "2026-07-05T12:00:00Z"))

    assert lines(customers, "orders", "--fields", "placed_at", env=BERLIN) == ["PLACED", "2026-07-05 14:00 CEST", "2026-01-05 13:00 CET"]


@pytest.mark.parametrize("format", ["json", "jsonl", "csv"])
def test_formats_for_programs_stay_in_utc(customers: Program, format: str) -> None:
    asha = create(customers)
    import_orders(customers, order(asha, "1", "10", "2025-12-31T20:00:00Z"))

    for command in (("orders",), ("list",), ("history",)):
        assert customers(*command, "-o", format, env=KOLKATA).succeeds().stdout == customers(*command, "-o", format).stdout
    assert "2025-12-31T20:00:00Z" in customers("orders", "-o", format, env=KOLKATA).stdout


@pytest.mark.parametrize("kind", ["customers", "orders"])
def test_exports_stay_in_utc(customers: Program, kind: str) -> None:
    import_orders(customers, order(create(customers), "1", "10", "2025-12-31T20:00:00Z"))

    exported = customers("export", kind, "-", env=KOLKATA).succeeds().stdout

    assert "2025-12-31T20:00:00Z" in exported
    assert exported == customers("export", kind, "-").stdout


def test_consent_and_override_and_their_history_are_in_zone(customers: Program) -> None:
    asha = create(customers, accepts_marketing=True)
    customers("vip", "pin", asha["id"], "--until", "2099-12-31", "--reason", "founder", env=KOLKATA).succeeds()

    card = customers("show", asha["id"], env=KOLKATA).succeeds().stdout
    assert "pinned until 2100-01-01 00:00 IST: founder" in card
    assert " IST, " in next(line for line in card.splitlines() if line.startswith("Consent"))
    assert "2100-01-01 00:00:00 IST" in customers("history", asha["id"], env=KOLKATA).succeeds().stdout
    explained = customers("vip", "explain", asha["id"], env=KOLKATA).succeeds().stdout
    assert "pinned by hand until 2100-01-01 00:00 IST" in explained
    assert "2099-12-31T18:30:00Z" in customers("vip", "explain", asha["id"], "-o", "json", env=KOLKATA).succeeds().json()["verdict"]


def test_import_reads_times_without_zone_in_it_unless_an_option_names_another(customers: Program) -> None:
    asha = create(customers)
    times = {"1": "2026-01-01 01:30", "2": "2026-01-01", "3": "2026-01-01T01:30:00Z"}
    text = "number,customer_id,total,placed_at\n" + "".join(f"{number},{asha['id']},10,{time}\n" for number, time in times.items())

    def placed(*options: str) -> dict[str, str]:
        customers("import", "orders", "-", *options, stdin=text, env=KOLKATA).succeeds()
        return {row["number"]: row["placed_at"] for row in customers("orders", "-o", "json").succeeds().json()["data"]}

    assert placed() == {"1": "2025-12-31T20:00:00Z", "2": "2025-12-31T18:30:00Z", "3": "2026-01-01T01:30:00Z"}
    assert placed("--timezone", "UTC") == {"1": "2026-01-01T01:30:00Z", "2": "2026-01-01T00:00:00Z", "3": "2026-01-01T01:30:00Z"}


def test_terminal_sets_zone_below_a_heading_that_it_would_widen(customers: Program) -> None:
    asha = create(customers)
    import_orders(customers, order(asha, "1", "10", "2025-12-31T20:00:00Z"))

    wide = customers("list", "--fields", "first_name,last_order_at", env={**KOLKATA, "FORCE_COLOR": "1", "TERM": "dumb"}).succeeds().stdout

    assert "Last order" in wide
    assert "(IST)" in wide
    assert "2026-01-01" in wide


@pytest.mark.parametrize("zone", ["Mars/Olympus", "IST/", "europe", "right/Europe/Berlin", "posixrules", "../etc/passwd", "+05:30"])
def test_unknown_zone_is_refused_by_name(sqlite_customers: Program, zone: str) -> None:
    refused = sqlite_customers("list", env={"CUSTOMERS_TIMEZONE": zone}).fails(ExitStatus.USAGE, "CUSTOMERS_TIMEZONE", zone, "IANA")
    as_json = sqlite_customers("list", "-o", "json", env={"CUSTOMERS_TIMEZONE": zone}).fails(ExitStatus.USAGE)

    assert "Asia/Kolkata" in refused.stderr
    assert json.loads(as_json.stderr)["error"]["code"] == "invalid"


def test_stored_times_do_not_depend_on_zone(customers: Program) -> None:
    asha = create(customers, env=KOLKATA)

    assert show(customers, asha["id"])["created_at"] == asha["created_at"]
