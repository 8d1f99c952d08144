"""A shop of any size, always the same: customers, addresses, tags and orders of five years, and files to import."""

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
STATUSES = ("paid",) * 40 + ("fulfilled",) * 52 + ("cancelled",) * 5 + ("refunded",) * 3
# How many tags and addresses each tenth of the customers has: 1.5 and 1.3 on average.
TAGS_OF = (0, 0, 1, 1, 1, 2, 2, 2, 3, 3)
ADDRESSES_OF = (0, 1, 1, 1, 1, 1, 1, 2, 2, 3)

Rows = dict[str, list[tuple[Any, ...]]]
COLUMNS: dict[str, tuple[str, ...]] = {
    "customers": (
        *("id", "state", "email", "phone", "first_name", "last_name", "name_key", "accepts_marketing"),
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
    """How an engine's driver takes ids, times and flags."""

    id: Callable[[int], Any]
    time: Callable[[int], Any]
    flag: Callable[[bool], Any]


class Person(NamedTuple):
    """A customer, always the same for its number."""

    first: str
    last: str
    email: str | None
    phone: str | None
    external: str | None
    consent: bool
    tags: tuple[str, ...]
    addresses: tuple[tuple[str, str, str, str], ...]  # street, city, state, pincode


def uuid7(seconds: int, tail: int) -> int:
    """A UUID of version 7, as a number; `tail`, below 2**62, tells those of one second apart."""
    return seconds * 1000 << 80 | VERSION | tail


@lru_cache(maxsize=1)
def _tag_deck() -> tuple[str, ...]:
    """Tags as often as they are to be drawn: the n-th tag a n-th as often as the first."""
    return tuple(f"Tag-{rank:03}" for rank in range(1, TAGS + 1) for _ in range(20_000 // rank))


def person(number: int, *, domain: str = "example.com") -> Person:
    """The customer of a number."""
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
    """When the customer of a number came: evenly over the five years."""
    return START + (END - START) * number // size


def orders_each(size: int) -> list[int]:
    """How many orders each customer has: Zipf-like from about 2,000 down, a quarter without any, 10 on average."""
    buyers = size * 3 // 4
    offset = max(1, size // 1400)
    weights = list(accumulate(1 / (rank + offset) for rank in range(1, buyers + 1)))
    ends = [round(weight / weights[-1] * size * ORDERS_EACH) for weight in weights]
    numbers = [end - before for before, end in zip([0, *ends], ends, strict=False)] + [0] * (size - buyers)
    Random(SEED).shuffle(numbers)
    return numbers


def chunks(size: int, values: Values) -> Iterator[Rows]:
    """The whole shop for a driver, some thousand customers at a time, each table in the order of its key."""
    random = Random(SEED)
    amounts = [max(9900, int(random.lognormvariate(12, 0.8)) // 100 * 100) for _ in range(10_007)]
    numbers = orders_each(size)
    order = 0
    for start in range(0, size, CHUNK):
        rows: Rows = {table: [] for table in COLUMNS}
        for number in range(start, min(start + CHUNK, size)):
            since = created_at(number, size)
            customer_id = values.id(uuid7(since, number))
            _add_person(rows, person(number), number, customer_id, since, values)
            order = _add_orders(rows["orders"], customer_id, order, since, numbers[number], random, amounts, values)
        rows["identities"].sort()
        yield rows


def _add_person(rows: Rows, who: Person, number: int, customer_id: Any, since: int, values: Values) -> None:
    external = dict([who.external.split(":")]) if who.external else {}
    when = values.time(since)
    texts = filter(None, (who.email, who.phone, who.external))
    folded = search_text((who.first, who.last), texts, [city for _, city, _, _ in who.addresses])
    consent = (values.flag(who.consent), when, "import", "bench")
    names = (who.email, who.phone, who.first, who.last, fold(f"{who.first} {who.last}"))
    rows["customers"].append((customer_id, "live", *names, *consent, json.dumps(external, separators=(",", ":")), when, when))
    rows["customer_search"].append((customer_id, folded))
    rows["customer_statistics"].append((customer_id, values.flag(True), 0, 0, values.flag(False)))
    if who.email:
        rows["identities"].append(("email", who.email, customer_id))
    if who.external:
        rows["identities"].append(("external", who.external, customer_id))
    rows["customer_tags"] += [(customer_id, tag.lower(), tag) for tag in who.tags]
    for index, (street, city, state, pincode) in enumerate(who.addresses):
        kind = "billing" if index == 1 else "shipping"
        place = (street, city, state, pincode, "IN", fold(city), fold(state))
        address_id = values.id(uuid7(since, number * 4 + index))
        rows["addresses"].append((customer_id, address_id, kind, values.flag(index < 2), *place))


def _add_orders(
    rows: list[tuple[Any, ...]], customer_id: Any, order: int, since: int, many: int, random: Random, amounts: Sequence[int], values: Values
) -> int:
    draw, as_id, as_time, span = random.random, values.id, values.time, END - since
    for placed in sorted([since + int(draw() * span) for _ in range(many)]):
        total = amounts[int(draw() * 10_007)]
        status = STATUSES[int(draw() * 100)]
        # A shop's numbers are given out in time, so those of one customer lie apart.
        number = f"N{order * 7_919 % 99_999_989:08}"
        order_id = as_id(placed * 1000 << 80 | VERSION | order)
        rows.append((customer_id, order_id, number, "shop", status, "INR", total, total if status == "refunded" else 0, as_time(placed)))
        order += 1
    return order


NEW_DOMAIN = "new.example.com"
NEW_SOURCE = "newshop"


def write_customers(path: Path, size: int, many: int) -> None:
    """A file of customers that the shop does not have."""
    header = ("email", "phone", "first_name", "last_name", "accepts_marketing", "tags", "external_ids", "created_at")
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow((*header, "address1", "city", "state", "pincode", "country"))
        for number in range(size, size + many):
            who = person(number, domain=NEW_DOMAIN)
            email = who.email or f"customer.{number}@{NEW_DOMAIN}"
            place = (*who.addresses[0], "IN") if who.addresses else ("",) * 5
            about = ("true" if who.consent else "false", ",".join(who.tags), who.external or "", iso(END))
            writer.writerow((email, who.phone or "", who.first, who.last, *about, *place))


def write_orders(path: Path, size: int, many: int) -> None:
    """A file of new orders of customers that the shop has, named by email, else by external id."""
    random = Random(SEED + 1)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(
            ("number", "source", "customer_email", "customer_external_id", "status", "currency", "total", "refunded", "placed_at")
        )
        written = 0
        while written < many:
            who = person(random.randrange(size))
            if who.email or who.external:
                total, status = random.randrange(100, 9_000), random.choice(STATUSES)
                name = (who.email, "") if who.email else ("", who.external)
                amounts = (f"{total}.50", f"{total}.50" if status == "refunded" else "0")
                writer.writerow((f"X{written:08}", NEW_SOURCE, *name, status, "INR", *amounts, iso(END + written)))
                written += 1


def iso(seconds: int) -> str:
    """A time as files have it."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
