"""Read and change address books: any number of addresses of each type, one of them the default."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from customers.database.connection import locks
from customers.database.queries import addresses as statements
from customers.database.queries.customers import find_addresses
from customers.domain.addresses.comparison import same_address
from customers.domain.ids import parse_uuid, uuid7
from customers.errors import AddressNotFoundError, InvalidFieldError
from customers.models.customer import CustomerAddress
from customers.models.history import Change, Changed
from customers.models.inputs import AddressInput
from customers.services import history
from customers.services.customers.fields import ADDRESS, complete_address, parse_address
from customers.services.customers.records import diff_addresses, get_customer, name_customer, touch
from customers.services.transaction import Transaction


def list_addresses(tx: Transaction, customer_id: UUID) -> list[CustomerAddress]:
    """Return the addresses of a customer in the order in which they were added."""
    return list(get_customer(tx, customer_id).addresses or ())


def get_address_id(tx: Transaction, customer_id: UUID, reference: str) -> UUID:
    """Return the id of a customer's address; "billing" and "shipping" name the default of that type.

    Raises:
        AddressNotFoundError: the customer does not have the address.
    """
    address_id = parse_uuid(reference.strip())
    if reference in ("billing", "shipping"):
        address_id = statements.find_default(tx.connection, customer_id, reference)
    if address_id is None or statements.find_address(tx.connection, customer_id, address_id) is None:
        raise AddressNotFoundError(customer=customer_id, name=name_customer(tx, customer_id), address=reference)
    return address_id


def describe_address(tx: Transaction, customer_id: UUID, address_id: UUID) -> str:
    """Return a short description of an address for a question."""
    address = _get(tx, customer_id, address_id)
    return f"the {address.type} address {address.address1}, {address.city} of {get_customer(tx, customer_id).full_name}"


def add_address(tx: Transaction, customer_id: UUID, body: AddressInput) -> Changed[CustomerAddress]:
    """Add an address; the first of its type becomes the default.

    An equal one is not added again, with a notice; it becomes the default where the body says so.

    Raises:
        InvalidFieldError: a value breaks its rule, or a required field is blank.
    """
    if body.id is not None:
        raise InvalidFieldError(field="id", problem="is assigned by the program; leave it out")

    def add() -> UUID:
        equal = find_equal(tx, customer_id, body)
        if equal is None:
            return _insert(tx, customer_id, body)
        tx.notice(f"an equal {equal.type} address exists: {equal.id} ({equal.address1}, {equal.city}); none was added")
        return _change(tx, customer_id, equal.id, AddressInput(is_default=True)) if body.is_default else equal.id

    return _change_address(tx, customer_id, add)


def update_address(tx: Transaction, customer_id: UUID, address_id: UUID, body: AddressInput) -> Changed[CustomerAddress]:
    """Change the fields of an address that the body sets.

    Raises:
        InvalidFieldError: as for `add_address`.
        AddressNotFoundError: the customer does not have the address.
    """
    if body.id not in (None, address_id):
        raise InvalidFieldError(field="id", problem="cannot be changed")
    return _change_address(tx, customer_id, lambda: _change(tx, customer_id, address_id, body))


def set_default(tx: Transaction, customer_id: UUID, address_id: UUID) -> Changed[CustomerAddress]:
    """Make an address the default of its type, in place of the old default."""
    return update_address(tx, customer_id, address_id, AddressInput(is_default=True))


def delete_address(tx: Transaction, customer_id: UUID, address_id: UUID) -> Changed[UUID]:
    """Delete an address; the newest other address of its type replaces a deleted default, with a notice."""

    def delete() -> None:
        address = _get(tx, customer_id, address_id)
        statements.delete_address(tx.connection, customer_id, address_id)
        if address.is_default:
            _promote_newest(tx, customer_id, address.type)

    return Changed(address_id, _record_changes(tx, customer_id, delete))


def put_address(tx: Transaction, customer_id: UUID, body: AddressInput) -> None:
    """Write an address of a customer's body: change the one with its id, or add it unless an equal one exists.

    The caller writes the history and the search text.
    """
    if body.id is not None:
        _change(tx, customer_id, body.id, body)
        return
    if find_equal(tx, customer_id, body) is None:
        _insert(tx, customer_id, body)


def find_equal(tx: Transaction, customer_id: UUID, body: AddressInput) -> CustomerAddress | None:
    """Return the address that equals a body in every field but id and default, None if there is none."""
    values = complete_address(parse_address(body, tx.settings, new=True))
    for address in find_addresses(tx.connection, [customer_id]).get(customer_id, ()):
        if same_address(address, replace(address, type=body.type or "shipping", **{name: values[name] for name in ADDRESS})):
            return address
    return None


def _insert(tx: Transaction, customer_id: UUID, body: AddressInput) -> UUID:
    values: dict[str, Any] = complete_address(parse_address(body, tx.settings, new=True))
    address_id, address_type = uuid7(), body.type or "shipping"
    is_first = statements.find_default(tx.connection, customer_id, address_type) is None
    if body.is_default and not is_first:
        statements.clear_default(tx.connection, customer_id, address_type)
    values |= {"id": address_id, "type": address_type, "is_default": bool(body.is_default) or is_first}
    statements.insert_address(tx.connection, customer_id, values)
    return address_id


def _change(tx: Transaction, customer_id: UUID, address_id: UUID, body: AddressInput) -> UUID:
    before = _get(tx, customer_id, address_id)
    current = {name: getattr(before, name) or None for name in ADDRESS}
    values = current | parse_address(body, tx.settings, new=False)
    # Files of other programs have addresses without a state: other parts of them can be changed. Another country asks for all again.
    blank = [name for name, value in current.items() if value is None] if values["country"] == before.country else []
    values = complete_address(values, incomplete=blank)
    new_type = body.type or before.type
    changes_type = new_type != before.type
    is_default = body.is_default if body.is_default is not None else before.is_default and not changes_type
    values |= {"type": new_type, "is_default": False}
    statements.update_address(tx.connection, customer_id, address_id, values)
    if is_default:
        statements.clear_default(tx.connection, customer_id, new_type)
        statements.update_address(tx.connection, customer_id, address_id, {"is_default": True})
    if before.is_default and (changes_type or not is_default):
        _promote_newest(tx, customer_id, before.type, instead_of=address_id)
    if statements.find_default(tx.connection, customer_id, new_type) is None:
        statements.update_address(tx.connection, customer_id, address_id, {"is_default": True})
    return address_id


def _promote_newest(tx: Transaction, customer_id: UUID, address_type: str, instead_of: UUID | None = None) -> None:
    others = [
        address
        for address in find_addresses(tx.connection, [customer_id]).get(customer_id, ())
        if address.type == address_type and address.id != instead_of
    ]
    if not others:
        if instead_of is not None and statements.find_newest(tx.connection, customer_id, address_type) is not None:
            tx.notice(f"the only {address_type} address stays the default")
        return
    newest = max(others, key=lambda address: address.id)
    statements.update_address(tx.connection, customer_id, newest.id, {"is_default": True})
    tx.notice(f"{newest.id} ({newest.address1}, {newest.city}) is now the default {address_type} address")


def _get(tx: Transaction, customer_id: UUID, address_id: UUID) -> CustomerAddress:
    address = statements.find_address(tx.connection, customer_id, address_id)
    if address is None:
        raise AddressNotFoundError(customer=customer_id, name=name_customer(tx, customer_id), address=address_id)
    return address


def _change_address(tx: Transaction, customer_id: UUID, work: Callable[[], UUID]) -> Changed[CustomerAddress]:
    """Record what work changes in an address book; return the address of its result."""
    address_ids: list[UUID] = []
    changes = _record_changes(tx, customer_id, lambda: address_ids.append(work()))
    return Changed(_get(tx, customer_id, address_ids[0]), changes)


def _record_changes(tx: Transaction, customer_id: UUID, work: Callable[[], None]) -> tuple[Change, ...]:
    locks.lock_customers(tx.connection, [customer_id])
    customer = get_customer(tx, customer_id)
    work()
    addresses = find_addresses(tx.connection, [customer_id]).get(customer_id, ())
    changes = diff_addresses(customer.addresses or (), addresses)
    if changes:
        touch(tx, customer)
        history.record(tx, customer_id, changes)
    return changes
