"""Pin, exclude and release VIPs by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from customers.database.connection import locks
from customers.database.statistics import vip_overrides as statements
from customers.domain.json import to_jsonable
from customers.domain.timestamps import format_timestamp
from customers.errors import InvalidFieldError, Remedy, UsageError
from customers.models.customer import Customer
from customers.models.history import Change, Changed
from customers.services import history
from customers.services.customers.lookup import get_customer_id
from customers.services.customers.records import find_inactive_error, get_customers, name_customers
from customers.services.recalculation import recalculate_customers
from customers.services.references import find_own_names
from customers.services.transaction import Transaction

OverrideKind = Literal["pinned", "excluded"]
_NONE: Mapping[str, Any] = dict.fromkeys(statements.COLUMNS)


def override_vip(
    tx: Transaction, references: Sequence[str], override: OverrideKind, until: datetime | None = None
) -> list[Changed[Customer]]:
    """Override the VIP rules for customers, for good or until a time.

    The override replaces an earlier one, and is stored with the transaction's reason.

    Raises:
        UsageError: the transaction has no reason.
        InvalidFieldError: `until` is not in the future.
        CustomerNotFoundError, CustomerDeletedError, AmbiguousReferenceError: a reference leads to no customer, or to several.
    """
    if not tx.reason:
        raise UsageError(problem=f"a customer is {override} only with a reason", remedy=Remedy("give_reason"))
    if until is not None and until <= tx.now:
        problem = f"{format_timestamp(until)} is in the past; leave it out for an override without an end"
        raise InvalidFieldError(field="{until}", problem=problem, parameters=("until",))
    columns = {"vip_override": override, "vip_reason": tx.reason, "vip_until": until}
    return _override(tx, references, columns, f"is already {override}, with that reason and end")


def release_vip(tx: Transaction, references: Sequence[str]) -> list[Changed[Customer]]:
    """Remove the override of customers, so that the VIP rules decide again.

    Raises:
        CustomerNotFoundError, CustomerDeletedError, AmbiguousReferenceError: a reference leads to no customer, or to several.
    """
    return _override(tx, references, _NONE, "has no override")


def _override(tx: Transaction, references: Sequence[str], columns: Mapping[str, Any], unchanged: str) -> list[Changed[Customer]]:
    direct = find_own_names(tx, references) if len(references) > 1 else {}
    customer_ids = list(dict.fromkeys(direct.get(reference) or get_customer_id(tx, reference) for reference in references))
    locks.lock_customers(tx.connection, customer_ids)
    stored = statements.find_overrides(tx.connection, customer_ids)
    before = _read(tx, customer_ids)
    changes = {customer_id: _compare(stored[customer_id], columns) for customer_id in customer_ids}
    changed = [customer_id for customer_id in customer_ids if changes[customer_id]]
    names = name_customers(tx, (customer_id for customer_id in customer_ids if not changes[customer_id]))
    for name in names.values():
        tx.notice(f"{name} {unchanged}; nothing was changed")
    if changed:
        statements.write_overrides(tx.connection, changed, columns)
        history.record_many(tx, [(customer_id, changes[customer_id]) for customer_id in changed])
        recalculate_customers(tx, changed)
    after = _read(tx, customer_ids)
    return [_result(before[customer_id], after[customer_id], changes[customer_id]) for customer_id in customer_ids]


def _read(tx: Transaction, customer_ids: Sequence[UUID]) -> dict[UUID, Customer]:
    customers = {customer.id: customer for customer in get_customers(tx, customer_ids)}
    for customer_id in customer_ids:
        if customer_id not in customers:
            raise find_inactive_error(tx, customer_id)
    return customers


def _compare(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    return [Change(name, to_jsonable(before[name]), to_jsonable(after[name])) for name in statements.COLUMNS if before[name] != after[name]]


def _result(before: Customer, after: Customer, changes: Sequence[Change]) -> Changed[Customer]:
    flag = [Change("is_vip", before.is_vip, after.is_vip)] if before.is_vip != after.is_vip else []
    return Changed(replace(after, addresses=None), (*changes, *flag))
