"""Two customers of a review side by side: what each has, and what the survivor takes from the other."""

from collections.abc import Collection, Iterator
from typing import Any

from customers.models.customer import Customer
from customers.models.fields import PRINTED
from customers.output.formats.text import address_lines
from customers.output.screens.sides import Line, compare, side_lines, stacked_lines
from customers.output.screens.view import View
from customers.output.shapes.customers import CUSTOMER, customer_row

_HEADINGS = ("Survivor", "Absorbed")
# Fields that repeat others, or that no decision about a merge needs.
_OMITTED = frozenset(
    {"id", "full_name", "is_vip", "rfm", "avg_order_value", "first_order_at", "updated_at", "deleted_at", "addresses", "default_address"}
)
_NAMES = ("first_name", "last_name")
_FIELDS = (*_NAMES, *(name for name in PRINTED if name not in (*_NAMES, *_OMITTED)))
# A consent says more than the flag that follows from it.
_TAKEN_WITH = {"consent": "accepts_marketing"}


def review_text(survivor: Customer, absorbed: Customer, taken: Collection[str], view: View) -> str:
    """Return two customers; fields that the survivor takes from the other have a star."""
    sides = [customer_row(customer) | CUSTOMER.requested(customer, CUSTOMER.on_request) for customer in (survivor, absorbed)]
    lines = list(_lines(sides, taken, view))
    return view.render(side_lines(lines, _HEADINGS, view) or stacked_lines(lines, _HEADINGS, view))


def _lines(sides: list[dict[str, Any]], taken: Collection[str], view: View) -> Iterator[Line]:
    """Return the fields that one of both customers has."""
    for name in _FIELDS:
        column = CUSTOMER.column(name)
        first, second = (view.value(_value(side, name), column) for side in sides)
        if first or second:
            yield Line(f"* {column.label}" if _is_taken(name, taken) else column.label, (first, second), _sign(first, second))
    first, second = (_address_book(side) for side in sides)
    if first or second:
        yield Line("Addresses", (first, second), _sign(first, second))
    first, second = (view.end_of_id(side["id"]) for side in sides)
    yield Line("ID", (first, second))


def _is_taken(name: str, taken: Collection[str]) -> bool:
    is_external = name == "external_ids" and any(field.startswith("external_ids.") for field in taken)
    return is_external or name in taken or _TAKEN_WITH.get(name) in taken


def _value(side: dict[str, Any], name: str) -> Any:
    """Return the value of a field; a count of nothing is none."""
    value = side[name]
    return None if value in (0, False, [], {}) or (name == "consent" and value["state"] == "unknown") else value


def _address_book(side: dict[str, Any]) -> str:
    return "\n".join(f"{address['type']}: {', '.join(address_lines(address))}" for address in side["addresses"] or ())


def _sign(first: str, second: str) -> str:
    """Return the sign of two values: alike where they differ by case alone."""
    sign = compare(first, second)
    return "alike" if sign == "differs" and first.casefold() == second.casefold() else sign
