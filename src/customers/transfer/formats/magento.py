"""The formats of Magento (Adobe Commerce): customers, addresses, customers with one row an address, and orders."""

from collections.abc import Mapping
from typing import Any

from customers.transfer.formats.base import ImportFormat

# `_entity_id` is the id of an address, `_website` the shop's own site.
_CUSTOMER_NAMES = {
    "_email": "address_of",
    "entityid": "",
    "website": "",
    "websiteid": "",
    "storeid": "",
    "groupid": "",
    "telephone": "main.phone",
    "phone": "main.phone",
    "id": "external_id",
    "customerid": "external_id",
    "createdin": "",
}
_ORDER_NAMES = {"incrementid": "number", "entityid": "", "id": "number", "storeid": "", "totalpaid": "", "billtoname": "customer_name"}


def _continues(kind: str, first: Mapping[str, Any], cells: Mapping[str, Any]) -> bool:
    """Return whether a row, without an email, has another address of the customer above."""
    return kind != "orders" and bool(first.get("email")) and not cells.get("email") and any("." in name for name in cells)


FORMATS = (
    ImportFormat(
        "magento",
        "Magento",
        customer_headers="website store email; website email entityid; groupid createdin; addressdefaultbilling addressdefaultshipping;"
        " passwordhash email;"
        " email countryid firstname; customersince website; accountcreatedin",
        order_headers="incrementid; purchasepoint; grandtotalbase; basegrandtotal",
        customer_names=_CUSTOMER_NAMES,
        order_names=_ORDER_NAMES,
        continues=_continues,
    ),
)
