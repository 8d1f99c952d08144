"""Laws of plain orders: a row that the rules of columns take is what the parser of rows makes of it."""

from datetime import datetime, timedelta, timezone
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from customers.config.settings import load
from customers.services.importing.rows import CLEAR, SourceRow
from customers.transfer.cells.amounts import Mark, plain_amount
from customers.transfer.cells.context import ParseContext
from customers.transfer.cells.dates import Dates
from customers.transfer.cells.plain_orders import PlainOrders
from customers.transfer.cells.rows import parse_order
from customers.transfer.profile.amounts import AmountColumn
from tests.support.surroundings import examples

SETTINGS = load({"CUSTOMERS_DATABASE_URL": "sqlite:///shop.db"}, {})
hard: st.SearchStrategy[Any] = st.sampled_from(
    [CLEAR, 7, True, 1.5, None, ["x"], {}, "", " ", "x" * 300, "é", "1\u0301", "\x00", "a\nb", "'7", "=1+1", "１２"]
)
CELLS: dict[str, list[Any]] = {
    "number": ["1", "N-7", "#1001", "a b", " 7", "8.7E+12", "1.2E+11", "x" * 64, "x" * 65, "a_b/c.d:e"],
    "source": ["web", "Web Shop", "a:b", "pos_1"],
    "customer_email": ["a@example.com", "A@Example.COM", "bad", "a@localhost", "ä@example.com", "a@b.test", "a..b@example.com"],
    "customer_external_id": ["s:1", "1", "S:1", "s:1;t:2", "s:", "s:8.7E+12", "s: 1", "a:b:c"],
    "status": ["paid", "Completed", "closed", "refunded", "my own status", "x" * 300],
    "currency": ["INR", "inr", "EUR", "XXX"],
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
    plain = PlainOrders(context).parse(row)

    if plain is not None:
        assert plain.as_row(context.settings.currency) == parse_order(row, context, lambda _: "made")
        assert not context.notices.sentences()


def test_usual_order_is_plain() -> None:
    context = ParseContext(SETTINGS, Dates())
    for cells in (
        USUAL,
        USUAL | {"customer_external_id": "s:1", "status": "Paid", "currency": "inr", "source": "Web Shop", "refunded": "7"},
    ):
        assert PlainOrders(context).parse(SourceRow(3, cells, {})) is not None
    for row in (SourceRow(3, USUAL, {}, "broken"), SourceRow(3, USUAL, {}, None, (SourceRow(4, USUAL, {}),))):
        assert PlainOrders(context).parse(row) is None


@given(st.one_of(st.from_regex(r"[0-9]+(\.[0-9]+)?", fullmatch=True), st.text("0123456789., -", max_size=8)))
def test_column_reads_a_simple_amount_as_any_other(text: str) -> None:
    column = AmountColumn("Total", lambda _: 2, "point")
    read, plain = column.rule()(text), plain_amount(text, Mark.POINT)
    assert read == plain if plain is not None else not isinstance(read, str)
