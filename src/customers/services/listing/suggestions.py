"""Suggest the nearest tags and places in use for a selection without customers."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from customers.database.queries.addresses import find_places, is_place_used
from customers.database.queries.tags import count_by_tag, is_tag_used
from customers.domain.addresses.regions import region_spellings
from customers.domain.tags import parse_tags
from customers.domain.text import closest_match, fold, quote_value
from customers.models.selection import Selection
from customers.services.transaction import Transaction

Row = TypeVar("Row")


def suggest_alternatives(tx: Transaction, selection: Selection) -> None:
    """Notice the tags and places of a selection that no customer has, each with the nearest one in use."""
    for tag in parse_tags((*selection.tags, *selection.any_tags, *selection.without_tags)):
        if not is_tag_used(tx.connection, tag.key):
            _suggest(tx, "tag", tag.label, [label for label, _ in count_by_tag(tx.connection)])
    for kind, place in (("city", selection.city), ("state", selection.state)):
        if place is None:
            continue
        keys = [fold(place)] if kind == "city" else region_spellings(place, selection.country)
        if not is_place_used(tx.connection, kind, keys):
            _suggest(tx, kind, place, find_places(tx.connection, kind))


def _suggest(tx: Transaction, kind: str, word: str, used: Sequence[str]) -> None:
    likely = closest_match(word, used)
    tx.notice(f"no customer has the {kind} {quote_value(word)}" + (f"; the nearest is {quote_value(likely)}" if likely else ""))


def with_suggestions_if_empty(tx: Transaction, selection: Selection, rows: Iterable[Row]) -> Iterator[Row]:
    """Yield rows; where there is none, suggest alternatives."""
    empty = True
    for row in rows:
        empty = empty and not row  # PostgreSQL returns an empty text for no rows
        yield row
    if empty:
        suggest_alternatives(tx, selection)
