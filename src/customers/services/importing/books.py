"""Addresses from a file: changed by their id, added unless an equal one is there."""

from collections.abc import Sequence
from typing import Any

from customers.database import addresses as statements
from customers.models import Change, Customer, CustomerAddress
from customers.rules.ids import uuid7
from customers.rules.values import plain
from customers.services import history
from customers.services.drafts import CLEAR, AddressDraft, Refused, Verdict
from customers.services.fields import ADDRESS
from customers.services.importing.matching import hold_matches
from customers.services.records import get_customer, refresh_search, touch
from customers.services.transaction import Transaction


def import_addresses(tx: Transaction, drafts: Sequence[AddressDraft]) -> list[Verdict]:
    """Bring a batch of addresses into the database; one verdict a row."""
    matcher = hold_matches(tx, [draft.customer for draft in drafts])
    verdicts = []
    for draft in drafts:
        try:
            customer_id = matcher.find(draft.customer)
            if customer_id is None:
                raise Refused("not_found", "nobody is known by what the row names")
            before = get_customer(tx, customer_id)
            known = any(address.id == draft.values["id"] for address in before.addresses or ())
            if not known:
                _check_whole(draft.values)
            changes = put_addresses(tx, before, [draft.values])
        except Refused as refusal:
            verdicts.append(Verdict(draft.row, "refused", refusal.verdict, refusal.reason))
            continue
        if changes:
            # An address that is added overwrites nothing, so `updated_at` stays: what was exported comes back as it was.
            if known:
                touch(tx, customer_id)
            refresh_search(tx, customer_id)
            history.record(tx, customer_id, changes)
        verdicts.append(Verdict(draft.row, ("updated" if known else "created") if changes else "unchanged"))
    return verdicts


def _check_whole(values: dict[str, Any]) -> None:
    """Raise Refused where a new address lacks what every address has."""
    for name in ("address1", "city"):
        if not values[name]:
            raise Refused("invalid", f"address {name}: must not be blank")


def put_addresses(tx: Transaction, before: Customer, addresses: Sequence[dict[str, Any]]) -> list[Change]:
    """Give a customer the addresses of a row; returns what changed. A blank leaves what is there."""
    book = {address.id: address for address in before.addresses or ()}
    changes: list[Change] = []
    for values in addresses:
        known = book.get(values["id"]) if values["id"] else None
        if known is not None:
            change = _change(tx, before, known, values)
        elif any(equal_address(address, values) for address in book.values()):
            continue
        else:
            change = _add(tx, before, book, values)
        changes += change
    return changes


def equal_address(address: CustomerAddress, values: dict[str, Any]) -> bool:
    """Whether an address says what a row says; what the row leaves blank is no difference."""
    return address.type == values["type"] and all(values[name] in (None, "", CLEAR, getattr(address, name)) for name in ADDRESS)


def _change(tx: Transaction, before: Customer, known: CustomerAddress, values: dict[str, Any]) -> list[Change]:
    keys = {"city": "city_key", "state": "state_key"}
    given = {name: values[name] for name in ADDRESS if values[name] not in (None, "")}
    fresh = {name: None if value is CLEAR else value for name, value in given.items()}
    fresh = {name: value for name, value in fresh.items() if value != getattr(known, name)}
    changes = [Change(f"addresses.{known.id}.{name}", getattr(known, name), value) for name, value in fresh.items()]
    fresh |= {keys[name]: values[keys[name]] for name in keys if name in fresh}
    if fresh:
        statements.update_address(tx.connection, before.id, known.id, fresh)
    if values["is_default"] and not known.is_default:
        statements.clear_default(tx.connection, before.id, known.type)
        statements.update_address(tx.connection, before.id, known.id, {"is_default": True})
        changes.append(Change(f"addresses.{known.id}.is_default", False, True))
    return changes


def _add(tx: Transaction, before: Customer, book: dict[Any, CustomerAddress], values: dict[str, Any]) -> list[Change]:
    values = {name: None if value is CLEAR else value for name, value in values.items()}
    values["country"] = values["country"] or tx.settings.default_country
    first = not any(address.type == values["type"] for address in book.values())
    if values["is_default"] and not first:
        statements.clear_default(tx.connection, before.id, values["type"])
    written = {**values, "id": values["id"] or uuid7(), "is_default": bool(values["is_default"]) or first}
    statements.insert_address(tx.connection, before.id, written)
    address = CustomerAddress(**{name: written[name] for name in CustomerAddress.__dataclass_fields__})
    book[address.id] = address
    return [Change(f"addresses.{address.id}", None, plain(address))]
