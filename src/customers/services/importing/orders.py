"""Import orders: update those that are known by source and number, match the customers of new ones, and recalculate statistics."""

from collections.abc import Sequence
from operator import itemgetter
from typing import Any
from uuid import UUID

from customers.database.connection import bulk
from customers.database.dialects.base import dialect_of
from customers.database.queries import import_batches as statements
from customers.database.queries.orders import find_deleted_numbers, find_orders
from customers.database.undo.orders import set_aside
from customers.domain.ids import order_id, order_id_bytes
from customers.domain.timestamps import format_timestamp
from customers.errors import Remedy, RowConflictError
from customers.models.aliases import Identity
from customers.services import order_changes
from customers.services.importing.buyers import BatchBuyers, FileBuyers, Imported
from customers.services.importing.lookup import CustomerLookup, lock_matches
from customers.services.importing.owned import LATEST
from customers.services.importing.owners import OF_DELETED, AbsorbedNames, OtherCustomers
from customers.services.importing.rows import (
    CustomerRow,
    ImportOptions,
    OrderRow,
    Outcome,
    PlainOrder,
    RowRejectedError,
    RowSkippedError,
    import_each,
)
from customers.services.recalculation import recalculate_customers
from customers.services.transaction import Transaction

_COMPARED = ("status", "currency", "total", "refunded", "foreign_total", "foreign_refunded", "placed_at")
StoredOrders = dict[tuple[str, str], Any]


def import_orders(
    tx: Transaction,
    rows: Sequence[OrderRow],
    plain: Sequence[PlainOrder],
    options: ImportOptions,
    before: FileBuyers,
) -> Imported:
    """Import a batch of orders, no two of one source and number.

    A known order stays with its customer whatever its row calls the customer; only a new one looks its customer up. `before` are the
    customers that earlier batches of the file made.
    """
    dialect_of(tx.connection).lock_order_numbers(tx.connection)
    importer = _OrderImport(tx, rows, plain, options, before)
    # A plain order that is new, of one known customer, changes nothing that another row finds: it is written without a look at them.
    created, others = importer.part_plain(plain)
    ordered = sorted([*rows, *others], key=lambda row: row.line) if others else rows
    results = import_each(ordered, importer.import_row, options)
    importer.write(tx)
    return Imported(importer.others.name_in(tx, results), importer.buyers.made, created)


class _OrderImport:
    """The import of the orders of one batch; `write` writes the collected changes."""

    def __init__(
        self, tx: Transaction, rows: Sequence[OrderRow], plain: Sequence[PlainOrder], options: ImportOptions, before: FileBuyers
    ) -> None:
        self._connection = tx.connection
        self._options = options
        self._now = tx.now
        self._currency = tx.currency
        self._latest = tx.now + LATEST
        self._run_number = tx.run.number
        stored, self._lookup = _lock_orders(tx, rows, plain, options, before.named_by(row.customer for row in rows))
        # Orders that an undo left with customers that it took out may come again, as those that it took out may.
        self._left = {key: order for key, order in stored.items() if self._lookup.is_undone(order.customer_id)}
        self._stored = {key: order for key, order in stored.items() if key not in self._left} if self._left else stored
        self._set_aside: list[tuple[UUID, UUID]] = []
        self._deleted = find_deleted_numbers(tx.connection, [*[row.key for row in rows], *[order.key for order in plain]])
        self._absorbed = AbsorbedNames(tx, self._lookup)
        self.others = OtherCustomers()
        self.buyers = BatchBuyers(tx, self._lookup, before)
        self._driver_id = bulk.driver_id(tx.connection)
        self._driver_time = bulk.driver_time(tx.connection)
        self._added: list[tuple[Any, ...]] = []
        self._owners: set[UUID] = set()  # of added and changed orders
        self._changed: list[dict[str, Any]] = []
        self._images: list[order_changes.OrderChange] = []
        self._confirmed: list[dict[str, Any]] = []  # unchanged orders with the moment of a later file

    def part_plain(self, orders: Sequence[PlainOrder]) -> tuple[list[PlainOrder], list[OrderRow]]:
        """Add the plain orders that are new, of a customer that needs no look; return these, and the others as rows."""
        created: list[PlainOrder] = []
        others: list[OrderRow] = []
        stored, deleted, latest, currency = self._stored.keys() | self._left.keys(), self._deleted, self._latest, self._currency
        driver_id_of_bytes, driver_time = bulk.driver_id_of_bytes(self._connection), self._driver_time
        end = (driver_time(self._options.as_of or self._now), None, self._run_number)
        known = self._known()
        owners: dict[Any, UUID] = {}
        for order in orders:
            _, _, number, source, status, total, refunded, placed_at, _, _, names = order
            owner, key = known.get(names[0]), (source, number)
            is_known = owner is not None and (len(names) == 1 or known.get(names[1]) == owner)
            if owner is None or not is_known or placed_at > latest or key in stored or key in deleted:
                others.append(order.as_row(currency))
                continue
            id_ = driver_id_of_bytes(order_id_bytes(source, number))
            self._added.append((owner[0], id_, number, source, status, currency, total, refunded, None, None, driver_time(placed_at), *end))
            owners[owner[0]] = owner[1]
            created.append(order)
        self._owners.update(owners.values())
        return created, others

    def _known(self) -> dict[Identity, tuple[Any, UUID]]:
        """Return the customers that need no look by their identities, with their ids in the form of the driver and as they are."""
        if self._absorbed.exist():
            return {}
        owners = self._lookup.live_owners().items()
        return {pair: (self._driver_id(owner), owner) for pair, owner in owners if not self.buyers.made_before(owner)}

    def _add(self, owner: UUID, columns: tuple[Any, ...], named_id: UUID | None) -> None:
        """Add an order with the columns from `number` to `placed_at`; ids in the form of the driver sort as they do."""
        *values, placed_at = columns
        as_of = self._options.as_of or self._now
        self._owners.add(owner)
        ids = (self._driver_id(owner), self._driver_id(order_id(values[1], values[0])))
        times = (self._driver_time(placed_at), self._driver_time(as_of))
        self._added.append((*ids, *values, *times, named_id and self._driver_id(named_id), self._run_number))

    def import_row(self, row: OrderRow) -> str | Outcome:
        """Collect the changes of a row; returns its outcome.

        Raises:
            RowRejectedError, RowSkippedError: the row breaks a rule, or is passed over by one.
            RowConflictError: the order exists, and `on_conflict` is "fail".
        """
        if row.placed_at > self._latest:
            reason = f"placed_at: {format_timestamp(row.placed_at)} is more than {LATEST.days} days in the future"
            raise RowRejectedError("date", reason)
        key = row.key
        stored = self._stored.get(key)
        if stored is not None:
            return self._update(row, stored)
        if key in self._deleted:
            raise RowSkippedError("deleted", f"the order {row.source}:{row.number} was deleted")
        if row.problem is not None:
            raise row.problem
        customer_id = self._find(row.customer)
        named_id = None if customer_id is None else self._absorbed.named_by(row.customer, customer_id)
        if key in self._left:
            self._set_aside.append((self._left[key].customer_id, self._left[key].id))
        self._add(customer_id or self.buyers.create(row.customer), _order_columns(row), named_id)
        if customer_id is not None and not self._lookup.is_live(customer_id):
            return Outcome("created", OF_DELETED, f"the order {row.source}:{row.number}", Remedy("restore_customer"))
        return "created"

    def _update(self, row: OrderRow, stored: Any) -> str | Outcome:
        """Collect the changes of a known order, which stays with its customer."""
        name, as_of = f"{row.source}:{row.number}", self._options.as_of
        if self._options.on_conflict == "fail":
            raise RowConflictError(path="the file", line=row.source_row.line, problem=f"the order {row.source}:{row.number} already exists")
        if self._options.on_conflict == "skip":
            return "skipped"
        if as_of is not None and stored.as_of is not None and stored.as_of > as_of:
            raise RowSkippedError("older", f"the order {name} has values of {format_timestamp(stored.as_of)}, later than the file")
        updates = {name: value for name in _COMPARED if (value := getattr(row, name)) != getattr(stored, name)}
        if updates:
            updates["as_of"] = as_of or self._now
            self._owners.add(stored.customer_id)
            self._changed.append({"customer_id": stored.customer_id, "id": stored.id, **updates})
            changes = {name: (getattr(stored, name), value) for name, value in updates.items()}
            self._images.append(order_changes.OrderChange(stored.customer_id, stored.id, "changed", changes))
        elif as_of is not None and as_of != stored.as_of:
            self._confirmed.append({"customer_id": stored.customer_id, "id": stored.id, "as_of": as_of})
        outcome = "updated" if updates else "unchanged"
        return self.others.compare(name, stored.customer_id, self._named(row.customer), outcome)

    def write(self, tx: Transaction) -> None:
        """Write the collected changes, and recalculate the statistics of their customers."""
        self.buyers.write()
        if self._set_aside:
            set_aside(tx.connection, self._set_aside)
        self._added.sort(key=itemgetter(0, 1))
        statements.insert_driver_rows(tx.connection, "orders", statements.ORDERS, self._added)
        statements.update_orders(tx.connection, [*self._changed, *self._confirmed])
        order_changes.record(tx, self._images)
        if self._owners:
            tx.add_to_run(orders=len(self._added), owners=self._owners)
        recalculate_customers(tx, self._owners)

    def _find(self, customer: CustomerRow) -> UUID | None:
        """Return the customer of a new order, deleted ones too, None where it is to be created.

        Raises:
            RowRejectedError: the customer is unknown, and the import creates none.
            RowSkippedError: the customer was erased.
        """
        customer_id = self._lookup.find(customer, deleted=True, names=self.buyers.names_of)
        if customer_id is None and not self._options.create_customers:
            raise RowRejectedError("not_found", "no customer matches the row; --create-customers creates one")
        if customer_id is not None:
            self.buyers.complete(customer_id, customer)
        return customer_id

    def _named(self, customer: CustomerRow) -> UUID | None:
        """Return the customer that the row of a known order names, None where it is unknown or ambiguous."""
        try:
            return None if _is_guest(customer) else self._lookup.find(customer, deleted=True)
        except RowRejectedError:
            return None


def _lock_orders(
    tx: Transaction, rows: Sequence[OrderRow], plain: Sequence[PlainOrder], options: ImportOptions, also: set[UUID]
) -> tuple[StoredOrders, CustomerLookup]:
    """Lock the customers of the stored orders, those that the rows name and others; return the stored orders, and the lookup."""
    pairs = [*[row.key for row in rows], *[order.key for order in plain]]
    stored = find_orders(tx.connection, pairs)
    owners = _owners(stored) | also
    people = [row.customer for row in rows]
    names = {pair for order in plain for pair in order.names}
    while True:
        lookup = lock_matches(tx, people, names=names, by_phone=True, also=owners, allow_erased=options.allow_erased)
        if not dialect_of(tx.connection).has_row_locks:
            return stored, lookup
        # Another process may have moved or changed an order before its customer was locked.
        stored = find_orders(tx.connection, pairs)
        current = _owners(stored)
        if current <= owners:
            return stored, lookup
        owners |= current


def _owners(stored: StoredOrders) -> set[UUID]:
    return {row.customer_id for row in stored.values()}


def _is_guest(customer: CustomerRow) -> bool:
    """Return whether an order has no identity of its customer, a name at most."""
    return not (customer.id or customer.external_ids or customer.fields.get("email") or customer.fields.get("phone"))


def _order_columns(row: OrderRow) -> tuple[Any, ...]:
    """Return the columns of `statements.ORDERS` of a new order from `number` to `placed_at`."""
    amounts = (row.total, row.refunded, row.foreign_total, row.foreign_refunded)
    return (row.number, row.source, row.status, row.currency, *amounts, row.placed_at)
