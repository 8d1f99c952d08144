"""Undo through the program; the shop as its commands show it, and the rows from which they show it."""

from functools import cache
from typing import Any
from uuid import UUID

from customers.database.schema.tables import metadata
from tests.support.factories import open_transaction, query
from tests.support.program import Program, Result

FIELDS = (
    "id,email,phone,first_name,last_name,consent,total_orders,total_spent,first_order_at,last_order_at,is_vip,tags,notes,external_ids,"
    "created_at,addresses"
)
DELETED = ("list", "--deleted", "--all", "--fields", FIELDS, "-o", "jsonl")
_PASSING = ("updated_at",)
# What records the way to the present state, which no undo takes back.
_JOURNALS = {"runs", "events", "order_changes", "merges", "undone_orders", "saved_segment_changes", "vip_thresholds"}
# What an undo writes as of its own time.
_STAMPS = {
    "customers.updated_at",
    "customers.deleted_at",
    "customer_statistics.vip_event",
    "saved_segments.created_at",
    "saved_segments.updated_at",
}


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
        "deleted": DELETED,
        "orders": ("orders", "--of", "all", "--all", "-o", "jsonl"),
        "segments": ("segments", "list", "--fields", "name,label,count,selection", "-o", "json"),
        "dismissed": ("duplicates", "dismissed", "-o", "json"),
        "tags": ("tag", "list", "-o", "json"),
    }
    seen: dict[str, Any] = {name: customers(*command).succeeds().stdout for name, command in commands.items()}
    rows = customers("export", "customers", "-", "--format", "jsonl").succeeds().jsonl()
    seen["export"] = [{name: value for name, value in row.items() if name not in _PASSING} for row in rows]
    return seen


def stored(customers: Program) -> dict[str, list[str]]:
    """Return the rows of the shop, but for its journals and undone customers.

    `shop` shows nothing that is not in them, and takes fifty times as long.
    """
    with open_transaction(customers.url) as run:
        return {table: sorted(map(repr, run(statement))) for table, statement in _statements().items()}


@cache
def _statements() -> dict[str, str]:
    """Return the statement that reads the rows of each table."""
    statements = {}
    for table in metadata.sorted_tables:
        if table.name not in _JOURNALS:
            columns = ", ".join(column.name for column in table.columns if str(column) not in _STAMPS)
            owner = next((name for name in ("customer_id", "id") if name in table.columns), None)
            condition = f" WHERE {owner} NOT IN (SELECT id FROM customers WHERE state = 'undone')" if owner else ""
            statements[table.name] = f"SELECT {columns} FROM {table.name}{condition}"
    return statements
