"""The formats of platforms with one row a customer or order: the headers that the common table lacks."""

from collections.abc import Mapping
from typing import Any

from customers.transfer.formats.base import ImportFormat, continues_order


def _continues(kind: str, first: Mapping[str, Any], cells: Mapping[str, Any]) -> bool:
    return kind == "orders" and continues_order(kind, first, cells)


FORMATS = (
    ImportFormat(
        "woocommerce",
        "WooCommerce",
        customer_headers="username totalspend; billingphone totalspend; userlogin; usernicename; username billingemail;"
        " username billingphone; aov totalspend",
        order_headers="ordercurrency billingfirstname; ordernumberformatted; orderkey; firstnamebilling; billingpostcode ordertotal;"
        " ordertotal billingemail; itemssold customertype; ordernumber orderstatus ordertotalamount",
        customer_names={"username": "", "displayname": "full_name", "roles": "", "datelastactive": "", "customer": "full_name"},
        order_names={"ordernumber": "number", "orderid": "number", "id": "number", "customeruser": "", "source": ""},
        continues=_continues,
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
        continues=_continues,
    ),
    ImportFormat(
        "etsy",
        "Etsy",
        order_headers="buyeruserid orderid; saledate orderid",
        order_names={"buyeruserid": "customer_external_id", "saleid": ""},
    ),
)
