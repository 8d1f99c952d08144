"""The shapes of customers, their addresses, orders and tags, and of the results of commands on them."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from customers.domain.json import to_jsonable
from customers.models.customer import Customer, CustomerAddress
from customers.models.fields import ON_REQUEST, PRINTED
from customers.models.history import Change, HistoryEvent
from customers.models.records import as_dict, field_names
from customers.output.shapes import common
from customers.output.shapes.columns import MINUTE, Column, Row, Shape, mapping_row, model_columns, number, row_of


def customer_row(customer: Customer) -> dict[str, Any]:
    """Return a customer as a row, in the order of `CUSTOMER.fields`, with its address book where it has been read."""
    omitted = ADDRESS_BOOK if customer.addresses is None else ()
    return {name: to_jsonable(getattr(customer, name)) for name in CUSTOMER.fields if name not in omitted}


ADDRESS_BOOK = ("addresses", "default_address")
CUSTOMER = Shape(
    columns=model_columns(
        PRINTED,
        common.ID,
        common.EMAIL,
        replace(common.PHONE, drop=19),
        common.FULL_NAME,
        Column("accepts_marketing", "Marketing"),
        Column("vip_override", "VIP override", fit="fold"),
        Column("rfm", "RFM", fit="fold"),
        Column("aliases", fit="fold"),
        Column("deleted_at", "Deleted", time=MINUTE),
        Column("consent", fit="fold"),
        common.TOTAL_ORDERS,
        common.TOTAL_SPENT,
        number("avg_order_value", "Average"),
        Column("first_order_at", "First order", time=MINUTE),
        common.LAST_ORDER_AT,
        common.IS_VIP,
        common.TAGS,
        common.EXTERNAL_IDS,
        *(Column(name, in_csv=False) for name in ADDRESS_BOOK),
        common.CREATED_AT,
        common.UPDATED_AT,
        on_request=ON_REQUEST,
    ),
    table=("full_name", "email", "phone", "total_orders", "total_spent", "last_order_at", "is_vip", "tags"),
    wide=("id",),
    row=customer_row,
)
ADDRESS = Shape(
    columns=model_columns(
        field_names(CustomerAddress),
        replace(common.ID, drop=7),
        Column("type", drop=17),
        Column("is_default", "Default", "whole", drop=14),
        common.COMPANY,
        Column("address1", "Address"),
        Column("address2", "Address 2", drop=5),
        common.CITY,
        Column("pincode", drop=15),
        common.COUNTRY,
        common.PHONE,
    ),
    table=("id", "type", "is_default", "company", "address1", "address2", "city", "state", "pincode", "country", "phone"),
)
_CHANGE_COLUMNS = (Column("field", fit="fold"), common.value_column("before"), common.value_column("after"))
CHANGE = Shape(_CHANGE_COLUMNS, table=field_names(Change), key="field")
CUSTOMER_CHANGE = Shape((Column("customer", fit="fold"), *_CHANGE_COLUMNS), table=("customer", *CHANGE.table))


def event_changes(event: HistoryEvent) -> Iterator[Row]:
    """Return an event as a row for each of its changes, as one row where it has none."""
    row = as_dict(event)
    changes = row.pop("changes")
    rows = (row | as_dict(change) for change in changes) if changes else (row,)
    return map(mapping_row, rows)


_CUSTOMER = common.person_fields("customer")


def _events(*, of_many: bool) -> Shape:
    columns = model_columns(
        field_names(HistoryEvent),
        common.ID,
        common.AT,
        common.ACTOR,
        common.REASON,
        Column("command", fit="fold"),
        common.CUSTOMER_ID,
        *common.person_columns("customer"),
        on_request=_CUSTOMER,
    )
    by_change = Shape(
        (*(column for column in columns if column.field not in ("changes", "run_id")), *_CHANGE_COLUMNS, Column("run_id", "Run", "whole")),
        derived=(common.person_column("customer", "customer_id"),),
        table=("at", *(("customer",) if of_many else ()), "actor", "command", *CHANGE.table, "reason"),
        each=event_changes,
    )
    row = row_of(*(name for name in field_names(HistoryEvent) if name not in _CUSTOMER))
    return Shape(columns, row=row, variants={"rows": by_change, "people": by_change})


EVENT = _events(of_many=False)
EVENT_OF_MANY = _events(of_many=True)
