"""List, search and count customers."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row

from customers.database.queries import customers as statements
from customers.database.search.find import SearchResult, find_matches, rank_conditions
from customers.database.selection import filters, paging
from customers.database.statistics.rfm import find_quintiles
from customers.database.statistics.segments import standing
from customers.domain.search.query import parse_query
from customers.domain.segments import SEGMENTS
from customers.domain.statistics.rfm import GROUPS
from customers.domain.text import did_you_mean
from customers.errors import UsageError
from customers.models.customer import CONSENT_STATES, Customer
from customers.models.page import Page, PageMeta
from customers.models.selection import Selection
from customers.services.listing.saved_segments import is_saved, saved_selection
from customers.services.listing.suggestions import suggest_alternatives
from customers.services.paging import FIRST_PAGE, PageRequest, check_page_size
from customers.services.scores import get_quintiles
from customers.services.transaction import Transaction
from customers.services.vip_thresholds import notice_other_thresholds

# Pages up to this one are read in index order; deeper pages are sorted.
_MAX_SCANNED_PAGE = 10
# Up to so many customers of a tag are sorted faster than a page of them is read in index order.
_MAX_SORTED_TAG = 2_000
# A first and a last name of the greatest length fit; the time of a search grows with its words.
_MAX_SEARCH_LENGTH = 1_000


def list_customers(
    tx: Transaction,
    selection: Selection,
    *,
    sort: str = "-created_at",
    request: PageRequest = FIRST_PAGE,
    with_addresses: bool = False,
    fuzzy: bool = False,
) -> Page[Customer]:
    """Return the requested page of the customers of a selection, or all of them as a stream to be read once.

    With `fuzzy` the search of the selection tolerates a typing error.

    Raises:
        UsageError: the sort key or segment is unknown, the page is too large, or the cursor is of another list.
    """
    order = paging.parse_sort(sort)
    result = search(tx, selection, fuzzy=fuzzy)
    total = count(tx, selection, result, fuzzy=fuzzy)
    if not total:
        suggest_alternatives(tx, selection)
    if request.is_stream(tx):
        every_row = statements.profiles(tx.thresholds, tx.now).where(*active_conditions(tx, selection, result, fuzzy=fuzzy))
        stream_of_rows = paging.stream(tx.connection, every_row, order, statements.BATCH)
        return request.streamed(read_customers(tx, stream_of_rows, with_addresses=with_addresses), total)
    limit = check_page_size(tx, request)
    scan_in_order = order.key == "created_at" and request.page <= _MAX_SCANNED_PAGE
    matches = result.every.condition(scan_in_order=scan_in_order) if result else None
    query = filters.minimal_query(_conditions(tx, selection, matches, fuzzy=fuzzy, tags_first=total <= _MAX_SORTED_TAG), order.column)
    rows, number, next_cursor = paging.fetch_page(
        tx.connection, query.ids(), order._replace(id=query.id), limit=limit, page=request.page, cursor=request.cursor
    )
    profiles = statements.find_profiles(tx.connection, [row.id for row in rows], tx.thresholds, tx.now)
    meta = PageMeta.of(number, limit, total, next_cursor)
    return Page(list(read_customers(tx, profiles, with_addresses=with_addresses)), meta)


def search_customers(
    tx: Transaction,
    selection: Selection,
    *,
    request: PageRequest = FIRST_PAGE,
    with_addresses: bool = False,
) -> Page[Customer]:
    """Return the requested page of the matches of a selection's search, best first, or all of them as a stream.

    Exact identities come first, then the customers of orders with that number, customers with names that begin with every
    word, those with names that begin with one of the words, and the rest; among equals the newest comes first.

    Raises:
        UsageError: as for `list_customers`, or the search has no word.
    """
    result = search(tx, selection, fuzzy=True)
    if result is None:
        raise UsageError(problem="a search needs a word to look for")
    order = paging.parse_sort("-created_at")
    total = count(tx, selection, result, fuzzy=True)
    if not total:
        suggest_alternatives(tx, selection)
    matches = rank_conditions(tx.connection, result, scan_in_order=not request.is_stream(tx) and request.page <= _MAX_SCANNED_PAGE)
    conditions = [None if rank is None else _conditions(tx, selection, rank, fuzzy=True) for rank in matches]
    if request.is_stream(tx):
        queries = [statements.profiles(tx.thresholds, tx.now).where(*rank) for rank in conditions if rank is not None]
        rows = (row for query in queries for row in paging.stream(tx.connection, query, order, statements.BATCH))
        return request.streamed(read_customers(tx, rows, with_addresses=with_addresses), total)
    limit = check_page_size(tx, request)
    ranks = [None if rank is None else filters.minimal_query(rank, order.column).ids() for rank in conditions]
    page_rows, number, next_cursor = paging.fetch_ranked_page(
        tx.connection, ranks, order, limit=limit, page=request.page, cursor=request.cursor
    )
    profiles = statements.find_profiles(tx.connection, [row.id for row in page_rows], tx.thresholds, tx.now)
    meta = PageMeta.of(number, limit, total, next_cursor)
    return Page(list(read_customers(tx, profiles, with_addresses=with_addresses)), meta)


def check_selection(selection: Selection) -> None:
    """Raise UsageError where a selection has an unknown consent or group of RFM, or filters that exclude each other."""
    if selection.rfm is not None and selection.rfm not in GROUPS:
        problem = f"no RFM group {selection.rfm!r}; choose {', '.join(GROUPS)}"
        raise UsageError(problem=problem, hint=did_you_mean(selection.rfm, GROUPS) or None)
    if selection.consent is not None and selection.consent not in CONSENT_STATES:
        problem = f"{{consent}} is {', '.join(CONSENT_STATES)}, not {selection.consent!r}"
        raise UsageError(problem=problem, parameters=("consent",))
    if selection.deleted and selection.search is not None:
        raise UsageError(problem="{search} looks through live customers, and cannot select deleted ones", parameters=("search",))


def check_segment(name: str) -> None:
    """Check the name of a built-in segment.

    Raises:
        UsageError: the segment is unknown.
    """
    if name not in SEGMENTS:
        raise UsageError(problem=f"no segment {name!r}; choose {', '.join(SEGMENTS)}", hint=did_you_mean(name, SEGMENTS) or None)


def search(tx: Transaction, selection: Selection, *, fuzzy: bool = False) -> SearchResult | None:
    """Return the matches of a selection's search, None where it has none; with `fuzzy` tolerate a typing error, with a notice.

    Raises:
        UsageError: the search has no word, or is too long.
    """
    if selection.search is None:
        return None
    if len(selection.search) > _MAX_SEARCH_LENGTH:
        raise UsageError(problem=f"a search has at most {_MAX_SEARCH_LENGTH:,} characters, not {len(selection.search):,}")
    try:
        query = parse_query(selection.search, tx.settings.default_country)
    except ValueError as error:
        raise UsageError(problem=str(error), hint="for example: customers search asha") from None
    result = find_matches(tx.connection, query, fuzzy=fuzzy)
    if result.is_fuzzy:
        tx.notice(f"nothing matches {selection.search!r} exactly; these differ by a letter")
    return result


def count(tx: Transaction, selection: Selection, result: SearchResult | None, *, fuzzy: bool = False) -> int:
    """Return the number of customers of a selection; that of a search alone comes from the search index."""
    if result is not None and replace(selection, search=None).is_empty:
        return result.every.total()
    matches = result.every.condition() if result else None
    return filters.minimal_query(_conditions(tx, selection, matches, fuzzy=fuzzy, tags_first=True)).count(tx.connection)


def active_conditions(
    tx: Transaction, selection: Selection, result: SearchResult | None = None, *, fuzzy: bool = False, states: Sequence[str] = ()
) -> list[ColumnElement[bool]]:
    """Return the conditions of a selection; `result` is that of `search` if it is known, `fuzzy` as for `search`.

    `states` are those of the customers, live ones by default.

    Raises:
        UsageError: a tag of the selection is not valid, or the search has no word.
    """
    result = result or search(tx, selection, fuzzy=fuzzy)
    return _conditions(tx, selection, result.every.condition() if result else None, fuzzy=fuzzy, states=states)


def _conditions(
    tx: Transaction,
    selection: Selection,
    matches: ColumnElement[bool] | None,
    *,
    fuzzy: bool = False,
    tags_first: bool = False,
    states: Sequence[str] = (),
) -> list[ColumnElement[bool]]:
    check_selection(selection)
    if is_saved(selection.segment):
        rest = replace(selection, segment=None)
        saved = replace(saved_selection(tx, selection.segment or ""), deleted=selection.deleted)
        return [
            *_conditions(tx, rest, matches, fuzzy=fuzzy, tags_first=tags_first, states=states),
            *active_conditions(tx, saved, fuzzy=fuzzy, states=states),
        ]
    if selection.vip is not None or selection.segment == "vip":
        notice_other_thresholds(tx)
    try:
        result = filters.conditions(selection, matches, tx.thresholds, tx.now, consent=tx.consent, tags_first=tags_first, states=states)
    except ValueError as error:
        raise UsageError(problem=str(error)) from None
    return result + filters.rfm_conditions(selection, lambda: get_quintiles(tx))


def count_as_of(tx: Transaction, selection: Selection, moment: datetime) -> int:
    """Return the number of customers of a selection that uses no saved segment, by the orders placed until a moment.

    All else that it may filter by (profiles, addresses, tags, consent) is as of now.
    """
    check_selection(selection)
    result = search(tx, selection)
    matches = result.every.condition() if result else None
    conditions = filters.conditions(selection, matches, tx.thresholds, moment, consent=tx.consent)
    conditions += filters.rfm_conditions(selection, lambda: find_quintiles(tx.connection, tx.thresholds, moment))
    return filters.count_with(tx.connection, conditions, standing(tx.thresholds, moment))


def read_customers(tx: Transaction, rows: Iterable[Row[Any]], *, with_addresses: bool) -> Iterator[Customer]:
    """Yield the customers of rows of `profiles`."""
    return statements.read_customers(
        tx.connection, rows, tx.currency, consent=tx.consent, with_addresses=with_addresses, with_aliases=with_addresses
    )
