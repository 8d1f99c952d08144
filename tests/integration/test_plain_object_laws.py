"""Laws of orders of JSON lines: one that the rules of columns take is what the parser of rows makes of it."""

from typing import Any

from hypothesis import given

from tests.integration.test_plain_row_laws import TEXTS_OF_ORDERS, Table, compare_orders, settings, tables
from tests.support.surroundings import examples

VALUES_OF_ORDERS: dict[str, list[Any]] = {
    **{name: [None, "", " x", 7, True, ["x"]] for name in TEXTS_OF_ORDERS},
    "total": [7, 7.5, 12.345, 0, -5, True, None, "", [7], 1e20],
    "refunded": [7, 2.5, 0, None, True],
    "id": ["018f3c1e-7b00-7000-8000-00000000000a", 7],
    "sparkle": ["x"],
}
CELLS_OF_ORDERS = {name: [*VALUES_OF_ORDERS.get(name, ()), *TEXTS_OF_ORDERS.get(name, ())] for name in sorted(VALUES_OF_ORDERS)}


@examples(400)
@given(tables(CELLS_OF_ORDERS, {"number": "7", "total": "5", "placed_at": "2025-01-01", "customer_email": "a@example.com"}), settings)
def test_plain_orders_of_objects_are_what_the_parser_of_rows_makes(rows: Any, shop: Any) -> None:
    table = Table("orders", [{name: value for name, value in row.items() if value != " "} for row in rows], shop, {}, is_json=True)
    compare_orders(table, shop)
