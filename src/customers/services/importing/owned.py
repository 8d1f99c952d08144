"""Find the customers of new orders before they are written, so that the orders of a whole file are written by customer.

The orders of a file lie scattered over the customers. Written in its order, each batch changes nearly as many pages of the database as it
has rows, and a later batch the same pages again.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import timedelta
from itertools import repeat
from typing import Any, NamedTuple

from customers.database.connection import bulk
from customers.database.dialects.base import dialect_of
from customers.database.queries import import_batches as statements
from customers.database.queries.orders import find_deleted_numbers
from customers.database.queries.orders import find_known_numbers as find_known
from customers.database.selection.customer_set import CustomerSet
from customers.domain.ids import order_id_bytes, uuid_of
from customers.models.aliases import Identity
from customers.services.importing.buyers import FileBuyers, Imported
from customers.services.importing.rows import NOTHING, ImportOptions, OrderRow, PlainOrder, SourceRow, names_of_plain
from customers.services.recalculation import recalculate_set
from customers.services.transaction import Transaction

# A time zone, or a clock, may be wrong by a day; a later time is a mistake that would keep a customer from being at risk.
LATEST = timedelta(days=2)  # after now
Place = tuple[bytes, bytes]  # the ids of a customer and of an order


class OwnedOrder(NamedTuple):
    """A plain order of a known customer as values that a file can hold; it sorts by the ids of its customer and of itself."""

    customer_id: bytes
    id: bytes
    number: str
    source: str
    status: str
    total: int
    refunded: int
    placed_at: int  # seconds since 1970
    line: int
    email_key: str | None
    external_id: str | None

    @property
    def key(self) -> tuple[str, str]:
        """Source and number, by which orders are matched."""
        return self.source, self.number

    @property
    def names(self) -> tuple[Identity, ...]:
        """The identities of its customer, the strongest first."""
        return names_of_plain(self.email_key, self.external_id)

    @property
    def source_row(self) -> SourceRow:
        """The line of the file; its cells are not kept."""
        return SourceRow(self.line, NOTHING, NOTHING)


class Owners(NamedTuple):
    """The places of plain orders, None of an order that needs a look, and the mark of what was in the database then."""

    places: Sequence[Place | None]
    mark: object | None


class Span(NamedTuple):
    """Orders by customer, and the mark of the database as their customers were found in it."""

    orders: Sequence[OwnedOrder]
    mark: object | None


def find_owners(tx: Transaction, rows: Iterable[OrderRow], plain: Sequence[PlainOrder], before: FileBuyers) -> Owners | None:
    """Find the customers of those plain orders that are new, of a live customer, and may be written after later rows of the file.

    Such an order only raises the statistics of its customer. Where a row may lower some, the order of the rows decides what the history
    has of VIP: the result is None. `before` are the customers that earlier rows made: a row may complete them.
    """
    connection = tx.connection
    mark = dialect_of(connection).change_mark(connection)
    if any(find_known(connection, source, numbers) for source, numbers in _numbers((*rows, *plain)).items()):
        return None
    if any(not 0 <= row.refunded <= row.total for row in rows):
        return None
    deleted = find_deleted_numbers(connection, (order.key for order in plain))
    owners, latest = _live_owners(tx, plain, before), tx.now + LATEST
    places: list[Place | None] = []
    for _, _, number, source, _, _, _, placed_at, _, _, names in plain:
        owner = owners.get(names[0])
        is_other = owner is not None and len(names) > 1 and owners.get(names[1]) != owner
        if owner is None or is_other or placed_at > latest or (source, number) in deleted:
            places.append(None)
        else:
            places.append((owner, order_id_bytes(source, number)))
    return Owners(places, mark)


def _live_owners(tx: Transaction, plain: Sequence[PlainOrder], before: FileBuyers) -> dict[Identity, bytes]:
    """Return the live customers by their identities, but for those that absorbed others, and that earlier rows made."""
    connection = tx.connection
    owners = _find_names(tx, plain)
    excluded = {customer_id.bytes for customer_id in before.blanks}
    if statements.have_absorbed(connection):
        ids = {uuid_of(int.from_bytes(owner, "big")) for owner in owners.values()}
        excluded |= {customer_id.bytes for customer_id in statements.find_survivors(connection, ids)}
    return {pair: owner for pair, owner in owners.items() if owner not in excluded} if excluded else owners


def _find_names(tx: Transaction, orders: Iterable[PlainOrder | OwnedOrder]) -> dict[Identity, bytes]:
    """Return the owners of the names of orders: an identity is that of a live customer."""
    values: dict[str, list[str]] = {}
    for order in orders:
        for kind, value in order.names:
            values.setdefault(kind, []).append(value)
    owners: dict[Identity, bytes] = {}
    for kind, of_kind in values.items():
        owners.update(statements.find_owners(tx.connection, kind, of_kind))
    return owners


def _numbers(orders: Iterable[OrderRow | PlainOrder | OwnedOrder]) -> dict[str, list[str]]:
    numbers: dict[str, list[str]] = {}
    for order in orders:
        numbers.setdefault(order.source, []).append(order.number)
    return numbers


def import_span(tx: Transaction, span: Span, options: ImportOptions) -> Imported:
    """Write new orders in the order of their customers, and recalculate the statistics of these.

    An order that is not new any more, or has another customer than before, is not written: the result has its line.
    """
    connection = tx.connection
    orders, outdated = span.orders, list[int]()
    if span.mark is None or span.mark != dialect_of(connection).change_mark(connection):
        orders, outdated = _lock_unchanged(tx, orders)
    if not orders:
        return Imported(outdated=outdated)
    statements.insert_driver_rows(connection, "orders", statements.ORDERS, _driver_rows(tx, orders, options))
    owners = list(dict.fromkeys([order[0] for order in orders]))
    tx.add_to_run(orders=len(orders), owners=[uuid_of(int.from_bytes(owner, "big")) for owner in owners])
    recalculate_set(tx, CustomerSet.from_bytes(connection, owners))
    return Imported(created=orders, outdated=outdated)


def _driver_rows(tx: Transaction, orders: Sequence[OwnedOrder], options: ImportOptions) -> list[tuple[Any, ...]]:
    """Return the rows of orders in the form of the driver, made by the column: row by row takes three times as long."""
    connection = tx.connection
    to_id, to_time = bulk.driver_id_of_bytes(connection), bulk.driver_seconds(connection)
    customer_ids, ids, numbers, sources, statuses, totals, refunds, moments, *_ = zip(*orders, strict=True)
    ends = (bulk.driver_time(connection)(options.as_of or tx.now), None, tx.run.number)  # as_of, named_id, run_number
    none = repeat(None)  # the amounts of an order in another currency
    columns = (map(to_id, customer_ids), map(to_id, ids), numbers, sources, statuses, repeat(tx.currency), totals, refunds, none, none)
    return list(zip(*columns, map(to_time, moments), *map(repeat, ends), strict=False))


def _lock_unchanged(tx: Transaction, orders: Sequence[OwnedOrder]) -> tuple[list[OwnedOrder], list[int]]:
    """Lock the customers of orders; return the orders that are new and of these customers still, and the lines of the others."""
    connection = tx.connection
    dialect_of(connection).lock_order_numbers(connection)
    live = statements.lock_live(connection, dict.fromkeys([order.customer_id for order in orders]))
    owners = _find_names(tx, orders)
    known = {(source, number) for source, of_source in _numbers(orders).items() for number in find_known(connection, source, of_source)}
    known |= find_deleted_numbers(connection, (order.key for order in orders)) | _repeated(orders)
    unchanged, outdated = [], []
    for order in orders:
        is_same = order.customer_id in live and all(owners.get(name) == order.customer_id for name in order.names)
        if is_same and order.key not in known:
            unchanged.append(order)
        else:
            outdated.append(order.line)
    return unchanged, outdated


def _repeated(orders: Sequence[OwnedOrder]) -> set[tuple[str, str]]:
    """Return source and number of the orders that stand there several times, of a file that grew while it was read: their rows decide."""
    if len({order.id for order in orders}) == len(orders):
        return set()
    return {key for key, count in Counter(order.key for order in orders).items() if count > 1}
