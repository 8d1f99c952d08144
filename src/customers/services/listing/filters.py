"""Parse the filters of a selection."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from customers.errors import InvalidFieldError
from customers.models.selection import FILTERS, Selection


def parse_selection(filters: Mapping[str, Any], currency: str) -> Selection:
    """A selection from the filters by the names of their options: amounts in `currency` and times, as texts or as values.

    Raises:
        InvalidFieldError: an amount or a time cannot be read.
        TypeError: there is no such filter.
    """
    from customers.domain.money import parse_amount
    from customers.domain.timestamps import parse_timestamp

    if unknown := [name for name in filters if name not in FILTERS]:
        raise TypeError(_no_such_filter(unknown[0]))
    values: dict[str, Any] = {}
    for name, given in filters.items():
        if given is None:
            continue
        try:
            if name in ("tag", "any_tag", "without_tag"):
                values[f"{name}s"] = (given,) if isinstance(given, str) else tuple(given)
            elif name.endswith("_spent"):
                values[name] = parse_amount(given, currency)
            elif name.endswith(("_after", "_before")):
                values[name] = parse_timestamp(given.isoformat() if isinstance(given, date) else given)
            else:
                values[name] = given
        except ValueError as error:
            raise InvalidFieldError(field=f"{{{name}}}", problem=str(error), parameters=(name,)) from None
    return Selection(**values)


def _no_such_filter(name: str) -> str:
    from customers.domain.suggestions import did_you_mean

    return f"no filter {name!r}; {did_you_mean(name, FILTERS)}the filters are {', '.join(FILTERS)}"
