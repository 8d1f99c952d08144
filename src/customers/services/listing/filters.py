"""Parse the filters of a selection."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from customers.domain.text import did_you_mean
from customers.errors import InvalidFieldError
from customers.models.order import OWNERS, OrderFilter
from customers.models.selection import FILTERS, OVERRIDES, TAG_FILTERS, Selection
from customers.models.types import OrderKeywords

if TYPE_CHECKING:
    from customers.domain.times.moments import Clock

ORDER_FILTERS = tuple(OrderKeywords.__annotations__)


def parse_selection(filters: Mapping[str, Any], currency: str, clock: "Clock | None" = None) -> Selection:
    """Return the selection of filters by their names; amounts in `currency` and times are texts or values.

    Times have the forms that `clock` takes, without one that of RFC 3339.

    Raises:
        InvalidFieldError: an amount, a time, a country or an override cannot be parsed.
        TypeError: a filter is unknown.
    """
    from customers.domain.countries import parse_country_name, suggest_country
    from customers.domain.money import parse_amount
    from customers.domain.timestamps import parse_timestamp

    parse_time = clock.moment if clock is not None else parse_timestamp
    if unknown := [name for name in filters if name not in FILTERS]:
        raise TypeError(_unknown_filter(unknown[0], FILTERS))
    values: dict[str, Any] = {}
    for name, value in filters.items():
        if value is None:
            continue
        try:
            if name in TAG_FILTERS:
                values[f"{name}s"] = (value,) if isinstance(value, str) else tuple(value)
            elif name.endswith("_spent"):
                values[name] = parse_amount(value, currency)
            elif name == "vip_override":
                values[name] = _parse_override(value)
            elif name == "country":
                values[name] = parse_country_name(value)
            elif name.endswith(("_after", "_before")):
                values[name] = parse_time(value.isoformat() if isinstance(value, date) else value)
            else:
                values[name] = value
        except ValueError as error:
            hint = suggest_country(value) if name == "country" else None
            raise InvalidFieldError(field=f"{{{name}}}", problem=str(error), parameters=(name,), hint=hint) from None
    _check_ranges(values, with_times=clock is None)
    return Selection(**values)


def _check_ranges(values: Mapping[str, Any], *, with_times: bool) -> None:
    """Refuse ranges that hold nothing; those of relative times can, and come to hold something later.

    Raises:
        InvalidFieldError: a range ends before it begins.
    """
    ranges = [("min_orders", "max_orders"), ("min_spent", "max_spent")]
    ranges += [("created_after", "created_before"), ("ordered_after", "ordered_before")] if with_times else []
    for start, end in ranges:
        if start in values and end in values and values[start] > values[end]:
            problem = f"is beyond {{{end}}}, so that no customer can match"
            raise InvalidFieldError(field=f"{{{start}}}", problem=problem, parameters=(start, end))


def _parse_override(text: str) -> str:
    if text not in OVERRIDES:
        raise ValueError(f"must be {' or '.join(OVERRIDES)}, not {text!r}")
    return text


def parse_order_filter(filters: OrderKeywords, clock: "Clock | None" = None) -> OrderFilter:
    """Return the filter of a list of orders; times are texts or values, and each word of a status leads to the canonical one.

    Times have the forms that `clock` takes, without one that of RFC 3339.

    Raises:
        InvalidFieldError: a time or a status cannot be parsed, or the state of the customers is unknown.
        TypeError: a filter is unknown.
    """
    from customers.domain.orders.status import parse_status
    from customers.domain.timestamps import parse_timestamp

    if unknown := [name for name in filters if name not in ORDER_FILTERS]:
        raise TypeError(_unknown_filter(unknown[0], ORDER_FILTERS))
    parse_time = clock.moment if clock is not None else parse_timestamp

    def parsed(name: str, parse: Callable[[Any], Any], value: Any) -> Any:
        try:
            return parse(value)
        except ValueError as error:
            raise InvalidFieldError(field=f"{{{name}}}", problem=str(error), parameters=(name,)) from None

    def time(name: str, value: Any) -> Any:
        return None if value is None else parsed(name, parse_time, value.isoformat() if isinstance(value, date) else value)

    of = filters.get("of", "live")
    if of not in OWNERS:
        hint = did_you_mean(of, OWNERS) or None
        raise InvalidFieldError(field="{of}", problem=f"must be live, deleted, erased or all, not {of!r}", parameters=("of",), hint=hint)
    statuses = _words(filters.get("status", ()))
    return OrderFilter(
        sources=_words(filters.get("source", ())),
        # As it is too: orders of older versions may have other words.
        statuses=tuple(dict.fromkeys([*statuses, *(parsed("status", parse_status, status).word for status in statuses)])),
        since=time("since", filters.get("since")),
        until=time("until", filters.get("until")),
        counted=filters.get("counted"),
        of=of,
    )


def _words(texts: str | Iterable[str]) -> tuple[str, ...]:
    """Return words in lower case, separated by commas or given one by one."""
    parts = (part for text in ([texts] if isinstance(texts, str) else texts) for part in text.split(","))
    return tuple(word for part in parts if (word := " ".join(part.lower().split())))


def _unknown_filter(name: str, filters: Collection[str]) -> str:
    return f"no filter {name!r}; {did_you_mean(name, filters)}the filters are {', '.join(filters)}"
