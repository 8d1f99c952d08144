"""Find, claim and release identities: emails, external ids, and ids of profiles elsewhere; of live and of deleted customers."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Table, delete, func, insert, select, tuple_

from customers.database.connection import bulk
from customers.database.connection.bulk import batched
from customers.database.dialects.base import dialect_of
from customers.database.schema.tables import aliases, customers, deleted_identities, identities
from customers.database.selection.customer_set import CustomerSet
from customers.domain.email import email_key
from customers.models.aliases import Alias, Aliases, Identity

EMAIL = "email"
EXTERNAL = "external"
# Of aliases alone: the ids of absorbed profiles that a file brought, and phones, which are in no table of identities.
ID = "id"
PHONE = "phone"
# The table of the identities that customers had before their deletion.
DELETED = deleted_identities
# How many pairs one statement has.
_BATCH = 500


def find_by_identity(connection: Connection, kind: str, value: str) -> UUID | None:
    """Return the customer that owns an email (by its key) or an external id, or None."""
    return connection.scalar(select(identities.c.customer_id).where(identities.c.kind == kind, identities.c.value == value))


def find_owners(connection: Connection, pairs: Collection[Identity]) -> dict[Identity, UUID]:
    """Return the owners of identities, for those that have one."""
    key = tuple_(identities.c.kind, identities.c.value)
    owners: dict[Identity, UUID] = {}
    for batch in batched(sorted(pairs), _BATCH):
        for row in connection.execute(select(identities).where(key.in_(batch))):
            owners[row.kind, row.value] = row.customer_id
    return owners


def find_deleted(connection: Connection, kind: str, value: str) -> list[UUID]:
    """Return the deleted customers with an identity of their own or of an absorbed profile, oldest first."""
    table = deleted_identities.c
    query = select(table.customer_id).where(table.kind == kind, table.value == value).order_by(table.customer_id)
    return list(connection.scalars(query))


def find_in_all_systems(connection: Connection, value: str, table: Table = identities) -> list[tuple[Identity, UUID]]:
    """Return the external ids that a value is in any system, with their customers."""
    # Systems are few, and the index is sorted by them: a step for each, not for each external id.
    systems, last = [], ""
    while (first := connection.scalar(select(func.min(table.c.value)).where(table.c.kind == EXTERNAL, table.c.value > last))) is not None:
        systems.append(first.partition(":")[0])
        last = f"{systems[-1]};"  # the character after the colon
    owners: list[tuple[Identity, UUID]] = []
    for batch in batched(systems, _BATCH):
        values = [f"{system}:{value}" for system in batch]
        rows = connection.execute(select(table.c.value, table.c.customer_id).where(table.c.kind == EXTERNAL, table.c.value.in_(values)))
        owners += [((EXTERNAL, row.value), row.customer_id) for row in rows]
    return sorted(owners)


def find_ids_by_end(connection: Connection, end: str) -> list[tuple[Identity, UUID]]:
    """Return the ids of profiles that were absorbed in another database and have this end, with their customers."""
    condition = (identities.c.kind == ID, func.replace(identities.c.value, "-", "").endswith(end, autoescape=True))
    return [((ID, row.value), row.customer_id) for row in connection.execute(select(identities).where(*condition))]


def identities_of(email: str | None, external_ids: Mapping[str, str]) -> list[Identity]:
    """Return the (kind, value) pairs of a profile, which are unique among profiles."""
    pairs = [(EXTERNAL, f"{system}:{value}") for system, value in external_ids.items()]
    return [(EMAIL, email_key(email)), *pairs] if email else pairs


def find_identities_of(connection: Connection, ids: Sequence[UUID]) -> list[Identity]:
    """Return the distinct (kind, value) pairs of some profiles, with their aliases; not those of profiles that they absorbed."""
    rows = connection.execute(select(customers.c.email, customers.c.external_ids).where(customers.c.id.in_(ids)))
    pairs = [pair for row in rows for pair in identities_of(row.email, row.external_ids)]
    pairs += [
        alias[:2] for aliases_of_profile in find_aliases(connection, ids).values() for alias in aliases_of_profile if alias.kind != PHONE
    ]
    return list(dict.fromkeys(pairs))


def claim_identities(connection: Connection, customer_id: UUID, pairs: Iterable[Identity]) -> None:
    """Insert identities of a customer; one of another customer violates the primary key."""
    rows = [{"kind": kind, "value": value, "customer_id": customer_id} for kind, value in sorted(pairs)]
    bulk.insert_rows(connection, identities, rows)


def release_identities(connection: Connection, pairs: Iterable[Identity]) -> None:
    """Delete identities."""
    for kind, value in sorted(pairs):
        connection.execute(identities.delete().where(identities.c.kind == kind, identities.c.value == value))


def find_aliases(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, list[Alias]]:
    """Return the aliases that profiles have themselves: not those that they have by merges."""
    result: dict[UUID, list[Alias]] = {}
    for batch in batched(ids, _BATCH):
        query = select(aliases).where(aliases.c.customer_id.in_(batch))
        for row in connection.execute(query.order_by(aliases.c.customer_id, aliases.c.kind, aliases.c.value)):
            result.setdefault(row.customer_id, []).append(Alias(row.kind, row.value, row.label))
    return result


def find_all_aliases(connection: Connection, rows: Sequence[Row[Any]]) -> dict[UUID, Aliases]:
    """Return the aliases of customers, for those that have any: their own, and the identities of profiles that they absorbed.

    The rows have the columns `id`, `email`, `phone` and `external_ids`: an alias is never what a customer has itself.
    """
    owners = {row.id: row.id for row in rows}
    labels: dict[UUID, set[tuple[str, str]]] = {}
    columns = [customers.c[name] for name in ("id", "merged_into", "email", "phone", "external_ids")]
    for row in connection.execute(select(*columns).where(customers.c.merged_into.in_(list(owners)))).all():
        owners[row.id] = row.merged_into
        names = labels.setdefault(row.merged_into, set())
        names.add((ID, str(row.id)))
        names |= {(EMAIL, row.email)} if row.email else set()
        names |= {(PHONE, row.phone)} if row.phone else set()
        names |= {(EXTERNAL, f"{system}:{value}") for system, value in row.external_ids.items()}
    for profile_id, rows_of_profile in find_aliases(connection, list(owners)).items():
        labels.setdefault(owners[profile_id], set()).update((alias.kind, alias.label) for alias in rows_of_profile)
    return {row.id: _without_own(labels[row.id], row) for row in rows if row.id in labels}


def _without_own(labels: set[tuple[str, str]], row: Row[Any]) -> Aliases:
    names = {(PHONE, row.phone), *identities_of(None, row.external_ids)}
    key = email_key(row.email) if row.email else None
    by_kind: dict[str, list[str]] = {}
    for kind, label in sorted(labels - names):
        if kind != EMAIL or email_key(label) != key:
            by_kind.setdefault(kind, []).append(label)
    external_ids: dict[str, list[str]] = {}
    for label in by_kind.get(EXTERNAL, ()):
        system, _, value = label.partition(":")
        external_ids.setdefault(system, []).append(value)
    return Aliases(
        emails=tuple(by_kind.get(EMAIL, ())),
        phones=tuple(by_kind.get(PHONE, ())),
        external_ids={system: tuple(values) for system, values in external_ids.items()},
        ids=tuple(by_kind.get(ID, ())),
    )


def find_by_alias(connection: Connection, kind: str, value: str) -> list[UUID]:
    """Return the live customers that have an alias, by themselves or by a profile that they absorbed, oldest first."""
    owners = connection.scalars(select(aliases.c.customer_id).where(aliases.c.kind == kind, aliases.c.value == value)).all()
    columns = (customers.c.id, customers.c.merged_into)
    rows = connection.execute(select(*columns).where(customers.c.id.in_(owners))).all() if owners else ()
    live = select(customers.c.id).where(customers.c.id.in_([row.merged_into or row.id for row in rows]), customers.c.state == "live")
    return list(connection.scalars(live.order_by(customers.c.id))) if rows else []


def insert_aliases(connection: Connection, customer_id: UUID, rows: Iterable[Alias]) -> None:
    """Insert aliases of a customer; those that it has already stay as they are."""
    values = [{"customer_id": customer_id, **row._asdict()} for row in sorted(rows)]
    if values:
        connection.execute(dialect_of(connection).insert(aliases).on_conflict_do_nothing(), values)


def delete_aliases(connection: Connection, customer_id: UUID, pairs: Collection[Identity]) -> None:
    """Delete aliases of a customer, not its identities."""
    for kind, value in sorted(pairs):
        connection.execute(aliases.delete().where(aliases.c.customer_id == customer_id, aliases.c.kind == kind, aliases.c.value == value))


def release_deleted(connection: Connection, customer_set: CustomerSet) -> None:
    """Release all identities of customers, and record them for a restoration."""
    owned = select(identities.c.kind, identities.c.value, identities.c.customer_id).where(customer_set.contains(identities.c.customer_id))
    connection.execute(insert(deleted_identities).from_select(["kind", "value", "customer_id"], owned))
    connection.execute(delete(identities).where(customer_set.contains(identities.c.customer_id)))


def reclaim_deleted(connection: Connection, customer_set: CustomerSet) -> list[tuple[UUID, Identity, UUID]]:
    """Give deleted customers their identities that are free; return the others, each with its customer and its owner."""
    columns = [deleted_identities.c[name] for name in ("kind", "value", "customer_id")]
    chosen = customer_set.contains(deleted_identities.c.customer_id)
    # Of two deleted customers with one identity, the older takes it.
    rows = select(*columns).where(chosen).order_by(deleted_identities.c.customer_id)
    statement = dialect_of(connection).insert(identities).from_select(["kind", "value", "customer_id"], rows)
    claimed = {tuple(row) for row in connection.execute(statement.on_conflict_do_nothing().returning(*identities.c))}
    others = [tuple(row) for row in connection.execute(rows) if tuple(row) not in claimed]
    owners = find_owners(connection, {(kind, value) for kind, value, _ in others})
    connection.execute(delete(deleted_identities).where(chosen))
    taken = [(customer_id, (kind, value), owners[kind, value]) for kind, value, customer_id in others if (kind, value) in owners]
    return sorted(loss for loss in taken if loss[0] != loss[2])
