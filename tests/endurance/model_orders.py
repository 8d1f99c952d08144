"""The effects of imported, moved and deleted orders on the model."""

from typing import Any

from tests.endurance.model import NOT_FOUND, Order, Person, RefusedError, Shop, new_id
from tests.endurance.model_files import RowRefusedError, RowSkippedError, match, names_of

Row = dict[str, Any]
Key = tuple[str, str]


def import_orders(shop: Shop, rows: list[Row], *, create: bool = False, conflict: str = "update") -> Row:
    """Import orders: known ones stay with their customers; new ones are of existing customers, or with `create` of new ones.

    Rows about one order count once where they are equal, and are refused where they differ.
    """
    counts = dict.fromkeys(("created", "updated", "unchanged", "skipped", "refused"), 0)
    outcomes: dict[Key, str] = {}
    for row in rows:
        if any(same["key"] == row["key"] and same != row for same in rows):
            outcome = "refused"
        elif row["key"] in outcomes:
            first = outcomes[row["key"]]
            outcome = first if first in ("skipped", "refused") else "unchanged"
        else:
            outcome = outcomes[row["key"]] = _outcome(shop, row, create=create, conflict=conflict)
        counts[outcome] += 1
    return counts


def _outcome(shop: Shop, row: Row, *, create: bool, conflict: str) -> str:
    try:
        return _order(shop, row, create=create, conflict=conflict)
    except RowSkippedError:
        return "skipped"
    except RowRefusedError:
        return "refused"


def _order(shop: Shop, row: Row, *, create: bool, conflict: str) -> str:
    known = shop.orders.get(row["key"])
    if known is not None:
        return "skipped" if conflict == "skip" else _update(shop, row["key"], known, row["order"])
    if row["key"] in shop.deleted_orders:
        return "skipped"
    person = _owner(shop, row["customer"])
    if person is None and not create:
        raise RowRefusedError
    named = None if person is None else _named(shop, row["customer"], person)
    person = person or _create(shop, row["customer"])
    shop.orders[row["key"]] = Order(person.id, **row["order"], named=named)
    _recalculate(shop, person.id)
    return "created"


def _update(shop: Shop, key: Key, known: Order, values: Row) -> str:
    fresh = Order(known.owner, **values, named=known.named)
    if fresh == known:
        return "unchanged"
    shop.orders[key] = fresh
    _recalculate(shop, known.owner)
    return "updated"


def _create(shop: Shop, customer: Row) -> Person:
    email, external_ids = customer.get("email"), customer.get("external_ids", {})
    name = email.partition("@")[0] if email else next(iter(external_ids.values()), str(customer.get("id")))
    person = Person(customer.get("id") or new_id(), name, shop.now, shop.now, email=email, external_ids=dict(external_ids))
    shop.people[person.id] = person
    return person


def _owner(shop: Shop, customer: Row) -> Person | None:
    """Return the customer of a new order: a deleted one keeps its orders."""
    return match(shop, customer, deleted=True)


def _named(shop: Shop, customer: Row, person: Person) -> str | None:
    """Return the absorbed profile that a row names; None where its names lead to several profiles, or to the customer."""
    absorbed = [member for member in shop.family(person.id) if member is not person]
    named = {next((member.id for member in absorbed if name in member.all_names), person.id) for name in names_of(customer)}
    named |= {customer["id"]} if customer.get("id") else set()
    return named.pop() if len(named) == 1 and named != {person.id} else None


def _recalculate(shop: Shop, person_id: str) -> None:
    if shop.people[person_id].state == "live":
        shop.recalculate(person_id)


def delete_orders(shop: Shop, keys: list[Key]) -> None:
    """Delete orders, all or none."""
    if not set(keys) <= shop.orders.keys():
        raise RefusedError(NOT_FOUND)
    for key in set(keys):
        owner = shop.orders.pop(key).owner
        shop.deleted_orders.add(key)
        _recalculate(shop, owner)


def move_orders(shop: Shop, keys: list[Key], person_id: str) -> None:
    """Move orders to a customer, all or none."""
    target = shop.follow(person_id)
    if not set(keys) <= shop.orders.keys():
        raise RefusedError(NOT_FOUND)
    for key in set(keys):
        order = shop.orders[key]
        if order.owner != target.id:
            owner, order.owner, order.named = order.owner, target.id, None
            _recalculate(shop, owner)
            _recalculate(shop, target.id)
