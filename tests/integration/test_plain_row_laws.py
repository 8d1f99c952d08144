"""Laws of plain rows: one that the rules of columns take is what the parser of rows makes of it."""

from datetime import datetime, timedelta, timezone
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from customers.config.settings import load
from customers.domain.person_name import full_name
from customers.domain.text import fold
from customers.services.importing.lookup import names_of
from customers.services.importing.rows import CLEAR, SourceRow
from customers.transfer.cells.amounts import Mark, plain_amount
from customers.transfer.cells.context import ParseContext
from customers.transfer.cells.dates import ISO, Dates
from customers.transfer.cells.deleted import JSON_KEYS, DeletedRows
from customers.transfer.cells.rows import parse_customer, parse_order
from customers.transfer.columns.choices import ReadingChoices
from customers.transfer.columns.native import ColumnMap, map_columns, map_keys
from customers.transfer.plain.customers import PlainCustomers
from customers.transfer.plain.orders import PlainOrders
from customers.transfer.profile.amounts import AmountColumn
from customers.transfer.profile.dates import DateColumn
from tests.support.surroundings import examples

SETTINGS = load({"CUSTOMERS_DATABASE_URL": "sqlite:///shop.db"}, {})
hard: st.SearchStrategy[Any] = st.sampled_from(
    [CLEAR, 7, True, 1.5, None, ["x"], {}, "", " ", "x" * 300, "é", "1\u0301", "\x00", "a\nb", "'7", "=1+1", "１２"]
)
CELLS: dict[str, list[Any]] = {
    "number": ["1", "1001.0", 1001.0, 1001, "N-7", "#1001", "a b", " 7", "8.7E+12", "1.2E+11", "x" * 64, "x" * 65, "a_b/c.d:e"],
    "source": ["web", "Web Shop", "a:b", "pos_1"],
    "customer_email": ["a@example.com", "A@Example.COM", "bad", "a@localhost", "ä@example.com", "a@b.test", "a..b@example.com"],
    "customer_external_id": ["s:1", "1", "1001.0", 1001.0, "S:1", "s:1;t:2", "s:", "s:8.7E+12", "s: 1", "a:b:c"],
    "status": ["paid", "Completed", "closed", "refunded", "my own status", "x" * 300],
    "currency": ["INR", "inr", "EUR", "XXX", "₹", "Rs.", "$", "euro"],
    "total": ["7", "7.5", "12.345", "0", "-5", "abc", "1,234.50", "₹ 99", "1e3", "9" * 20],
    "refunded": ["0", "5", "7", "-1", "8", "abc"],
    "placed_at": [datetime(2025, 1, 1), datetime(1, 1, 1), datetime(2025, 1, 1, tzinfo=timezone(timedelta(hours=5.5))), "2025-01-01"],
    "customer_name": ["Ann Lee"],
    "customer_phone": ["+919876543210"],
    "base_total": ["7"],
    "addresses": [[], [{"city": "Pune"}]],
    "row_country": [None, "IN"],
}
USUAL = {"number": "1", "customer_email": "a@example.com", "total": "7", "placed_at": datetime(2025, 1, 1)}
changes = st.dictionaries(st.sampled_from(sorted(CELLS)), st.integers(0, 12), max_size=4)


def cells_of(choices: dict[str, int], odd: dict[str, Any]) -> dict[str, Any]:
    """Return the usual cells with others in their place."""
    return USUAL | {name: CELLS[name][index % len(CELLS[name])] for name, index in choices.items()} | odd


@examples(400)
@example({"status": 2, "refunded": 2}, {}, False)  # closed, and refunded as a whole
@given(changes, st.dictionaries(st.sampled_from(sorted(CELLS)), hard, max_size=1), st.booleans())
def test_plain_order_is_what_the_parser_of_rows_makes(choices: dict[str, int], odd: dict[str, Any], foreign: bool) -> None:
    context = ParseContext(SETTINGS, Dates(), foreign=foreign)
    row = SourceRow(3, cells_of(choices, odd), {"number": "1"})
    plain = PlainOrders(context, ColumnMap()).take_cells(row)

    if plain is not None:
        assert plain.as_row(context.settings.currency) == parse_order(row, context, lambda _: "made")
        assert not context.notices.sentences()


def test_usual_order_is_plain() -> None:
    context = ParseContext(SETTINGS, Dates())
    for cells in (
        USUAL,
        USUAL | {"customer_external_id": "s:1", "status": "Paid", "currency": "inr", "source": "Web Shop", "refunded": "7"},
    ):
        assert PlainOrders(context, ColumnMap()).take_cells(SourceRow(3, cells, {})) is not None
    for row in (SourceRow(3, USUAL, {}, "broken"), SourceRow(3, USUAL, {}, None, (SourceRow(4, USUAL, {}),))):
        assert PlainOrders(context, ColumnMap()).take_cells(row) is None


@given(st.one_of(st.from_regex(r"[0-9]+(\.[0-9]+)?", fullmatch=True), st.text("0123456789., -", max_size=8)))
def test_column_reads_a_simple_amount_as_any_other(text: str) -> None:
    column = AmountColumn("Total", lambda _: 2, "point")
    read, plain = column.rule()(text), plain_amount(text, Mark.POINT)
    assert read == plain if plain is not None else not isinstance(read, str)


TEXTS_OF_ORDERS = {name: [text for text in texts if isinstance(text, str)] for name, texts in CELLS.items()} | {
    "placed_at": ["2025-01-01", "2025-01-01T07:08:09Z", "24/11/2025", "never", "soon", "2025-01-01 10:00"],
    "address1": ["1 High Street"],
}
TEXTS_OF_CUSTOMERS = {
    "email": [*TEXTS_OF_ORDERS["customer_email"], "a@example.com; b@example.com", "Asha <a@example.com>"],
    "phone": ["+919876543210, +919812345678", "+919876543210", "9876543210", "+4670123456", "98765 43210", "+9198", "9.8E+11", "home"],
    "first_name": ["Asha", " Asha ", "Élodie", "A" * 40, "'Asha", "\\N", "=Asha", "é", "\u200b", "D'Souza"],
    "last_name": ["Rao", "de la  Cruz", "x" * 300, "王"],
    "notes": ["first\nsecond", "short", "x" * 20_000],
    "accepts_marketing": ["true", "No", "unknown", "perhaps", "1"],
    "tags": ["New", "new, NEW ,Old", "a" * 300, ",", "* x"],
    "external_ids": ["s:1", "S:1", "s:1;t:2", "s: 1", "s:8.7E+12", "x"],
    "created_at": TEXTS_OF_ORDERS["placed_at"],
    "updated_at": TEXTS_OF_ORDERS["placed_at"],
    "address1": ["1 High Street", "x" * 600],
    "city": ["Pune", "MÜNCHEN", "x" * 300],
    "state": ["MH"],
    "address_company": ["Rao & Sons"],
    "address2": ["Floor 2"],
    "pincode": ["411001", "x" * 40],
    "country": ["IN", "India", "se", "Atlantis"],
    "address_phone": ["+919876543210", "none"],
    "address_type": ["billing", "Shipping", "home"],
    "consent_state": ["yes", "no", "unknown", "perhaps"],
    "consent_at": ["2025-01-01T07:08:09Z", "soon"],
    "consent_source": ["form", "x" * 120, "import"],
    "alias_emails": ["b@example.com"],
    "address_id": ["018f3c1e-7b00-7000-8000-0000000000a1", "7"],
    "address_first_name": ["Bea"],
    "id": ["018f3c1e-7b00-7000-8000-00000000000a", "018F3C1E-7B00-7000-8000-00000000000B", "7"],
    "is_deleted": ["1", "false", "0"],
    "status": ["deleted", "active"],
}
TEXTS_OF_CUSTOMERS |= {f"{name} (2)": TEXTS_OF_CUSTOMERS[name] for name in ("email", "first_name", "tags", "phone", "updated_at")}
ADDRESS_ID = "018f3c1e-7b00-7000-8000-0000000000a1"
PLACE: dict[str, Any] = {"address1": "1 Way", "city": "Pune", "state": "MH", "pincode": "411001", "country": "IN"}
ADDRESSES: list[Any] = [
    PLACE,
    PLACE | {"id": ADDRESS_ID, "type": "billing", "is_default": True, "phone": "+919876543210"},
    PLACE | {"id": ADDRESS_ID, "country": None},
    PLACE | {"type": "shipping", "is_default": False, "company": "Tea", "first_name": "Bea"},
    PLACE | {"country": "SE", "phone": "070-123 45 67"},
    PLACE | {"is_default": "yes", "type": "home"},
    PLACE | {"is_default": 1.0},
    PLACE | {"pincode": None},
    PLACE | {"city": " Pune"},
    PLACE | {"city": ["Pune"]},
    {"city": "Pune"},
    "Pune",
]
# What objects of JSON have beside texts.
VALUES: dict[str, list[Any]] = {
    "email": [None, "", 7, ["a@example.com"]],
    "phone": [None, "", 9876543210],
    "first_name": [None, "", "'Asha", 7],
    "last_name": [None, "", " Rao", "\\N"],
    "notes": [None, "", "a\nb", {}],
    "full_name": ["Asha Rao", None, 7],
    "accepts_marketing": [True, False, None, 1, 1.0, 0, "", "yes"],
    "consent_state": [None, "unknown", "no", 1],
    "tags": [[], ["New"], ["a,b", "New"], [""], [7], [["x"]], None, "New,Old"],
    "external_ids": [{}, {"s": "1"}, {"s": 7}, {"s": "1", "t": "2"}, {"S": "1"}, {"s": "8.7E+12"}, {"s": None}, None],
    "aliases": [{}, {"emails": [], "phones": []}, {"emails": ["b@example.com"]}, None, []],
    "addresses": [[], None, {}, 7, *([address] for address in ADDRESSES), ADDRESSES[:2], [PLACE, PLACE], [ADDRESSES[1]] * 2],
    "created_at": [None, 1_700_000_000, ""],
    "updated_at": [None, ""],
    "is_deleted": [False, True, 0, None, ""],
    "status": [None, "deleted"],
    "city": ["Pune", None],
    "sparkle": ["x"],
}
OBJECTS = {name: [*VALUES.get(name, ()), *TEXTS_OF_CUSTOMERS.get(name, ())] for name in {*VALUES, *TEXTS_OF_CUSTOMERS}}
OBJECTS = {name: OBJECTS[name] for name in sorted(OBJECTS) if "(2)" not in name}
blank = st.sampled_from(["", " ", None])
settings = st.sampled_from([SETTINGS, load({"CUSTOMERS_DATABASE_URL": "sqlite:///shop.db", "CUSTOMERS_TIMEZONE": "Asia/Kolkata"}, {})])


def tables(kinds: dict[str, list[str]], usual: dict[str, str]) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Return tables of some columns: in each row the usual cells with a few others in their place."""
    cells = st.sampled_from([(name, text) for name, texts in kinds.items() for text in texts])
    odd = st.one_of(cells, st.tuples(st.sampled_from(sorted(kinds)), blank))
    rows = st.lists(st.lists(odd, max_size=3).map(lambda changed: usual | dict(changed)), min_size=1, max_size=6)
    return rows.map(lambda table: [{name: row.get(name) for row in table for name in row} | row for row in table])


class Table:
    """A native file of some rows, as it is read after the pass over it."""

    def __init__(self, kind: str, rows: list[dict[str, Any]], shop: Any, constants: dict[str, str], *, is_json: bool = False) -> None:
        header = list(rows[0])
        choices = ReadingChoices(constants={k: v for k, v in constants.items() if k not in header})
        self.columns = map_keys(kind, header, choices) if is_json else map_columns(kind, header, choices)
        has_states = "consent_state" in header and not is_json
        self.context = ParseContext(shop, Dates(zone=shop.zone), has_consent_states=has_states, is_json=is_json)
        taken = self.columns.headers - set(self.columns.headers_of(("status",)))
        self.context.deleted = DeletedRows(kind, [name for name in (JSON_KEYS if is_json else header) if name not in taken])
        for name in ("placed_at", "created_at", "updated_at", "consent_at"):
            for header_of_times in self.columns.headers_of((name,)):
                self.columns.set_rule(header_of_times, DateColumn(header_of_times, self.context.dates).rule())
        for header_of_amounts in self.columns.headers_of(("total", "refunded")):
            self.columns.set_rule(header_of_amounts, AmountColumn(header_of_amounts, lambda _: 2, "point").rule())
        self.rows = [SourceRow(line, {}, row) for line, row in enumerate(rows, 2)]

    def row(self, row: SourceRow) -> SourceRow:
        """Return a row with its cells by field."""
        return self.columns.apply(row)


@examples(400)
@given(tables(TEXTS_OF_CUSTOMERS, {"email": "a@example.com", "first_name": "Asha"}), settings, st.sampled_from([{}, {"city": "Pune"}]))
def test_plain_customers_of_a_table_are_what_the_parser_of_rows_makes(rows: Any, shop: Any, constants: Any) -> None:
    compare_customers(Table("customers", rows, shop, constants))


def objects() -> st.SearchStrategy[list[dict[str, Any]]]:
    """Return objects of JSON: in each the usual members with a few others in their place."""
    usual = {"email": "a@example.com", "first_name": "Asha", "tags": ["New"], "external_ids": {"s": "1"}, "addresses": [PLACE]}
    members = st.sampled_from([(name, value) for name, values in OBJECTS.items() for value in values])
    changed = st.lists(members, max_size=3).map(lambda changed: usual | dict(changed))
    absent = st.tuples(changed, st.sampled_from([*usual, "x"])).map(lambda row: {k: v for k, v in row[0].items() if k != row[1]})
    return st.lists(absent, min_size=1, max_size=6)


@examples(600)
@given(objects(), settings)
def test_plain_customers_of_objects_are_what_the_parser_of_rows_makes(rows: Any, shop: Any) -> None:
    compare_customers(Table("customers", rows, shop, {}, is_json=True))


def compare_customers(table: Table) -> None:
    """Assert that the plain customers of a file are what the parser of rows makes of them."""
    plain = PlainCustomers(table.context, table.columns)
    for _ in range(2):  # the second time the forms of its times are known
        forms = list(table.context.dates.forms)
        taken = plain.take(table.rows)
        assert list(table.context.dates.forms) == forms
        assert not table.context.notices.sentences()
        if table.columns.is_json and None not in taken:
            assert {key for row in table.rows for key in row.original} & {"sparkle"} <= set(table.columns.ignored)
        for row, customer in zip(table.rows, taken, strict=True):
            if customer is not None:
                assert customer.as_row() == parse_customer(table.row(row), table.context)
                assert customer.names == tuple(names_of(customer.as_row()))
                assert not table.context.notices.sentences()
        for row in table.rows:
            table.row(row)


@examples(400)
@given(tables(TEXTS_OF_ORDERS, {"number": "7", "total": "5", "placed_at": "2025-01-01", "customer_email": "a@example.com"}), settings)
def test_plain_orders_of_a_table_are_what_the_parser_of_rows_makes(rows: Any, shop: Any) -> None:
    compare_orders(Table("orders", rows, shop, {"source": "web"}), shop)


def compare_orders(table: Table, shop: Any) -> None:
    """Assert that the plain orders of a file are what the parser of rows makes of them."""
    plain = PlainOrders(table.context, table.columns)
    for _ in range(2):
        forms = list(table.context.dates.forms)
        taken = plain.take(table.rows)
        assert list(table.context.dates.forms) == forms
        for row, order in zip(table.rows, taken, strict=True):
            if order is not None:
                assert order.as_row(shop.currency) == parse_order(table.row(row), table.context, lambda _: "made")
                assert not table.context.notices.sentences()
        for row in table.rows:
            table.row(row)


def test_usual_rows_of_a_table_are_plain() -> None:
    customer = {"email": "a@example.com", "first_name": "Asha", "phone": "98765 43210", "tags": "New", "created_at": "2025-01-01"}
    customer |= {"external_ids": "s:1", "city": "Pune", "accepts_marketing": "true", "consent_state": "", "is_deleted": "0"}
    order = {"number": "7", "total": "5", "placed_at": "2025-01-01", "customer_email": "a@example.com", "status": "paid"}
    place: dict[str, Any] = PLACE | {"id": ADDRESS_ID, "type": "billing", "is_default": True, "phone": None}
    document: dict[str, Any] = {"id": "018f3c1e-7b00-7000-8000-00000000000a", "email": "a@example.com", "phone": None, "first_name": "Asha"}
    document |= {
        "full_name": "Asha",
        "accepts_marketing": True,
        "tags": ["New"],
        "external_ids": {"s": "1"},
        "addresses": [place, place | {"id": None, "type": "shipping"}],
    }
    document |= {"consent_state": "yes", "consent_at": "2025-01-01T00:00:00Z", "consent_source": "form", "aliases": {"emails": []}}
    printed = Table("customers", [document] * 2, SETTINGS, {}, is_json=True)
    printed.context.dates.forms[ISO] = None
    assert None not in PlainCustomers(printed.context, printed.columns).take(printed.rows)
    people, orders = Table("customers", [customer] * 2, SETTINGS, {}), Table("orders", [order] * 2, SETTINGS, {"source": "web"})
    for table in (people, orders):
        table.context.dates.forms[ISO] = None

    assert None not in PlainCustomers(people.context, people.columns).take(people.rows)
    assert None not in PlainOrders(orders.context, orders.columns).take(orders.rows)
    bought = Table("orders", [order | {"number": 7, "total": 5.5, "refunded": 0, "id": ADDRESS_ID}], SETTINGS, {}, is_json=True)
    bought.context.dates.forms[ISO] = None
    assert None not in PlainOrders(bought.context, bought.columns).take(bought.rows)


@given(st.text(max_size=8), st.text(max_size=8))
def test_folded_full_name_is_that_of_folded_names(first: str, last: str) -> None:
    assert " ".join(filter(None, [fold(first), fold(last)])) == fold(full_name(first, last))
