"""Let the plain orders of a file wait until they are written by customer."""

import heapq
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from customers.errors import UnreadableFileError
from customers.services.importing.buyers import FileBuyers
from customers.services.importing.owned import OwnedOrder, Owners, Span, find_owners
from customers.services.importing.rows import PlainOrder, SourceRow
from customers.services.transaction import Transaction
from customers.transfer.batch import ParsedBatch
from customers.transfer.sources.spool import RecordSpool

# So many orders are written together, and at most so many wait: they are in a private file.
SPAN = 20_000
LIMIT = 1_000_000
# Orders of a sorted part that are read at a time: of each part so many are in memory.
_BLOCK = 100


class DeferredOrders:
    """Plain orders of one file by the ids of their customers: sorted parts in a private file, which are merged."""

    def __init__(self) -> None:
        """Begin without an order."""
        self._spool: RecordSpool | None = None
        self._parts: list[list[int]] = []  # the places of their blocks
        self._mark: object | None = None
        self.count = 0

    def add(self, orders: Sequence[PlainOrder], owners: Owners) -> list[PlainOrder]:
        """Take the orders that have a place; return the others.

        Raises:
            UnreadableFileError: the file cannot be written.
        """
        self._spool = self._spool or RecordSpool("the orders of the file")
        records, others = [], []
        for order, place in zip(orders, owners.places, strict=True):
            if place is None:
                others.append(order)
                continue
            line, _, number, source, status, total, refunded, placed_at, email, external_id, names = order
            key = names[-1][1] if email is not None else None
            # A plain tuple in the order of `OwnedOrder`, as `marshal` takes it.
            records.append((*place, number, source, status, total, refunded, int(placed_at.timestamp()), line, key, external_id))
        records.sort()
        blocks = [self._spool.append(records[start : start + _BLOCK]) for start in range(0, len(records), _BLOCK)]
        self._mark = owners.mark if not self.count or owners.mark == self._mark else None
        self._parts.append(blocks)
        self.count += len(records)
        return others

    def spans(self) -> Iterator[Span]:
        """Yield all orders by customer, many at a time, and forget them."""
        if self._spool is None:
            return
        with closing(self._spool):
            records = heapq.merge(*map(self._read, self._parts))
            while self.count:
                # Nothing refers to the former span while the next one is read.
                yield Span([OwnedOrder._make(record) for record in islice(records, SPAN)], self._mark)
                self.count -= min(SPAN, self.count)
        self._spool, self._parts = None, []

    def _read(self, blocks: Sequence[int]) -> Iterator[tuple[Any, ...]]:
        assert self._spool is not None
        for block in blocks:
            yield from self._spool.record(block)


@dataclass
class Deferral:
    """What lets the plain orders of a file of several batches wait: how the database is read meanwhile, and the file a second time."""

    open_reading: Callable[[], AbstractContextManager[Transaction]]
    read_again: Callable[[], Iterable[SourceRow]]
    waiting: DeferredOrders = field(default_factory=DeferredOrders)
    outdated: set[int] = field(default_factory=set)  # lines of orders that another run changed meanwhile

    def take(self, batch: ParsedBatch, shared: Transaction | None, before: FileBuyers) -> bool:
        """Take those plain orders of a batch that can wait; returns False where it is to be written as a whole, after those that wait.

        Only a `shared` transaction sees what the run wrote.
        """
        if batch.is_last and not self.waiting.count:
            return True
        if self.waiting.count >= LIMIT:
            return False
        with nullcontext(shared) if shared is not None else self.open_reading() as tx:
            owners = find_owners(tx, batch.orders, batch.plain_orders, before)
        if owners is None:
            return False
        try:
            batch.plain_orders = self.waiting.add(batch.plain_orders, owners)
        except UnreadableFileError:  # no space for a private file
            return False
        return True

    def rows_again(self) -> Iterator[SourceRow]:
        """Yield the rows that are to be looked up again."""
        return (row for row in self.read_again() if row.line in self.outdated)
