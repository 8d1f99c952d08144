"""The shapes of customers, their addresses, orders and tags, and of the results of commands on them."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from customers.domain.json import to_jsonable
from customers.models.customer import Customer, CustomerAddress
from customers.models.fields import ON_REQUEST, PRINTED
from customers.models.records import field_names
from customers.output.shapes import common
from customers.output.shapes.columns import MINUTE, Column, Row, Shape, model_columns, number

if TYPE_CHECKING:
    from customers.services.statistics.details import CustomerDetails


def customer_row(customer: Customer) -> dict[str, Any]:
    """Return a customer as a row, in the order of `CUSTOMER.fields`, with its address book where it has been read."""
    omitted = ADDRESS_BOOK if customer.addresses is None else ()
    return {name: to_jsonable(getattr(customer, name)) for name in CUSTOMER.fields if name not in omitted}


def details_row(details: "CustomerDetails") -> Row:
    """Return the details of a customer as a row."""
    document: Row = to_jsonable(details)
    return {
        "segments": document["segments"]["segments"],
        "orders": document["orders"]["data"],
        "order_count": details.orders.meta.total,
        "changes": document["events"]["data"],
        "change_count": details.events.meta.total,
    }


ADDRESS_BOOK = ("addresses", "default_address")


def _is_at_risk(row: Row, before: str) -> bool:
    """Return whether a customer is at risk: times of rows are text that sorts as they do."""
    from customers.domain.statistics.vip_wording import can_be_at_risk

    last = row.get("last_order_at")
    return last is not None and last < before and can_be_at_risk(row.get("total_orders") or 0)


def _standing(customer: Customer) -> dict[str, Any]:
    """Return what a table shows by the style of other values."""
    return {name: to_jsonable(getattr(customer, name)) for name in ("consent", "deleted_at")}


def _is_opted_out(row: Row) -> bool:
    return (row.get("consent") or {}).get("state") == "no"


_CUSTOMER_OF_ANY_FORMAT = Shape(
    columns=model_columns(
        PRINTED,
        common.ID,
        replace(common.EMAIL, tone=lambda row, _: "opted_out" if _is_opted_out(row) else None),
        replace(common.PHONE, drop=19),
        replace(common.FULL_NAME, tone=lambda row, _: "deleted" if row.get("deleted_at") else None),
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
        replace(common.LAST_ORDER_AT, tone=lambda row, before: "at_risk" if _is_at_risk(row, before) else None),
        replace(common.IS_VIP, tone=lambda row, _: "vip" if row.get("is_vip") else None),
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
    card="profile:profile_texts",
)
CUSTOMER = replace(
    _CUSTOMER_OF_ANY_FORMAT,
    variants={"screen": replace(_CUSTOMER_OF_ANY_FORMAT, row=lambda customer: customer_row(customer) | _standing(customer))},
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
