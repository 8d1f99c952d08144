"""The kinds of records the program prints: their JSON form, and which fields a table shows."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from customers.domain.json import to_jsonable
from customers.models.customer import Customer, CustomerAddress
from customers.models.fields import PRINTED
from customers.models.history import HistoryEvent
from customers.models.order import Order
from customers.models.records import as_dict
from customers.models.results import ImportResult, Recalculation, TagResult
from customers.output.shapes.columns import Shape, mapping_row


def customer_row(customer: Customer) -> dict[str, Any]:
    """A customer as JSON has it, in the order of `CUSTOMER.fields`, with the address book where it was asked for."""
    left_out = ADDRESS_BOOK if customer.addresses is None else ()
    return {name: to_jsonable(getattr(customer, name)) for name in CUSTOMER.fields if name not in left_out}


ADDRESS_BOOK = ("addresses", "default_address")
CUSTOMER = Shape(
    fields=PRINTED,
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


# An erasure as one object, and as rows.
RECEIPT = Shape(fields=("erased", "already_erased", "profiles", "kept", "beyond"), table=(), row=mapping_row)
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


def summary(*fields: str, key: str = "") -> Shape:
    """Return the kind of a result that is a handful of counts; `key` is the one that holds ids."""
    return Shape(fields=fields, table=fields, key=key, row=mapping_row)


DELETED = summary("deleted", key="deleted")
DISMISSED = summary("dismissed", key="dismissed")
UNDISMISSED = summary("undismissed", key="undismissed")
TAGGING = summary(*TagResult.__dataclass_fields__)
RECALCULATION = summary(*Recalculation.__dataclass_fields__)
IMPORT = summary(*ImportResult.__dataclass_fields__)
UPGRADE = summary("database", "before", "after")
STATUS = summary(
    *("database", "schema", "engine", "size_bytes", "distributed", "citus", "nodes"),
    *("customers", "deleted_or_absorbed", "addresses", "orders", "events"),
)
BACKUP = summary("file", "bytes", "checksum")
COPY = summary(
    *("from", "to", "checksum", "customers", "identities", "addresses", "customer_statistics", "customer_tags"),
    *("dismissals", "events", "merges", "orders"),
)
