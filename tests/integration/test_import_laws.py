"""A file is as if its rows were imported one at a time, in order, each as a file of its own with the same header."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from customers.database.schema import tables
from customers.errors import RowConflictError
from customers.services.importing.rows import ImportOptions, RowResult, SourceRow
from customers.services.merging.merge import MergePair, merge_customers
from customers.services.shop import ShopContext
from customers.services.transaction import Transaction
from customers.transfer import importer
from customers.transfer.columns.reader import NATIVE, open_reader
from customers.transfer.rejects import Rejects
from tests.integration.conftest import Shops, opened
from tests.support.surroundings import examples

Words = tuple[str | None, ...]  # outcome, code and reason of a row
Row = dict[str, str]

IDS = [f"018f3c1e-7b00-7000-8000-00000000000{number}" for number in range(1, 4)]
PLACES = [f"018f3c1e-7b00-7000-8000-0000000000a{number}" for number in range(1, 3)]
EMAILS = ["a@example.com", "A@Example.com", "b@example.com", "c@example.com", "d@example.com"]
EXTERNAL = ["s:1", "s:2", "s:3", "t:1", "s:4", "s:1;t:1"]
PHONES = ["+919876543210", "+919876543211"]
TABLES = (
    *(tables.customers, tables.customer_statistics, tables.identities, tables.addresses, tables.customer_tags, tables.orders),
    tables.customer_search,
)
CONFLICT: Words = ("conflict", None, None)
UUIDS = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# Before every time at which the tests run, after every time that stands in a file.
NOW = datetime(2025, 1, 1, tzinfo=UTC)


def cells(**alphabets: list[str]) -> st.SearchStrategy[Row]:
    """Rows with a cell of each alphabet, two of three blank; not all are blank, which would be no row."""
    cell = {name: st.one_of(st.just(""), st.just(""), st.sampled_from(words)) for name, words in alphabets.items()}
    return st.fixed_dictionaries(cell).filter(lambda row: any(row.values()))


people = cells(
    id=IDS,
    email=[*EMAILS, "\\N"],
    external_ids=[*EXTERNAL, "\\N"],
    last_name=["Lee", "\\N"],
    phone=[*PHONES, "\\N"],
    tags=["x", "X,y", "\\N"],
    accepts_marketing=["yes", "no"],
    address1=["1 Way", "2 Way"],
    city=["Pune", "Goa"],
).flatmap(lambda row: st.sampled_from(["Ann", "Ann", "Bea", ""]).map(lambda name: {**row, "first_name": name}))
places = cells(
    customer_id=IDS,
    customer_email=EMAILS,
    customer_external_id=EXTERNAL[:4],
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
    customer_external_id=EXTERNAL[:5],
    customer_phone=PHONES,
    customer_name=["Ann Lee", "Bea"],
    status=["paid", "cancelled"],
    refunded=["1"],
)
sizes = st.sampled_from([1, 2, 3, 7_000])
conflicts = st.sampled_from(["update", "update", "skip", "fail"])
errors = st.sampled_from(["skip", "skip", "stop"])
of_people = st.builds(
    ImportOptions,
    on_conflict=conflicts,
    on_error=errors,
    tags=st.sampled_from(["add", "replace"]),
    consent=st.sampled_from(["keep", "overwrite"]),
)
of_orders = st.builds(ImportOptions, on_conflict=conflicts, on_error=errors, create_customers=st.sampled_from([True, True, False]))
of_places = st.builds(ImportOptions, on_error=errors)
# Made at different moments, as a merge keeps the older.
BEFORE: list[Row] = [
    dict(zip(("created_at", "id", "email", "external_ids", "first_name", "phone", "accepts_marketing"), row, strict=True))
    for row in (
        ("2020-01-01", IDS[0], "a@example.com", "s:1", "Ann", PHONES[0], "no"),
        ("2020-01-02", IDS[1], "b@example.com", "s:2;t:1", "Bea", PHONES[0], ""),
        ("2020-01-03", IDS[2], "", "s:3", "Ann", PHONES[1], "yes"),
        ("2020-01-04", "", "c@example.com", "", "Cy", "", ""),
    )
]
# Who is there before, and who is then merged with whom.
shops = st.tuples(
    st.lists(st.sampled_from(BEFORE), min_size=2, max_size=4, unique_by=repr),
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=2),
)


def is_unnamed(row: Row) -> bool:
    """Whether a row of customers has no sure name. Such rows are decided about the file as a whole."""
    return all(row[name] in ("", "\\N") for name in ("id", "email", "external_ids"))


def numbered(rows: list[Row]) -> list[Row]:
    """Orders with numbers, each its own."""
    return [{"number": str(number), "total": "7", "placed_at": "2020-01-05", **row} for number, row in enumerate(rows)]


@examples(12)
@given(
    before=shops,
    rows=st.lists(people, min_size=1, max_size=6).filter(lambda rows: sum(map(is_unnamed, rows)) <= 1),
    options=of_people,
    size=sizes,
)
def test_a_file_of_customers_is_as_if_its_rows_came_one_at_a_time(
    empty_shops: Shops, before: Any, rows: list[Row], options: ImportOptions, size: int
) -> None:
    compare(empty_shops, before, "customers", rows, options, size)


@examples(6)
@given(before=shops, rows=st.lists(places, min_size=1, max_size=6), options=of_places, size=sizes)
def test_a_file_of_addresses_is_as_if_its_rows_came_one_at_a_time(
    empty_shops: Shops, before: Any, rows: list[Row], options: ImportOptions, size: int
) -> None:
    compare(empty_shops, before, "addresses", rows, options, size)


@examples(6)
@given(before=shops, rows=st.lists(orders, min_size=1, max_size=6).map(numbered), options=of_orders, size=sizes)
def test_a_file_of_orders_is_as_if_its_rows_came_one_at_a_time(
    empty_shops: Shops, before: Any, rows: list[Row], options: ImportOptions, size: int
) -> None:
    compare(empty_shops, before, "orders", rows, options, size)


def compare(empty_shops: Shops, before: Any, kind: str, rows: list[Row], options: ImportOptions, size: int) -> None:
    """Assert that a file does on both databases what its rows do one at a time."""
    outcomes: list[list[Any]] = [[], []]
    for place, bring in enumerate((as_a_whole, one_at_a_time)):
        for customers in empty_shops():
            with opened(customers) as shop, shop.keep_open():
                fill(shop, *before)
                with patch.object(importer, "BATCH_SIZE", size):
                    outcomes[place].append(bring(shop, kind, rows, options))
    assert outcomes[0] == outcomes[1]


def fill(shop: ShopContext, rows: list[Row], merges: list[tuple[int, int]]) -> None:
    """Make a shop of its customers and its merges."""
    bring_in(shop, "customers", rows, ImportOptions())
    for survivor, absorbed in merges:
        with shop.writing() as tx:
            live = select(tables.customers.c.id).where(tables.customers.c.state == "live").order_by(tables.customers.c.id)
            ids = list(tx.connection.scalars(live))
            if survivor != absorbed and max(survivor, absorbed) < len(ids):
                merge_customers(tx, MergePair(ids[survivor], ids[absorbed]))


def as_a_whole(shop: ShopContext, kind: str, rows: list[Row], options: ImportOptions) -> Any:
    """Import all rows as one file; returns what became of each, and the shop."""
    return outcome(shop, bring_in(shop, kind, rows, options))


def one_at_a_time(shop: ShopContext, kind: str, rows: list[Row], options: ImportOptions) -> Any:
    """Import each row as a file of its own; returns what became of each, and the shop."""
    before = outcome(shop, [CONFLICT])
    verdicts: list[Words] = []
    for row in rows:
        verdicts += bring_in(shop, kind, [row], options)
        if verdicts[-1] == CONFLICT:
            # All or nothing: the whole file ends here, and nothing of it is kept.
            return before
        if options.on_error == "stop" and verdicts[-1][0] == "refused":
            break
    return outcome(shop, verdicts)


def bring_in(shop: ShopContext, kind: str, rows: list[Row], options: ImportOptions) -> list[Words]:
    """Import rows; returns the verdict on each that was reached, or the conflict for which all was given up."""
    file = Rows(rows)
    verdicts: list[RowResult] = []
    reader = open_reader(kind, file, shop.settings, format=NATIVE, columns={}, constants={})
    with Rejects(None, file.header, as_json=False) as rejects:
        work = importer.ImportRun(kind, options, reader, rejects, shop.writing, options.on_conflict == "fail", on_result=verdicts.append)
        try:
            work.run(reader.rows(file))
        except RowConflictError:
            return [CONFLICT]
    assert len(verdicts) == len(rows) or options.on_error == "stop"
    return [(one.outcome, one.code, one.reason) for one in sorted(verdicts, key=lambda verdict: verdict.row.line)]


class Rows:
    """The rows of a file, without the file."""

    name = "rows"
    is_json = False

    def __init__(self, rows: list[Row]) -> None:
        self._rows = rows
        self.header = list(rows[0])

    def rows(self) -> Iterator[SourceRow]:
        """The rows with their lines."""
        for line, row in enumerate(self._rows, 2):
            yield SourceRow(line, {}, row)


def outcome(shop: ShopContext, verdicts: list[Words]) -> Any:
    """What became of rows, and every row that an import could touch, with names in the place of ids and times that are made."""
    with shop.reading() as tx:
        names = name_ids(tx)
        stored = {table.name: [named_row(row, names) for row in tx.connection.execute(select(table)).mappings()] for table in TABLES}
        events = tx.connection.execute(select(tables.events).order_by(tables.events.c.id)).mappings().all()
    stored = {name: sorted(found, key=repr) for name, found in stored.items()}
    # The events of one customer are in their order, those of several may come together.
    history = [(str(row["customer_id"]), named_row(row, names)) for row in events]
    stored["events"] = [row for _, row in sorted(history, key=lambda pair: pair[0])]
    return [tuple(named(word, names) for word in verdict) for verdict in verdicts], stored


def name_ids(tx: Transaction) -> dict[str, str]:
    """Names for the ids that were made: customers in the order in which they came, and so the addresses of each."""
    names: dict[str, str] = {}
    for id_ in tx.connection.scalars(select(tables.customers.c.id).order_by(tables.customers.c.id)):
        names[str(id_)] = str(id_) if str(id_) in IDS else f"customer {len(names)}"
    own = tables.addresses.c
    for owner, id_ in tx.connection.execute(select(own.customer_id, own.id).order_by(own.customer_id, own.id)):
        names.setdefault(str(id_), str(id_) if str(id_) in PLACES else f"address {len(names)} of {names[str(owner)]}")
    return names


def named_row(row: Any, names: dict[str, str]) -> dict[str, Any]:
    return {name: named(value, names) for name, value in row.items() if not (name == "vip_event" or (name == "id" and "changes" in row))}


def named(value: Any, names: dict[str, str]) -> Any:
    """A value without what no two runs have alike."""
    if isinstance(value, datetime):
        return "now" if value > NOW else value
    return UUIDS.sub(lambda found: names.get(found[0], "?"), str(value)) if isinstance(value, str | UUID | dict) else value
