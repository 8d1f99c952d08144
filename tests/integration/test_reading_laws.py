"""Laws of reading: a file of orders in any consistent style is stored exactly, and changes nothing the second time."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from tests.support.reading import read
from tests.support.shops import Shops
from tests.support.surroundings import examples

FORMS = {
    "day first": ["%d/%m/%Y", "%d-%m-%Y %H:%M", "%d/%m/%y %I:%M %p", "%d.%m.%Y %H:%M:%S"],
    "month first": ["%m/%d/%Y", "%m-%d-%Y %H:%M", "%m/%d/%y %I:%M %p"],
    "any": ["%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y/%m/%d", "%d %B %Y", "%b %d, %Y %H:%M"],
}
TITLES = ["", "Orders\n", "Orders of the shop\n\n", "Report;;;;\nFrom;To\n"]


class Style(NamedTuple):
    """How a program writes a file."""

    decimal: str
    group: str
    order: str
    delimiter: str
    titles: str
    zone: int | None  # hours


class Order(NamedTuple):
    """An order, and how its date is written."""

    minor: int
    placed_at: datetime
    form: int


styles = st.builds(
    lambda marks, order, delimiter, titles, zone: Style(marks[0], marks[1], order, delimiter, titles, zone),
    st.sampled_from([(".", ","), (",", "."), (".", ""), (",", ""), (",", " "), (".", "'")]),
    st.sampled_from(sorted(FORMS)),
    st.sampled_from([";", "\t", "|", ","]),
    st.sampled_from(TITLES),
    st.sampled_from([None, None, 0, 2, -8]),
)
orders = st.builds(
    Order,
    st.integers(0, 10**9),
    st.datetimes(datetime(2020, 1, 1), datetime(2024, 12, 31)).map(lambda moment: moment.replace(second=0, microsecond=0)),
    st.integers(0, 11),
)


def form_of(order: Order, style: Style) -> str:
    """Return how the date of an order is written."""
    forms = FORMS[style.order] + FORMS["any"]
    return forms[order.form % len(forms)]


def amount(minor: int, style: Style) -> str:
    """Return an amount as a program writes it."""
    return f"{minor // 100:,}".replace(",", style.group) + f"{style.decimal}{minor % 100:02}"


def file_of(rows: list[Order], style: Style) -> str:
    """Return a file of orders of one customer."""
    header = ["Order No", "Email", "Order Date", "Order Total", *(["Time Zone"] if style.zone is not None else [])]
    lines = [header]
    for number, order in enumerate(rows):
        zone = [] if style.zone is None else [f"{style.zone:+03}:00"]
        lines.append([f"N{number}", "asha@example.com", f"{order.placed_at:{form_of(order, style)}}", amount(order.minor, style), *zone])
    return style.titles + "".join(style.delimiter.join(f'"{cell}"' for cell in line) + "\n" for line in lines)


def stored(order: Order, style: Style) -> tuple[Decimal, str]:
    """Return the amount and the time of an order as they are to be stored."""
    moment = datetime.strptime(f"{order.placed_at:{form_of(order, style)}}", form_of(order, style)) - timedelta(hours=style.zone or 0)
    return Decimal(order.minor) / 100, f"{moment:%Y-%m-%dT%H:%M:%SZ}"


@examples(15)
@given(rows=st.lists(orders, min_size=1, max_size=6), style=styles)
def test_orders_of_any_style_are_stored_exactly(empty_shops: Shops, rows: list[Order], style: Style) -> None:
    # The last row decides: its date and its amount can be read only one way.
    rows = [*rows, Order(123_456, datetime(2024, 3, 25, 12, 30), 0)]
    for customers in empty_shops():
        done = read(customers, "orders", file_of(rows, style), "--create-customers")
        assert done.json()["created"] == len(rows), done.stderr

        listed: list[Any] = customers("orders", "asha@example.com", "--all", "-o", "jsonl").succeeds().jsonl()
        values = {order["number"]: (Decimal(order["total"]), order["placed_at"]) for order in listed}
        assert values == {f"N{number}": stored(order, style) for number, order in enumerate(rows)}
        assert read(customers, "orders", file_of(rows, style)).json()["unchanged"] == len(rows)
