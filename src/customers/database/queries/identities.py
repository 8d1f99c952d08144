"""Find, claim and release emails and external ids."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, func, or_, select

from customers.database.connection import bulk
from customers.database.dialects.base import dialect_of
from customers.database.queries.customers import in_state
from customers.database.schema.tables import customers, identities
from customers.domain.email import email_key

EMAIL = "email"
EXTERNAL = "external"


def find_by_identity(connection: Connection, kind: str, value: str) -> UUID | None:
    """Return the customer that owns an email (by its key) or an external id, or None."""
    return connection.scalar(select(identities.c.customer_id).where(identities.c.kind == kind, identities.c.value == value))


def find_deleted(connection: Connection, kind: str, value: str) -> list[UUID]:
    """Return the deleted customers with an email or external id of their own or of an absorbed profile; `identities` has none of theirs."""
    # The database folds ASCII alone: emails with other characters are compared below.
    matches: ColumnElement[bool] = or_(func.lower(customers.c.email) == value, dialect_of(connection).is_not_ascii(customers.c.email))
    if kind == EXTERNAL:
        matches = customers.c.external_ids.isnot(None)
    deleted = or_(customers.c.state == "deleted", customers.c.merged_into.in_(in_state("deleted")))
    owner = func.coalesce(customers.c.merged_into, customers.c.id, type_=customers.c.id.type).label("owner")
    rows = connection.execute(select(owner, customers.c.email, customers.c.external_ids).where(deleted, matches))
    return list(dict.fromkeys(row.owner for row in rows if (kind, value) in identities_of(row.email, row.external_ids)))


def identities_of(email: str | None, external_ids: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the (kind, value) pairs of a profile, which are unique among profiles."""
    pairs = [(EXTERNAL, f"{system}:{value}") for system, value in external_ids.items()]
    return [(EMAIL, email_key(email)), *pairs] if email else pairs


def find_identities_of(connection: Connection, ids: Sequence[UUID]) -> list[tuple[str, str]]:
    """Return the distinct (kind, value) pairs of some profiles."""
    rows = connection.execute(select(customers.c.email, customers.c.external_ids).where(customers.c.id.in_(ids)))
    return list(dict.fromkeys(pair for row in rows for pair in identities_of(row.email, row.external_ids)))


def claim_identities(connection: Connection, customer_id: UUID, pairs: Iterable[tuple[str, str]]) -> None:
    """Insert identities of a customer; one of another customer violates the primary key."""
    rows = [{"kind": kind, "value": value, "customer_id": customer_id} for kind, value in sorted(pairs)]
    bulk.insert_rows(connection, identities, rows)


def release_identities(connection: Connection, pairs: Iterable[tuple[str, str]]) -> None:
    """Delete identities."""
    for kind, value in sorted(pairs):
        connection.execute(identities.delete().where(identities.c.kind == kind, identities.c.value == value))
