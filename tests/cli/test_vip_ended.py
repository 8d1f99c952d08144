"""An override of VIP that has ended: every command reads it as released, without a recalculation."""

import csv
import io
import json
from datetime import UTC, datetime

import pytest

from customers.errors import ExitStatus
from tests.cli.test_vip_overrides import TOMORROW, end_overrides, spender
from tests.support.factories import create, events, listed, query, show
from tests.support.kept import kept
from tests.support.program import Program


@pytest.fixture
@kept
def shop(customers: Program) -> Program:
    """Return a shop of Asha, pinned until yesterday, Ravi, excluded until then, and Meera, who is pinned for good."""
    asha, ravi, meera = create(customers, "Asha"), spender(customers, "Ravi"), create(customers, "Meera")
    customers("vip", "pin", asha["id"], "--reason", "for now", "--until", TOMORROW).succeeds()
    customers("vip", "exclude", ravi["id"], "--reason", "for now", "--until", TOMORROW).succeeds()
    end_overrides(customers)
    customers("vip", "pin", meera["id"], "--reason", "founder").succeeds()
    return customers


def vips_of(text: str) -> dict[str, bool]:
    """Return the flags by first name of CSV or JSON lines."""
    if text.startswith("{"):
        return {row["first_name"]: row["is_vip"] for row in map(json.loads, text.splitlines())}
    return {row["first_name"]: row["is_vip"] == "true" for row in csv.DictReader(io.StringIO(text))}


def test_lists_and_counts_follow_the_rules_from_the_end_on(shop: Program) -> None:
    vips = ["Meera", "Ravi"]

    assert listed(shop, "list", "--vip", "--sort", "name") == vips
    assert listed(shop, "list", "--segment", "vip", "--sort", "name") == vips
    assert listed(shop, "vip", "--sort", "name") == vips
    assert listed(shop, "search", "a", "--vip") == ["Meera", "Ravi"]
    assert listed(shop, "list", "--no-vip") == ["Asha"]
    assert shop("segments", "-o", "json").succeeds().json()["vip"]["count"] == 2


@pytest.mark.parametrize("words", [("list", "--all", "-o", "jsonl"), ("list", "--all", "-o", "csv"), ("list", "-o", "csv")])
def test_printed_flags_follow_the_rules(shop: Program, words: tuple[str, ...]) -> None:
    assert vips_of(shop(*words).succeeds().stdout) == {"Asha": False, "Ravi": True, "Meera": True}


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_export_follows_the_rules(shop: Program, form: str) -> None:
    text = shop("export", "customers", "-", "--format", form).succeeds().stdout

    assert vips_of(text) == {"Asha": False, "Ravi": True, "Meera": True}


def test_customer_and_its_explanations_follow_the_rules(shop: Program) -> None:
    customer = shop("search", "asha", "-o", "json").succeeds().json()["data"][0]
    explained = shop("vip", "explain", customer["id"], "-o", "json").succeeds()
    segments = shop("segments", "explain", customer["id"], "-o", "json").succeeds().json()

    assert show(shop, customer["id"])["is_vip"] is customer["is_vip"] is False
    assert explained.json()["is_vip"] is explained.json()["stored"]["is_vip"] is segments["segments"]["vip"]["member"] is False
    assert "differs" not in explained.stderr


def test_doctor_accepts_override_that_ended_after_recalculation(shop: Program) -> None:
    shop("doctor").succeeds()
    query(shop.url, "UPDATE customer_statistics SET is_vip = {} WHERE vip_until IS NULL", False)

    assert shop("doctor").status == ExitStatus.PARTIAL


def test_recalculation_records_the_change_later(shop: Program) -> None:
    shop("vip", "recalculate", "-o", "json").prints_json(changed=2, promoted=1, demoted=1)

    assert listed(shop, "list", "--vip", "--sort", "name") == ["Meera", "Ravi"]
    assert events(shop, shop("search", "ravi", "-o", "ids").stdout.strip())[-1].changes["is_vip"] == {
        "before": False,
        "after": True,
        "why": "spend",
    }
    shop("vip", "recalculate", "-o", "json").prints_json(changed=0)


def test_bulk_command_selects_by_the_rules(shop: Program) -> None:
    shop("tag", "add", "--vip", "--tag", "gift", "--yes", "-o", "json").prints_json(customers=2)

    assert listed(shop, "list", "--tag", "gift", "--sort", "name") == ["Meera", "Ravi"]


def test_overrides_are_selected_until_their_end(shop: Program) -> None:
    ravi = shop("search", "ravi", "-o", "ids").stdout.strip()
    assert listed(shop, "list", "--vip-override", "pinned") == ["Meera"]
    assert listed(shop, "list", "--vip-override", "excluded") == []
    shop("vip", "exclude", ravi, "--reason", "reseller").succeeds()

    assert listed(shop, "list", "--vip-override", "excluded") == ["Ravi"]
    shop("tag", "add", "--vip-override", "excluded", "--tag", "reseller", "--yes", "-o", "json").prints_json(customers=1)
    shop("list", "--vip-override", "released").fails(2, "--vip-override", "pinned or excluded")


def test_override_ends_at_its_moment(customers: Program) -> None:
    """The flag is read at the time of the command, to the second."""
    asha = create(customers, "Asha")
    customers("vip", "pin", asha["id"], "--reason", "for now", "--until", TOMORROW).succeeds()
    now = datetime.now(UTC).replace(microsecond=0)
    query(customers.url, "UPDATE customer_statistics SET vip_until = {}", int(now.timestamp()) if "sqlite" in customers.url else now)

    assert listed(customers, "list", "--vip") == []
