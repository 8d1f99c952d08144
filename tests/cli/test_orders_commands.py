"""`customers orders show`, `delete` and `move`."""

import json
from typing import Any

import pytest

from customers.errors import ExitStatus
from tests.support.factories import create, import_orders, order, show
from tests.support.kept import kept
from tests.support.program import Program, Result


def read(customers: Program, *rows: dict[str, str]) -> Result:
    return customers("import", "orders", "-", "--json", stdin="\n".join(map(json.dumps, rows)))


def orders(customers: Program, *arguments: str) -> Any:
    return customers("orders", *arguments, "-o", "json").succeeds().json()["data"]


def numbers(customers: Program, *arguments: str) -> list[str]:
    return [row["number"] for row in orders(customers, *arguments)]


def history(customers: Program, reference: str, command: str) -> list[Any]:
    """Return the changes of one command in the history of a customer."""
    run = ("history", reference, "--action", command, "-o", "json")
    return [change for event in customers(*run).succeeds().json()["data"] for change in event["changes"]]


@pytest.fixture
@kept
def asha(customers: Program) -> Any:
    """Create a customer with two orders, and one with a third."""
    asha, usha = create(customers, last_name="Rao", email="asha@example.com"), create(customers, "Usha", email="usha@example.com")
    rows = (order(asha, "1", "100", source="web"), order(asha, "2", "50", source="till"), order(usha, "3", "9", "2026-02-01", source="web"))
    import_orders(customers, *rows)
    return asha


def test_order_is_shown_by_any_of_its_names(customers: Program, asha: Any) -> None:
    [stored] = [row for row in orders(customers, asha["id"]) if row["number"] == "1"]

    for name in (stored["id"], "web:1", "WEB:1", "1"):
        assert customers("orders", "show", name, "-o", "json").succeeds().json() == stored
    card = customers("orders", "show", "web:1").succeeds().stdout
    assert "100.00" in card
    assert stored["id"] in card


@pytest.mark.usefixtures("asha")
def test_several_orders_are_an_array_and_the_missing_are_named(customers: Program) -> None:
    done = customers("orders", "show", "web:1", "3", "web:99", "-o", "json")

    done.fails(ExitStatus.PARTIAL, "no order web:99", stdout=None)
    assert [row["number"] for row in done.json()] == ["1", "3"]
    ids = customers("orders", "list", "--all", "-o", "ids").stdout
    assert len(customers("orders", "show", "-", "-o", "jsonl", stdin=ids).succeeds().jsonl()) == 3
    customers("orders", "show", "web:99").fails(ExitStatus.NOT_FOUND, "no order web:99", "`customers orders` lists them")
    customers("orders", "show").fails(ExitStatus.USAGE, "no orders given")


def test_number_of_two_sources_is_ambiguous(customers: Program, asha: Any) -> None:
    import_orders(customers, order(asha, "3", "10", source="till"))

    for command in (["show", "3"], ["delete", "3", "--yes"], ["move", "3", "--to", asha["id"]]):
        done = customers("orders", *command)
        done.fails(ExitStatus.CONFLICT, "3 could be any of 2 orders: till:3 of Asha Rao, web:3 of Usha", "SOURCE:NUMBER")


def test_deleted_order_is_in_no_list_and_statistics_follow(customers: Program, asha: Any) -> None:
    [order_id] = [row["id"] for row in orders(customers, asha["id"]) if row["number"] == "1"]

    customers("orders", "delete", "web:1", "--yes", "--reason", "test", "-o", "json").prints_json(deleted=[order_id])

    assert numbers(customers) == ["3", "2"]
    assert (show(customers, asha["id"])["total_orders"], show(customers, asha["id"])["total_spent"]) == (1, 50)
    customers("orders", "show", "web:1").fails(ExitStatus.NOT_FOUND, "the order web:1 was deleted on ")
    customers("orders", "delete", "web:1", "--yes").fails(ExitStatus.NOT_FOUND, "the order web:1 was deleted on ")
    [change] = history(customers, asha["id"], "orders delete")
    assert (change["field"], change["after"], change["before"]["total"]) == ("orders.web:1", None, "100")
    customers("doctor").succeeds()


def test_deleted_order_stays_deleted_in_an_import(customers: Program, asha: Any) -> None:
    customers("orders", "delete", "web:1", "--yes").succeeds()

    done = read(customers, order(asha, "1", "120", source="web"), order(asha, "1", "7", source="till"))

    done.prints_json(created=1, skipped=1)
    assert "1 row was skipped (deleted); the first is line 1: the order web:1 was deleted" in done.stderr
    assert show(customers, asha["id"])["total_spent"] == 57


@pytest.mark.usefixtures("asha")
def test_deletion_asks_and_a_missing_order_is_an_error_without_a_question(customers: Program) -> None:
    customers("orders", "delete", "web:1").fails(ExitStatus.USAGE, "--yes")
    customers("orders", "delete", "web:99").fails(ExitStatus.NOT_FOUND, "no order web:99")

    confirmed = customers("orders", "delete", "web:1", "3", at_question=lambda: None).succeeds()

    assert "Delete 2 orders (web:1 of Asha Rao and web:3 of Usha)?" in confirmed.stderr
    assert numbers(customers) == ["2"]


def test_dry_run_of_a_deletion_changes_nothing(customers: Program, asha: Any) -> None:
    done = customers("orders", "delete", "web:1", "--dry-run").succeeds()

    assert "ry run: nothing was changed" in done.stderr
    assert "orders.web:1" in done.stdout
    assert show(customers, asha["id"])["total_orders"] == 2


def test_list_on_standard_input_is_deleted_as_a_whole_or_not_at_all(customers: Program, asha: Any) -> None:
    ids = customers("orders", asha["id"], "--all", "-o", "ids").stdout

    customers("orders", "delete", "-", "--yes", stdin=ids + "web:99\n").fails(ExitStatus.NOT_FOUND, "no order web:99")
    assert len(numbers(customers)) == 3
    customers("orders", "delete", "-", "--yes", stdin=ids + ids).succeeds()
    assert numbers(customers) == ["3"]
    assert show(customers, asha["id"])["total_orders"] == 0


def test_moved_order_counts_for_its_new_customer(customers: Program, asha: Any) -> None:
    env = {"CUSTOMERS_VIP_SPEND_THRESHOLD": "100"}
    [stored] = [row for row in orders(customers, asha["id"]) if row["number"] == "1"]
    usha = show(customers, "usha@example.com")
    customers("vip", "recalculate", env=env).succeeds()

    done = customers("orders", "move", "web:1", "--to", "usha@example.com", "-o", "json", env=env)

    done.prints_json(moved=[stored["id"]], customer_id=usha["id"])
    assert [(show(customers, who)["total_spent"], show(customers, who)["is_vip"]) for who in (asha["id"], usha["id"])] == [
        (50, False),
        (109, True),
    ]
    assert numbers(customers, "usha@example.com") == ["3", "1"]
    for reference in (asha["id"], usha["id"]):
        changes = history(customers, reference, "orders move")
        assert {change["field"] for change in changes} == {"orders.web:1", "is_vip"}
        assert {"field": "orders.web:1", "before": {"customer_id": asha["id"]}, "after": {"customer_id": usha["id"]}} in changes
    customers("doctor", env=env).succeeds()


def test_moved_order_stays_where_it_is_in_the_next_import(customers: Program, asha: Any) -> None:
    customers("orders", "move", "web:1", "2", "--to", "usha@example.com").succeeds()

    done = read(customers, order(asha, "1", "120", source="web"))

    done.prints_json(updated=1)
    assert "the order web:1 stays with Usha (usha@example.com), although its row names Asha Rao (asha@example.com)" in done.stderr
    assert show(customers, "usha@example.com")["total_spent"] == 179


def test_order_that_the_customer_has_already_does_not_move(customers: Program, asha: Any) -> None:
    done = customers("orders", "move", "web:1", "--to", "asha@example.com", "-o", "json")

    done.prints_json(moved=[])
    assert "1 order already belongs to this customer" in done.stderr
    assert history(customers, asha["id"], "orders move") == []


def test_list_on_standard_input_is_moved_after_a_question(customers: Program, asha: Any) -> None:
    ids = customers("orders", asha["id"], "--all", "-o", "ids").stdout

    customers("orders", "move", "-", "--to", "usha@example.com", stdin=ids).fails(ExitStatus.USAGE, "--yes")
    customers("orders", "move", "-", "--to", "usha@example.com", "--yes", stdin=ids).succeeds()

    assert sorted(numbers(customers, "usha@example.com")) == ["1", "2", "3"]


def test_orders_do_not_move_to_a_customer_that_is_not_live(customers: Program, asha: Any) -> None:
    customers("delete", "usha@example.com", "--yes").succeeds()

    customers("orders", "move", "web:1", "--to", "usha@example.com").fails(ExitStatus.NOT_FOUND, "usha@example.com is deleted")
    customers("orders", "move", "web:3", "--to", asha["id"]).succeeds()
    assert show(customers, asha["id"])["total_orders"] == 3


def test_orders_of_json_lines_are_deleted(customers: Program, asha: Any) -> None:
    text = customers("orders", asha["id"], "--all", "-o", "jsonl").stdout

    customers("orders", "delete", "-", "--yes", stdin=text).succeeds()

    assert numbers(customers) == ["3"]


def test_unknown_source_of_a_list_is_named_with_the_nearest(customers: Program, asha: Any) -> None:
    done = customers("orders", asha["id"], "--source", "wbe").succeeds()

    assert "No order has the source 'wbe'; did you mean web? The sources are till, web." in done.stderr
    assert customers("orders", asha["id"], "--source", "web", "--until", "2000-01-01").succeeds().stderr == ""
