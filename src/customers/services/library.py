"""The transactions of a shop that a script has open."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from types import TracebackType
from typing import Any, ParamSpec, Self, TypeVar

from customers.database.selection.customer_set import CustomerSet
from customers.domain.times.moments import Clock
from customers.domain.timestamps import now
from customers.errors import UsageError
from customers.models.results import RefusedCustomer, TagResult
from customers.models.selection import Guard, Selection
from customers.models.types import FilterKeywords, Reference
from customers.services.keyword_errors import named_by_keywords
from customers.services.listing import confirmation
from customers.services.listing.filters import parse_selection
from customers.services.retry import run_with_retry
from customers.services.shop import ShopContext
from customers.services.transaction import Transaction

P = ParamSpec("P")
T = TypeVar("T")
Tagging = Callable[[Transaction, CustomerSet, Sequence[str], Sequence[RefusedCustomer]], TagResult]


def retried(method: Callable[P, T]) -> Callable[P, T]:
    """Retry a method after a conflict, unless it is part of an open transaction."""

    @wraps(method)
    def run(*arguments: P.args, **keywords: P.kwargs) -> T:
        shop: Any = arguments[0]
        return run_with_retry(lambda: method(*arguments, **keywords), lambda: shop._open is None)

    return run


class Library:
    """What the methods of a shop share: transactions, notices, and errors in the terms of Python.

    Attributes:
        notices: The notices of all transactions so far.
    """

    def __init__(self, shop: ShopContext) -> None:
        """Work on a shop; scripts call `open_shop`."""
        self._shop = shop
        self._open: Transaction | None = None
        self.notices: list[str] = []

    def __enter__(self) -> Self:
        """Return the shop."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        """Close the connections to the database."""
        self._shop.engine.dispose()

    @contextmanager
    def transaction(self, *, dry_run: bool = False) -> Iterator[None]:
        """Join the method calls inside to one transaction; roll it back on an error, or for a dry run.

        Raises:
            UsageError: a transaction of this shop is open already.
        """
        if self._open is not None:
            raise UsageError(problem="a transaction of this shop is open already", hint="call the methods inside it; they are part of it")
        with self._shop.writing(dry_run=dry_run) as tx:
            self._open = tx
            try:
                yield
            finally:
                self._open = None
                self.notices += tx.notices

    def _selection(self, filters: FilterKeywords) -> Selection:
        with named_by_keywords():
            return parse_selection(filters, self._shop.settings.currency, self._clock)

    @property
    def _clock(self) -> Clock:
        """The present moment, and the time zone of the shop."""
        return Clock(now(), self._shop.settings.zone)

    @contextmanager
    def _reading(self) -> Iterator[Transaction]:
        with named_by_keywords():
            if self._open is not None:
                yield self._open
                return
            with self._shop.reading() as tx:
                yield tx
            self.notices += tx.notices

    @contextmanager
    def _writing(self, command: str, job: str | None = None) -> Iterator[Transaction]:
        with named_by_keywords():
            if self._open is not None:
                self._open.command = command
                yield self._open
                return
            with self._shop.writing(job=job) as tx:
                tx.command = command
                yield tx
            self.notices += tx.notices

    @retried
    def _tag(
        self,
        command: str,
        work: Tagging,
        labels: str | Iterable[str],
        customers: Iterable[Reference],
        limit: int | None,
        filters: FilterKeywords,
    ) -> TagResult:
        """Change tags of customers.

        Raises:
            UsageError: customers are both named and selected, of which one would be dropped.
            TypeError: a filter is unknown.
        """
        with self._writing(command) as tx:
            selection = self._selection(filters)
            if customers and not selection.is_empty:
                raise UsageError(problem="name customers or give a selection, not both")
            locked = confirmation.lock_customers(tx, [*map(str, customers)] or None, selection, Guard(max=limit))
            return work(tx, locked.customers, [labels] if isinstance(labels, str) else list(labels), locked.refused)
