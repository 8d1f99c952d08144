"""A shop large enough that planners decide as in a large one, written in a second or two."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text

from customers.database.connection import bulk
from customers.database.connection.engine import connect, open_engine
from customers.database.schema.tables import addresses, customer_statistics, customer_tags, customers, identities, orders
from customers.database.search.index import insert_texts
from customers.domain.search.documents import search_text

SIZE = 8_000
ORDERS_EACH = 3
_START = datetime(2022, 1, 1, tzinfo=UTC)
_FIRST = ("Asha", "Ravi", "Meera", "Arjun", "Priya", "Kabir", "Isha", "Dev", "Nila", "Omar")
_LAST = ("Sharma", "Iyer", "Patel", "Khan", "Das", "Rao", "Nair", "Bose")
# A search finds more of these than it names one by one, and fewer than it meets in a scan.
_RARE_LAST = "Zarathustra"


def customer_id(number: int) -> UUID:
    """Return the id of a customer; ids rise with the number."""
    return UUID(int=(0x0190_0000_0000 + number) << 80 | 0x7 << 76 | 0x8 << 60 | number)


def last_name(number: int) -> str:
    """Return a last name, the rare one for every seventh customer."""
    return _RARE_LAST if number % 7 == 0 else _LAST[number % len(_LAST)]


def fill(url: str, size: int = SIZE) -> None:
    """Write the shop with correct statistics."""
    numbers = range(size)
    engine = open_engine(url)
    with connect(engine, writing=True) as connection:
        bulk.copy_rows(connection, customers, _PEOPLE, map(_person, numbers))
        statistics = ("customer_id", "live", "total_orders", "total_spent", "first_order_at", "last_order_at", "is_vip")
        bulk.copy_rows(connection, customer_statistics, statistics, map(_statistics, numbers))
        names = sorted(("email", _email(number), customer_id(number)) for number in numbers)
        bulk.copy_rows(connection, identities, ("kind", "value", "customer_id"), names)
        tags = ((customer_id(number), f"tag-{rank}", f"Tag-{rank}") for number in numbers for rank in (2, 500) if number % rank == 0)
        bulk.copy_rows(connection, customer_tags, ("customer_id", "key", "label"), tags)
        bulk.copy_rows(connection, addresses, _ADDRESS, map(_address, numbers))
        bulk.copy_rows(connection, orders, _ORDER, (row for number in numbers for row in _orders(number)))
        insert_texts(connection, {customer_id(number): _text(number) for number in numbers})
        connection.commit()
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
    engine.dispose()


_PEOPLE = (
    *("id", "state", "email", "first_name", "last_name", "name_key"),
    *("external_ids", "created_at", "updated_at"),
)
_ADDRESS = ("customer_id", "id", "type", "is_default", "address1", "city", "state", "pincode", "city_key", "state_key")
_ORDER = ("customer_id", "id", "number", "source", "status", "currency", "total", "refunded", "placed_at")


def _email(number: int) -> str:
    return f"{_FIRST[number % len(_FIRST)]}.{number}@example.com".lower()


def _came(number: int) -> datetime:
    return _START + timedelta(minutes=number)


def _person(number: int) -> tuple[Any, ...]:
    first, last = _FIRST[number % len(_FIRST)], last_name(number)
    came = _came(number)
    return (customer_id(number), "live", _email(number), first, last, f"{first} {last}".lower(), "{}", came, came)


def _statistics(number: int) -> tuple[Any, ...]:
    first = _came(number)
    return (customer_id(number), True, ORDERS_EACH, 1000 * ORDERS_EACH, first, first + timedelta(days=ORDERS_EACH - 1), False)


def _address(number: int) -> tuple[Any, ...]:
    place = ("1 Street", "Pune", "Maharashtra", "411001", "pune", "maharashtra")
    return (customer_id(number), customer_id(number), "shipping", True, *place)


def _orders(number: int) -> Iterator[tuple[Any, ...]]:
    for index in range(ORDERS_EACH):
        order = number * ORDERS_EACH + index
        placed = _came(number) + timedelta(days=index)
        yield (customer_id(number), customer_id(order), f"N{order * 7919 % 999_983:06}", "shop", "paid", "INR", 1000, 0, placed)


def _text(number: int) -> str:
    first = _FIRST[number % len(_FIRST)]
    return search_text((first, last_name(number)), [_email(number)], ["Pune"])
