"""What a selection that finds nobody may have meant: the nearest tags and places that there are."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from customers.database.queries.addresses import find_places, is_place_used
from customers.database.queries.tags import count_by_tag, is_tag_used
from customers.domain.suggestions import closest_match
from customers.domain.tags import parse_tags
from customers.domain.text import fold, quote_value
from customers.models.selection import Selection
from customers.services.transaction import Transaction

Row = TypeVar("Row")


def suggest_alternatives(tx: Transaction, selection: Selection) -> None:
    """Name the tags and places of a selection that nobody has, each with the nearest that somebody has."""
    for tag in parse_tags((*selection.tags, *selection.any_tags, *selection.without_tags)):
        if not is_tag_used(tx.connection, tag.key):
            _say(tx, "tag", tag.label, [label for label, _ in count_by_tag(tx.connection)])
    for kind, place in (("city", selection.city), ("state", selection.state)):
        if place is not None and not is_place_used(tx.connection, kind, fold(place)):
            _say(tx, kind, place, find_places(tx.connection, kind))


def _say(tx: Transaction, kind: str, word: str, used: Sequence[str]) -> None:
    likely = closest_match(word, used)
    tx.notice(f"nobody has the {kind} {quote_value(word)}" + (f"; the nearest is {quote_value(likely)}" if likely else ""))


def with_suggestions_if_empty(tx: Transaction, selection: Selection, rows: Iterable[Row]) -> Iterator[Row]:
    """Rows as they are; when there was none, near misses are said."""
    empty = True
    for row in rows:
        empty = empty and not row  # PostgreSQL gives an empty text for nothing
        yield row
    if empty:
        suggest_alternatives(tx, selection)
