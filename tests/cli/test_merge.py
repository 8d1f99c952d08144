"""`customers merge`: one profile merged into another."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from customers.models.fields import BY_NAME
from tests.support.factories import HOME, OFFICE, create, events, import_orders, order, show
from tests.support.merging import merge, pair, rows, state_of, unmerge
from tests.support.program import Program, Result


def fields(printed: Any) -> dict[str, tuple[Any, str]]:
    """Return the result and the rule of each field."""
    return {field["field"]: (field["result"], field["rule"]) for field in printed["fields"]}


def test_merge_keeps_values_and_fills_blanks(customers: Program) -> None:
    survivor, absorbed = pair(customers, {"notes": "tea"}, {"last_name": "Rao", "notes": "allergic"})

    printed = merge(customers, survivor, absorbed)

    assert set(printed) == {"merge_id", "customer", "absorbed_id", "moved", "fields"}
    assert printed["absorbed_id"] == absorbed["id"]
    assert printed["moved"] == {"orders": 1, "addresses": 0, "tags": 0, "external_ids": 0}
    customer = printed["customer"]
    assert (customer["email"], customer["phone"], customer["full_name"]) == ("asha@example.com", "+919876543210", "Asha Rao")
    assert (customer["total_orders"], customer["total_spent"]) == (2, Decimal("150.5"))
    assert customer["created_at"] == survivor["created_at"]
    assert customer["notes"].startswith("tea\n\n--- 20")
    assert customer["notes"].endswith("merged from Asha Rao:\nallergic")
    assert customer == show(customers, survivor["id"])
    assert fields(printed)["email"] == ("asha@example.com", "kept, other is alias")
    assert fields(printed)["phone"] == ("+919876543210", "filled")


def test_merge_combines_addresses_and_keeps_defaults_of_survivor(customers: Program) -> None:
    survivor, absorbed = pair(customers, {"addresses": [HOME]}, {"addresses": [HOME, OFFICE, {**OFFICE, "type": "billing"}]})

    printed = merge(customers, survivor, absorbed)

    book = {(a["type"], a["city"]): a["is_default"] for a in printed["customer"]["addresses"]}
    assert book == {("shipping", "Pune"): True, ("shipping", "Mumbai"): False, ("billing", "Mumbai"): True}
    assert printed["moved"]["addresses"] == 2


def test_merge_combines_tags_without_case(sqlite_customers: Program) -> None:
    survivor, absorbed = pair(sqlite_customers, {"tags": ["Wholesale", "b2b"]}, {"tags": ["WHOLESALE", "Diwali"]})

    printed = merge(sqlite_customers, survivor, absorbed)

    assert printed["customer"]["tags"] == ["b2b", "Diwali", "Wholesale"]
    assert printed["moved"]["tags"] == 1


def test_merge_refuses_too_many_tags(sqlite_customers: Program) -> None:
    survivor, absorbed = pair(sqlite_customers, {"tags": [f"a{n}" for n in range(200)]}, {"tags": [f"b{n}" for n in range(51)]})

    sqlite_customers("merge", survivor["id"], absorbed["id"], "--yes").fails(2, "251 tags; at most 250")


def test_merge_refuses_too_long_notes_unless_one_is_taken(sqlite_customers: Program) -> None:
    survivor, absorbed = pair(sqlite_customers, {"notes": "a" * BY_NAME["notes"].max_length}, {"notes": "b"})

    sqlite_customers("merge", survivor["id"], absorbed["id"], "--yes").fails(4, "the notes together have", "--take notes=survivor")
    assert merge(sqlite_customers, survivor, absorbed, "--take", "notes=absorbed")["customer"]["notes"] == "b"


@pytest.mark.parametrize(("take", "result"), [((), "1"), (("--take", "external_ids.shopify=absorbed"), "2")])
def test_merge_keeps_external_id_of_survivor_unless_other_is_taken(customers: Program, take: tuple[str, ...], result: str) -> None:
    survivor, absorbed = pair(customers, {"external_ids": {"erp": "x", "shopify": "1"}}, {"external_ids": {"shopify": "2", "till": "9"}})
    before = rows(customers.url)

    printed = merge(customers, survivor, absorbed, *take)

    assert printed["customer"]["external_ids"] == {"erp": "x", "shopify": result, "till": "9"}
    assert printed["moved"]["external_ids"] == 2
    for name in ("shopify:1", "shopify:2", "till:9"):
        assert show(customers, name)["id"] == survivor["id"]
    unmerge(customers, printed).succeeds()
    assert rows(customers.url) == before


def test_take_option_reverses_rule_for_field(customers: Program) -> None:
    survivor, absorbed = pair(customers, {"phone": "+919811111111", "last_name": "Roy"}, {"notes": "n"})

    printed = merge(
        customers, survivor, absorbed, *("--take", "phone=absorbed", "--take", "last_name=absorbed", "--take", "email=absorbed")
    )

    customer = printed["customer"]
    assert (customer["phone"], customer["email"]) == ("+919876543210", "rao@example.net")
    assert customer["last_name"] == "Roy"
    for name in ("+919811111111", "+919876543210", "asha@example.com", "rao@example.net"):
        assert show(customers, name)["id"] == survivor["id"]


def test_take_option_names_field_that_cannot_be_taken(sqlite_customers: Program) -> None:
    survivor, absorbed = pair(sqlite_customers)
    names = (survivor["id"], absorbed["id"], "--yes", "--take")

    sqlite_customers("merge", *names, "phon=absorbed").fails(2, "did you mean phone?")
    sqlite_customers("merge", *names, "phone").fails(2, "FIELD=absorbed")
    sqlite_customers("merge", *names, "created_at=absorbed").fails(2, "cannot be taken")
    sqlite_customers("merge", *names, "external_ids.shopify=absorbed").fails(2, "neither profile has an external id of 'shopify'")


def test_aliases_lead_to_survivor_with_notice(customers: Program) -> None:
    survivor, absorbed = pair(customers, {"phone": "+919811111111"}, {"external_ids": {"shopify": "2"}})
    merge(customers, survivor, absorbed)

    for name in (absorbed["id"], "rao@example.net", "98765 43210"):
        result = customers("show", name, "-o", "json").succeeds()
        assert result.json()["id"] == survivor["id"]
        assert result.stderr == f"Customer {name} was merged into Asha (asha@example.com).\n"
        assert customers("list", "--search", "rao@example", "-o", "ids").succeeds().stdout == survivor["id"] + "\n"
    assert customers("show", "asha@example.com").succeeds().stderr == ""
    customers("create", "--first-name", "X", "--email", "RAO@example.net").fails(4, survivor["id"])


def test_shared_phone_gives_no_notice(customers: Program) -> None:
    survivor, absorbed = pair(customers, {"phone": "+919876543210"})
    customers("show", "+919876543210").fails(4, "2 customers")

    merge(customers, survivor, absorbed)

    assert customers("show", "+919876543210").succeeds().stderr == ""


def test_chained_merges_lead_to_last_survivor(customers: Program) -> None:
    a, b, c = (create(customers, name, email=f"{name.lower()}@example.com") for name in ("A", "B", "C"))
    import_orders(customers, order(a, "1", "10"))

    merge(customers, b, a)
    merge(customers, c, b)

    for name in (a["id"], b["id"], "a@example.com", "b@example.com"):
        assert show(customers, name)["id"] == c["id"]
    assert show(customers, c["id"])["total_orders"] == 1


def test_merge_refuses_same_deleted_or_erased_profile(customers: Program) -> None:
    survivor, deleted, erased = (create(customers, name, email=f"{name.lower()}@example.com") for name in ("Asha", "Deleted", "Erased"))
    customers("delete", deleted["id"], "--yes").succeeds()
    customers("erase", erased["id"], "--yes").succeeds()
    before = rows(customers.url)

    customers("merge", survivor["id"], "asha@example.com", "--yes").fails(2, "with itself")
    customers("merge", survivor["id"], "nobody@example.com", "--yes").fails(3, "no customer")
    for name, reason in ((deleted["id"], "is deleted"), ("deleted@example.com", "is deleted"), (erased["id"], "was erased on 20")):
        customers("merge", survivor["id"], name, "--yes").fails(4, "cannot be merged", reason)
        customers("merge", name, survivor["id"], "--yes").fails(4, "cannot be merged", reason)
    assert rows(customers.url) == before


def test_merge_of_two_identities_of_one_customer_changes_nothing(customers: Program, tmp_path: Path) -> None:
    survivor, absorbed = pair(customers)
    plan = str(tmp_path / "plan.json")
    customers("merge", survivor["id"], absorbed["id"], "--plan", plan).succeeds()
    merge(customers, survivor, absorbed)
    before = rows(customers.url)

    names = (absorbed["id"], "rao@example.net")
    for words in (*((survivor["id"], name) for name in names), *((name, "asha@example.com") for name in names), names, ("--apply", plan)):
        done = customers("merge", *words, "--yes", "-o", "json").prints_json(merge_id=None, absorbed_id=None, fields=[])
        assert done.json()["customer"]["id"] == survivor["id"]
        assert "nothing was changed" in done.stderr
        assert customers("merge", *words, "--yes", "-o", "ids").succeeds().stdout == ""

    customers("merge", survivor["id"], absorbed["id"], "--plan", plan).succeeds()
    customers("merge", "--apply", plan, "--yes", "-o", "json").prints_json(merge_id=None)
    assert rows(customers.url) == before


def test_merge_resolves_absorbed_profile_after_confirmation(sqlite_customers: Program) -> None:
    survivor, absorbed = pair(sqlite_customers)
    third, fourth = create(sqlite_customers, "Third"), create(sqlite_customers, "Fourth")
    merge(sqlite_customers, survivor, absorbed)
    before = rows(sqlite_customers.url)

    for words in ((third["id"], "rao@example.net"), (absorbed["id"], third["id"])):
        sqlite_customers("merge", *words, "--yes").fails(4, "is already merged into Asha (asha@example.com)")
    assert rows(sqlite_customers.url) == before
    result = sqlite_customers("merge", third["id"], "rao@example.net", "--dry-run", "-o", "json").prints_json(absorbed_id=survivor["id"])
    assert "rao@example.net was merged into Asha (asha@example.com)" in result.stderr

    for words, question in (
        (("rao@example.net", third["id"]), "Merge Third ("),
        ((fourth["id"], absorbed["id"]), "Merge Asha (asha@example.com, 2 orders) into Fourth"),
        ((fourth["id"], "rao@example.net"), "already. Change nothing?"),
    ):
        assert question in sqlite_customers("merge", *words, at_question=lambda: None).succeeds().stderr
    assert state_of(sqlite_customers, survivor["id"]) == "absorbed"
    assert show(sqlite_customers, "rao@example.net")["id"] == fourth["id"]


def test_dry_run_shows_fields_and_moved_data(sqlite_customers: Program) -> None:
    survivor, absorbed = pair(sqlite_customers, {}, {"tags": ["x"]})
    before = rows(sqlite_customers.url)

    output = sqlite_customers("merge", survivor["id"], absorbed["id"], "--dry-run").succeeds().stdout
    sqlite_customers("merge", survivor["id"], absorbed["id"], "--dry-run", "-o", "json").prints_json(dry_run=True)

    lines = [" ".join(line.split()) for line in output.splitlines()]
    assert lines[0] == "FIELD SURVIVOR ABSORBED RESULT RULE"
    assert "phone +919876543210 +919876543210 filled" in lines
    assert "accepts_marketing no no no same" in lines
    assert "Would move orders 1" in lines
    assert rows(sqlite_customers.url) == before


def test_merge_asks_for_confirmation(sqlite_customers: Program) -> None:
    survivor, absorbed = pair(sqlite_customers)

    sqlite_customers("merge", survivor["id"], absorbed["id"]).fails(2, "--yes")
    assert state_of(sqlite_customers, absorbed["id"]) == "live"


def test_merge_takes_json(sqlite_customers: Program) -> None:
    survivor, absorbed = pair(sqlite_customers)
    body = json.dumps({"primary_id": survivor["id"], "secondary_id": absorbed["id"]})

    sqlite_customers("merge", "--from-json", "-", "--yes", "-o", "json", stdin=body).prints_json(absorbed_id=absorbed["id"])
    sqlite_customers("merge", "--from-json", "-", "--yes", stdin='{"primary_id": "x", "secondary": "y"}').fails(
        2, "did you mean secondary_id?"
    )
    sqlite_customers("merge", survivor["id"], "--yes").fails(2, "give SURVIVOR and ABSORBED")


def test_take_options_override_json(sqlite_customers: Program) -> None:
    survivor, absorbed = pair(sqlite_customers, {"external_ids": {"till": "1"}, "last_name": "Roy"}, {"external_ids": {"till": "2"}})
    named = {"primary_id": survivor["id"], "secondary_id": absorbed["id"]}

    def run(take: Any, *options: str) -> Result:
        return sqlite_customers("merge", "--from-json", "-", "--dry-run", "-o", "json", *options, stdin=json.dumps({**named, "take": take}))

    for take in ({"phon": "absorbed"}, {"phone": "both"}, ["phone"], None):
        run(take).fails(2, "take")
    taken = run({"email": "absorbed", "external_ids.till": "absorbed"}, "--take", "email=survivor").succeeds().json()["customer"]
    assert (taken["email"], taken["external_ids"]) == ("asha@example.com", {"till": "2"})


def test_history_of_both_profiles_records_merge(sqlite_customers: Program) -> None:
    survivor, absorbed = pair(sqlite_customers, {}, {"tags": ["x"], "addresses": [HOME]})

    merged = merge(sqlite_customers, survivor, absorbed, "--reason", "same person", "--actor", "mira")

    survivor_event, absorbed_event = events(sqlite_customers, survivor["id"])[-1], events(sqlite_customers, absorbed["id"])[-1]
    assert {(event.actor, event.reason, event.command) for event in (survivor_event, absorbed_event)} == {("mira", "same person", "merge")}
    assert survivor_event.changes["phone"] == {"before": None, "after": "+919876543210"}
    assert survivor_event.changes["tags"] == {"before": [], "after": ["x"]}
    assert survivor_event.changes["merged"]["after"]["merge_id"] == merged["merge_id"]
    assert survivor_event.changes["merged"]["after"]["orders"] == 1
    assert any(name.startswith("addresses.") for name in survivor_event.changes)
    assert absorbed_event.changes["state"] == {"before": "live", "after": "absorbed"}
    assert absorbed_event.changes["merged_into"]["after"] == survivor["id"]


def test_merge_recalculates_vip_and_records_it(customers: Program) -> None:
    survivor, absorbed = pair(customers)

    printed = customers(
        "merge", survivor["id"], absorbed["id"], "--yes", "-o", "json", env={"CUSTOMERS_VIP_ORDER_THRESHOLD": "2"}
    ).succeeds()

    assert printed.json()["customer"]["is_vip"] is True
    assert {"is_vip": {"before": False, "after": True, "why": "orders"}} in [event.changes for event in events(customers, survivor["id"])]
