"""Tables for people: Rich on a terminal, plain columns in a pipe. Data is text here and steers nothing."""

import os
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal, TextIO

from customers.domain.money import digits, format_amount
from customers.domain.text import escape_for_terminal
from customers.output.formats.csv import cell

_LABELS = {
    "id": "ID",
    "at": "Time",
    "customer_id": "Customer",
    "full_name": "Name",
    "a_who": "A",
    "b_who": "B",
    "total_orders": "Orders",
    "total_spent": "Spent",
    "avg_order_value": "Average",
    "first_order_at": "First order",
    "last_order_at": "Last order",
    "is_vip": "VIP",
    "is_default": "Default",
    "accepts_marketing": "Marketing",
    "address1": "Address",
    "address2": "Address 2",
    "external_ids": "External IDs",
    "placed_at": "Placed",
    "created_at": "Created",
    "updated_at": "Updated",
    "member": "In",
}
_NUMBERS = {
    "total_orders",
    "total_spent",
    "avg_order_value",
    "total",
    "refunded",
    "count",
    "customers",
    "orders",
    "threshold",
    "has",
    "to_go",
    "rows",
    "line",
}
# What is of no use when it is cut, and what a narrow terminal does without, in this order.
_WHOLE = _NUMBERS | {
    "id",
    "phone",
    "last_order_at",
    "is_vip",
    "placed_at",
    "is_default",
    "counted",
    "number",
    "name",
    "absorbed_id",
    "rule",
}
_DISPENSABLE = (
    *("reason", "actor", "tags", "company", "address2", "phone", "source", "country", "currency", "is_vip", "counted"),
    *("last_order_at", "refunded", "is_default", "pincode", "status", "type", "city", "placed_at", "email", "label"),
)
# What a merge weighs: a "no" on either side is shown.
_WEIGHED = ("survivor", "absorbed", "result")
# What would change or was changed, and what a setting is, may take several lines, but is never cut.
_FOLDED = {
    *("before", "after", "value", "at", "actor", "command", "field", "reason", "customer", "customer_id"),
    *("why", "distance", "label", "message", "what", "a_who", "b_who", "evidence", *_WEIGHED),
}
_LEAST, _LEAST_FOLDED = 12, {"at": 10}
WIDE = 140


def label(field: str) -> str:
    """The heading of a field."""
    return _LABELS.get(field, field.replace("_", " ").capitalize())


def text_of(field: str, value: Any, currency: str) -> str:
    """A value for people, safe to print anywhere."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return format_amount(int(value.scaleb(digits(currency))), currency)
    if field.endswith("_at") and isinstance(value, str):
        return value[:16].replace("T", " ")
    if field == "at" and isinstance(value, str):
        return value[:19].replace("T", " ")
    if isinstance(value, str):
        return escape_for_terminal(value)
    if isinstance(value, Mapping) and "address1" in value:
        return _address_in_short(value)
    if isinstance(value, Sequence) and value and all(isinstance(member, Mapping) and "address1" in member for member in value):
        return "; ".join(map(_address_in_short, value))
    if isinstance(value, Sequence) and all(isinstance(member, str) for member in value):
        return escape_for_terminal(", ".join(value))
    if isinstance(value, Mapping) and not all(isinstance(member, str) for member in value.values()):
        return _in_words(value)
    if isinstance(value, Sequence) and value and all(isinstance(member, Mapping) for member in value):
        return "; ".join(map(_in_words, value))
    return escape_for_terminal(cell(value))


def write_table(stream: TextIO, rows: Iterable[Mapping[str, Any]], fields: Sequence[str], *, terminal: bool, currency: str) -> None:
    """Write rows as a table; in a pipe no value is cut and nothing depends on a width."""
    cells = [[_cell(field, row, currency) for field in fields] for row in rows]
    if terminal:
        _write_rich_table(stream, cells, fields)
    else:
        _write_columns(stream, [[label(field).upper() for field in fields], *cells], fields)


def _address_in_short(address: Mapping[str, Any]) -> str:
    """An address in a line of a change: enough to know which one it is."""
    default = "default " if address.get("is_default") else ""
    place = " ".join(filter(None, (address.get("city"), address.get("pincode"))))
    return escape_for_terminal(f"{default}{address.get('type')}: {', '.join(filter(None, (address.get('address1'), place)))}")


def _in_words(value: Mapping[str, Any]) -> str:
    """A small document in a cell: its message where it has one, else what it names and how many of each there are."""
    if isinstance(message := value.get("message"), str):
        return escape_for_terminal(message)
    told = [(name.removesuffix("_id").replace("_", " "), member) for name, member in value.items() if member]
    return escape_for_terminal(", ".join(f"{member} {name}" if type(member) is int else f"{name} {cell(member)}" for name, member in told))


def _cell(field: str, row: Mapping[str, Any], currency: str) -> str:
    """A cell of a table: a flag that is off is blank, a last order a date, an amount of an order in the order's currency."""
    value = row.get(field)
    if value is False and field not in ("before", "after", *_WEIGHED):
        return ""
    if field == "last_order_at" and isinstance(value, str):
        return value[:10]
    return text_of(field, value, row.get("currency") or currency)


def _write_columns(stream: TextIO, rows: Sequence[Sequence[str]], fields: Sequence[str]) -> None:
    widths = [max(display_width(row[index]) for row in rows) for index in range(len(fields))]
    for row in rows:
        parts = [pad(text, width, right=field in _NUMBERS) for text, width, field in zip(row, widths, fields, strict=True)]
        stream.write("  ".join(parts).rstrip() + "\n")


def _write_rich_table(stream: TextIO, cells: Sequence[Sequence[str]], fields: Sequence[str]) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    console = console_on(stream)
    widths = {
        field: max(display_width(text) for text in (label(field), *(row[index] for row in cells))) for index, field in enumerate(fields)
    }
    least = {field: _least_width(field, width) for field, width in widths.items()}
    shown = _that_fit(fields, least, console.width)
    spare = max(0, console.width - 1 - sum(least[field] + 3 for field in shown))
    # What is cut when it is short of room comes first, from the left; what is folded shares the rest.
    folded = sorted((field for field in shown if field in _FOLDED), key=lambda field: widths[field] - least[field])
    waiting = [field for field in shown if field not in _FOLDED] + folded
    for number, field in enumerate(waiting):
        share = spare // (len(waiting) - number) if field in _FOLDED else spare
        more = min(share, widths[field] - least[field])
        least[field] += more
        spare -= more
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for field in shown:
        side: Literal["left", "right"] = "right" if field in _NUMBERS else "left"
        overflow: Literal["fold", "ellipsis"] = "fold" if field in _FOLDED else "ellipsis"
        table.add_column(label(field), justify=side, overflow=overflow, no_wrap=field not in _FOLDED, width=least[field])
    for row in cells:
        table.add_row(*(Text(text) for text, field in zip(row, fields, strict=True) if field in shown))
    console.print(table)


def _least_width(field: str, width: int) -> int:
    if field in _WHOLE:
        return width
    return min(width, _LEAST_FOLDED.get(field, 8) if field in _FOLDED else _LEAST)


def _that_fit(fields: Sequence[str], least: Mapping[str, int], width: int) -> list[str]:
    """The fields that a terminal has room for; those that can best be done without go first."""
    shown = list(fields)
    for field in _DISPENSABLE:
        if sum(least[name] + 3 for name in shown) < width:
            break
        if field in shown and len(shown) > 1:
            shown.remove(field)
    while sum(least[name] + 3 for name in shown) >= width and len(shown) > 1:
        shown.pop()
    return shown


def console_on(stream: TextIO) -> Any:
    """Rich on a stream; nothing of what is printed is taken for markup."""
    from rich.console import Console

    # Coloured by FORCE_COLOR into a pipe, a table must not be cut to a width that nobody has.
    width = None if stream.isatty() or "COLUMNS" in os.environ else 1000
    return Console(file=stream, markup=False, emoji=False, highlight=False, width=width)


def display_width(text: str) -> int:
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def pad(text: str, width: int, *, right: bool = False) -> str:
    blank = " " * (width - display_width(text))
    return blank + text if right else text + blank
