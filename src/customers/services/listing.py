"""Lists of customers, and the customers that a bulk command is about."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row

from customers.database.queries import customers as statements
from customers.database.schema.tables import customers
from customers.database.search.find import SearchResult, find_matches, rank_conditions
from customers.database.selection import customer_set, filters, paging
from customers.domain.search.query import parse_query
from customers.domain.segments import SEGMENTS
from customers.domain.suggestions import did_you_mean
from customers.errors import CustomersError, NothingSelectedError, SelectionGuardError, UsageError
from customers.models.customer import Customer
from customers.models.page import Page, PageMeta
from customers.models.results import RefusedCustomer
from customers.models.selection import Guard, Selection
from customers.services.near_misses import say_near_misses
from customers.services.paging import check_page_size
from customers.services.references import get_customer_id
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
    everything: bool = False,
    with_addresses: bool = False,
    fuzzy: bool = False,
) -> Page[Customer]:
    """Return a page of the selected customers, or with `everything` all of them as a stream to be read once.

    With `fuzzy` the search of the selection forgives a typing error.

    Raises:
        UsageError: no such sort key or segment, a page too large, or a cursor that does not fit.
    """
    order = paging.parse_sort(sort)
    found = search(tx, selection, fuzzy=fuzzy)
    total = count(tx, selection, found)
    if not total:
        say_near_misses(tx, selection)
    if everything:
        query = statements.profiles().where(*live(tx, selection, found))
        rows = paging.stream(tx.connection, query, order, statements.BATCH)
        meta = PageMeta.whole(total)
        return Page(_read(tx, rows, with_addresses=with_addresses), meta)
    limit = check_page_size(tx, per_page)
    passing = order.key == "created_at" and page <= _NEAR
    matches = found.every.condition(scan_in_order=passing) if found else None
    chosen = filters.minimal_query(_conditions(tx, selection, matches, tags_first=total <= _RARE), order.column)
    shown, number, following = paging.fetch_page(
        tx.connection, chosen.ids(), order._replace(id=chosen.id), limit=limit, page=page, cursor=cursor
    )
    profiles = statements.find_profiles(tx.connection, [row.id for row in shown])
    meta = PageMeta.of(number, limit, total, following)
    return Page(list(_read(tx, profiles, with_addresses=with_addresses)), meta)


def search_customers(
    tx: Transaction,
    selection: Selection,
    *,
    page: int = 1,
    per_page: int | None = None,
    cursor: str | None = None,
    everything: bool = False,
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
        say_near_misses(tx, selection)
    conditions = rank_conditions(tx.connection, found, scan_in_order=not everything and page <= _NEAR)
    wanted = [None if tier is None else _conditions(tx, selection, tier) for tier in conditions]
    if everything:
        queries = [statements.profiles().where(*tier) for tier in wanted if tier is not None]
        rows = (row for query in queries for row in paging.stream(tx.connection, query, order, statements.BATCH))
        meta = PageMeta.whole(total)
        return Page(_read(tx, rows, with_addresses=with_addresses), meta)
    limit = check_page_size(tx, per_page)
    tiers = [None if tier is None else filters.minimal_query(tier, order.column).ids() for tier in wanted]
    shown, number, following = paging.fetch_ranked_page(tx.connection, tiers, order, limit=limit, page=page, cursor=cursor)
    profiles = statements.find_profiles(tx.connection, [row.id for row in shown])
    meta = PageMeta.of(number, limit, total, following)
    return Page(list(_read(tx, profiles, with_addresses=with_addresses)), meta)


def check_selection(selection: Selection) -> None:
    """Raise where a selection names what cannot be."""
    if selection.segment is not None:
        check_segment(selection.segment)
    if selection.deleted and selection.search is not None:
        raise UsageError(problem="--deleted and --search do not go together: search looks through live customers")


def check_segment(name: str) -> None:
    """Refuse what is no segment.

    Raises:
        UsageError: it names the nearest that there is.
    """
    if name not in SEGMENTS:
        raise UsageError(problem=f"no segment {name!r}; there are {', '.join(SEGMENTS)}", hint=did_you_mean(name, SEGMENTS) or None)


def select_customers(
    tx: Transaction, references: Sequence[str] | None, selection: Selection, guard: Guard, *, lenient: bool = False
) -> list[RefusedCustomer]:
    """Write down who a bulk command is about: customers by name (an empty list is nobody), or a selection.

    With `lenient`, for ids that come in bulk, the ones that nobody has are refused one by one and returned; else they raise.

    Raises:
        NothingSelectedError: there is neither a name nor a selection.
        SelectionGuardError: there are not as many as the guard demands.
    """
    check_named(references, selection)
    refused: list[RefusedCustomer] = []
    if references is not None:
        size = customer_set.fill_ids(tx.connection, _resolve(tx, references, refused if lenient else None))
    else:
        size = customer_set.fill(tx.connection, live(tx, selection))
        if not size:
            say_near_misses(tx, selection)
    check_guard(size, guard)
    return refused


def check_named(references: Sequence[str] | None, selection: Selection) -> None:
    """Raise NothingSelectedError where there is neither a name nor a selection."""
    if references is None and selection.is_empty:
        raise NothingSelectedError()


def check_guard(size: int, guard: Guard) -> None:
    """Raise SelectionGuardError where there are not as many customers as the guard demands."""
    if guard.expect is not None and size != guard.expect:
        raise SelectionGuardError(count=size, expected=f"not {guard.expect} as expected")
    if guard.max is not None and size > guard.max:
        raise SelectionGuardError(count=size, expected=f"more than the {guard.max} allowed")


def selected_ids(connection: Connection) -> list[UUID]:
    """The ids of the customers that `select_customers` wrote down, sorted."""
    return sorted(connection.scalars(customer_set.selected_ids()))


def count_selected(connection: Connection) -> int:
    """How many customers `select_customers` wrote down."""
    return customer_set.count_selected(connection)


def preview(tx: Transaction, limit: int = 5) -> list[Customer]:
    """A few of the customers that `select_customers` wrote down, to show before the question."""
    query = statements.profiles().where(customers.c.id.in_(customer_set.selected_ids())).limit(limit)
    return list(_read(tx, tx.connection.execute(query), with_addresses=False))


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


def live(tx: Transaction, selection: Selection, found: SearchResult | None = None, *, fuzzy: bool = False) -> list[ColumnElement[bool]]:
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


def _read(tx: Transaction, rows: Iterable[Row[Any]], *, with_addresses: bool) -> Iterator[Customer]:
    return statements.read_customers(tx.connection, rows, tx.currency, consent=tx.consent, with_addresses=with_addresses)


def _resolve(tx: Transaction, references: Sequence[str], refused: list[RefusedCustomer] | None) -> list[UUID]:
    found = []
    for reference in references:
        try:
            found.append(get_customer_id(tx, reference))
        except CustomersError as error:
            if refused is None:
                raise
            refused.append(RefusedCustomer(reference, error.code, error.message))
    return found
