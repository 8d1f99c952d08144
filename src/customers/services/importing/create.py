"""Create customers of rows, many at a time."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any
from uuid import UUID

from customers.database.search.index import refresh_texts
from customers.database.undo.revival import find_undone
from customers.domain.ids import uuid7
from customers.services.importing.new_rows import NewCustomer, NewRows
from customers.services.importing.rows import CLEAR, CustomerRow, PlainCustomer, RowRejectedError
from customers.services.recalculation import recalculate_customers
from customers.services.transaction import Transaction

_NO_PLAIN: Mapping[bytes, PlainCustomer] = MappingProxyType({})


def new_customer(row: CustomerRow, new_id: UUID) -> NewCustomer:
    """Return the customer that a row makes; without an id in the row it gets a new one.

    Raises:
        RowRejectedError: it has no first name.
    """
    fields = {**row.fields, **row.if_new} if row.if_new else row.fields
    if fields.get("first_name") in (None, CLEAR):
        raise RowRejectedError("invalid", "first_name: is required for a new customer")
    return NewCustomer(row.id or new_id, fields, row)


def new_buyer(row: CustomerRow) -> NewCustomer:
    """Return the customer that the row of an order makes; its name falls back to an identity."""
    return NewCustomer(row.id or uuid7(), {**row.fields, "first_name": name_of(row.fields, row.external_ids, row.id)}, row)


def name_of(fields: Mapping[str, Any], external_ids: Mapping[str, str], customer_id: UUID | None = None) -> str | None:
    """Return the first name, else the local part of the email, else another identity."""
    first, email, phone = (None if (value := fields.get(name)) is CLEAR else value for name in ("first_name", "email", "phone"))
    external_id = next(iter(external_ids.values()), None)
    name = first or (email.partition("@")[0] if email else None) or external_id or phone or customer_id
    return None if name is None else str(name)


def create_customers(tx: Transaction, new: Sequence[NewCustomer], plain: Mapping[bytes, PlainCustomer] = _NO_PLAIN) -> None:
    """Write new customers with their tags, addresses and history, one event each; the plain ones by their ids."""
    if not (new or plain):
        return
    undone = find_undone(tx.connection, ids) if (ids := [customer.id for customer in new if customer.row.id]) else set()
    rows = NewRows(tx, undone, addresses=sum(len(customer.row.addresses) for customer in new))
    for customer in new:
        rows.add(customer)
    if plain:
        rows.add_plain(list(plain), list(plain.values()))
    rows.write()
    refresh_texts(tx.connection, [customer.id for customer in new if customer.row.aliases])
    recalculate_customers(tx, undone)
