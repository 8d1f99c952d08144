"""`customers undo` of a run with customers and orders that were changed since."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.support.factories import HOME, create, create_many, import_orders, order, query, show
from tests.support.program import Program
from tests.support.undoing import DELETED, latest_run, stored, undo


def import_customers(customers: Program, *rows: dict[str, Any]) -> str:
    """Import customers; return the id of the run."""
    create_many(customers, *rows)
    return latest_run(customers)


LATER: dict[str, Callable[[Program], object]] = {
    "order": lambda customers: import_orders(
        customers, {"number": "1", "customer_email": "asha@example.com", "total": "5", "placed_at": "2026-01-05"}
    ),
    "address": lambda customers: customers("update", "asha@example.com", "--from-json", "-", stdin=json.dumps({"addresses": [HOME]})),
    "tag": lambda customers: customers("tag", "add", "--tag", "x", "asha@example.com"),
    "field": lambda customers: customers("update", "asha@example.com", "--notes", "n"),
    "consent": lambda customers: customers("update", "asha@example.com", "--no-accepts-marketing"),
    "pin": lambda customers: customers("vip", "pin", "asha@example.com", "--reason", "friend"),
    "deletion": lambda customers: customers("delete", "asha@example.com", "--yes"),
    "merge": lambda customers: customers("merge", "asha@example.com", "usha@example.com", "--yes"),
}


@pytest.mark.parametrize("kind", LATER)
def test_created_customer_that_got_more_since_collides_and_leaves_by_force(customers: Program, kind: str) -> None:
    create(customers, "Usha", email="usha@example.com")
    run = import_customers(customers, {"first_name": "Asha", "email": "asha@example.com"}, {"first_name": "Ravi"})
    LATER[kind](customers)
    before, deleted = stored(customers), customers(*DELETED).succeeds().stdout

    undo(customers, run).fails(4, "Asha (asha@example.com)")
    assert stored(customers) == before
    undo(customers, run, "--skip-changed").fails(6, stdout=None)
    assert customers(*DELETED).succeeds().stdout == deleted
    undo(customers, latest_run(customers)).succeeds()
    assert stored(customers) == before
    undo(customers, run, "--force").succeeds()
    customers("show", "asha@example.com").fails(3)
    customers("doctor").succeeds()


def test_created_customer_that_was_absorbed_since_collides_with_a_hint(customers: Program) -> None:
    create(customers, "Usha", email="usha@example.com")
    run = import_customers(customers, {"first_name": "Asha", "email": "asha@example.com"})
    customers("merge", "usha@example.com", "asha@example.com", "--yes").succeeds()

    undo(customers, run).fails(4, "merged", "unmerge")


def test_created_customer_that_was_erased_since_is_kept(customers: Program) -> None:
    run = import_customers(customers, {"first_name": "Asha", "email": "asha@example.com"}, {"first_name": "Ravi"})
    customers("erase", "asha@example.com", "--yes").succeeds()

    [record] = undo(customers, run).succeeds().json()["kept"]

    assert "erased" in record["reason"]
    assert customers("list", "-o", "ids").succeeds().stdout == ""


FULL: dict[str, Any] = {
    "email": "asha@example.com",
    "tags": ["x"],
    "external_ids": {"erp": "1"},
    "addresses": [HOME],
    "accepts_marketing": True,
}


@pytest.mark.parametrize("is_forced", [False, True])
def test_every_run_of_a_customer_that_was_erased_since_is_undone_without_it(customers: Program, is_forced: bool) -> None:
    create(customers, "Asha", **FULL)
    create(customers, "Usha", email="usha@example.com", tags=["y"], external_ids={"erp": "2"})
    customers("update", "asha@example.com", "--no-accepts-marketing", "--external-id", "erp:3").succeeds()
    customers("tag", "set", "asha@example.com", "usha@example.com", "--tag", "z", "--yes").succeeds()
    customers("merge", "asha@example.com", "usha@example.com", "--yes").succeeds()
    runs = customers("runs", "-o", "ids").succeeds().stdout.split()
    customers("erase", "asha@example.com", "--yes").succeeds()

    for run in runs:
        records = undo(customers, run, *(["--force"] if is_forced else [])).succeeds().json()["kept"]
        assert records
        assert all("erased since" in record["reason"] for record in records)
    customers("doctor").succeeds()


def test_runs_of_a_customer_merged_for_a_time_with_one_erased_since_are_undone(customers: Program) -> None:
    create(customers, "Asha", email="asha@example.com", external_ids={"erp": "1"})
    create(customers, "Usha", email="usha@example.com", external_ids={"shop": "2"})
    merge = customers("merge", "asha@example.com", "usha@example.com", "--yes", "-o", "json").succeeds().json()["merge_id"]
    customers("update", "asha@example.com", "--external-id", "erp:3", "--no-accepts-marketing").succeeds()
    update = latest_run(customers)
    customers("unmerge", merge, "--yes").succeeds()
    customers("erase", "usha@example.com", "--yes").succeeds()

    [record] = undo(customers, update).succeeds().json()["kept"]

    assert (record["customer"]["email"], "erased" in record["reason"]) == ("asha@example.com", True)
    assert show(customers, "asha@example.com")["external_ids"] == {"erp": "3"}
    customers("doctor").succeeds()


def test_undo_of_an_undo_collides_where_another_customer_took_the_email(customers: Program) -> None:
    create(customers, "Asha", email="asha@example.com")
    undo(customers).succeeds()
    again = latest_run(customers)
    taker = create(customers, "Other", email="asha@example.com")

    undo(customers, again).fails(4, "asha@example.com now belongs to")
    undo(customers, again, "--skip-changed").fails(6, stdout=None)
    assert show(customers, "asha@example.com")["id"] == taker["id"]
    customers("doctor").succeeds()


def test_withdrawal_after_the_run_is_never_given_back(customers: Program) -> None:
    create(customers, email="asha@example.com", accepts_marketing=True)
    text = '{"email": "asha@example.com", "first_name": "Asha", "accepts_marketing": false}'
    customers("import", "customers", "-", stdin=text).succeeds()
    run = latest_run(customers)
    customers("update", "asha@example.com", "--no-accepts-marketing").succeeds()

    undo(customers, run).fails(4, "withdrawn")
    undo(customers, run, "--force").succeeds()
    assert show(customers, "asha@example.com")["accepts_marketing"] is False


def test_withdrawal_that_the_run_made_is_given_back(customers: Program) -> None:
    create(customers, email="asha@example.com", accepts_marketing=True)
    customers("update", "asha@example.com", "--no-accepts-marketing").succeeds()

    undo(customers).succeeds()

    assert show(customers, "asha@example.com")["accepts_marketing"] is True


def test_order_that_was_changed_since_collides(customers: Program) -> None:
    asha = create(customers, email="asha@example.com")
    import_orders(customers, order(asha, "1", "10"), order(asha, "2", "10"))
    run = latest_run(customers)
    import_orders(customers, order(asha, "1", "15"))

    undo(customers, run).fails(4, "import:1", "changed")
    undo(customers, run, "--skip-changed").fails(6, stdout=None)
    assert [row["number"] for row in customers("orders", "-o", "jsonl").succeeds().jsonl()] == ["1"]
    assert show(customers, "asha@example.com")["total_spent"] == 15


def test_order_that_came_again_keeps_the_undo_from_being_undone_whole(customers: Program) -> None:
    asha = create(customers, email="asha@example.com")
    import_orders(customers, order(asha, "1", "10"), order(asha, "2", "10"))
    undo(customers).succeeds()
    again = latest_run(customers)
    import_orders(customers, order(asha, "1", "12"))

    undo(customers, again).fails(4, "import:1")
    undo(customers, again, "--skip-changed").fails(6, stdout=None)
    assert show(customers, "asha@example.com")["total_spent"] == 22
    customers("doctor").succeeds()


def test_only_narrows_an_undo(customers: Program) -> None:
    create_many(customers, {"first_name": "Asha", "email": "a@example.com"}, {"first_name": "Usha", "email": "b@example.com"})
    customers("tag", "add", "--tag", "x", "a@example.com", "b@example.com").succeeds()
    run = latest_run(customers)

    undo(customers, run, "--only", "a@example.com").succeeds()
    assert [show(customers, f"{name}@example.com")["tags"] for name in "ab"] == [[], ["x"]]
    customers("undo", run, "--only", "-", "--yes", stdin="b@example.com\n").succeeds()
    assert show(customers, "b@example.com")["tags"] == []


def test_id_of_an_undone_profile_in_a_file_revives_its_row(customers: Program) -> None:
    asha = create(customers, email="asha@example.com", tags=["old"], addresses=[HOME])
    undo(customers).succeeds()
    row = json.dumps({"id": asha["id"], "first_name": "Anew", "email": "asha@example.com"})

    customers("import", "customers", "-", "-o", "json", stdin=row).prints_json(created=1)

    seen = show(customers, asha["id"])
    assert (seen["first_name"], seen["tags"], seen["addresses"]) == ("Anew", [], [])
    customers("doctor").succeeds()
    undo(customers).succeeds()
    customers("show", asha["id"]).fails(3)


@pytest.mark.parametrize(
    ("command", "reason"),
    [(["erase", "asha@example.com", "--yes"], "gone for good"), (["vip", "recalculate"], "from the orders")],
)
def test_run_without_a_way_back_is_refused_with_the_reason(customers: Program, command: list[str], reason: str) -> None:
    asha = create(customers, email="asha@example.com")
    import_orders(customers, order(asha, "1", "60000"))
    customers(*command, env={"CUSTOMERS_VIP_SPEND_THRESHOLD": "100000"}).succeeds()

    undo(customers).fails(4, reason)


def test_missing_run_is_not_found(customers: Program) -> None:
    undo(customers, "abcdef").fails(3, "abcdef")
    undo(customers).fails(3)


def test_undo_names_the_run_and_the_first_people_before_it_asks(customers: Program) -> None:
    create_many(customers, {"first_name": "Asha", "email": "a@example.com"}, {"first_name": "Usha", "email": "b@example.com"})

    result = customers("undo", at_question=lambda: None).succeeds()

    assert "2 customers (Asha and Usha)" in result.stderr
    assert customers("list", "-o", "ids").succeeds().stdout == ""


def test_undo_without_yes_and_without_a_terminal_is_refused(customers: Program) -> None:
    create(customers, email="asha@example.com")

    customers("undo").fails(2)


def test_saved_segment_that_was_changed_since_collides(customers: Program) -> None:
    customers("segments", "save", "mine", "--tag", "a").succeeds()
    run = latest_run(customers)
    customers("segments", "save", "mine", "--tag", "b", "--replace").succeeds()

    undo(customers, run).fails(4, "the saved segment", "mine")
    undo(customers, run, "--force").succeeds()
    assert customers("segments", "list", "-o", "ids").succeeds().stdout == ""


def test_undo_can_erase_what_the_run_created(customers: Program) -> None:
    create_many(customers, {"first_name": "Asha", "email": "asha@example.com"}, {"first_name": "Usha"})

    undo(customers, "--erase").succeeds()

    customers("doctor").succeeds()
    assert query(customers.url, "SELECT count(*) FROM customers WHERE state = 'erased' AND email IS NULL") == [(2,)]
    undo(customers, latest_run(customers)).succeeds()
    assert customers("list", "-o", "ids").succeeds().stdout == ""


def test_undone_customers_are_erased_later_all_or_those_of_a_run(customers: Program) -> None:
    create(customers, "Asha")
    first = latest_run(customers)
    undo(customers).succeeds()
    create(customers, "Usha")
    undo(customers).succeeds()

    assert customers("db", "status", "-o", "json").succeeds().json()["undone"] == 2
    receipt = customers("erase", "--undone", "--run", first, "--yes", "-o", "json").succeeds().json()
    rest = customers("erase", "--undone", "--yes", "-o", "json").succeeds().json()

    assert (len(receipt["erased"]), len(rest["erased"])) == (1, 1)
    customers("erase", "--run", first, "--yes").fails(2)
    customers("erase", "somebody@example.com", "--undone", "--yes").fails(2)
    customers("doctor").succeeds()


def test_import_of_orders_by_a_version_that_did_not_record_them_is_refused(customers: Program) -> None:
    asha = create(customers, email="asha@example.com")
    import_orders(customers, order(asha, "1", "10"))
    query(customers.url, "UPDATE runs SET number = NULL")

    undo(customers).fails(4, "did not record its orders")
