"""The formats of marketplaces: their buyers, and orders with a row for each item."""

from customers.transfer.formats.base import ImportFormat, continues_order

# Dumps of orders name a street without a prefix, the rest of its address with one.
_ETSY = {
    "buyeruserid": "customer_external_id",
    "buyer": "",
    "saleid": "",
    "street1": "shipping.address1",
    "street2": "shipping.address2",
    "ordervalue": "",
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
FORMATS = (
    # https://github.com/YitongM/Etsy2ParcelMonkeyCSV (Models/EtsyImportModel.cs)
    ImportFormat("etsy", "Etsy", order_headers="buyeruserid orderid; saledate orderid", order_names=_ETSY),
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
