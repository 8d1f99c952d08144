"""`search` and `show`: the short questions of an operator, many in one process, against what the driver needs for the same."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tests.bench import floors
from tests.bench.generate import created_at, person, uuid7
from tests.bench.program import timed
from tests.bench.report import Result, Target

if TYPE_CHECKING:
    from tests.bench.measures import Bench

TIMES = 15
# Milliseconds: at most 10 for a page, and 60 for an exact count.
BY_TRIGRAMS = Target(0, 70)
BY_READING = Target(1.5, 5)
STATEMENTS = (
    "SELECT * FROM customers WHERE id = {}",
    "SELECT * FROM customer_statistics WHERE customer_id = {}",
    "SELECT * FROM addresses WHERE customer_id = {} ORDER BY id",
    "SELECT key, label FROM customer_tags WHERE customer_id = {} ORDER BY key",
    "SELECT * FROM orders WHERE customer_id = {} ORDER BY placed_at DESC LIMIT 5",
)


def searches(bench: "Bench") -> Iterator[Result]:
    """Measure the ranked first page of a search with the exact total; the floor is the newest matches and the count."""
    middle = person(bench.size // 2)
    words = {
        "a first name": middle.first.lower(),
        "a family name": middle.last.lower(),
        "digits of a phone": "98765",
        "an email": f"{middle.first}.{middle.last}.{bench.size // 2}@example.com".lower().replace(" ", ""),
        "two letters, frequent": "ra",
        "two letters, absent": "qx",
    }
    for name, word in words.items():
        with bench.shop.connect() as connection:
            floor = [timed(find, connection, bench.engine, word) for _ in range(TIMES)]
        target = BY_TRIGRAMS if len(word) > 2 else BY_READING
        yield bench.resident(f"search, {name}", floor, ("search", word, "-o", "json"), target)


def typing_error(bench: "Bench") -> Iterator[Result]:
    """Measure a search with a typing error; the floor is the search of the correct word."""
    last = next(name for name in (person(number).last.lower() for number in range(bench.size // 2, bench.size)) if len(name) > 5)
    with bench.shop.connect() as connection:
        floor = [timed(find, connection, bench.engine, last) for _ in range(TIMES)]
    yield bench.resident("search, one letter wrong", floor, ("search", last[:2] + "q" + last[3:], "-o", "json", "-q"), None)


def find(connection: Any, engine: str, word: str) -> None:
    """Read the newest twenty customers with a word in their text, and count all of them."""
    if engine == "postgresql":
        having = f"customer_search AS f WHERE f.text LIKE '%{word}%'"
    elif len(word) > 2:
        having = f"""customer_search_index AS i JOIN customer_search AS f ON f.rowid = i.rowid WHERE i.text MATCH '"{word}"'"""
    else:
        having = f"customer_search AS f WHERE instr(f.text, '{word}')"
    matches = f"SELECT f.customer_id FROM {having}"
    page = (
        f"SELECT {floors.PROFILE} FROM {floors.PEOPLE} WHERE c.id IN (SELECT * FROM ({matches} ORDER BY f.customer_id DESC LIMIT 21) AS n)"
    )
    connection.execute(page).fetchall()
    connection.execute(f"SELECT count(*) FROM ({matches}) AS n").fetchone()


def show(bench: "Bench") -> Iterator[Result]:
    """Measure the display of a customer with its tags, addresses and orders."""
    customer = UUID(int=uuid7(created_at(7, bench.size), 7))
    with bench.shop.connect() as connection:
        floor = [timed(look_up, connection, bench.engine, customer) for _ in range(TIMES)]
    yield bench.resident("show ID", floor, ("show", str(customer), "-o", "json"), Target(0, 5), idle=("tag", "list", "-o", "json"))


def look_up(connection: Any, engine: str, customer: UUID) -> None:
    """Read the rows of a customer by key, one statement each."""
    value = customer.bytes if engine == "sqlite" else customer
    for statement in STATEMENTS:
        connection.execute(statement.format("?" if engine == "sqlite" else "%s"), [value]).fetchall()
