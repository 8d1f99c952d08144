"""Results of `doctor`, and statements that violate its checks; `{}` is the place of a value or of a customer's id."""

from typing import Any
from uuid import UUID, uuid4

from customers.errors import ExitStatus
from tests.support.factories import query
from tests.support.program import Program

PERSON = "UPDATE customers SET {} WHERE id = {{}}"
STATISTICS = "UPDATE customer_statistics SET {} WHERE customer_id = {{}}"
ORDER = "UPDATE orders SET {} WHERE customer_id = {{}}"
ADDRESS = "UPDATE addresses SET {} WHERE customer_id = {{}}"
TAG = "INSERT INTO customer_tags (customer_id, key, label) SELECT id, {} FROM customers WHERE id = {{}}"


def doctor(customers: Program, *arguments: str) -> Any:
    """Return the result of `doctor`, with or without problems."""
    result = customers("doctor", *arguments, "-o", "json")
    assert result.stdout, result.stderr
    report = result.json()
    assert result.status == (ExitStatus.PARTIAL if report["problems"] else ExitStatus.DONE), result.stderr
    assert report["problems"] == sum(not check["ok"] for check in report["checks"])
    return report


def off(report: Any) -> dict[str, list[str]]:
    """Return the checks with findings, with their examples."""
    return {check["name"]: check["examples"] for check in report["checks"] if check["count"]}


def absorb(customers: Program, absorbed: Any, survivor: Any) -> None:
    """Absorb a profile as a merge does, without its journal."""
    query(customers.url, PERSON.format("state = 'absorbed', merged_into = {}"), UUID(survivor["id"]), UUID(absorbed["id"]))
    query(customers.url, STATISTICS.format("live = (1 = 0)"), UUID(absorbed["id"]))
    columns = "customer_id, id, absorbed_id, at, actor, journal"
    row = "SELECT {}, {}, id, created_at, 'x', '{' || '}' FROM customers WHERE id = {}"
    query(customers.url, f"INSERT INTO merges ({columns}) {row}", UUID(survivor["id"]), uuid4(), UUID(absorbed["id"]))
