"""Platforms whose files have a row a customer or an order: an entry each, for what their headers say beyond the common table."""

from collections.abc import Mapping
from typing import Any

from customers.transfer.formats.shape import Format, continues_order


def _items(kind: str, first: Mapping[str, Any], cells: Mapping[str, Any]) -> bool:
    return kind == "orders" and continues_order(kind, first, cells)


FORMATS = (
    Format(
        "woocommerce",
        "WooCommerce",
        customers="username totalspend; billingphone totalspend; userlogin; usernicename; username billingemail;"
        " username billingphone; aov totalspend",
        orders="ordercurrency billingfirstname; ordernumberformatted; orderkey; firstnamebilling; billingpostcode ordertotal;"
        " ordertotal billingemail; itemssold customertype; ordernumber orderstatus ordertotalamount",
        customer_names={"username": "", "displayname": "full_name", "roles": "", "datelastactive": "", "customer": "full_name"},
        order_names={"ordernumber": "number", "orderid": "number", "id": "number", "customeruser": "", "source": ""},
        continues=_items,
    ),
    Format(
        "prestashop",
        "PrestaShop",
        customers="newsletter optin; titlesid; socialtitle; alias customeremail zipcode; idcustomer email; partneroffers newsletter",
        orders="idorder; reference newclient; reference payment customer",
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
    Format(
        "bigcommerce",
        "BigCommerce",
        customers="addressid1; addressline11; storecredit customergroup; receivereviewemails",
        orders="ordertotalinctax; subtotalinctax; ordertotalextax",
        customer_names={"id": "external_id", "customerid": "external_id", "company": ""},
        order_names={"exchangerate": ""},
    ),
    Format(
        "square",
        "Square",
        customers="squarecustomerid; instantprofile; lifetimespend emailsubscriptionstatus; lifetimespend transactioncount",
        orders="grosssales transactionid; totalcollected transactionid",
        customer_names={"squarecustomerid": "external_id", "referenceid": ""},
        order_names={"transactionid": "number", "customerreferenceid": "", "source": "", "partialrefunds": "refunded", "location": ""},
    ),
    Format(
        "stripe",
        "Stripe",
        customers="defaultcard; delinquent; cardlast4",
        orders="amountrefunded convertedamount; amountrefunded customeremail; amountrefunded customerid",
        customer_names={"id": "external_id", "country": "main.country", "cardcountry": "", "createdutc": "created_at", "currency": ""},
        order_names={"id": "number", "createdutc": "placed_at", "description": "", "cardname": "customer_name", "source": ""},
    ),
    Format(
        "mailchimp",
        "Mailchimp",
        customers="memberrating; optintime; leid; euid; confirmtime; unsubtime; cleantime",
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
    Format(
        "klaviyo",
        "Klaviyo",
        customers="klaviyoid; emailmarketingconsent; organization title email; emailsuppressions",
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
    Format(
        "hubspot",
        "HubSpot",
        customers="recordid email; lifecyclestage; contactowner; marketingcontactstatus; unsubscribedfromallemail; contactid leadstatus",
        customer_names={
            "recordid": "external_id",
            "contactid": "external_id",
            "leadstatus": "",
            "associatedcompany": "",
            "createdate": "created_at",
        },
    ),
    Format("ecwid", "Ecwid", customers="acceptmarketing customergroup", customer_names={"acceptmarketing": "accepts_marketing"}),
    Format("wix", "Wix", customers="emailsubscriberstatus; smssubscriberstatus", customer_names={"source": ""}),
    Format(
        "squarespace",
        "Squarespace",
        customers="hasaccount ordercount; lastordertotal ordercount",
        orders="orderid financialstatus fulfillmentstatus; orderid financialstatus lineitemname",
        order_names={"orderid": "number", "paidat": "", "createdat": "placed_at", "source": "", "amountrefunded": "refunded"},
        continues=_items,
    ),
    Format(
        "etsy", "Etsy", orders="buyeruserid orderid; saledate orderid", order_names={"buyeruserid": "customer_external_id", "saleid": ""}
    ),
)
