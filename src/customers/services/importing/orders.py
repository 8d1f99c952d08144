"""Orders from a file: matched to their customers, added or brought up to date, statistics recalculated with them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from customers.database.queries import import_batches as statements
from customers.database.queries.orders import lock_imports
from customers.domain.ids import order_id
from customers.errors import RowConflictError
from customers.services.importing.create import NewCustomer, create_customers, new_buyer
from customers.services.importing.lookup import CustomerLookup, lock_matches
from customers.services.importing.rows import CustomerRow, ImportOptions, OrderRow, RowRejected, RowResult, import_each
from customers.services.statistics.recalculation import recalculate_customers
from customers.services.transaction import Transaction

_COMPARED = ("status", "currency", "total", "refunded", "foreign_total", "foreign_refunded", "placed_at")


def import_orders(tx: Transaction, rows: Sequence[OrderRow], options: ImportOptions) -> list[RowResult]:
    """Bring a batch of orders, no two of one source and number, into the database; one result a row."""
    lock_imports(tx.connection)
    work = _Work(tx, rows, options)
    results = import_each(rows, work.import_row, options)
    work.write(tx)
    return results


class _Work:
    """The orders of a batch worked through in their order, and what is to be written of them."""

    def __init__(self, tx: Transaction, rows: Sequence[OrderRow], options: ImportOptions) -> None:
        self._options = options
        self._lookup = _lock(tx, rows)
        self._stored = statements.find_orders(tx.connection, ((row.source, row.number) for row in rows))
        self._buyers: list[NewCustomer] = []
        self._added: list[tuple[Any, ...]] = []
        self._changed: list[dict[str, Any]] = []

    def import_row(self, row: OrderRow) -> str:
        """Note what a row adds or changes, and return what becomes of it.

        Raises:
            RowRejected: it cannot be taken.
            RowConflictError: the order is there, and the import shall fail then.
        """
        known = self._stored.get((row.source, row.number))
        if known is None:
            self._added.append(_row(row, self._find(row.customer) or self._create(row.customer)))
            return "created"
        if self._options.on_conflict == "fail":
            raise RowConflictError(
                path="the file", line=row.source_row.line, problem=f"the order {row.source} {row.number} is there already"
            )
        # A guest is whoever the order was given to when it first came; one that is somebody else's makes nobody.
        customer_id = known.customer_id if _names_nobody(row.customer) else self._find(row.customer)
        if known.customer_id != customer_id:
            told = f"not {customer_id}" if customer_id else "not one whom nobody knows yet"
            raise RowRejected("conflict", f"the order {row.number} belongs to customer {known.customer_id}, {told}")
        if self._options.on_conflict == "skip":
            return "skipped"
        fresh = {name: value for name in _COMPARED if (value := getattr(row, name)) != getattr(known, name)}
        if fresh:
            self._changed.append({"customer_id": customer_id, "id": known.id, **fresh})
        return "updated" if fresh else "unchanged"

    def write(self, tx: Transaction) -> None:
        """Write everything that was noted."""
        create_customers(tx, self._buyers)
        self._added.sort(key=lambda row: (row[0].int, row[1].int))
        statements.insert_many(tx.connection, "orders", statements.ORDERS, self._added)
        statements.update_orders(tx.connection, self._changed)
        recalculate_customers(tx, {row[0] for row in self._added} | {row["customer_id"] for row in self._changed})

    def _find(self, customer: CustomerRow) -> UUID | None:
        """Return the customer of an order, None where it may be made.

        Raises:
            RowRejected: there is none, and none may be made.
        """
        found = self._lookup.find(customer)
        if found is None and not self._options.create_customers:
            raise RowRejected("not_found", "nobody is known by what the row names; --create-customers makes a profile of it")
        return found

    def _create(self, customer: CustomerRow) -> UUID:
        buyer = new_buyer(customer)
        self._lookup.add(customer, buyer.id)
        self._buyers.append(buyer)
        return buyer.id


def _lock(tx: Transaction, rows: Sequence[OrderRow]) -> CustomerLookup:
    """Hold whom the rows name, and those who were given the orders that name nobody."""
    guests = [(row.source, row.number) for row in rows if _names_nobody(row.customer)]
    owners = _owners(tx, guests)
    while True:
        lookup = lock_matches(tx, [row.customer for row in rows], by_phone=True, also=owners)
        # Another run may have merged one of them before they were held.
        found = _owners(tx, guests)
        if found <= owners:
            return lookup
        owners |= found


def _owners(tx: Transaction, pairs: Sequence[tuple[str, str]]) -> set[UUID]:
    return {row.customer_id for row in statements.find_orders(tx.connection, pairs).values()} if pairs else set()


def _names_nobody(customer: CustomerRow) -> bool:
    """Whether an order is a guest's: by a name at most, which is no way to find anybody."""
    return not (customer.id or customer.external_ids or customer.fields.get("email") or customer.fields.get("phone"))


def _row(row: OrderRow, customer_id: UUID) -> tuple[Any, ...]:
    """The columns `statements.ORDERS` of a new order."""
    told = (row.number, row.source, row.status, row.currency, row.total, row.refunded)
    return (customer_id, order_id(row.source, row.number), *told, row.foreign_total, row.foreign_refunded, row.placed_at)
