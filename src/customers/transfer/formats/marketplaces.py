"""The formats of marketplaces: their buyers, and orders with a row for each item."""

from decimal import Decimal, InvalidOperation
from typing import Any

from customers.transfer.cells.amounts import Mark, plain_amount
from customers.transfer.formats.base import Cells, ImportFormat, continues_order

# Dumps of orders name a street without a prefix, the rest of its address with one.
_ETSY = {
    "buyeruserid": "customer_external_id",
    "buyer": "",
    "saleid": "",
    "street1": "shipping.address1",
    "street2": "shipping.address2",
    "ordervalue": "",
    "adjustedordertotal": "adjusted_total",
    "adjustednetorderamount": "adjusted_net",
}
# A row is an item; the buyer is a user name.
_ETSY_ITEMS = {"buyer": "customer_external_id", "itemtotal": "subtotal", "transactionid": "", "price": ""}
_EBAY = {
    "ordernumber": "number",
    "salesrecordnumber": "",
    "transactionid": "",
    "buyerusername": "customer_external_id",
    "totalprice": "total",
    "saledate": "placed_at",
}
# The price of an item is all that a row has of the total.
_AMAZON = {
    "orderid": "number",
    "amazonorderid": "number",
    "merchantorderid": "",
    "purchaseordernumber": "",
    "itemprice": "subtotal",
    "purchasedate": "placed_at",
}
_TIKTOK = {
    "orderid": "number",
    "buyerusername": "customer_external_id",
    "recipient": "main.name",
    "detailaddress": "main.address1",
    "additionaladdressinformation": "main.address2",
    "createdtime": "placed_at",
    "cancelledtime": "cancelled_at",
    "packageid": "",
}


def _prepare_etsy(cells: Cells) -> None:
    """Take the part of the total that a refund took back: the file has the totals before and after it.

    Without a refund both amounts after it are 0.
    """
    after, net, total = _amount(cells.pop("adjusted_total", "")), _amount(cells.pop("adjusted_net", "")), _amount(cells.get("total"))
    if after is not None and total is not None and (after or net) and 0 <= after < total:
        cells.setdefault("refunded", str(total - after))


def _amount(value: Any) -> Decimal | None:
    """Return an amount with a decimal point, None for another text."""
    text = plain_amount(str(value), Mark.POINT)
    try:
        amount = Decimal(text or "")
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None


FORMATS = (
    # https://github.com/YitongM/Etsy2ParcelMonkeyCSV (Models/EtsyImportModel.cs)
    ImportFormat("etsy", "Etsy", order_headers="buyeruserid orderid; saledate orderid", order_names=_ETSY, prepare_order=_prepare_etsy),
    # The file EtsySoldOrderItems.
    ImportFormat(
        "etsy-items",
        "Etsy (items of orders)",
        order_headers="itemname transactionid listingid; saledate itemname buyer",
        system="etsy",
        order_names=_ETSY_ITEMS,
    ),
    # https://github.com/randomecho/shifted-sales-report (README.md)
    ImportFormat(
        "ebay",
        "eBay",
        order_headers="salesrecordnumber; buyerusername ordernumber saledate",
        order_names=_EBAY,
        continues=continues_order,
    ),
    # https://developer-docs.amazon.com/sp-api/docs/order-reports-attributes
    ImportFormat(
        "amazon",
        "Amazon",
        order_headers="orderid orderitemid purchasedate; amazonorderid purchasedate; amazonorderid buyeremail",
        order_names=_AMAZON,
    ),
    # https://github.com/jeffpham2906/JP-Manager (server/types/order.d.ts)
    ImportFormat(
        "tiktok",
        "TikTok Shop",
        order_headers="ordersubstatus orderamount; orderid skusubtotalafterdiscount; buyerusername orderamount createdtime",
        order_names=_TIKTOK,
        continues=continues_order,
    ),
)
