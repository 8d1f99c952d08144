"""The formats of accounting and business programs: their customers, and invoices as orders."""

from customers.transfer.columns.headers import address_columns
from customers.transfer.formats.base import ImportFormat, continues_order

_ZOHO_BOOKS = {
    "contactid": "external_id",
    "status": "",
    "billingattention": "billing.name",
    "shippingattention": "shipping.name",
    "source": "",
}
_ZOHO_INVOICES = {
    "invoiceid": "",
    "invoicenumber": "number",
    "primarycontactemailid": "customer_email",
    "primarycontactmobile": "customer_phone",
    "customernumber": "",
}
_XERO = {
    **address_columns("po", "billing"),
    **address_columns("sa", "shipping"),
    "poattentionto": "billing.name",
    "saattentionto": "shipping.name",
}
# The technical names of an export that Odoo can import again, and its labels.
_ODOO_PARTNERS = {
    "id": "external_id",
    "ref": "",
    "categoryid": "tags",
    "parentid": "main.company",
    "stateid": "main.state",
    "createdate": "created_at",
    "userid": "",
}
_ODOO_ORDERS = {
    "id": "",
    "name": "number",
    "orderreference": "number",
    "partnerid": "customer_name",
    "partneridname": "customer_name",
    "partneridemail": "customer_email",
    "dateorder": "placed_at",
    "amounttotal": "total",
    "amountuntaxed": "",
    "state": "status",
    "status": "status",
    "invoicestatus": "",
    "currencyid": "currency",
    "userid": "",
}
FORMATS = (
    # The exports Contacts.csv and Invoice.csv, in public files; invoices have a row for each item.
    ImportFormat(
        "zoho-books",
        "Zoho Books or Invoice",
        customer_headers="contactid displayname; displayname gsttreatment; displayname customersubtype; displayname billingcode",
        order_headers="invoiceid invoicenumber customername; invoicestatus invoicenumber customername",
        customer_names=_ZOHO_BOOKS,
        order_names=_ZOHO_INVOICES,
        continues=continues_order,
    ),
    # The file of details of invoices: a row is an item.
    ImportFormat(
        "freshbooks",
        "FreshBooks",
        order_headers="clientname invoice dateissued",
        order_names={"invoice": "number", "linetotal": "total", "datepaid": ""},
    ),
    # The shipping address is a flag.
    ImportFormat(
        "wave",
        "Wave",
        customer_headers="customername customercurrency; customername contactfirstname shiptocontact",
        customer_names={"shippingaddress": ""},
    ),
    # The sample files of contacts and sales invoices that Xero offers.
    ImportFormat(
        "xero",
        "Xero",
        customer_headers="contactname accountnumber emailaddress; contactname poaddressline1; contactname saaddressline1",
        order_headers="contactname invoicenumber invoicedate",
        customer_names=_XERO,
        order_names=_XERO | {"invoicenumber": "number", "reference": "", "type": "", "duedate": ""},
        continues=continues_order,
    ),
    # The list of customers, and the sales by customer in detail: a row is an item.
    ImportFormat(
        "quickbooks",
        "QuickBooks",
        customer_headers="customerfullname billaddress; customerfullname shipaddress; customer billaddress shipaddress",
        order_headers="transactiontype num customerfullname; transactiontype num customer; transactiondate num",
        order_names={"num": "number", "transactiontype": "", "transactiondate": "placed_at"},
    ),
    # https://github.com/odoo/odoo (addons/sale/models/sale_order.py, odoo/addons/base/models/res_partner.py)
    ImportFormat(
        "odoo",
        "Odoo",
        customer_headers="countryid stateid street2; countryid categoryid; countryid iscompany",
        order_headers="dateorder amounttotal; dateorder partnerid; amounttotal partnerid; orderreference customer invoicestatus",
        customer_names=_ODOO_PARTNERS,
        order_names=_ODOO_ORDERS,
    ),
)
