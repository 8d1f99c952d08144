"""Read profiles for the search for duplicates; read and write dismissed pairs."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, false, func, or_, select, true, union

from customers.database.connection.cursors import close_before_connection
from customers.database.dialects.base import dialect_of
from customers.database.schema.tables import addresses, customers, dismissals
from customers.domain.email import email_key

_BATCH = 2_000
# A statement takes some ten thousand parameters, two a name; with more similar names all profiles are read.
_MAX_NAMES = 5_000
# Half of all customers have an email address there.
_PROVIDERS = frozenset(("gmail.com", "yahoo.com", "outlook.com", "hotmail.com", "icloud.com", "rediffmail.com"))


class Raw(NamedTuple):
    """The stored fields of a live customer that duplicates share."""

    id: UUID
    first_name: str
    last_name: str | None
    email: str | None
    phones: Sequence[str | None]
    addresses: Sequence[tuple[str, str | None, str, str]]


def count_live(connection: Connection) -> int:
    """Return the number of live customers."""
    return connection.scalar(select(func.count()).select_from(customers).where(customers.c.state == "live")) or 0


def stream_profiles(connection: Connection, *conditions: ColumnElement[bool]) -> Iterator[Raw]:
    """Return the live customers, or those that meet the conditions, oldest first."""
    c, a = customers.c, addresses.c
    query: Select[Any] = (
        select(c.id, c.first_name, c.last_name, c.email, c.phone, a.address1, a.address2, a.city, a.pincode, a.phone)
        .select_from(customers.outerjoin(addresses, a.customer_id == c.id))
        .where(c.state == "live", *conditions)
        .order_by(c.created_at, c.id, a.id)
    )
    result = connection.execute(query.execution_options(stream_results=True, yield_per=_BATCH))
    close_before_connection(connection, result)
    return _grouped(result)


def _grouped(rows: Any) -> Iterator[Raw]:
    current: tuple[UUID, str, str | None, str | None] | None = None
    phones: list[str | None] = []
    places: list[tuple[str, str | None, str, str]] = []
    for id_, first, last, email, phone, address1, address2, city, pincode, address_phone in rows:
        if current is None or id_ != current[0]:
            if current is not None:
                yield Raw(*current, phones, places)
            current, phones, places = (id_, first, last, email), [phone], []
        if address1 is not None:
            places.append((address1, address2, city, pincode))
            if address_phone:
                phones.append(address_phone)
    if current is not None:
        yield Raw(*current, phones, places)


def stream_names(connection: Connection) -> Iterator[tuple[UUID, str, str | None, str | None]]:
    """Yield the id, first and last name and email of all live customers, oldest first."""
    c = customers.c
    query = select(c.id, c.first_name, c.last_name, c.email).where(c.state == "live").order_by(c.created_at, c.id)
    result = connection.execute(query.execution_options(stream_results=True, yield_per=_BATCH))
    close_before_connection(connection, result)
    for row in result:
        yield row.id, row.first_name, row.last_name, row.email


def is_one_of(*ids: UUID) -> ColumnElement[bool]:
    """Return the condition of an id in `ids`."""
    return customers.c.id.in_(ids)


def find_person_names(connection: Connection) -> Iterator[str]:
    """Yield the distinct first and last names of live customers."""
    live = customers.c.state == "live"
    names = union(select(customers.c.first_name).where(live), select(customers.c.last_name).where(live))
    for (name,) in connection.execute(names):
        if name is not None:
            yield name


def count_by_city(connection: Connection) -> list[tuple[str, int]]:
    """Return the cities of addresses with the number of live customers that have one there."""
    query = select(addresses.c.city, func.count(addresses.c.customer_id.distinct())).where(customers.c.state == "live")
    rows = connection.execute(query.join(customers, customers.c.id == addresses.c.customer_id).group_by(addresses.c.city))
    return [(city, number) for city, number in rows]


def may_be_like(connection: Connection, raw: Raw, names: Sequence[str], cities: Sequence[str]) -> ColumnElement[bool]:
    """Return the condition of having one of some names, or an address in one of some cities, or sharing a contact or a pincode."""
    if len(names) > _MAX_NAMES:
        return true()
    c, a = customers.c, addresses.c
    address_conditions: list[ColumnElement[bool]] = [a.pincode.in_({address[3] for address in raw.addresses})] if raw.addresses else []
    if cities:
        address_conditions.append(a.city.in_(cities))
    conditions: list[ColumnElement[bool]] = [c.first_name.in_(names), c.last_name.in_(names)] if names else []
    phones = [phone for phone in raw.phones if phone]
    if phones:
        conditions.append(c.phone.in_(phones))
        address_conditions.append(a.phone.in_(phones))
    if raw.email:
        local, _, domain = email_key(raw.email).rpartition("@")
        email = func.lower(c.email)
        plain = local.partition("+")[0].replace(".", "")
        conditions += [
            dialect_of(connection).is_not_ascii(c.email),  # which the database does not fold
            func.replace(email, ".", "").startswith(plain, autoescape=True),
            and_(email.startswith(local[:2], autoescape=True), email.contains(f"@{domain[:3]}", autoescape=True)),
        ]
        if domain not in _PROVIDERS:
            conditions.append(email.endswith(f"@{domain}", autoescape=True))
    if address_conditions:
        conditions.append(c.id.in_(select(a.customer_id).where(or_(*address_conditions))))
    return or_(false(), *conditions)


def stream_dismissed(connection: Connection) -> Iterator[tuple[UUID, UUID]]:
    """Yield the dismissed pairs, the smaller id first."""
    for row in connection.execute(select(dismissals.c.customer_id, dismissals.c.other_id)):
        yield row.customer_id, row.other_id


def is_dismissed(connection: Connection, low: UUID, high: UUID) -> bool:
    """Return whether a pair is dismissed, the smaller id first."""
    query = select(dismissals.c.customer_id).where(dismissals.c.customer_id == low, dismissals.c.other_id == high)
    return connection.execute(query).first() is not None


def stream_dismissals(connection: Connection) -> Iterator[Row[Any]]:
    """Yield the dismissals with the names of their customers, newest first."""
    d = dismissals.c
    first, second = customers.alias(), customers.alias()
    names = [
        column.label(f"{side}_{column.name}")
        for side, person in (("a", first), ("b", second))
        for column in (person.c.first_name, person.c.last_name, person.c.email)
    ]
    query: Select[Any] = (
        select(dismissals, *names).outerjoin(first, first.c.id == d.customer_id).outerjoin(second, second.c.id == d.other_id)
    )
    query = query.order_by(d.at.desc(), d.customer_id.desc(), d.other_id.desc())
    result = connection.execute(query.execution_options(stream_results=True, yield_per=_BATCH))
    close_before_connection(connection, result)
    yield from result


def count_dismissals(connection: Connection) -> int:
    """Return the number of dismissed pairs."""
    return connection.scalar(select(func.count()).select_from(dismissals)) or 0


def dismiss(connection: Connection, low: UUID, high: UUID, *, at: datetime, actor: str, reason: str | None) -> bool:
    """Insert a dismissed pair, the smaller id first; return false if it is dismissed already."""
    statement = dialect_of(connection).insert(dismissals).values(customer_id=low, other_id=high, at=at, actor=actor, reason=reason)
    inserted = statement.on_conflict_do_nothing().returning(dismissals.c.customer_id)
    return connection.execute(inserted).first() is not None


def undismiss(connection: Connection, low: UUID, high: UUID) -> bool:
    """Delete a dismissed pair; return false if it is not dismissed."""
    deleted = dismissals.delete().where(dismissals.c.customer_id == low, dismissals.c.other_id == high).returning(dismissals.c.customer_id)
    return connection.execute(deleted).first() is not None
