"""Resolve saved segments: selections with a name, evaluated when they are used."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from customers.database.statistics import saved_segments as statements
from customers.domain.segments import SEGMENTS, segment_key
from customers.domain.tags import parse_tags
from customers.domain.text import did_you_mean, quote_value
from customers.domain.times.moments import Clock
from customers.errors import CustomersError, SegmentNotFoundError, UsageError
from customers.models.selection import TAG_FILTERS, Selection
from customers.services.listing.filters import parse_selection
from customers.services.transaction import Transaction


def is_saved(name: str | None) -> bool:
    """Return whether a name of a segment is none of the built-in ones."""
    return name is not None and name not in SEGMENTS


def saved_selection(tx: Transaction, name: str, at: datetime | None = None) -> Selection:
    """Return the selection of a saved segment, with its relative times counted from a time, or from now.

    Raises:
        UsageError: the segment does not exist, or a filter of it is not valid any more, such as an amount of another currency.
    """
    row = statements.find_segment(tx.connection, segment_key(name))
    if row is None:
        names = (*SEGMENTS, *(row.name for row in statements.find_segments(tx.connection)))
        raise UsageError(problem=f"no segment {name!r}; choose {', '.join(names)}", hint=did_you_mean(name, names) or None)
    try:
        return parse_selection(row.filters, tx.currency, clock_of(tx, at))
    except CustomersError as error:
        raise UsageError(problem=f"the saved segment {quote_value(row.name)} cannot be used: {error.message}") from None


def clock_of(tx: Transaction, at: datetime | None = None) -> Clock:
    """Return the clock that reads the times of a saved segment."""
    return Clock(at or tx.now, tx.settings.zone)


def get_segment_name(tx: Transaction, name: str) -> str:
    """Return the name of a saved segment as it was written.

    Raises:
        UsageError: it is a built-in segment.
        SegmentNotFoundError: there is none of that name.
    """
    key = segment_key(name)
    if key in SEGMENTS:
        raise UsageError(problem=f"{quote_value(name)} is a built-in segment")
    row = statements.find_segment(tx.connection, key)
    if row is None:
        names = [row.name for row in statements.find_segments(tx.connection)]
        raise SegmentNotFoundError(name=quote_value(name), hint=did_you_mean(name, names) or None)
    return str(row.name)


def words_of(filters: Mapping[str, Any]) -> dict[str, Any]:
    """Return filters as they are stored: those that are given, tags one by one.

    Raises:
        ValueError: a tag breaks a rule.
    """
    words: dict[str, Any] = {}
    for name, value in filters.items():
        if name in TAG_FILTERS and value:
            words[name] = [tag.label for tag in parse_tags([value] if isinstance(value, str) else value)]
        elif isinstance(value, date):
            words[name] = value.isoformat()
        elif value is not None and value not in ([], ()):
            words[name] = str(value) if isinstance(value, Decimal) else value
    return words
