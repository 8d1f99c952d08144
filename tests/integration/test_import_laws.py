"""Imports: a file equals imports of its rows, one at a time, in order, each as a file with the same header."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch
from uuid import UUID

from hypothesis import assume, given
from hypothesis import strategies as st
from sqlalchemy import select

from customers.database.schema import tables
from customers.database.selection.customer_set import CustomerSet
from customers.errors import RowConflictError
from customers.models.inputs import CustomerInput
from customers.services.customers import lifecycle
from customers.services.customers.erasure import erase_customers
from customers.services.customers.profiles import update_customer
from customers.services.importing.rows import ImportOptions, RowResult, SourceRow
from customers.services.merging.merge import MergePair, merge_customers
from customers.services.shop import ShopContext
from customers.services.transaction import Transaction
from customers.transfer import deferred, importer
from customers.transfer.columns.choices import NATIVE, ReadingChoices
from customers.transfer.columns.reader import open_reader
from customers.transfer.deferred import Deferral
from customers.transfer.rejects import Rejects
from tests.support.shops import Shops, open_services
from tests.support.surroundings import examples
from tests.support.whole_file import settled

Words = tuple[str | None, ...]  # outcome, code and reason of a row
Row = dict[str, str]

IDS = [f"018f3c1e-7b00-7000-8000-00000000000{number}" for number in range(1, 4)]
PLACES = [f"018f3c1e-7b00-7000-8000-0000000000a{number}" for number in range(1, 3)]
EMAILS = ["a@example.com", "A@Example.com", "b@example.com", "c@example.com", "d@example.com"]
EXTERNAL = ["s:1", "s:2", "s:3", "t:1", "s:4", "s:1;t:1"]
PHONES = ["+919876543210", "+919876543211"]
TABLES = (
    *(tables.customers, tables.customer_statistics, tables.identities, tables.addresses, tables.customer_tags, tables.orders),
    *(tables.customer_search, tables.aliases, tables.deleted_identities),
)
CONFLICT: Words = ("conflict", None, None)
BATCH, PART = "customers.transfer.importer.BATCH_SIZE", "customers.services.importing.customers.PART"
UUIDS = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|…[0-9a-f]+")
# Earlier than every run of the tests, later than every time in a file.
NOW = datetime(2025, 1, 1, tzinfo=UTC)
RUN_TIMES = re.compile(r"20(?:2[5-9]|[3-9]\d)-\d\d-\d\dT[\d:]{8}Z")


def cells(**alphabets: list[str]) -> st.SearchStrategy[Row]:
    """Return rows with a cell of each alphabet, two of three blank; one cell at least is not blank."""
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
    consent_at=["2019-02-01", "2020-02-01"],
    address_id=PLACES,
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
    allow_erased=st.sampled_from([False, False, True]),
    consent=st.sampled_from(["keep", "overwrite"]),
)
of_orders = st.builds(ImportOptions, on_conflict=conflicts, on_error=errors, create_customers=st.sampled_from([True, True, False]))
of_places = st.builds(ImportOptions, on_error=errors)
# Two times, as a merge keeps the older one.
BEFORE: list[Row] = [
    dict(zip(("created_at", "id", "email", "external_ids", "first_name", "phone", "accepts_marketing"), row, strict=True))
    for row in (
        ("2020-01-01", IDS[0], "a@example.com", "s:1", "Ann", PHONES[0], "no"),
        ("2020-01-02", IDS[1], "b@example.com", "s:2;t:1", "Bea", PHONES[0], ""),
        ("2020-01-03", IDS[2], "", "s:3", "Ann", PHONES[1], "yes"),
        ("2020-01-04", "", "c@example.com", "", "Cy", "", ""),
    )
]
# What happens to customers, by their numbers: a merge is of two.
steps = st.lists(
    st.tuples(st.sampled_from(["merge", "merge", "delete", "erase", "rename"]), st.integers(0, 3), st.integers(0, 3)), max_size=3
)
# The existing customers, and what happened to them.
shops = st.tuples(st.lists(st.sampled_from(BEFORE), min_size=2, max_size=4, unique_by=repr), steps)


def unnamed(rows: list[Row], *, allow_erased: bool = False) -> int:
    """Return the number of rows without an identity: such rows are matched by the file as a whole.

    With `allow_erased` an erased id is none, and its row makes a new customer.
    """
    names = ("email", "external_ids") if allow_erased else ("id", "email", "external_ids")
    return sum(all(row[name] in ("", "\\N") for name in names) for row in rows)


def numbered(rows: list[Row]) -> list[Row]:
    """Return orders with unique numbers."""
    return [{"number": str(number), "total": "7", "placed_at": "2020-01-05", **row} for number, row in enumerate(rows)]


@examples(12)
@given(
    before=shops,
    rows=st.lists(people, min_size=1, max_size=6).filter(lambda rows: unnamed(rows) <= 1),
    options=of_people,
    size=sizes,
)
def test_file_of_customers_equals_imports_of_its_rows(
    empty_shops: Shops, before: Any, rows: list[Row], options: ImportOptions, size: int
) -> None:
    assume(unnamed(rows, allow_erased=options.allow_erased) <= 1)
    compare(empty_shops, before, "customers", rows, options, size)


@examples(6)
@given(before=shops, rows=st.lists(places, min_size=1, max_size=6), options=of_places, size=sizes)
def test_file_of_addresses_equals_imports_of_its_rows(
    empty_shops: Shops, before: Any, rows: list[Row], options: ImportOptions, size: int
) -> None:
    compare(empty_shops, before, "addresses", rows, options, size)


@examples(6)
@given(before=shops, rows=st.lists(orders, min_size=1, max_size=6).map(numbered), options=of_orders, size=sizes)
def test_file_of_orders_equals_imports_of_its_rows(
    empty_shops: Shops, before: Any, rows: list[Row], options: ImportOptions, size: int
) -> None:
    compare(empty_shops, before, "orders", settled(rows) if options.create_customers else rows, options, size)


def compare(empty_shops: Shops, before: Any, kind: str, rows: list[Row], options: ImportOptions, size: int) -> None:
    """Assert that a file and imports of its rows have equal results on both databases."""
    outcomes: list[list[Any]] = [[], []]
    for place, bring in enumerate((as_a_whole, one_at_a_time)):
        for customers in empty_shops():
            with open_services(customers) as shop, shop.keep_open():
                fill(shop, *before)
                with patch.multiple(deferred, SPAN=size, LIMIT=2 * size), patch(BATCH, size), patch(PART, max(1, size // 2)):
                    outcomes[place].append(bring(shop, kind, rows, options))
    assert outcomes[0] == outcomes[1]


def fill(shop: ShopContext, rows: list[Row], steps: list[tuple[str, int, int]]) -> None:
    """Create a shop with customers, to some of which something happened."""
    bring_in(shop, "customers", rows, ImportOptions())
    for step in steps:
        take_step(shop, *step)


def take_step(shop: ShopContext, step: str, first: int, second: int) -> None:
    """Merge two live customers, or delete, erase or rename one; numbers of none do nothing."""
    with shop.writing() as tx:
        live = select(tables.customers.c.id).where(tables.customers.c.state == "live").order_by(tables.customers.c.id)
        ids = list(tx.connection.scalars(live))
        if max(first, second) >= len(ids):
            return
        if step == "merge" and first != second:
            merge_customers(tx, MergePair(ids[first], ids[second]))
        elif step == "delete":
            lifecycle.delete_customers(tx, CustomerSet.from_ids(tx.connection, [ids[first]]))
        elif step == "erase":
            erase_customers(tx, [ids[first]])
        elif step == "rename":
            update_customer(tx, ids[first], CustomerInput(email=f"new{first}{second}{len(ids)}@example.com"))


def as_a_whole(shop: ShopContext, kind: str, rows: list[Row], options: ImportOptions) -> Any:
    """Import all rows as one file; return the outcomes and the shop."""
    return outcome(shop, bring_in(shop, kind, rows, options))


def one_at_a_time(shop: ShopContext, kind: str, rows: list[Row], options: ImportOptions) -> Any:
    """Import each row as a separate file; return the outcomes and the shop."""
    before = outcome(shop, [CONFLICT])
    verdicts: list[Words] = []
    for row in rows:
        verdicts += bring_in(shop, kind, [row], options)
        if verdicts[-1] == CONFLICT:
            # All or nothing: the whole file ends here, and nothing of it is committed.
            return before
        if options.on_error == "stop" and verdicts[-1][0] == "refused":
            break
    return outcome(shop, verdicts)


def bring_in(shop: ShopContext, kind: str, rows: list[Row], options: ImportOptions) -> list[Words]:
    """Import rows; return the outcome of each processed row, or the conflict that ended the import."""
    file = Rows(rows)
    verdicts: list[RowResult] = []
    reader = open_reader(kind, file, shop.settings, ReadingChoices(format=NATIVE))
    with Rejects(None, file.header, as_json=False) as rejects:
        work = importer.ImportRun(
            kind,
            options,
            reader,
            rejects,
            shop.writing,
            options.on_conflict == "fail",
            on_result=verdicts.append,
            deferral=Deferral(shop.reading, lambda: reader.rows(file)),
        )
        try:
            work.run(reader.rows(file))
        except RowConflictError:
            return [CONFLICT]
    assert len(verdicts) == len(rows) or options.on_error == "stop"
    return [(result.outcome, result.code, result.reason) for result in sorted(verdicts, key=lambda result: result.row.line)]


class Rows:
    """The rows of a file, without the file; those of a class of their own are objects of JSON lines."""

    name = "rows"
    number_columns, characters = (), 0

    def __init__(self, rows: list[Row]) -> None:
        self._rows = rows
        self.is_json = type(rows[0]) is not dict
        self.header = list(rows[0])

    def rows(self) -> Iterator[SourceRow]:
        """Yield the rows with their lines."""
        for line, row in enumerate(self._rows, 2):
            yield SourceRow(line, {}, row)


def outcome(shop: ShopContext, verdicts: list[Words]) -> Any:
    """Return the outcomes and every row that an import can change, with names in the place of generated ids and times."""
    with shop.reading() as tx:
        names = name_ids(tx)
        stored = {table.name: [named_row(row, names) for row in tx.connection.execute(select(table)).mappings()] for table in TABLES}
        events = tx.connection.execute(select(tables.events).order_by(tables.events.c.id)).mappings().all()
    stored = {name: sorted(rows, key=repr) for name, rows in stored.items()}
    # The order of events is defined within a customer only.
    history = [(str(row["customer_id"]), named_row(row, names)) for row in events]
    stored["events"] = [row for _, row in sorted(history, key=lambda pair: pair[0])]
    return [tuple(named(word, names) for word in verdict) for verdict in verdicts], stored


def name_ids(tx: Transaction) -> dict[str, str]:
    """Return names for generated ids: customers in the order of creation, and the addresses of each."""
    names: dict[str, str] = {}
    for id_ in tx.connection.scalars(select(tables.customers.c.id).order_by(tables.customers.c.id)):
        names[str(id_)] = str(id_) if str(id_) in IDS else f"customer {len(names)}"
    columns = tables.addresses.c
    for owner, id_ in tx.connection.execute(select(columns.customer_id, columns.id).order_by(columns.customer_id, columns.id)):
        names.setdefault(str(id_), str(id_) if str(id_) in PLACES else f"address {len(names)} of {names[str(owner)]}")
    return names


def named_row(row: Any, names: dict[str, str]) -> dict[str, Any]:
    """Return a row without the ids of the run that wrote it."""
    passing = {"vip_event", "run_number", *(["id"] if "changes" in row else [])}
    return {name: named(value, names) for name, value in row.items() if name not in passing}


def named(value: Any, names: dict[str, str]) -> Any:
    """Return a value without parts that differ between runs."""
    if isinstance(value, datetime):
        return "now" if value > NOW else value
    if not isinstance(value, str | UUID | dict):
        return value
    return RUN_TIMES.sub("now", UUIDS.sub(lambda match: names.get(match[0], "?"), str(value)))
