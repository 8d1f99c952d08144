"""How the database is."""

from typing import Any

from customers.database.admin import roles
from customers.database.admin.status import describe
from customers.database.connection.engine import public_url
from customers.database.connection.schema import find_revision
from customers.errors import InvalidFieldError
from customers.services.transaction import Transaction


def get_status(tx: Transaction) -> dict[str, Any]:
    """Its address without the password, the version of its schema, engine, size in bytes, and rows stored."""
    return {"database": public_url(tx.connection.engine.url), "schema": find_revision(tx.connection), **describe(tx.connection)}


def get_role_script(*, app: str, reports: str, schema: str) -> str:
    """The SQL that makes two roles on PostgreSQL with the least that they need.

    Raises:
        InvalidFieldError: there can be no role or schema of that name.
    """
    for parameter, name in (("app", app), ("reports", reports), ("schema", schema)):
        if not name.strip() or any(character in name for character in "\0\\$\n"):
            problem = "a name cannot be empty, or hold a backslash, a dollar sign or a new line"
            raise InvalidFieldError(field=f"{{{parameter}}}", problem=problem, parameters=(parameter,))
    return roles.role_script(app=app, reports=reports, schema=schema)
