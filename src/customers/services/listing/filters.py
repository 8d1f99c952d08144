"""Parse the filters of a selection."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from customers.errors import InvalidFieldError
from customers.models.selection import FILTERS, OVERRIDES, Selection


def parse_selection(filters: Mapping[str, Any], currency: str) -> Selection:
    """Return the selection of filters by their names; amounts in `currency` and times are texts or values.

    Raises:
        InvalidFieldError: an amount, a time, a country or an override cannot be parsed.
        TypeError: a filter is unknown.
    """
    from customers.domain.countries import parse_country_name
    from customers.domain.money import parse_amount
    from customers.domain.timestamps import parse_timestamp

    if unknown := [name for name in filters if name not in FILTERS]:
        raise TypeError(_unknown_filter(unknown[0]))
    values: dict[str, Any] = {}
    for name, value in filters.items():
        if value is None:
            continue
        try:
            if name in ("tag", "any_tag", "without_tag"):
                values[f"{name}s"] = (value,) if isinstance(value, str) else tuple(value)
            elif name.endswith("_spent"):
                values[name] = parse_amount(value, currency)
            elif name == "vip_override":
                values[name] = _parse_override(value)
            elif name == "country":
                values[name] = parse_country_name(value)
            elif name.endswith(("_after", "_before")):
                values[name] = parse_timestamp(value.isoformat() if isinstance(value, date) else value)
            else:
                values[name] = value
        except ValueError as error:
            raise InvalidFieldError(field=f"{{{name}}}", problem=str(error), parameters=(name,)) from None
    return Selection(**values)


def _parse_override(text: str) -> str:
    if text not in OVERRIDES:
        raise ValueError(f"must be {' or '.join(OVERRIDES)}, not {text!r}")
    return text


def _unknown_filter(name: str) -> str:
    from customers.domain.text import did_you_mean

    return f"no filter {name!r}; {did_you_mean(name, FILTERS)}the filters are {', '.join(FILTERS)}"
