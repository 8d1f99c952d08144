"""Undo through the program, and the shop as its commands show it."""

from typing import Any
from uuid import UUID

from tests.support.factories import query
from tests.support.program import Program, Result

FIELDS = (
    "id,email,phone,first_name,last_name,consent,total_orders,total_spent,first_order_at,last_order_at,is_vip,tags,notes,external_ids,"
    "created_at,addresses"
)
_PASSING = ("updated_at",)


def undo(customers: Program, *arguments: str) -> Result:
    """Undo a run, the latest where none is named."""
    return customers("undo", *arguments, "--yes", "-o", "json")


def latest_run(customers: Program) -> str:
    """Return the id of the newest run, empty where there is none."""
    rows = query(customers.url, "SELECT id FROM runs ORDER BY id DESC LIMIT 1")
    return "".join(str(run_id if isinstance(run_id, UUID) else UUID(bytes=run_id)) for (run_id,) in rows)


def shop(customers: Program) -> dict[str, Any]:
    """Return the shop as lists, orders, tags and exports show it."""
    commands = {
        "customers": ("list", "--all", "--fields", FIELDS, "-o", "jsonl", "--sort", "created_at"),
        "deleted": ("list", "--deleted", "--all", "--fields", FIELDS, "-o", "jsonl"),
        "orders": ("orders", "--of", "all", "--all", "-o", "jsonl"),
        "segments": ("segments", "list", "--fields", "name,label,count,selection", "-o", "json"),
        "dismissed": ("duplicates", "dismissed", "-o", "json"),
        "tags": ("tag", "list", "-o", "json"),
    }
    seen: dict[str, Any] = {name: customers(*command).succeeds().stdout for name, command in commands.items()}
    rows = customers("export", "customers", "-", "--format", "jsonl").succeeds().jsonl()
    seen["export"] = [{name: value for name, value in row.items() if name not in _PASSING} for row in rows]
    return seen
