"""Import orders: match their customers, add or update them, and recalculate statistics."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from customers.database.dialects.base import dialect_of
from customers.database.queries import import_batches as statements
from customers.domain.ids import order_id
from customers.errors import RowConflictError
from customers.services.importing.create import NewCustomer, create_customers, new_buyer
from customers.services.importing.lookup import CustomerLookup, lock_matches
from customers.services.importing.rows import CustomerRow, ImportOptions, OrderRow, RowRejectedError, RowResult, import_each
from customers.services.recalculation import recalculate_customers
from customers.services.transaction import Transaction

_COMPARED = ("status", "currency", "total", "refunded", "foreign_total", "foreign_refunded", "placed_at")


def import_orders(tx: Transaction, rows: Sequence[OrderRow], options: ImportOptions) -> list[RowResult]:
    """Import a batch of orders, no two of one source and number; returns one result a row."""
    dialect_of(tx.connection).lock_order_numbers(tx.connection)
    importer = _OrderImport(tx, rows, options)
    results = import_each(rows, importer.import_row, options)
    importer.write(tx)
    return results


class _OrderImport:
    """The import of the orders of one batch; `write` writes the collected changes."""

    def __init__(self, tx: Transaction, rows: Sequence[OrderRow], options: ImportOptions) -> None:
        self._options = options
        self._lookup = _lock_customers(tx, rows)
        self._stored = statements.find_orders(tx.connection, ((row.source, row.number) for row in rows))
        self._buyers: list[NewCustomer] = []
        self._added: list[tuple[Any, ...]] = []
        self._changed: list[dict[str, Any]] = []

    def import_row(self, row: OrderRow) -> str:
        """Collect the changes of a row; returns its outcome.

        Raises:
            RowRejectedError: the row breaks a rule.
            RowConflictError: the order exists, and `on_conflict` is "fail".
        """
        stored = self._stored.get((row.source, row.number))
        if stored is None:
            self._added.append(_order_columns(row, self._find(row.customer) or self._create(row.customer)))
            return "created"
        if self._options.on_conflict == "fail":
            raise RowConflictError(
                path="the file", line=row.source_row.line, problem=f"the order {row.source} {row.number} is there already"
            )
        # An order of a guest stays with its customer, and an order of another customer creates none.
        customer_id = stored.customer_id if _is_guest(row.customer) else self._find(row.customer)
        if stored.customer_id != customer_id:
            expected = f"not {customer_id}" if customer_id else "not one whom nobody knows yet"
            raise RowRejectedError("conflict", f"the order {row.number} belongs to customer {stored.customer_id}, {expected}")
        if self._options.on_conflict == "skip":
            return "skipped"
        updates = {name: value for name in _COMPARED if (value := getattr(row, name)) != getattr(stored, name)}
        if updates:
            self._changed.append({"customer_id": customer_id, "id": stored.id, **updates})
        return "updated" if updates else "unchanged"

    def write(self, tx: Transaction) -> None:
        """Write the collected changes, and recalculate the statistics of their customers."""
        create_customers(tx, self._buyers)
        self._added.sort(key=lambda row: (row[0].int, row[1].int))
        statements.insert_many(tx.connection, "orders", statements.ORDERS, self._added)
        statements.update_orders(tx.connection, self._changed)
        recalculate_customers(tx, {row[0] for row in self._added} | {row["customer_id"] for row in self._changed})

    def _find(self, customer: CustomerRow) -> UUID | None:
        """Return the customer of an order, None where it is to be created.

        Raises:
            RowRejectedError: the customer is unknown, and the import creates none.
        """
        customer_id = self._lookup.find(customer)
        if customer_id is None and not self._options.create_customers:
            raise RowRejectedError("not_found", "nobody is known by what the row names; --create-customers makes a profile of it")
        return customer_id

    def _create(self, customer: CustomerRow) -> UUID:
        buyer = new_buyer(customer)
        self._lookup.add(customer, buyer.id)
        self._buyers.append(buyer)
        return buyer.id


def _lock_customers(tx: Transaction, rows: Sequence[OrderRow]) -> CustomerLookup:
    """Lock the customers of the rows, and the owners of stored orders of guests."""
    guests = [(row.source, row.number) for row in rows if _is_guest(row.customer)]
    owners = _owners(tx, guests)
    while True:
        lookup = lock_matches(tx, [row.customer for row in rows], by_phone=True, also=owners)
        # Another process may have merged an owner before it was locked.
        current = _owners(tx, guests)
        if current <= owners:
            return lookup
        owners |= current


def _owners(tx: Transaction, pairs: Sequence[tuple[str, str]]) -> set[UUID]:
    return {row.customer_id for row in statements.find_orders(tx.connection, pairs).values()} if pairs else set()


def _is_guest(customer: CustomerRow) -> bool:
    """Return whether an order has no identity of its customer, a name at most."""
    return not (customer.id or customer.external_ids or customer.fields.get("email") or customer.fields.get("phone"))


def _order_columns(row: OrderRow, customer_id: UUID) -> tuple[Any, ...]:
    """Return the columns `statements.ORDERS` of a new order."""
    columns = (row.number, row.source, row.status, row.currency, row.total, row.refunded)
    return (customer_id, order_id(row.source, row.number), *columns, row.foreign_total, row.foreign_refunded, row.placed_at, None, None)
