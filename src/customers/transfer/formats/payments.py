"""The formats of payment services, tills, memberships and tickets."""

import re

from customers.services.importing.rows import RowSkippedError
from customers.transfer.columns.headers import address_columns
from customers.transfer.formats.base import Cells, ImportFormat, continues_order

# https://developer.paypal.com/api/nvp-soap/paypal-payments-standard/admin/download-history/
# The invoice number is blank in most rows; the shipping address repeats the columns of the address in one text.
_PAYPAL = {
    "transactionid": "number",
    "invoicenumber": "",
    "gross": "total",
    "type": "payment_type",
    "balanceimpact": "payment_impact",
    "toemailaddress": "payee_email",
    "shippingaddress": "",
    "addressline2districtneighborhood": "main.address2",
    "stateprovinceregioncountyterritoryprefecturerepublic": "main.state",
}
# The headings of a download in German.
_PAYPAL |= {
    "transaktionscode": "number",
    "rechnungsnummer": "",
    "brutto": "total",
    "typ": "payment_type",
    "auswirkungaufguthaben": "payment_impact",
    "absenderemailadresse": "customer_email",
    "empfangeremailadresse": "payee_email",
    "zeitzone": "placed_zone",
    "lieferadresse": "",
}
# The types of a refund, and of rows without a sale: https://developer.paypal.com/docs/transaction-search/transaction-event-codes/
_REFUND = re.compile(r"\b(?:refund|revers|charge ?back|return|dispute|rückzahlung|rückbuchung|erstattung)", re.IGNORECASE)
_NO_SALE = re.compile(
    r"\b(?:withdraw|currency conversion|hold\b|transfer|deposit|fees?\b|authori[sz]ation|request|invoice sent|funding|memo\b)|^order$|"
    r"(?:abbuchung|währungsumrechnung|einbehalt|autorisierung|bankgutschrift|auszahlung|überweisung|gebühr)",
    re.IGNORECASE,
)


def _prepare_paypal(cells: Cells) -> None:
    """Name the buyer of a refund, which is its payee; refuse rows that are neither a sale nor a refund."""
    kind, impact, payee = (str(cells.pop(name, "")) for name in ("payment_type", "payment_impact", "payee_email"))
    if impact.lower() == "memo" or _NO_SALE.search(kind):  # the fee of a dispute too, or the reversal of a hold
        raise RowSkippedError("no_order", f"it is not a sale: {kind or 'a memo'}")
    if not str(cells.get("total", "")).startswith(("-", "−", "(")):
        return
    if kind and not _REFUND.search(kind):
        raise RowSkippedError("no_order", f"it is a payment of the shop: {kind}")
    cells.pop("customer_email", None)
    if payee:
        cells["customer_email"] = payee


# The address of a card is that of the bill; both exports have it.
_CARD = address_columns("cardaddress", "billing") | {"cardname": "billing.name"}
FORMATS = (
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
        customer_names=_CARD
        | {"id": "external_id", "country": "main.country", "cardcountry": "", "createdutc": "created_at", "currency": "", "status": ""},
        order_names=_CARD
        | {
            "id": "number",
            "createdutc": "placed_at",
            "description": "",
            "source": "",
            "convertedamountrefunded": "",
        },
    ),
    ImportFormat(
        "paypal",
        "PayPal",
        order_headers="gross fee net transactionid; fromemailaddress gross transactionid; brutto gebuhr netto transaktionscode;"
        " absenderemailadresse brutto transaktionscode",
        order_names=_PAYPAL,
        prepare_order=_prepare_paypal,
    ),
    # A row is an attempt to pay: several of one order of the shop have its id. The export of the dashboard has the columns of
    # https://razorpay.com/docs/api/payments/entity/
    ImportFormat(
        "razorpay",
        "Razorpay",
        order_headers="id orderid amountrefunded contact; id amountrefunded refundstatus captured",
        order_names={
            "id": "number",
            "orderid": "",
            "invoiceid": "",
            "contact": "customer_phone",
            "description": "",
            "card": "",
            "bank": "",
        },
    ),
    # The columns of "Members" exports; a tier is not a tag of the shop.
    ImportFormat(
        "patreon",
        "Patreon",
        customer_headers="patronstatus email; patronstatus tier",
        customer_names={"userid": "external_id", "addressee": "main.name", "lastupdated": ""},
    ),
    # A row is an attendee; the number of the order is that of all tickets bought at once.
    ImportFormat(
        "eventbrite",
        "Eventbrite",
        customer_headers="attendee tickettype; attendeestatus tickettype",
        order_headers="order attendee tickettype; order orderdate attendeestatus",
        customer_names={"attendee": "", "orderdate": "", "order": ""},
        order_names={"order": "number", "attendee": "", "attendeestatus": "status", "ordertype": ""},
        continues=continues_order,
    ),
)
