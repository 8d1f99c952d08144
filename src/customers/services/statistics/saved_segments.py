"""Save, remove, list and count segments of the operator: selections with a name."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from customers.database.statistics import saved_segments as statements
from customers.domain.segments import filters_in_words, parse_segment_name, segment_key
from customers.domain.text import clean, is_blank, quote_value
from customers.errors import InvalidFieldError, SegmentExistsError, SegmentNotFoundError, UsageError
from customers.models.history import Change, Changed
from customers.models.segments import SavedSegment, Segment
from customers.models.selection import Selection
from customers.services.listing.filters import parse_selection
from customers.services.listing.listing import count, count_as_of, search
from customers.services.listing.saved_segments import clock_of, get_segment_name, is_saved, saved_selection, words_of
from customers.services.segment_changes import record_segment_change
from customers.services.transaction import Transaction

_MAX_LABEL = 255
# The filters that the orders until a moment decide, and the time of creation.
_BY_ORDERS = frozenset(
    (
        *("vip", "segment", "rfm", "min_orders", "max_orders", "min_spent", "max_spent", "ordered_after", "ordered_before"),
        *("created_after", "created_before"),
    )
)


def save_segment(
    tx: Transaction, name: str, filters: Mapping[str, Any], *, label: str | None = None, replace: bool = False
) -> Changed[SavedSegment]:
    """Save a selection by a name; `filters` are texts or values by their names. The label is the name if none is given.

    Raises:
        UsageError: the name is reserved, the selection is empty or uses a saved segment, or a filter is not valid.
        InvalidFieldError: the name, the label, an amount or a time is not valid.
        SegmentExistsError: there is one of that name, and `replace` is false.
    """
    try:
        segment_name = parse_segment_name(name)
        words = words_of(filters)
    except ValueError as error:
        raise UsageError(problem=str(error)) from None
    label = segment_name.text if label is None else _label(label)
    selection = parse_selection(words, tx.currency, clock_of(tx))
    if selection.is_empty:
        raise UsageError(problem="a saved segment needs a filter: all customers are not a segment")
    if selection.deleted:
        raise UsageError(problem="a saved segment is of live customers; {deleted} cannot be saved", parameters=("deleted",))
    if selection.segment is not None and is_saved(selection.segment):
        saved_selection(tx, selection.segment)
        problem = f"a saved segment cannot use another, {quote_value(selection.segment)}; give its filters instead"
        raise UsageError(problem=problem)
    before = statements.find_segment(tx.connection, segment_name.key)
    _count(tx, selection)  # finds filters that no selection may have
    if not statements.save_segment(tx.connection, segment_name, label, words, actor=tx.actor, now=tx.now, replace=replace):
        raise SegmentExistsError(name=quote_value(segment_name.text if before is None else before.name))
    record_segment_change(tx, segment_name.key, before)
    saved = _read(tx, _get_row(tx, segment_name.key))
    return Changed(saved, _changes(before, saved))


def remove_segment(tx: Transaction, name: str) -> str:
    """Remove a saved segment and return its name.

    Raises:
        UsageError: it is a built-in segment.
        SegmentNotFoundError: there is none of that name.
    """
    name = get_segment_name(tx, name)
    key = segment_key(name)
    before = statements.find_segment(tx.connection, key)
    statements.remove_segment(tx.connection, key)
    record_segment_change(tx, key, before)
    return name


def list_segments(tx: Transaction) -> list[SavedSegment]:
    """Return the saved segments by name, with the number of live customers of each."""
    return [_read(tx, row) for row in statements.find_segments(tx.connection)]


def count_saved(tx: Transaction, as_of: datetime | None = None) -> dict[str, Segment]:
    """Return the label and size of each saved segment, by name: now or, from the orders placed until then, as of a time."""
    if as_of is None:
        return {segment.name: Segment(segment.label, segment.count) for segment in list_segments(tx)}
    sizes, present = {}, []
    for row in statements.find_segments(tx.connection):
        sizes[row.name] = Segment(row.label, count_as_of(tx, saved_selection(tx, row.key, as_of), as_of))
        if not row.filters.keys() <= _BY_ORDERS:
            present.append(quote_value(row.name))
    if present:
        tx.notice(f"profiles, tags and consent of the past are not known: {', '.join(present)} are counted with those of today")
    return sizes


def _label(text: str) -> str:
    try:
        label = clean(text)
        if is_blank(label):
            raise ValueError("it cannot be blank")
        if len(label) > _MAX_LABEL:
            raise ValueError(f"it has at most {_MAX_LABEL} characters, not {len(label)}")
    except ValueError as error:
        raise InvalidFieldError(field="{label}", problem=str(error), parameters=("label",)) from None
    return label


def _count(tx: Transaction, selection: Selection) -> int:
    return count(tx, selection, search(tx, selection))


def _get_row(tx: Transaction, key: str) -> statements.StoredSegment:
    row = statements.find_segment(tx.connection, key)
    if row is None:
        raise SegmentNotFoundError(name=quote_value(key))
    return row


def _read(tx: Transaction, row: statements.StoredSegment) -> SavedSegment:
    return SavedSegment(
        name=row.name,
        label=row.label,
        count=_count(tx, saved_selection(tx, row.key)),
        selection=row.filters,
        created_at=row.created_at,
        updated_at=row.updated_at,
        actor=row.actor,
    )


def _changes(before: statements.StoredSegment | None, saved: SavedSegment) -> tuple[Change, ...]:
    old = {"label": None, "selection": None} if before is None else {"label": before.label, "selection": filters_in_words(before.filters)}
    new = {"label": saved.label, "selection": filters_in_words(saved.selection)}
    return tuple(Change(name, old[name], new[name]) for name in new if old[name] != new[name])
