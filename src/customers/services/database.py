"""How the database is."""

from typing import Any

from customers.database.engine import find_revision, public_url
from customers.database.status import describe
from customers.services.transaction import Transaction


def get_status(tx: Transaction) -> dict[str, Any]:
    """Its address without the password, the version of its schema, engine, size in bytes, and rows stored."""
    return {"database": public_url(tx.connection.engine.url), "schema": find_revision(tx.connection), **describe(tx.connection)}
