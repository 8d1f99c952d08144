"""The fields of a merge: survivor and absorbed profile side by side, the result, and the rule that decided."""

from collections.abc import Iterable, Iterator
from typing import Any

from rich.text import Text

from customers.domain.text import escape_for_terminal
from customers.output.formats.times import is_stamp
from customers.output.screens.sides import Line, compare, side_lines, stacked_lines
from customers.output.screens.tones import tone_style
from customers.output.screens.view import View, dim
from customers.output.shapes.columns import Row
from customers.output.shapes.customers import CUSTOMER

_HEADINGS = ("Survivor", "Absorbed", "Result")
_SIDES = ("survivor", "absorbed", "result")


def field_texts(fields: Iterable[Row], view: View) -> Iterator[str]:
    """Return the fields of a merge that a profile has.

    Where the results have no room, those that are the value of a side have the rule alone.
    """
    rows = [field for field in fields if any(_has(field[side]) for side in _SIDES)]
    if not rows:
        return
    lines = [_line(field, view) for field in rows]
    short = [_line(field, view, is_short=True) for field in rows]
    yield view.render(side_lines(lines, _HEADINGS, view) or side_lines(short, _HEADINGS, view) or stacked_lines(lines, _HEADINGS, view))


def _has(value: Any) -> bool:
    return value is not None and value not in ("", [], {})


def _line(field: Row, view: View, *, is_short: bool = False) -> Line:
    survivor, absorbed, result = _values(field, view)
    sign = compare(survivor, absorbed)
    # What is the same on both sides needs no result.
    is_plain = sign == "same" or (is_short and result in (survivor, absorbed))
    text = dim(field["rule"]) if is_plain else Text.assemble((result, tone_style("after")), (f" ({field['rule']})", "dim"))
    return Line(_label(field["field"]), (survivor, absorbed), sign, (text,))


def _values(field: Row, view: View) -> list[str]:
    """Return both values and the result as text; times by their day where that tells them apart."""
    values = [field[side] for side in _SIDES]
    if all(isinstance(value, str) and is_stamp(value) for value in values) and view.day(values[0]) != view.day(values[1]):
        return [view.day(value) for value in values]
    return [view.value(value) for value in values]


def _label(field: str) -> str:
    """Return the name of a field as cards have it; the id of another system by the system."""
    name, _, system = field.partition(".")
    return f"{escape_for_terminal(system)} ID" if name == "external_ids" and system else CUSTOMER.column(name).label
