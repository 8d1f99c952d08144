"""Generate a shop of any size, always the same: customers, addresses, tags and orders of five years, and files to import."""

import csv
import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import blake2b
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from customers.domain.search.documents import search_text
from customers.domain.text import fold
from tests.bench.sample.names import REGIONS
from tests.bench.sample.places import CITIES

SEED = 20261101
START = int(datetime(2021, 11, 1, tzinfo=UTC).timestamp())
END = int(datetime(2026, 11, 1, tzinfo=UTC).timestamp())
ORDERS_EACH = 10
TAGS = 200
CHUNK = 20_000
VERSION = 7 << 76 | 2 << 62

FIRST = sorted({name for region in REGIONS for name in region.first})
LAST = sorted({name for region in REGIONS for name in region.last})
PLACES = [(city.name, city.state, pincode) for city in CITIES.values() for _, pincode in city.localities]
# 8 in a hundred are cancelled or refunded.
STATUSES = ("paid",) * 40 + ("shipped",) * 52 + ("cancelled",) * 5 + ("refunded",) * 3
# The number of tags and addresses of each tenth of the customers: 1.5 and 1.3 on average.
TAGS_OF = (0, 0, 1, 1, 1, 2, 2, 2, 3, 3)
ADDRESSES_OF = (0, 1, 1, 1, 1, 1, 1, 2, 2, 3)

Rows = dict[str, list[tuple[Any, ...]]]
COLUMNS: dict[str, tuple[str, ...]] = {
    "customers": (
        *("id", "state", "email", "phone", "first_name", "last_name", "name_key", "opted_in"),
        *("consent_at", "consent_source", "consent_actor", "external_ids", "created_at", "updated_at"),
    ),
    "customer_search": ("customer_id", "text"),
    "customer_statistics": ("customer_id", "live", "total_orders", "total_spent", "is_vip"),
    "identities": ("kind", "value", "customer_id"),
    "addresses": (
        *("customer_id", "id", "type", "is_default", "address1", "city", "state", "pincode", "country", "city_key", "state_key"),
    ),
    "customer_tags": ("customer_id", "key", "label"),
    "orders": ("customer_id", "id", "number", "source", "status", "currency", "total", "refunded", "placed_at"),
}


class Values(NamedTuple):
    """The conversions of ids, times and flags for an engine's driver."""

    id: Callable[[int], Any]
    time: Callable[[int], Any]
    flag: Callable[[bool], Any]


class Person(NamedTuple):
    """A generated customer, always the same for its number."""

    first: str
    last: str
    email: str | None
    phone: str | None
    external: str | None
    consent: bool
    tags: tuple[str, ...]
    addresses: tuple[tuple[str, str, str, str], ...]  # street, city, state, pincode


def uuid7(seconds: int, tail: int) -> int:
    """Return a UUID of version 7 as a number; `tail`, below 2**62, distinguishes those of one second."""
    return seconds * 1000 << 80 | VERSION | tail


@lru_cache(maxsize=1)
def _tag_deck() -> tuple[str, ...]:
    """Return tags repeated by their frequency: the n-th tag is 1/n as frequent as the first."""
    return tuple(f"Tag-{rank:03}" for rank in range(1, TAGS + 1) for _ in range(20_000 // rank))


def person(number: int, *, domain: str = "example.com") -> Person:
    """Return the customer of a number."""
    draw = Random(int.from_bytes(blake2b(b"%d:%d" % (SEED, number), digest_size=8).digest(), "big")).random
    first, last = FIRST[int(draw() * len(FIRST))], LAST[int(draw() * len(LAST))]
    email = f"{first}.{last}.{number}@{domain}".replace(" ", "").lower() if draw() < 0.92 else None
    phone = f"+91{6_000_000_000 + (number * 2_654_435_761) % 3_999_999_999}" if draw() < 0.9 else None
    external = f"shop:{1_000_000 + number}" if draw() < 0.69 or (email is None and phone is None) else None
    deck = _tag_deck()
    tags = {deck[int(draw() * len(deck))] for _ in range(TAGS_OF[int(draw() * 10)])}
    addresses = tuple(
        (f"{int(draw() * 900) + 1}, {last} Street", *PLACES[int(draw() * len(PLACES))]) for _ in range(ADDRESSES_OF[int(draw() * 10)])
    )
    return Person(first, last, email, phone, external, draw() < 0.6, tuple(sorted(tags)), addresses)


def created_at(number: int, size: int) -> int:
    """Return the creation time of the customer of a number: evenly over the five years."""
    return START + (END - START) * number // size


def orders_each(size: int) -> list[int]:
    """Return the number of orders of each customer: Zipf-like from about 2,000 down, a quarter without any, 10 on average."""
    buyers = size * 3 // 4
    offset = max(1, size // 1400)
    weights = list(accumulate(1 / (rank + offset) for rank in range(1, buyers + 1)))
    ends = [round(weight / weights[-1] * size * ORDERS_EACH) for weight in weights]
    numbers = [end - before for before, end in zip([0, *ends], ends, strict=False)] + [0] * (size - buyers)
    Random(SEED).shuffle(numbers)
    return numbers


def chunks(size: int, values: Values) -> Iterator[Rows]:
    """Yield the shop for a driver in batches of customers, each table in the order of its key."""
    random = Random(SEED)
    amounts = [max(9900, int(random.lognormvariate(12, 0.8)) // 100 * 100) for _ in range(10_007)]
    draw = _Draw(random, amounts, values)
    numbers = orders_each(size)
    order = 0
    for start in range(0, size, CHUNK):
        rows: Rows = {table: [] for table in COLUMNS}
        for number in range(start, min(start + CHUNK, size)):
            since = created_at(number, size)
            customer_id = values.id(uuid7(since, number))
            _add_person(rows, person(number), number, customer_id, since, values)
            order = _add_orders(rows["orders"], customer_id, order, since, numbers[number], draw)
        rows["identities"].sort()
        yield rows


def _add_person(rows: Rows, customer: Person, number: int, customer_id: Any, since: int, values: Values) -> None:
    external = dict([customer.external.split(":")]) if customer.external else {}
    when = values.time(since)
    texts = filter(None, (customer.email, customer.phone, customer.external))
    folded = search_text((customer.first, customer.last), texts, [city for _, city, _, _ in customer.addresses])
    consent = (values.flag(customer.consent), when, "import", "bench")
    names = (customer.email, customer.phone, customer.first, customer.last, fold(f"{customer.first} {customer.last}"))
    rows["customers"].append((customer_id, "live", *names, *consent, json.dumps(external, separators=(",", ":")), when, when))
    rows["customer_search"].append((customer_id, folded))
    rows["customer_statistics"].append((customer_id, values.flag(True), 0, 0, values.flag(False)))
    if customer.email:
        rows["identities"].append(("email", customer.email, customer_id))
    if customer.external:
        rows["identities"].append(("external", customer.external, customer_id))
    rows["customer_tags"] += [(customer_id, tag.lower(), tag) for tag in customer.tags]
    for index, (street, city, state, pincode) in enumerate(customer.addresses):
        kind = "billing" if index == 1 else "shipping"
        place = (street, city, state, pincode, "IN", fold(city), fold(state))
        address_id = values.id(uuid7(since, number * 4 + index))
        rows["addresses"].append((customer_id, address_id, kind, values.flag(index < 2), *place))


class _Draw(NamedTuple):
    """The random values of orders, and their conversions for the driver."""

    random: Random
    amounts: Sequence[int]
    values: Values


def _add_orders(rows: list[tuple[Any, ...]], customer_id: Any, order: int, since: int, many: int, source: _Draw) -> int:
    random, amounts, values = source
    draw, as_id, as_time, span = random.random, values.id, values.time, END - since
    for placed in sorted([since + int(draw() * span) for _ in range(many)]):
        total = amounts[int(draw() * 10_007)]
        status = STATUSES[int(draw() * 100)]
        # Shops number orders by time, so that the numbers of one customer are not adjacent.
        number = f"N{order * 7_919 % 99_999_989:08}"
        order_id = as_id(placed * 1000 << 80 | VERSION | order)
        rows.append((customer_id, order_id, number, "shop", status, "INR", total, total if status == "refunded" else 0, as_time(placed)))
        order += 1
    return order


NEW_DOMAIN = "new.example.com"
NEW_SOURCE = "newshop"


def write_customers(path: Path, size: int, many: int) -> None:
    """Write a file of customers that the shop does not have."""
    header = ("email", "phone", "first_name", "last_name", "accepts_marketing", "tags", "external_ids", "created_at")
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow((*header, "address1", "city", "state", "pincode", "country"))
        for number in range(size, size + many):
            customer = person(number, domain=NEW_DOMAIN)
            email = customer.email or f"customer.{number}@{NEW_DOMAIN}"
            place = (*customer.addresses[0], "IN") if customer.addresses else ("",) * 5
            about = ("true" if customer.consent else "false", ",".join(customer.tags), customer.external or "", iso(END))
            writer.writerow((email, customer.phone or "", customer.first, customer.last, *about, *place))


def write_orders(path: Path, size: int, many: int) -> None:
    """Write a file of new orders of the shop's customers, identified by email, else by external id."""
    random = Random(SEED + 1)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(
            ("number", "source", "customer_email", "customer_external_id", "status", "currency", "total", "refunded", "placed_at")
        )
        written = 0
        while written < many:
            customer = person(random.randrange(size))
            if customer.email or customer.external:
                total, status = random.randrange(100, 9_000), random.choice(STATUSES)
                name = (customer.email, "") if customer.email else ("", customer.external)
                amounts = (f"{total}.50", f"{total}.50" if status == "refunded" else "0")
                writer.writerow((f"X{written:08}", NEW_SOURCE, *name, status, "INR", *amounts, iso(END + written)))
                written += 1


def iso(seconds: int) -> str:
    """Return a time in the form of files."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
