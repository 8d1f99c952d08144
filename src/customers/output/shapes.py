"""The kinds of records the program prints: their JSON form, and which fields a table shows."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from customers.merge_models import Merge, MergeField, MergeResult, MergeVerdict, UnmergeResult
from customers.models import Customer, CustomerAddress, Dismissal, DuplicatePair, HistoryEvent, Order, as_dict
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
    table=("id", "type", "is_default", "company", "address1", "address2", "city", "state", "pincode", "country", "phone"),
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
EVENT = Shape(fields=tuple(HistoryEvent.__dataclass_fields__), table=())
# The same a row a change, for formats that have no lists.
EVENT_CHANGE = Shape(
    fields=(*(name for name in EVENT.fields if name != "changes"), *CHANGE.fields),
    table=("at", "actor", "command", *CHANGE.table, "reason"),
    row=mapping_row,
)
EVENT_CHANGES_OF_MANY = replace(EVENT_CHANGE, table=("at", "customer_id", *EVENT_CHANGE.table[1:]))


def event_changes(events: Iterable[HistoryEvent]) -> Iterator[dict[str, Any]]:
    """Events a row a change; one that keeps no change any more still has its row."""
    for event in events:
        told = as_dict(event)
        changes = told.pop("changes")
        yield from (told | as_dict(change) for change in changes)
        if not changes:
            yield told


def merge_row(result: MergeResult) -> dict[str, Any]:
    """A merge as JSON has it."""
    return {name: plain(value) for name, value in as_dict(result).items()} | {"customer": customer_row(result.customer)}


def unmerge_row(result: UnmergeResult) -> dict[str, Any]:
    """A merge taken back as JSON has it."""
    customers = {"survivor": customer_row(result.survivor), "restored": customer_row(result.restored)}
    return {"merge_id": str(result.merge_id), **customers, "left_with_survivor": plain(result.left_with_survivor)}


MERGE_RESULT = Shape(fields=tuple(MergeResult.__dataclass_fields__), table=(), key="merge_id", row=merge_row)
MERGE_FIELD = Shape(fields=tuple(MergeField.__dataclass_fields__), table=tuple(MergeField.__dataclass_fields__), key="field")
MERGE_VERDICT = Shape(
    fields=tuple(MergeVerdict.__dataclass_fields__),
    table=("line", "outcome", "primary_id", "secondary_id", "message"),
    key="merge_id",
)
UNMERGE_RESULT = Shape(fields=tuple(UnmergeResult.__dataclass_fields__), table=(), key="merge_id", row=unmerge_row)
MERGE = Shape(
    fields=tuple(Merge.__dataclass_fields__),
    table=("id", "at", "state", "absorbed_id", "actor", "reason"),
    wide=("survivor_id",),
)
ERASURE = Shape(fields=("id", "what", "removed", "kept", "why"), table=("what", "removed", "kept", "why"), wide=("id",), row=mapping_row)
CHECK = Shape(
    fields=("name", "ok", "count", "examples", "sentence", "fixable", "fixed", "remedy"),
    table=("name", "state", "count", "what"),
    key="name",
    row=mapping_row,
)


PLACEMENT = Shape(
    fields=("table", "kind", "column", "beside", "rows"),
    table=("table", "kind", "column", "beside", "rows"),
    key="table",
    row=mapping_row,
)


def pair_row(pair: DuplicatePair) -> dict[str, Any]:
    """A pair as JSON has it."""
    return {"a": customer_row(pair.a), "b": customer_row(pair.b), "score": pair.score, "evidence": plain(pair.evidence)}


def flat_pair(pair: DuplicatePair) -> dict[str, Any]:
    """A pair as a row of a table: the two by id, what each is known by, and the evidence as a sentence."""
    row: dict[str, Any] = {"score": f"{pair.score:.4f}", "a": str(pair.a.id), "b": str(pair.b.id)}
    for side, customer in (("a", pair.a), ("b", pair.b)):
        row |= {f"{side}_name": customer.full_name, f"{side}_email": customer.email, f"{side}_phone": customer.phone}
        # Something to tell the two apart by, and to name them by in the next command.
        row[f"{side}_who"] = f"{customer.full_name} <{customer.email or customer.id}>"
    return row | {"evidence": "; ".join(evidence.why for evidence in pair.evidence)}


def pair_or_customer(record: DuplicatePair | Customer) -> dict[str, Any]:
    """A pair as a row, or one of its customers where they are listed one by one."""
    return flat_pair(record) if isinstance(record, DuplicatePair) else {"id": str(record.id)}


PAIR = Shape(fields=("a", "b", "score", "evidence"), table=(), row=pair_row)
PAIR_ROW = Shape(
    fields=("score", "a", "a_name", "a_email", "a_phone", "b", "b_name", "b_email", "b_phone", "evidence"),
    table=(),
    row=pair_or_customer,
)
PAIR_TABLE = Shape(fields=(*PAIR_ROW.fields, "a_who", "b_who"), table=("score", "a_who", "b_who", "evidence"), row=flat_pair)
DISMISSAL = Shape(fields=tuple(Dismissal.__dataclass_fields__), table=tuple(Dismissal.__dataclass_fields__), key="a")
