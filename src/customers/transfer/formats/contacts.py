"""The formats of address books and of programs for contacts."""

from customers.transfer.columns.headers import address_columns
from customers.transfer.formats.base import ImportFormat

_OTHER = address_columns("other", "other")
# The type of an address is a place ("Home"), or a label of one's own.
_GOOGLE = {f"address{number}{word}": "" for number in range(1, 6) for word in ("type", "label")} | {
    "organizationname": "1.company",
    "organization1name": "1.company",
}
_SALESFORCE = _OTHER | {"contactid": "external_id", "id": "external_id", "accountid": "", "accountname": "main.company", "title": ""}
_SALESFORCE_ORDERS = {
    "id": "",
    "orderid": "",
    "ordernumber": "number",
    "effectivedate": "placed_at",
    "orderstartdate": "placed_at",
    "totalamount": "total",
    "createddate": "",
}
_ZOHO = _OTHER | {"recordid": "external_id", "accountname": "main.company", "title": "", "contactownerid": "", "accountnameid": ""}
# Exports of people: "Person - Email - Work".
_PIPEDRIVE = {
    "personid": "external_id",
    "personname": "full_name",
    "personfirstname": "first_name",
    "personlastname": "last_name",
    "personorganization": "main.company",
    "personpersoncreated": "created_at",
    "personmarketingstatus": "accepts_marketing",
    "persondoubleoptin": "",
    "personnotes": "notes",
    "personlabel": "tags",
    "personlabels": "tags",
}
_PIPEDRIVE |= {f"personemail{label}": "email" for label in ("", "work", "home", "other")}
_PIPEDRIVE |= {f"personphone{label}": "phone" for label in ("", "mobile", "work", "home", "other")}
FORMATS = (
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
    # The headers of both generations: "Given Name", "E-mail 1 - Type" and "First Name", "E-mail 1 - Label".
    ImportFormat("google-contacts", "Google Contacts", customer_headers="email1value; phone1value labels", customer_names=_GOOGLE),
    ImportFormat(
        "outlook",
        "Outlook",
        customer_headers="email2address homestreet; businessstreet homestreet; emailaddress businesscity homephone",
        customer_names=_OTHER | {"company": "business.company", "title": "", "account": ""},
    ),
    # US and UK headers: "Home ZipCode", "Home Post Code".
    ImportFormat(
        "thunderbird",
        "Thunderbird",
        customer_headers="primaryemail secondaryemail; primaryemail screenname",
        customer_names={"organization": "work.company", "organisation": "work.company"},
    ),
    # The labels of a report ("Mailing Street"), and the names of the fields in a data export ("MailingStreet").
    # https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/
    ImportFormat(
        "salesforce",
        "Salesforce",
        customer_headers="accountname mailingstreet; accountname mailingcity; accountid mailingstreet; contactid mailingstreet;"
        " hasoptedoutofemail",
        order_headers="ordernumber effectivedate; ordernumber orderstartdate",
        customer_names=_SALESFORCE,
        order_names=_SALESFORCE_ORDERS,
    ),
    ImportFormat(
        "salesforce-accounts",
        "Salesforce (accounts)",
        customer_headers="accountid accountname billingstreet; accountid accountname billingcity",
        system="salesforce",
        customer_names={"accountid": "external_id", "id": "external_id"},
    ),
    ImportFormat(
        "pipedrive",
        "Pipedrive",
        customer_headers="personname personemailwork; personname personemail; personfirstname personemailwork; personid personname;"
        " personname personphonework; personname personphonemobile",
        customer_names=_PIPEDRIVE,
    ),
    ImportFormat(
        "zoho-crm",
        "Zoho CRM",
        customer_headers="accountname mailingzip createdtime; emailoptout mailingzip createdtime; recordid contactowner mailingstreet;"
        " recordid email createdtime modifiedtime",
        customer_names=_ZOHO,
    ),
)
