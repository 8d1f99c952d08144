"""Merges through the program, and every row that a merge can change, by plain SQL."""

from typing import Any
from uuid import UUID

from tests.support.factories import create, import_orders, order, query
from tests.support.kept import kept
from tests.support.program import Program, Result

# Columns and events that differ after an undone merge: the time of the last change, and the last VIP change.
PASSING = {"updated_at", "vip_event"}
_columns: dict[tuple[str, str], list[str]] = {}  # by engine and table
TABLES = ("customers", "customer_statistics", "identities", "addresses", "customer_tags", "orders")


def merge(customers: Program, survivor: Any, absorbed: Any, *options: str) -> Any:
    """Merge two created customers; return the printed result."""
    return customers("merge", survivor["id"], absorbed["id"], "--yes", "-o", "json", *options).succeeds().json()


def unmerge(customers: Program, merged: Any, *options: str) -> Result:
    """Undo a merge."""
    return customers("unmerge", merged["merge_id"], "--yes", "-o", "json", *options)


@kept
def pair(
    customers: Program, survivor_fields: dict[str, Any] | None = None, absorbed_fields: dict[str, Any] | None = None
) -> tuple[Any, Any]:
    """Create two customers with an order each."""
    survivor = create(customers, "Asha", **{"email": "asha@example.com", **(survivor_fields or {})})
    absorbed = create(customers, "Asha", **{"email": "rao@example.net", "phone": "+919876543210", **(absorbed_fields or {})})
    import_orders(customers, order(survivor, "1", "100"), order(absorbed, "2", "50.50", "2026-02-05"))
    return survivor, absorbed


def rows(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """Return the rows of every table that a merge can change, without the values that may differ."""
    tables = {}
    for table in TABLES:
        key = (url.partition(":")[0], table)
        names = _columns[key] = _columns.get(key) or columns(url, table)
        listed = ", ".join(f'"{name}"' for name in names if name not in PASSING)
        tables[table] = sorted(query(url, f"SELECT {listed} FROM {table}"), key=repr)
    return tables


def columns(url: str, table: str) -> list[str]:
    """Return the columns of a table."""
    if url.startswith("sqlite"):
        return [row[1] for row in query(url, f"PRAGMA table_info({table})")]
    return [name for (name,) in query(url, "SELECT column_name FROM information_schema.columns WHERE table_name = {}", table)]


def state_of(customers: Program, customer_id: str) -> str:
    """Return the state of a profile."""
    [(state,)] = query(customers.url, "SELECT state FROM customers WHERE id = {}", UUID(customer_id))
    return str(state)
