"""The shapes of customers, their addresses, orders and tags, and of the results of commands on them."""

from dataclasses import replace
from typing import Any

from customers.domain.json import to_jsonable
from customers.models.customer import Customer, CustomerAddress
from customers.models.fields import ON_REQUEST, PRINTED
from customers.models.records import field_names
from customers.output.shapes import common
from customers.output.shapes.columns import MINUTE, Column, Shape, model_columns, number


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
