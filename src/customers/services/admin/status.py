"""Describe the database and the roles that it needs."""

from typing import Any

from customers.database.admin import roles
from customers.database.admin.status import describe
from customers.database.connection.engine import public_url
from customers.database.connection.schema import find_revision
from customers.errors import InvalidFieldError
from customers.services.indexes import note_missing_index, note_missing_order_index
from customers.services.transaction import Transaction


def get_status(tx: Transaction) -> dict[str, Any]:
    """Return the URL without its password, schema version, engine, size in bytes, whether searches have their index, and numbers of rows.

    A missing index is noted.
    """
    note_missing_order_index(tx)
    facts = {"schema": find_revision(tx.connection), "search_index": note_missing_index(tx)}
    return {"database": public_url(tx.connection.engine.url), **facts, **describe(tx.connection)}


def get_role_script(*, app: str, reports: str, schema: str) -> str:
    """Return the SQL that creates two PostgreSQL roles with the least privileges that they need.

    Raises:
        InvalidFieldError: a name cannot be that of a role or schema.
    """
    for parameter, name in (("app", app), ("reports", reports), ("schema", schema)):
        if not name.strip() or any(character in name for character in "\0\\$\n"):
            problem = "a name cannot be empty, or hold a backslash, a dollar sign or a new line"
            raise InvalidFieldError(field=f"{{{parameter}}}", problem=problem, parameters=(parameter,))
    return roles.role_script(app=app, reports=reports, schema=schema)
