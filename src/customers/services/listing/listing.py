"""List, search and count customers."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Row

from customers.database.queries import customers as statements
from customers.database.search.find import SearchResult, find_matches, rank_conditions
from customers.database.selection import filters, paging
from customers.domain.search.query import parse_query
from customers.domain.segments import SEGMENTS
from customers.domain.suggestions import did_you_mean
from customers.errors import UsageError
from customers.models.customer import Customer
from customers.models.page import Page, PageMeta
from customers.models.selection import Selection
from customers.services.listing.suggestions import suggest_alternatives
from customers.services.paging import check_page_size
from customers.services.transaction import Transaction

# Up to this page a list of matches is read in its order until the page is full; what lies deeper is sorted.
_NEAR = 10
# Up to so many customers of a tag are found and sorted sooner than a page of them is met on the way.
_RARE = 2_000


def list_customers(
    tx: Transaction,
    selection: Selection,
    *,
    sort: str = "-created_at",
    page: int = 1,
    per_page: int | None = None,
    cursor: str | None = None,
    stream: bool = False,
    with_addresses: bool = False,
    fuzzy: bool = False,
) -> Page[Customer]:
    """Return a page of the selected customers, or with `stream` all of them as a stream to be read once.

    With `fuzzy` the search of the selection forgives a typing error.

    Raises:
        UsageError: no such sort key or segment, a page too large, or a cursor that does not fit.
    """
    order = paging.parse_sort(sort)
    found = search(tx, selection, fuzzy=fuzzy)
    total = count(tx, selection, found)
    if not total:
        suggest_alternatives(tx, selection)
    if stream:
        query = statements.profiles().where(*active_conditions(tx, selection, found))
        rows = paging.stream(tx.connection, query, order, statements.BATCH)
        meta = PageMeta.whole(total)
        return Page(read_customers(tx, rows, with_addresses=with_addresses), meta)
    limit = check_page_size(tx, per_page)
    passing = order.key == "created_at" and page <= _NEAR
    matches = found.every.condition(scan_in_order=passing) if found else None
    chosen = filters.minimal_query(_conditions(tx, selection, matches, tags_first=total <= _RARE), order.column)
    shown, number, following = paging.fetch_page(
        tx.connection, chosen.ids(), order._replace(id=chosen.id), limit=limit, page=page, cursor=cursor
    )
    profiles = statements.find_profiles(tx.connection, [row.id for row in shown])
    meta = PageMeta.of(number, limit, total, following)
    return Page(list(read_customers(tx, profiles, with_addresses=with_addresses)), meta)


def search_customers(
    tx: Transaction,
    selection: Selection,
    *,
    page: int = 1,
    per_page: int | None = None,
    cursor: str | None = None,
    stream: bool = False,
    with_addresses: bool = False,
) -> Page[Customer]:
    """The customers whom the search of a selection finds, best first: those it names exactly, those of whom every word,
    then one of the words, begins a name, the rest; among equals the newest first.

    Raises:
        UsageError: as `list_customers`, or there is no word to look for.
    """
    found = search(tx, selection, fuzzy=True)
    if found is None:
        raise UsageError(problem="a search needs a word to look for")
    order = paging.parse_sort("-created_at")
    total = count(tx, selection, found)
    if not total:
        suggest_alternatives(tx, selection)
    conditions = rank_conditions(tx.connection, found, scan_in_order=not stream and page <= _NEAR)
    wanted = [None if tier is None else _conditions(tx, selection, tier) for tier in conditions]
    if stream:
        queries = [statements.profiles().where(*tier) for tier in wanted if tier is not None]
        rows = (row for query in queries for row in paging.stream(tx.connection, query, order, statements.BATCH))
        meta = PageMeta.whole(total)
        return Page(read_customers(tx, rows, with_addresses=with_addresses), meta)
    limit = check_page_size(tx, per_page)
    tiers = [None if tier is None else filters.minimal_query(tier, order.column).ids() for tier in wanted]
    shown, number, following = paging.fetch_ranked_page(tx.connection, tiers, order, limit=limit, page=page, cursor=cursor)
    profiles = statements.find_profiles(tx.connection, [row.id for row in shown])
    meta = PageMeta.of(number, limit, total, following)
    return Page(list(read_customers(tx, profiles, with_addresses=with_addresses)), meta)


def check_selection(selection: Selection) -> None:
    """Raise where a selection names what cannot be."""
    if selection.segment is not None:
        check_segment(selection.segment)
    if selection.deleted and selection.search is not None:
        problem = "{deleted} and {search} do not go together: search looks through live customers"
        raise UsageError(problem=problem, parameters=("deleted", "search"))


def check_segment(name: str) -> None:
    """Refuse what is no segment.

    Raises:
        UsageError: it names the nearest that there is.
    """
    if name not in SEGMENTS:
        raise UsageError(problem=f"no segment {name!r}; there are {', '.join(SEGMENTS)}", hint=did_you_mean(name, SEGMENTS) or None)


def search(tx: Transaction, selection: Selection, *, fuzzy: bool = False) -> SearchResult | None:
    """Return what the search of a selection finds, None where there is no search; with `fuzzy` a typing error is forgiven, with a notice.

    Raises:
        UsageError: there is no word to look for.
    """
    if selection.search is None:
        return None
    try:
        query = parse_query(selection.search, tx.settings.default_country)
    except ValueError as error:
        raise UsageError(problem=str(error), hint="for example: customers search asha") from None
    found = find_matches(tx.connection, query, fuzzy=fuzzy)
    if found.is_fuzzy:
        tx.notice(f"nothing matches {selection.search!r} as it is typed; these differ by a letter")
    return found


def count(tx: Transaction, selection: Selection, found: SearchResult | None) -> int:
    """How many customers a selection means; where it is a search alone, by the search's own index."""
    if found is not None and replace(selection, search=None).is_empty:
        return found.every.total()
    matches = found.every.condition() if found else None
    return filters.minimal_query(_conditions(tx, selection, matches, tags_first=True)).count(tx.connection)


def active_conditions(
    tx: Transaction, selection: Selection, found: SearchResult | None = None, *, fuzzy: bool = False
) -> list[ColumnElement[bool]]:
    """Return the conditions of a selection; `found` is the result of `search`, where it is there already, `fuzzy` as for `search`.

    Raises:
        UsageError: a tag of the selection is none, or there is no word to search for.
    """
    found = found or search(tx, selection, fuzzy=fuzzy)
    return _conditions(tx, selection, found.every.condition() if found else None)


def _conditions(
    tx: Transaction, selection: Selection, matches: ColumnElement[bool] | None, *, tags_first: bool = False
) -> list[ColumnElement[bool]]:
    check_selection(selection)
    try:
        return filters.conditions(selection, matches, tx.thresholds, tx.now, consent=tx.consent, tags_first=tags_first)
    except ValueError as error:
        raise UsageError(problem=str(error)) from None


def read_customers(tx: Transaction, rows: Iterable[Row[Any]], *, with_addresses: bool) -> Iterator[Customer]:
    return statements.read_customers(tx.connection, rows, tx.currency, consent=tx.consent, with_addresses=with_addresses)
