"""The kinds of records the program prints: their JSON form, and which fields a table shows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from customers.models import Customer, CustomerAddress, Dismissal, DuplicatePair, Order, as_dict
from customers.rules.values import plain


@dataclass(frozen=True, slots=True)
class Shape:
    """A kind of record: all its fields in order, those of a table, and those only a wide table has room for."""

    fields: tuple[str, ...]
    table: tuple[str, ...]
    wide: tuple[str, ...] = ()
    key: str = "id"
    row: Callable[[Any], dict[str, Any]] = lambda record: {name: plain(value) for name, value in as_dict(record).items()}


def customer_row(customer: Customer) -> dict[str, Any]:
    """A customer as JSON has it, the address book before the times where it was asked for."""
    row = {name: plain(value) for name, value in as_dict(customer).items() if name != "addresses"}
    if customer.addresses is None:
        return row
    times = {name: row.pop(name) for name in ("created_at", "updated_at")}
    return row | {"addresses": plain(customer.addresses), "default_address": plain(customer.default_address)} | times


CUSTOMER = Shape(
    fields=(
        "id",
        "email",
        "phone",
        "first_name",
        "last_name",
        "full_name",
        "accepts_marketing",
        "total_orders",
        "total_spent",
        "avg_order_value",
        "first_order_at",
        "last_order_at",
        "is_vip",
        "tags",
        "notes",
        "external_ids",
        "addresses",
        "default_address",
        "created_at",
        "updated_at",
    ),
    table=("full_name", "email", "phone", "total_orders", "total_spent", "last_order_at", "is_vip", "tags"),
    wide=("id",),
    row=customer_row,
)
ADDRESS = Shape(
    fields=tuple(CustomerAddress.__dataclass_fields__),
    table=("id", "type", "is_default", "address1", "city", "pincode", "country"),
    wide=("company", "address2", "state", "phone"),
)
ORDER = Shape(
    fields=tuple(Order.__dataclass_fields__),
    table=("number", "source", "status", "total", "refunded", "currency", "counted", "placed_at"),
)


def mapping_row(record: Mapping[str, Any]) -> dict[str, Any]:
    """A record that is a mapping already."""
    return {name: plain(value) for name, value in record.items()}


SEGMENT = Shape(fields=("segment", "label", "count"), table=("segment", "label", "count"), key="segment")
TAG = Shape(fields=("tag", "customers"), table=("tag", "customers"), key="tag")
CHANGE = Shape(fields=("field", "before", "after"), table=("field", "before", "after"), key="field")
SETTING = Shape(fields=("name", "value", "source"), table=("name", "value", "source"), key="name", row=mapping_row)


def pair_row(pair: DuplicatePair) -> dict[str, Any]:
    """A pair as JSON has it."""
    return {"a": customer_row(pair.a), "b": customer_row(pair.b), "score": pair.score, "evidence": plain(pair.evidence)}


def flat_pair(pair: DuplicatePair) -> dict[str, Any]:
    """A pair as a row of a table: the two by id, what each is known by, and the evidence as a sentence."""
    row: dict[str, Any] = {"score": f"{pair.score:.4f}", "a": str(pair.a.id), "b": str(pair.b.id)}
    for side, customer in (("a", pair.a), ("b", pair.b)):
        row |= {f"{side}_name": customer.full_name, f"{side}_email": customer.email, f"{side}_phone": customer.phone}
    return row | {"evidence": "; ".join(evidence.why for evidence in pair.evidence)}


def pair_or_customer(record: DuplicatePair | Customer) -> dict[str, Any]:
    """A pair as a row, or one of its customers where they are listed one by one."""
    return flat_pair(record) if isinstance(record, DuplicatePair) else {"id": str(record.id)}


PAIR = Shape(fields=("a", "b", "score", "evidence"), table=(), row=pair_row)
PAIR_ROW = Shape(
    fields=("score", "a", "a_name", "a_email", "a_phone", "b", "b_name", "b_email", "b_phone", "evidence"),
    table=("score", "a_name", "b_name", "evidence"),
    wide=("a", "b"),
    row=pair_or_customer,
)
DISMISSAL = Shape(fields=tuple(Dismissal.__dataclass_fields__), table=tuple(Dismissal.__dataclass_fields__), key="a")
