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
from customers.services.importing.rows import CustomerRow, ImportOptions, OrderRow, RowRejected, RowResult
from customers.services.statistics.recalculation import recalculate_customers
from customers.services.transaction import Transaction

_COMPARED = ("status", "currency", "total", "refunded", "foreign_total", "foreign_refunded", "placed_at")


def import_orders(tx: Transaction, drafts: Sequence[OrderRow], options: ImportOptions) -> list[RowResult]:
    """Bring a batch of orders, no two of one source and number, into the database; one verdict a row."""
    lock_imports(tx.connection)
    matcher = _lock(tx, drafts)
    stored = statements.find_orders(tx.connection, ((draft.source, draft.number) for draft in drafts))
    verdicts: list[RowResult] = []
    new_customers: list[NewCustomer] = []
    added: list[tuple[Any, ...]] = []
    changed: list[dict[str, Any]] = []
    for draft in drafts:
        try:
            known = stored.get((draft.source, draft.number))
            if known is not None and options.on_conflict == "fail":
                raise RowConflictError(
                    path="the file", line=draft.row.line, problem=f"the order {draft.source} {draft.number} is there already"
                )
            if known is not None and _names_nobody(draft.customer):
                # A guest is whoever the order was given to when it first came.
                customer_id = known.customer_id
            else:
                # An order that is there already, as somebody else's, makes nobody.
                customer_id = _customer(draft, matcher, options, new_customers if known is None else None)
            if known is None:
                added.append(_row(draft, customer_id))
                verdicts.append(RowResult(draft.row, "created"))
                continue
            if known.customer_id != customer_id:
                told = f"not {customer_id}" if customer_id else "not one whom nobody knows yet"
                raise RowRejected("conflict", f"the order {draft.number} belongs to customer {known.customer_id}, {told}")
            if options.on_conflict == "skip":
                verdicts.append(RowResult(draft.row, "skipped"))
                continue
            fresh = {name: value for name in _COMPARED if (value := getattr(draft, name)) != getattr(known, name)}
            if fresh:
                changed.append({"customer_id": customer_id, "id": known.id, **fresh})
            verdicts.append(RowResult(draft.row, "updated" if fresh else "unchanged"))
        except RowRejected as refusal:
            verdicts.append(RowResult(draft.row, "refused", refusal.reason_code, refusal.reason))
    create_customers(tx, new_customers)
    added.sort(key=lambda row: (row[0].int, row[1].int))
    statements.insert_many(tx.connection, "orders", statements.ORDERS, added)
    statements.update_orders(tx.connection, changed)
    recalculate_customers(tx, {row[0] for row in added} | {row["customer_id"] for row in changed})
    return verdicts


def _lock(tx: Transaction, drafts: Sequence[OrderRow]) -> CustomerLookup:
    """Hold whom the rows name, and those who were given the orders that name nobody."""
    guests = [(draft.source, draft.number) for draft in drafts if _names_nobody(draft.customer)]
    owners = _owners(tx, guests)
    while True:
        matcher = lock_matches(tx, [draft.customer for draft in drafts], by_phone=True, also=owners)
        # Another run may have merged one of them before they were held.
        found = _owners(tx, guests)
        if found <= owners:
            return matcher
        owners |= found


def _owners(tx: Transaction, pairs: Sequence[tuple[str, str]]) -> set[UUID]:
    return {row.customer_id for row in statements.find_orders(tx.connection, pairs).values()} if pairs else set()


def _customer(draft: OrderRow, matcher: CustomerLookup, options: ImportOptions, new: list[NewCustomer] | None) -> UUID | None:
    """Whom an order is of; one whom nobody knows is noted in `new`, where that is a list, else there is nobody."""
    found = matcher.find(draft.customer)
    if found is not None:
        return found
    if not options.create_customers:
        raise RowRejected("not_found", "nobody is known by what the row names; --create-customers makes a profile of it")
    if new is None:
        return None
    buyer = new_buyer(draft.customer)
    matcher.add(draft.customer, buyer.id)
    new.append(buyer)
    return buyer.id


def _names_nobody(customer: CustomerRow) -> bool:
    """Whether an order is a guest's: by a name at most, which is no way to find anybody."""
    return not (customer.id or customer.external_ids or customer.fields.get("email") or customer.fields.get("phone"))


def _row(draft: OrderRow, customer_id: UUID) -> tuple[Any, ...]:
    """The columns `statements.ORDERS` of a new order."""
    told = (draft.number, draft.source, draft.status, draft.currency, draft.total, draft.refunded)
    return (customer_id, order_id(draft.source, draft.number), *told, draft.foreign_total, draft.foreign_refunded, draft.placed_at)
