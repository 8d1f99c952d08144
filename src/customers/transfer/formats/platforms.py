"""The import formats of other programs, an entry each: the headers that the common table lacks, and what differs in their rows."""

from collections.abc import Mapping, Sequence
from typing import Any

from customers.transfer.columns.headers import keys_of
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
        order_headers="idorder; reference newclient; reference payment customer",
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
        " email countryid firstname; customersince website; accountcreatedin",
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
        "square",
        "Square",
        customer_headers="squarecustomerid; instantprofile; lifetimespend emailsubscriptionstatus; lifetimespend transactioncount",
        order_headers="grosssales transactionid; totalcollected transactionid",
        customer_names={"squarecustomerid": "external_id", "referenceid": ""},
        order_names={"transactionid": "number", "customerreferenceid": "", "source": "", "partialrefunds": "refunded", "location": ""},
    ),
    ImportFormat(
        "stripe",
        "Stripe",
        customer_headers="defaultcard; delinquent; cardlast4",
        order_headers="amountrefunded convertedamount; amountrefunded customeremail; amountrefunded customerid",
        customer_names={"id": "external_id", "country": "main.country", "cardcountry": "", "createdutc": "created_at", "currency": ""},
        order_names={"id": "number", "createdutc": "placed_at", "description": "", "cardname": "customer_name", "source": ""},
    ),
    ImportFormat(
        "mailchimp",
        "Mailchimp",
        customer_headers="memberrating; optintime; leid; euid; confirmtime; unsubtime; cleantime",
        customer_names={
            "leid": "",
            "euid": "external_id",
            "memberrating": "",
            "status": "accepts_marketing",
            "lastchanged": "",
            "region": "",
            "cc": "",
        },
    ),
    ImportFormat(
        "klaviyo",
        "Klaviyo",
        customer_headers="klaviyoid; emailmarketingconsent; organization title email; emailsuppressions",
        customer_names={
            "klaviyoid": "external_id",
            "id": "",
            "externalid": "",
            "source": "",
            "title": "",
            "firstactive": "",
            "lastactive": "",
        },
    ),
    ImportFormat(
        "hubspot",
        "HubSpot",
        customer_headers="recordid email; lifecyclestage; contactowner; marketingcontactstatus; unsubscribedfromallemail; "
        "contactid leadstatus",
        customer_names={
            "recordid": "external_id",
            "contactid": "external_id",
            "leadstatus": "",
            "associatedcompany": "",
            "createdate": "created_at",
        },
    ),
    ImportFormat(
        "ecwid", "Ecwid", customer_headers="acceptmarketing customergroup", customer_names={"acceptmarketing": "accepts_marketing"}
    ),
    ImportFormat("wix", "Wix", customer_headers="emailsubscriberstatus; smssubscriberstatus", customer_names={"source": ""}),
    ImportFormat(
        "squarespace",
        "Squarespace",
        customer_headers="hasaccount ordercount; lastordertotal ordercount",
        order_headers="orderid financialstatus fulfillmentstatus; orderid financialstatus lineitemname",
        order_names={"orderid": "number", "paidat": "", "createdat": "placed_at", "source": "", "amountrefunded": "refunded"},
        continues=continues_order,
    ),
    ImportFormat(
        "etsy",
        "Etsy",
        order_headers="buyeruserid orderid; saledate orderid",
        order_names={"buyeruserid": "customer_external_id", "saleid": ""},
    ),
)
TABLE = ImportFormat("table", "a table whose columns are known by their names", system=None)
BY_NAME: dict[str, ImportFormat] = {entry.name: entry for entry in sorted(FORMATS, key=lambda entry: entry.name)} | {TABLE.name: TABLE}


def recognise(kind: str, header: Sequence[str]) -> ImportFormat | None:
    """Return the format of a header, None where it is unknown; of several the one with the longest signature."""
    keys = keys_of(header)
    matches = [(entry.matches(kind, keys), entry) for entry in BY_NAME.values()]
    length, best = max(matches, key=lambda match: match[0])
    return best if length else None
