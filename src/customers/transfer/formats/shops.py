"""The formats of shop systems: the columns that the common table lacks, and what differs in their rows."""

from collections.abc import Mapping
from typing import Any

from customers.transfer.columns.headers import address_columns
from customers.transfer.formats.base import ImportFormat, continues_order

# The `Phone` of an order is the customer's; its `Source` is a sales channel (web, pos).
_SHOPIFY_ORDERS = {
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
_SHOPIFY_CUSTOMERS = {"acceptsemailmarketing": "accepts_marketing", "smsmarketing": "", "id": "external_id", "customerid": "external_id"}
# `_entity_id` is the id of an address, `_website` the shop's own site.
_MAGENTO_CUSTOMERS = {
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
_MAGENTO_ORDERS = {"incrementid": "number", "entityid": "", "id": "number", "storeid": "", "totalpaid": "", "billtoname": "customer_name"}


# https://docs.shopware.com/en/shopware-5-en/import-export/import-export-customers; customers of version 6 have
# `defaultBillingAddress.street` and the like: https://gist.github.com/vardumper/bf197681eb68f0c090626dfa24836ce6
_SHOPWARE_CUSTOMERS = {
    "id": "",
    "customernumber": "external_id",
    "customergroup": "",
    "groupid": "",
    "title": "",
    "userid": "",
}
# The profile `default_order_main_data` of the plugin SwagImportExport.
_SHOPWARE_ORDERS = {
    "orderid": "",
    "ordernumber": "number",
    "invoicenumber": "",
    "invoiceamount": "total",
    "invoiceamountnet": "",
    "ordertime": "placed_at",
    "transactionid": "",
}
# Dumps of the tables `oc_customer` and `oc_order`: https://github.com/opencart/opencart.
_OPENCART_CUSTOMERS = {"customerid": "external_id", "addressid": "", "status": "", "code": ""}
# The total is in the currency of the shop, whichever the customer paid in; a guest has the customer id 0.
_OPENCART_ORDERS = address_columns("payment", "billing") | {
    "orderid": "number",
    "invoiceno": "",
    "currencycode": "",
    "currencyid": "",
    "orderstatusid": "",
    "paymentzone": "billing.state",
    "paymentcountryid": "",
    "paymentcode": "",
    "shippingzone": "shipping.state",
    "shippingcountryid": "",
    "shippingcode": "",
    "transactionid": "",
}


def _continues_customer(kind: str, first: Mapping[str, Any], cells: Mapping[str, Any]) -> bool:
    """Return whether a row, without an email, has another address of the customer above."""
    return kind != "orders" and bool(first.get("email")) and not cells.get("email") and any("." in name for name in cells)


FORMATS = (
    ImportFormat(
        "shopify",
        "Shopify",
        customer_headers="acceptsemailmarketing; acceptsmarketing taxexempt; acceptsmarketing province zip; acceptsmarketing provincecode;"
        " defaultaddressaddress1; defaultaddresscity; defaultaddresszip; defaultaddressphone; taxexempt totalspent",
        order_headers="financialstatus name; financialstatus fulfillmentstatus; lineitemname lineitemquantity",
        customer_names=_SHOPIFY_CUSTOMERS,
        order_names=_SHOPIFY_ORDERS,
        continues=continues_order,
    ),
    ImportFormat(
        "woocommerce",
        "WooCommerce",
        customer_headers="username totalspend; billingphone totalspend; userlogin; usernicename; username billingemail;"
        " username billingphone; aov totalspend",
        order_headers="ordercurrency billingfirstname; ordernumberformatted; orderkey; firstnamebilling; billingpostcode ordertotal;"
        " ordertotal billingemail; itemssold customertype; ordernumber orderstatus ordertotalamount",
        customer_names={"username": "", "displayname": "full_name", "roles": "", "datelastactive": "", "customer": "full_name"},
        order_names={"ordernumber": "number", "orderid": "number", "id": "number", "customeruser": "", "source": ""},
        continues=continues_order,
    ),
    ImportFormat(
        "prestashop",
        "PrestaShop",
        customer_headers="newsletter optin; titlesid; socialtitle; alias customeremail zipcode; idcustomer email; partneroffers newsletter",
        order_headers="idorder; reference newclient; reference payment customer; reference nouveauclient; reference paiement client",
        customer_names={
            "idcustomer": "external_id",
            "customeremail": "address_of",
            "optin": "",
            "sales": "",
            "dateadd": "created_at",
            "other": "",
        },
        order_names={"id": "", "idorder": "", "idcustomer": "customer_external_id", "currentstate": "", "dateadd": "placed_at"},
    ),
    ImportFormat(
        "magento",
        "Magento",
        customer_headers="website store email; website email entityid; groupid createdin; addressdefaultbilling addressdefaultshipping;"
        " passwordhash email;"
        " email countryid postcode; email countryid regionid; customersince website; accountcreatedin",
        order_headers="incrementid; purchasepoint; grandtotalbase; basegrandtotal",
        customer_names=_MAGENTO_CUSTOMERS,
        order_names=_MAGENTO_ORDERS,
        continues=_continues_customer,
    ),
    ImportFormat(
        "bigcommerce",
        "BigCommerce",
        customer_headers="addressid1; addressline11; storecredit customergroup; receivereviewemails",
        order_headers="ordertotalinctax; subtotalinctax; ordertotalextax",
        customer_names={"id": "external_id", "customerid": "external_id", "company": ""},
        order_names={"exchangerate": ""},
    ),
    ImportFormat(
        "ecwid", "Ecwid", customer_headers="acceptmarketing customergroup", customer_names={"acceptmarketing": "accepts_marketing"}
    ),
    # The exports of contacts and of orders, in public files; orders have a row for each item.
    ImportFormat(
        "wix",
        "Wix",
        customer_headers="emailsubscriberstatus; smssubscriberstatus",
        order_headers="totalorderquantity contactemail; ordernumber datecreated contactemail deliverymethod",
        customer_names={"source": "", "company": "1.company", "address1type": "", "address2type": "", "address3type": ""},
        order_names={"ordernumber": "number", "deliverytime": "", "source": ""},
        continues=continues_order,
    ),
    ImportFormat(
        "squarespace",
        "Squarespace",
        customer_headers="hasaccount ordercount; lastordertotal ordercount",
        order_headers="orderid financialstatus fulfillmentstatus; orderid financialstatus lineitemname",
        order_names={"orderid": "number", "paidat": "", "createdat": "placed_at", "source": "", "amountrefunded": "refunded"},
        continues=continues_order,
    ),
    ImportFormat(
        "shopware",
        "Shopware",
        customer_headers="customernumber billingfirstname; customernumber billingstreet; customernumber billingzipcode; customernumber"
        " encoder; defaultbillingaddressstreet; defaultbillingaddresszipcode; customernumber zipcode countryid;"
        " customernumber zipcode salutation",
        order_headers="invoiceamount ordertime; ordernumber invoiceamount invoiceamountnet",
        customer_names=_SHOPWARE_CUSTOMERS,
        order_names=_SHOPWARE_ORDERS,
    ),
    ImportFormat(
        "opencart",
        "OpenCart",
        customer_headers="customergroupid telephone; customergroupid newsletter; customergroupid firstname safe",
        order_headers="orderid paymentfirstname; orderid orderstatusid; paymentfirstname shippingfirstname",
        customer_names=_OPENCART_CUSTOMERS,
        order_names=_OPENCART_ORDERS,
    ),
)
