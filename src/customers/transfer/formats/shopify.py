"""The formats of Shopify: customers in every version since 2019, and orders with one row a line item."""

from collections.abc import Mapping
from typing import Any

from customers.transfer.formats.base import ImportFormat, continues_order

# The `Phone` of an order is the customer's; its `Source` is a sales channel (web, pos).
_ORDER_NAMES = {
    "name": "number",
    "id": "",
    "source": "",
    "createdat": "placed_at",
    "paidat": "",
    "financialstatus": "status",
    "refundedamount": "refunded",
    "billingprovincename": "billing.state",
    "shippingprovincename": "shipping.state",
    "company": "",
    "location": "",
    "tags": "",
}
# Older versions have two phones, the customer's and the address's: both keep their field.
_CUSTOMER_NAMES = {"acceptsemailmarketing": "accepts_marketing", "smsmarketing": "", "id": "external_id", "customerid": "external_id"}


def _continues(kind: str, first: Mapping[str, Any], cells: Mapping[str, Any]) -> bool:
    return kind == "orders" and continues_order(kind, first, cells)


FORMATS = (
    ImportFormat(
        "shopify",
        "Shopify",
        customer_headers="acceptsemailmarketing; acceptsmarketing taxexempt; acceptsmarketing province zip; acceptsmarketing provincecode;"
        " defaultaddressaddress1; defaultaddresscity; defaultaddresszip; defaultaddressphone; taxexempt totalspent",
        order_headers="financialstatus name; financialstatus fulfillmentstatus; lineitemname lineitemquantity",
        customer_names=_CUSTOMER_NAMES,
        order_names=_ORDER_NAMES,
        continues=_continues,
    ),
)
