"""Tags of many customers at once. The selection is a query that flows through; ids are never sent back."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, delete, func, literal, select

from customers.database import backend
from customers.database.columns import Words
from customers.database.tables import customer_statistics, customer_tags
from customers.rules.tags import Tag


def add_tags(connection: Connection, selection: Select[tuple[UUID]], tags: Sequence[Tag]) -> int:
    """Give every selected customer every tag it lacks, one statement a tag; returns how many were added."""
    added = 0
    for tag in tags:
        rows = selection.add_columns(literal(tag.key, Words), literal(tag.label, Words)).where(literal(1) == 1)
        statement = (
            backend.insert(connection, customer_tags)
            .from_select(["customer_id", "key", "label"], rows)
            .on_conflict_do_nothing()
            .returning(customer_tags.c.customer_id)
        )
        added += len(connection.execute(statement).all())
    return added


def remove_tags(connection: Connection, selection: Select[tuple[UUID]], tags: Sequence[Tag]) -> int:
    """Take tags away from the selected customers that have them; returns how many were removed."""
    statement = delete(customer_tags).where(customer_tags.c.key.in_([tag.key for tag in tags]), customer_tags.c.customer_id.in_(selection))
    return connection.execute(statement).rowcount


def remove_other_tags(connection: Connection, selection: Select[tuple[UUID]], tags: Sequence[Tag]) -> int:
    """Take away every tag but these; returns how many were removed."""
    statement = delete(customer_tags).where(
        customer_tags.c.customer_id.in_(selection), customer_tags.c.key.not_in([tag.key for tag in tags])
    )
    return connection.execute(statement).rowcount


def find_too_many(connection: Connection, selection: Select[tuple[UUID]], tags: Sequence[Tag], limit: int) -> dict[UUID, int]:
    """The selected customers who would have more than `limit` tags with these added, and how many."""
    others = select(customer_tags.c.customer_id).where(
        customer_tags.c.customer_id.in_(selection), customer_tags.c.key.not_in([tag.key for tag in tags])
    )
    counts = others.group_by(customer_tags.c.customer_id).having(func.count() > limit - len(tags)).add_columns(func.count())
    return {customer_id: number + len(tags) for customer_id, number in connection.execute(counts)}


def find_labels(connection: Connection, selection: Select[tuple[UUID]]) -> dict[UUID, list[str]]:
    """The tags of each selected customer that has any, in order."""
    query = select(customer_tags.c.customer_id, customer_tags.c.label).where(customer_tags.c.customer_id.in_(selection))
    found: dict[UUID, list[str]] = {}
    for customer_id, label in connection.execute(query.order_by(customer_tags.c.customer_id, customer_tags.c.key)):
        found.setdefault(customer_id, []).append(label)
    return found


def count_by_tag(connection: Connection) -> list[tuple[str, int]]:
    """Every tag of live customers with how many have it; of several spellings the smallest by code point is shown."""
    query = (
        select(func.min(customer_tags.c.label), func.count())
        .select_from(customer_tags.join(customer_statistics, customer_statistics.c.customer_id == customer_tags.c.customer_id))
        .where(customer_statistics.c.live)
        .group_by(customer_tags.c.key)
        .order_by(customer_tags.c.key)
    )
    rows: list[Any] = list(connection.execute(query))
    return [(label, number) for label, number in rows]
