"""A file is as if its rows were imported one at a time, in order, each as a file of its own with the same header."""

import csv
import io
import re
from datetime import datetime
from typing import Any
from unittest.mock import patch
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from customers.errors import ExitStatus
from customers.transfer import importer
from tests.integration.conftest import Shops, examples
from tests.support.factories import query
from tests.support.merging import columns
from tests.support.program import Program

Row = dict[str, str]

IDS = [f"018f3c1e-7b00-7000-8000-00000000000{number}" for number in range(1, 4)]
PLACES = [f"018f3c1e-7b00-7000-8000-0000000000a{number}" for number in range(1, 3)]
EMAILS = ["a@example.com", "A@Example.com", "b@example.com", "c@example.com"]
EXTERNAL = ["s:1", "s:2", "t:1", "s:1;t:1", "s:3"]
PHONES = ["+919876543210", "+919876543211"]
TABLES = ("customers", "customer_statistics", "identities", "addresses", "customer_tags", "orders", "customer_search")
# Which order of a customer's events the ids give; and when a profile last rose or fell.
PASSING = {"id": {"events"}, "vip_event": {"customer_statistics", "customers"}}
UUIDS = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
VERDICT = re.compile(r"^Line (\d+) (\w+)(?: \((\w+)\): (.*?))?\.?$", re.MULTILINE)
# Before every time at which the tests run, after every time that stands in a file.
NOW = datetime.fromisoformat("2025-01-01T00:00:00+00:00")


def cells(**alphabets: list[str]) -> st.SearchStrategy[Row]:
    """Rows with a cell of each alphabet, often a blank one; not all are blank, which would be no row."""
    cell = {name: st.one_of(st.just(""), st.sampled_from(words)) for name, words in alphabets.items()}
    return st.fixed_dictionaries(cell).filter(lambda row: any(row.values()))


people = cells(
    id=IDS,
    email=[*EMAILS, "\\N"],
    external_ids=[*EXTERNAL, "\\N"],
    first_name=["Ann", "Bea", "Cy"],
    last_name=["Lee", "\\N"],
    phone=[*PHONES, "\\N"],
    tags=["x", "X,y", "\\N"],
    accepts_marketing=["yes", "no"],
    address1=["1 Way", "2 Way"],
    city=["Pune", "Goa"],
)
places = cells(
    customer_id=IDS,
    customer_email=EMAILS,
    customer_external_id=EXTERNAL[:3],
    id=PLACES,
    type=["billing", "shipping"],
    is_default=["yes", "no"],
    address1=["1 Way", "2 Way", "3 Way"],
    city=["Pune", "Goa"],
    company=["Tea", "\\N"],
)
orders = cells(
    customer_id=IDS,
    customer_email=EMAILS,
    customer_external_id=EXTERNAL[:3],
    customer_phone=PHONES,
    customer_name=["Ann Lee", "Bea"],
    status=["paid", "cancelled"],
    refunded=["1"],
)
sizes = st.sampled_from([1, 2, 3, 7_000])
conflicts = st.sampled_from([(), (), ("--on-conflict", "skip"), ("--on-conflict", "fail")])
stops = st.sampled_from([(), (), (), ("--on-error", "stop")])
of_people = st.tuples(
    conflicts, stops, st.sampled_from([(), ("--tags", "replace")]), st.sampled_from([(), ("--consent", "overwrite")])
).map(lambda given: [word for words in given for word in words])
of_orders = st.tuples(conflicts, stops, st.sampled_from([("--create-customers",), ()])).map(
    lambda given: [word for words in given for word in words]
)
of_places = stops.map(list)
# Who is there before: rows of customers, and who is then merged with whom.
shops = st.tuples(st.lists(people, max_size=5), st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=2))


def is_unnamed(row: Row) -> bool:
    """Whether a row of customers has no sure name. Such rows are decided about the file as a whole."""
    return all(row[name] in ("", "\\N") for name in ("id", "email", "external_ids"))


def numbered(rows: list[Row]) -> list[Row]:
    """Orders with numbers, each its own."""
    return [{"number": str(number), "total": "7", "placed_at": "2020-01-05", **row} for number, row in enumerate(rows)]


@examples(12)
@given(shop=shops, rows=st.lists(people, max_size=6).filter(lambda rows: sum(map(is_unnamed, rows)) <= 1), options=of_people, size=sizes)
def test_a_file_of_customers_is_as_if_its_rows_came_one_at_a_time(
    empty_shops: Shops, shop: Any, rows: list[Row], options: list[str], size: int
) -> None:
    compare(empty_shops, shop, "customers", rows, options, size)


@examples(6)
@given(shop=shops, rows=st.lists(places, max_size=6), options=of_places, size=sizes)
def test_a_file_of_addresses_is_as_if_its_rows_came_one_at_a_time(
    empty_shops: Shops, shop: Any, rows: list[Row], options: list[str], size: int
) -> None:
    compare(empty_shops, shop, "addresses", rows, options, size)


@examples(6)
@given(shop=shops, rows=st.lists(orders, max_size=6).map(numbered), options=of_orders, size=sizes)
def test_a_file_of_orders_is_as_if_its_rows_came_one_at_a_time(
    empty_shops: Shops, shop: Any, rows: list[Row], options: list[str], size: int
) -> None:
    compare(empty_shops, shop, "orders", rows, options, size)


def compare(empty_shops: Shops, shop: Any, kind: str, rows: list[Row], options: list[str], size: int) -> None:
    """Assert that a file does on both databases what its rows do one at a time."""
    outcomes: list[list[Any]] = [[], []]
    for customers in empty_shops():
        fill(customers, shop)
        with patch.object(importer, "BATCH", size):
            outcomes[0].append(whole(customers, kind, rows, options))
    for customers in empty_shops():
        fill(customers, shop)
        outcomes[1].append(one_at_a_time(customers, kind, rows, options))
    assert outcomes[0] == outcomes[1]


def fill(customers: Program, shop: Any) -> None:
    """Make a shop of its rows and its merges; what is refused is the same each time."""
    rows, merges = shop
    if rows:
        customers("import", "customers", "-", "--format", "native", stdin=text(rows))
    for survivor, absorbed in merges:
        live = [str(as_uuid(id_)) for (id_,) in query(customers.url, "SELECT id FROM customers WHERE state = 'live' ORDER BY id")]
        if max(survivor, absorbed) < len(live):
            customers("merge", live[survivor], live[absorbed], "--yes")


def whole(customers: Program, kind: str, rows: list[Row], options: list[str]) -> Any:
    """Import all rows as one file; returns what became of each, and the shop."""
    verdicts = bring_in(customers, kind, rows, options) if rows else []
    stored, names = state(customers)
    return [with_names(verdict, names) for verdict in verdicts], stored


def one_at_a_time(customers: Program, kind: str, rows: list[Row], options: list[str]) -> Any:
    """Import each row as a file of its own; returns what became of each, and the shop."""
    before, _ = state(customers)
    verdicts: list[Any] = []
    for row in rows:
        verdicts += bring_in(customers, kind, [row], options)
        if "fail" in options and verdicts[-1][0] == "conflict":
            # All or nothing: the whole file ends here, and nothing of it is kept.
            return [("conflict",)], before
        if "stop" in options and verdicts[-1][0] == "refused":
            break
    stored, names = state(customers)
    return [with_names(verdict, names) for verdict in verdicts], stored


def bring_in(customers: Program, kind: str, rows: list[Row], options: list[str]) -> list[tuple[str, ...]]:
    """Import rows; returns the verdict on each that was reached, or the one conflict that all was given up for."""
    done = customers("import", kind, "-", "--format", "native", "--verbose", *options, stdin=text(rows))
    if done.status == ExitStatus.CONFLICT:
        return [("conflict",)]
    assert done.status in (ExitStatus.DONE, ExitStatus.PARTIAL), done.stderr
    verdicts = {int(line): verdict for line, *verdict in VERDICT.findall(done.stderr)}
    assert len(verdicts) == len(rows) or "stop" in options
    return [tuple(verdicts[line]) for line in sorted(verdicts)]


def text(rows: list[Row]) -> str:
    """Rows as a file."""
    file = io.StringIO()
    writer = csv.DictWriter(file, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


def state(customers: Program) -> tuple[dict[str, Any], dict[str, str]]:
    """Every row that an import could touch, with names in the place of ids and times that are made; and those names."""
    names = name_ids(customers)
    stored: dict[str, Any] = {table: sorted(table_rows(customers, table, names), key=repr) for table in TABLES}
    changes = query(customers.url, "SELECT customer_id, command, reason, actor, changes FROM events ORDER BY customer_id, id")
    stored["events"] = sorted(([named(value, names) for value in row] for row in changes), key=lambda row: str(row[0]))
    return stored, names


def table_rows(customers: Program, table: str, names: dict[str, str]) -> list[Any]:
    chosen = [name for name in columns(customers.url, table) if table not in PASSING.get(name, ())]
    found = query(customers.url, f"SELECT {', '.join(chosen)} FROM {table}")
    return [
        {name: moment(value) if name.endswith("_at") else named(value, names) for name, value in zip(chosen, row, strict=True)}
        for row in found
    ]


def name_ids(customers: Program) -> dict[str, str]:
    """Names for the ids that were made: customers in the order in which they came, and so the addresses of each."""
    names: dict[str, str] = {}
    for (id_,) in query(customers.url, "SELECT id FROM customers ORDER BY id"):
        known = str(as_uuid(id_))
        names[known] = known if known in IDS else f"customer {len(names)}"
    for owner, id_ in query(customers.url, "SELECT customer_id, id FROM addresses ORDER BY customer_id, id"):
        known = str(as_uuid(id_))
        names[known] = known if known in PLACES else f"address {len(names)} of {names[str(as_uuid(owner))]}"
    return names


def with_names(verdict: tuple[str, ...], names: dict[str, str]) -> tuple[str, ...]:
    return tuple(named(word, names) for word in verdict)


def named(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, UUID) or (isinstance(value, bytes) and len(value) == 16):
        value = str(as_uuid(value))
    if isinstance(value, str):
        return UUIDS.sub(lambda found: names.get(found[0], "?"), value)
    return value


def moment(value: Any) -> Any:
    """A time of a file as it is; else that it is one of the test's."""
    after = value is not None and value >= (NOW if isinstance(value, datetime) else NOW.timestamp())
    return "now" if after else value


def as_uuid(value: Any) -> UUID:
    return UUID(bytes=value) if isinstance(value, bytes) else UUID(str(value))
