"""The shapes of orders, and of the results of commands on them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from customers.domain.ids import shown_end
from customers.domain.json import to_jsonable
from customers.models.order import MovedOrders, Order
from customers.models.records import field_names
from customers.output.shapes import common
from customers.output.shapes.columns import Column, Shape, model_columns, plain_shape

_PEOPLE = ("customer_name", "customer_email")


def order_row(order: Order) -> dict[str, Any]:
    """Return an order as a row."""
    return {name: to_jsonable(getattr(order, name)) for name in ORDER.fields}


def _order_of(order: Order) -> dict[str, Any]:
    """Return an order as a row, with the name and email of its customer."""
    return order_row(order) | {name: getattr(order, name) for name in _PEOPLE}


def _customer(row: Mapping[str, Any]) -> str:
    """Return the customer of an order by name and email, an erased one by the end of its id."""
    name, email = (row[field] for field in _PEOPLE)
    contact = email or f"…{shown_end(row['customer_id'])}"
    return f"{name} <{contact}>" if name else contact


ORDER = Shape(
    columns=model_columns(
        field_names(Order),
        common.ID,
        common.CUSTOMER_ID,
        common.NUMBER,
        common.SOURCE,
        common.STATUS,
        common.CURRENCY,
        common.TOTAL,
        common.REFUNDED,
        Column("counted", fit="whole", drop=11),
        common.PLACED_AT,
        on_request=_PEOPLE,
    ),
    table=("number", "source", "status", "total", "refunded", "currency", "counted", "placed_at"),
    row=order_row,
)
_WITH_CUSTOMER = replace(
    ORDER,
    derived=(Column("customer", fit="fold", value=_customer),),
    table=("number", "source", "customer", "status", "total", "refunded", "currency", "counted", "placed_at"),
    row=_order_of,
)
# Orders of several customers.
ORDER_OF_MANY = replace(ORDER, variants={"people": _WITH_CUSTOMER})
DELETED_ORDERS = plain_shape("deleted", key="deleted", is_counted=True)
MOVED_ORDERS = plain_shape(*field_names(MovedOrders), key="moved", is_counted=True)
