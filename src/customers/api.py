"""The library for Python scripts: the services of the commands, with the same rules, history and errors.

Each method is one transaction, as each command is; `Shop.transaction` joins several. Errors of commands are raised as
exceptions (`customers.errors`), notices of commands are collected in `Shop.notices`.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Unpack
from uuid import UUID

from customers.config.settings import load
from customers.database.connection.sqlite_file import FirstUse
from customers.domain.matching.model import DEFAULT_SCORE
from customers.models.customer import Customer, CustomerAddress
from customers.models.history import HistoryEvent, HistoryFilter
from customers.models.inputs import AddressInput, CustomerInput
from customers.models.merge import DuplicatePair, MergeResult, UnmergeResult
from customers.models.order import MovedOrders, Order
from customers.models.page import Page
from customers.models.results import Recalculation, TagResult
from customers.models.run import RunFilter, RunRecord, UndoOptions, UndoResult
from customers.models.segments import CustomerSegments, RfmGroups, SavedSegment, TrendPoint
from customers.models.selection import Guard, Selection
from customers.models.types import FieldKeywords, FilterKeywords, OrderKeywords, Reference, Time
from customers.models.vip import VipChange, VipExplanation
from customers.services import history, recalculation, scores
from customers.services.customers import addresses, lifecycle, lookup, orders, profiles, records, tags
from customers.services.inputs import merged_input
from customers.services.keyword_errors import get_time, read_sides, read_time
from customers.services.library import Library, retried
from customers.services.listing import confirmation, listing, person
from customers.services.listing.filters import parse_order_filter
from customers.services.merging import duplicates, merge, unmerge
from customers.services.paging import STREAM, PageRequest
from customers.services.runs.listing import get_run, list_runs
from customers.services.runs.undo import undo_run
from customers.services.shop import ShopContext, login_name
from customers.services.statistics import explain, rfm, saved_segments, segments, trend, vip_changes


def open_shop(
    url: str | None = None,
    *,
    actor: str | None = None,
    reason: str | None = None,
    env_file: str | Path | None = None,
    shop: str | None = None,
    create: bool = False,
    **settings: object,
) -> "Shop":
    """Open a shop for a script.

    Args:
        url: The URL of the database, such as sqlite:///shop.db; by default that of the settings.
        actor: The actor of the history; by default the login name.
        reason: The reason of the history.
        env_file: A file of settings instead of `.env` in the current folder.
        shop: A section [shops.NAME] of the user's configuration file; its settings outrank the environment.
        create: Whether to create a missing SQLite file in an existing folder. The default file is always created.
        settings: Settings by their names in lower case without the prefix, such as `at_risk_days=60`.

    Raises:
        InvalidSettingError, TypeError: the value of a setting is not allowed; a setting does not exist.
    """
    values = {
        f"CUSTOMERS_{name.upper()}": str(value).lower() if isinstance(value, bool) else str(value) for name, value in settings.items()
    }
    loaded = load({**values, "CUSTOMERS_DATABASE_URL": url, "CUSTOMERS_SHOP": shop}, env_file=Path(env_file) if env_file else None)
    if unknown := values.keys() - loaded.origins.keys():
        raise TypeError(f"no such setting: {', '.join(sorted(unknown))}")
    is_default = loaded.origins["CUSTOMERS_DATABASE_URL"].source == "default"
    return Shop(ShopContext(loaded, actor or login_name(), "library", reason, FirstUse(create or is_default, is_default)))


class Shop(Library):
    """A shop. A reference to a customer is an id, email, phone or SYSTEM:EXTERNAL_ID; one to an order is an id or SOURCE:NUMBER.

    Attributes:
        notices: The notices of all transactions so far.
    """

    # Reading

    def get(self, customer: Reference) -> Customer:
        """Return one customer with addresses; raises CustomerNotFoundError, CustomerDeletedError or AmbiguousReferenceError."""
        with self._reading() as tx:
            return records.get_customer(tx, lookup.get_customer_id(tx, str(customer)), with_aliases=True)

    def customers(
        self,
        *,
        sort: str = "-created_at",
        with_addresses: bool = False,
        with_rfm: bool = False,
        fuzzy: bool = False,
        **filters: Unpack[FilterKeywords],
    ) -> Iterator[Customer]:
        """Yield the selected customers, by default all, in constant memory; with `fuzzy` the `search` is typo-tolerant."""
        with self._reading() as tx:
            page = listing.list_customers(
                tx, self._selection(filters), sort=sort, request=STREAM, with_addresses=with_addresses, fuzzy=fuzzy
            )
            yield from scores.with_scores(tx, page.data) if with_rfm else page.data

    def page(
        self,
        *,
        page: int = 1,
        per_page: int | None = None,
        cursor: str | None = None,
        sort: str = "-created_at",
        fuzzy: bool = False,
        **filters: Unpack[FilterKeywords],
    ) -> Page[Customer]:
        """Return a page of the selected customers with their total, by its number or the cursor of the previous page."""
        with self._reading() as tx:
            return listing.list_customers(tx, self._selection(filters), sort=sort, request=PageRequest(page, per_page, cursor), fuzzy=fuzzy)

    def search(self, query: str, *, limit: int | None = None) -> list[Customer]:
        """Return the best matches of a typo-tolerant search, at most `limit`, by default a page."""
        with self._reading() as tx:
            return list(listing.search_customers(tx, Selection(search=query), request=PageRequest(limit=limit)).data)

    def person(self, customer: Reference) -> dict[str, Any]:
        """Return all that is stored about one person, in any state, as one document in JSON's own types, for a request of access."""
        with self._reading() as tx:
            return person.export_person(tx, person.get_person_id(tx, str(customer)))

    def orders(self, customer: Reference | None = None, **filters: Unpack[OrderKeywords]) -> Iterator[Order]:
        """Yield orders, newest first: of one customer or of all, and those of a filter; `of="all"` has those of deleted customers too."""
        with self._reading() as tx:
            order_filter = parse_order_filter(filters, self._clock)
            customer_id = None if customer is None else orders.get_owner_id(tx, str(customer), order_filter.of)
            yield from orders.list_orders(tx, customer_id, order_filter, STREAM).data

    def order(self, order: Reference) -> Order:
        """Return one order; raises OrderNotFoundError or AmbiguousOrderError."""
        with self._reading() as tx:
            return orders.get_orders(tx, [str(order)])[0]

    def segments(self, as_of: Time | None = None) -> CustomerSegments:
        """Return the sizes of all segments, now or at a time in the past."""
        with self._reading() as tx:
            return segments.count_segments(tx, read_time("as_of", as_of, self._clock))

    def saved_segments(self) -> list[SavedSegment]:
        """Return the saved segments by name, with their sizes."""
        with self._reading() as tx:
            return saved_segments.list_segments(tx)

    def rfm(self, as_of: Time | None = None) -> RfmGroups:
        """Return the groups by recency, frequency and money, now or at a time in the past."""
        with self._reading() as tx:
            return rfm.count_rfm(tx, read_time("as_of", as_of, self._clock))

    def trend(self, since: Time, until: Time | None = None, *, every: str) -> list[TrendPoint]:
        """Return the sizes of the segments at `since` and each "day", "week", "month" or "quarter" after it, before `until` or now."""
        with self._reading() as tx:
            return trend.read_trend(tx, get_time("since", since, self._clock), read_time("until", until, self._clock), every=every)

    def history(self, customer: Reference | None = None, *, since: Time | None = None, actor: str | None = None) -> Iterator[HistoryEvent]:
        """Yield the events of the history, newest first: of all customers, or of one with its absorbed profiles."""
        start = read_time("since", since, self._clock)
        with self._reading() as tx:
            ids = None if customer is None else lookup.with_absorbed(tx, lookup.get_recorded_id(tx, str(customer)))
            yield from history.list_history(tx, ids, HistoryFilter(since=start, actor=actor), request=STREAM).data

    def runs(self, *, since: Time | None = None, actor: str | None = None, undone: bool | None = None) -> Iterator[RunRecord]:
        """Yield the runs that changed something, newest first; `undone` picks those that were taken back, or those that were not."""
        start = read_time("since", since, self._clock)
        with self._reading() as tx:
            yield from list_runs(tx, RunFilter(since=start, actor=actor, undone=undone), request=STREAM).data

    def duplicates(self, min_score: float = DEFAULT_SCORE, customer: Reference | None = None) -> Iterator[DuplicatePair]:
        """Yield probable duplicates of at least a probability (0 to 1), best first: all pairs, or those of one customer."""
        with self._reading() as tx:
            customer_id = lookup.get_customer_id(tx, str(customer)) if customer is not None else None
            with duplicates.list_duplicates(tx, min_score, customer_id=customer_id, request=STREAM) as page:
                yield from page.data

    def explain_vip(self, customer: Reference) -> VipExplanation:
        """Return why a customer is a VIP or not: the distance to each rule, and the orders that do not count."""
        with self._reading() as tx:
            return explain.explain_vip(tx, lookup.get_customer_id(tx, str(customer)))

    def vip_changes(self, since: Time, until: Time | None = None) -> Iterator[VipChange]:
        """Yield who became a VIP or ceased to be one, newest first, with the reason."""
        start, end = read_time("since", since, self._clock), read_time("until", until, self._clock)
        with self._reading() as tx:
            yield from vip_changes.list_vip_changes(tx, start or tx.now, end, request=STREAM).data

    # Writing

    @retried
    def create(self, **fields: Unpack[FieldKeywords]) -> Customer:
        """Create a customer; raises InvalidFieldError, EmailTakenError or ExternalIdTakenError."""
        with self._writing("create") as tx:
            return profiles.create_customer(tx, merged_input(CustomerInput, None, dict(fields))).result

    @retried
    def update(self, customer: Reference, *, drop_alias: bool = False, **fields: Unpack[FieldKeywords]) -> Customer:
        """Change fields of a customer; raises the errors of `create`. `drop_alias` frees a former email, which else stays as an alias."""
        with self._writing("update") as tx:
            customer_id = lookup.get_customer_id(tx, str(customer))
            body = merged_input(CustomerInput, None, dict(fields))
            return profiles.update_customer(tx, customer_id, body, drop_alias=drop_alias).result

    @retried
    def delete(self, *customers: Reference) -> list[UUID]:
        """Delete customers and return their ids; orders are kept, and `restore` undoes it."""
        with self._writing("delete") as tx:
            locked = confirmation.lock_customers(tx, [str(customer) for customer in customers], Selection(), Guard())
            return lifecycle.delete_customers(tx, locked.customers)

    @retried
    def restore(self, customer: Reference) -> Customer:
        """Restore a deleted customer, without an email or external id that another customer took meanwhile."""
        with self._writing("restore") as tx:
            locked = confirmation.lock_customers(tx, [str(customer)], Selection(deleted=True), Guard())
            return records.get_customer(tx, lifecycle.restore_customers(tx, locked.customers).ids[0])

    @retried
    def delete_orders(self, *references: Reference) -> list[UUID]:
        """Delete orders and return their ids; an import does not bring them back."""
        with self._writing("orders delete") as tx:
            return orders.delete_orders(tx, [str(order) for order in references])

    @retried
    def move_orders(self, *references: Reference, to: Reference) -> MovedOrders:
        """Move orders to a customer; return the ids of those that it did not have."""
        with self._writing("orders move") as tx:
            return orders.move_orders(tx, [str(order) for order in references], lookup.get_customer_id(tx, str(to)))

    @retried
    def add_address(self, customer: Reference, **fields: Any) -> CustomerAddress:
        """Add an address to a customer; the first of its type becomes the default."""
        with self._writing("address add") as tx:
            return addresses.add_address(tx, lookup.get_customer_id(tx, str(customer)), merged_input(AddressInput, None, fields)).result

    def add_tags(
        self, labels: str | Iterable[str], *customers: Reference, max: int | None = None, **filters: Unpack[FilterKeywords]
    ) -> TagResult:
        """Add tags to customers, by reference or by a selection of at most `max`; raises NothingSelectedError without either."""
        return self._tag("tag add", tags.add_tags, labels, customers, max, filters)

    def remove_tags(
        self, labels: str | Iterable[str], *customers: Reference, max: int | None = None, **filters: Unpack[FilterKeywords]
    ) -> TagResult:
        """Remove tags from customers; the arguments are those of `add_tags`."""
        return self._tag("tag remove", tags.remove_tags, labels, customers, max, filters)

    @retried
    def merge(self, survivor: Reference, absorbed: Reference, *, take: Mapping[str, str] | None = None) -> MergeResult:
        """Merge the absorbed profile into the surviving one; `take={"phone": "absorbed"}` keeps the value of the absorbed one.

        The result has no `merge_id` if both references lead to one customer; raises AlreadyMergedError for an alias.
        """
        with self._writing("merge") as tx:
            return merge.merge_customers(tx, merge.resolve_pair(tx, str(survivor), str(absorbed), read_sides("take", take or {})))

    @retried
    def unmerge(self, merge: Reference, *, force: bool = False) -> UnmergeResult:
        """Undo a merge; raises CannotUnmergeError if a later change conflicts, unless `force` drops that change."""
        with self._writing("unmerge") as tx:
            return unmerge.unmerge(tx, unmerge.get_merge_id(tx, str(merge)), force=force)

    @retried
    def save_segment(
        self, name: str, *, label: str | None = None, replace: bool = False, **filters: Unpack[FilterKeywords]
    ) -> SavedSegment:
        """Save a selection by a name, for `segment=`; raises SegmentExistsError for an existing name unless `replace`."""
        with self._writing("segments save") as tx:
            return saved_segments.save_segment(tx, name, filters, label=label, replace=replace).result

    @retried
    def remove_segment(self, name: str) -> str:
        """Remove a saved segment; raises SegmentNotFoundError."""
        with self._writing("segments remove") as tx:
            return saved_segments.remove_segment(tx, name)

    @retried
    def undo(
        self, run: Reference, *, skip_changed: bool = False, force: bool = False, only: Iterable[Reference] | None = None
    ) -> UndoResult:
        """Take back what a run did; raises UndoCollisionError where something was changed since, unless that is skipped or forced."""
        options = UndoOptions(skip_changed, force, None if only is None else [str(customer) for customer in only])
        with self._writing("undo") as tx:
            return undo_run(tx, get_run(tx, str(run)).id, options)

    @retried
    def recalculate(self) -> Recalculation:
        """Recalculate and repair statistics and VIP flags of all customers; raises JobRunningError during another recalculation."""
        with self._writing("vip recalculate", job=recalculation.RECALCULATION) as tx:
            return recalculation.recalculate_all(tx)
