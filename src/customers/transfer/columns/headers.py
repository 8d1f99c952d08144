"""The table of the headers of other programs' files. A new header is a new word in a line of it.

Headers are compared by their letters and digits, without case and accents ("E-mail", "e_mail" and "EMail" are equal), first
complete, then without parentheses ("Registration date (yyyy-mm-dd)"). Where a file has several headers of one field, the first of them
in the line has priority, and the next is used where its cell is blank.
"""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from customers.domain.text import fold
from customers.models.fields import BY_NAME, FIELDS
from customers.transfer.columns import languages

# The people of a shop, in files of customers and of orders: their email, phone and names have headers such as "Buyer Email".
_PEOPLE = ("customer", "client", "buyer", "payer", "attendee", "subscriber", "member", "guest", "purchaser", "shopper")


def _of_people(*words: str) -> str:
    return ", ".join(f"{person} {word}" for person in _PEOPLE for word in words)


_EMAIL = f"{_of_people('email', 'email address', 'mail')}, {BY_NAME['email'].headers}, {languages.EMAIL}"
_PHONE = f"{_of_people('phone', 'phone number', 'mobile', 'mobile number', 'telephone')}, {BY_NAME['phone'].headers}, {languages.PHONE}"
_FIRST_NAME = f"{_of_people('first name', 'given name')}, {BY_NAME['first_name'].headers}, contact first name, {languages.FIRST_NAME}"
_LAST_NAME = (
    f"{_of_people('last name', 'surname', 'family name')}, {BY_NAME['last_name'].headers}, contact last name, ln, {languages.LAST_NAME}"
)
_NAME = (
    f"{_of_people('full name', 'name')}, full name, name, display name, contact name, account name, customer, client, contact, buyer, fn,"
    f" ordered by, namn, navn, naam, nom complet, nombre completo, {languages.NAME}"
)
_ID = f"customer id, user id, client id, member id, contact id, account id, customer number, customer no, account number, {languages.ID}"

# Fields of an address; in the fields of a file the name of the address precedes them: "shipping.city".
ADDRESS = {
    "first_name": "first name, given name, name first",
    "last_name": "last name, surname, family name, name last",
    "name": "name, full name, recipient, addressee, contact, attn, attention, attn to, attention to",
    "company": "company, company name, organization, organisation, organization name, business name, firm, firma, foretag, societe, org,"
    " empresa, bedrijf",
    "address1": "address1, address line1, street address1, street address, street1, street, line1, address, street line1, address 1&2,"
    " street address line1, full address, adress, gatuadress, strasse, straat, adresse, adresse1, rue, direccion, calle, indirizzo, adr,"
    " endereco, adres",
    "address2": "address2, address line2, street address2, street2, line2, apartment, street line2, street address line2,"
    " additional address line1, extended address, adresse2, complement d'adresse",
    "street_number": "house number, house no, street number",
    "house_number": "hausnummer, hausnr, haus-nr, huisnummer, huisnr, numero civico, civico, nr domu, numer domu,"
    " husnummer, talonumero, házszám, номер дома, дом, número exterior, número da casa, bina no",
    "house_suffix": "house number addition, house number suffix, huisnummer toevoeging, huisnummertoevoeging, toevoeging, hausnummerzusatz,"
    " nr lokalu, nr mieszkania",
    "city": "city, town, suburb, locality, city/suburb, town/city, ort, stad, postort, stadt, ville, ciudad, citta, cidade, plaats, miasto",
    "state": "state, province, region, state/province, province/state, state/region, region/state, province name, state name, county,"
    " province code, state code, state abbreviation, region code, bundesland, provincia, estado, delstat, st",
    "pincode": "pincode, pin code, zip, zip code, postcode, postal code, zip/postcode, postcode/zip, zip/postal code, postal code/zip code,"
    " postal, pin, postnummer, plz, postleitzahl, code postal, codigo postal, cap, cep, kod pocztowy, zip5",
    "pincode_extension": "zip+4, zip code+4, zip plus 4, plus 4, postal code+4",
    "country": "country code, country iso code, country id, country iso, country, country/region, country name, land, pays, pais,"
    " paese, kraj",
    "phone": "phone, phone number, telephone, tel, mobile, mobile phone",
    "email": "email, email address",
    "default_billing": "default billing, is default billing",
    "default_shipping": "default shipping, is default shipping",
}
# Words that are fields of an address after its name alone, and only after some: "Customer Code" is not a pincode.
_PREFIXED = {"type": "type", "address1": "formatted", "pincode": "code"}
_NARROW = {
    "type": ("address", "defaultaddress", "primaryaddress", "mailingaddress"),
    "code": ("billing", "billto", "shipping", "shipto", "mailing"),
}

CUSTOMERS = {
    **{field.name: field.headers for field in FIELDS if field.headers},
    "email": _EMAIL,
    "phone": _PHONE,
    "first_name": _FIRST_NAME,
    "last_name": _LAST_NAME,
    # Fields that only other programs' files have.
    "full_name": _NAME,
    "external_id": f"external id, {_ID}, id",
    # Addresses in one cell, with labels before their parts.
    "address_list": "addresses",
    "opted_out": "unsubscribed from all email, opted out of all emails, opted out of email, has opted out of email, email opt out, opt out,"
    " opted out, newsletter opt out, marketing opt out, unsubscribed, email suppressions, email suppressed, suppressed, suppression,"
    " blacklisted, email blacklisted, email blacklist, email disabled, do not email, do not contact, cleaned, bounced",
    "opted_in_at": "optin time, confirm time, opt in time, opt in date, email marketing consent timestamp, consent timestamp, consent at,"
    " consent date, email marketing opt in date, subscribed at, subscribe date, date subscribed, email opt in time",
    "opted_out_at": "unsub time, clean time, unsubscribed at, unsubscribe date, date unsubscribed, opt out time, opt out date",
    "consent_source": "consent source, opt in source, optin source, consent method, email marketing consent source, email opt in source",
}

ORDERS = {
    "number": "order number, number, order name, order no, order #, order id, invoice no, invoice number, increment id, reference,"
    " order reference, receipt number, transaction id, order, ordernumber formatted, bestellnummer, ordernummer, invoice num, num,"
    " invoice, order ref, order reference number, order code, order num, order nr, sales order, sales order number, sale number, sale id,"
    " transaction number, transaction no, receipt no, receipt id, invoice ref, invoice id, bill number, bill no, booking reference,"
    " booking id, reference number, reference no, ref, ref no, id",
    "source": "source",
    "customer_external_id": f"customer external id, customer user, {_ID}",
    "customer_email": _EMAIL,
    "customer_phone": _PHONE,
    "customer_first_name": _FIRST_NAME,
    "customer_last_name": _LAST_NAME,
    "customer_name": _NAME,
    "status": "order status, status, order state, invoice status, document status",
    # Beside the status of the order: cancelled or failed in any decides, else the payment.
    "payment_status": "financial status, payment status, payment state, paid status, zahlungsstatus, statut paiement, statut du paiement,"
    " estado del pago, stato pagamento, betaalstatus, betalningsstatus",
    "fulfillment_status": "fulfillment status, fulfilment status, shipping status, shipment status, delivery status, fulfillment state,"
    " versandstatus, lieferstatus, statut de livraison, estado del envio, stato spedizione, verzendstatus, leveransstatus",
    "currency": "currency, order currency, order currency code, currency code, currency iso code, presentment currency",
    "total": "order total inc tax, grand total, total, order total, order total amount, total, total amount, total price, total collected,"
    " amount, total paid, grand total purchased, order amount, order value, invoice amount, gross, totalt, summa, gesamtbetrag, montant,"
    " importe, amount paid, gross total, total gross, total incl vat, total inc vat, total incl tax, total inc tax, total including tax,"
    " invoice total, invoice value, bill amount, bill total",
    "subtotal": "subtotal, order subtotal, subtotal inc tax",
    "refunded": "refunded, refunded amount, amount refunded, refund amount, total refunded, refunded total, refund total,"
    " order refund amount, total refund, refund, refunds, refund value",
    "base_total": "base total, base grand total, grand total base, total in base currency, converted amount, amount converted, base amount",
    "base_currency": "base currency, base currency code, converted currency",
    "placed_at": "placed at, created at, order date, date created, created, date, order placed, purchase date, processed at, ordered at,"
    " invoice date, sale date, date added, created date, datum, orderdatum, bestelldatum, completed at, paid at, transaction date,"
    " created time, creation date, date issued, ordered on, order placed on, placed on, purchased on, date of order, date of purchase,"
    " date ordered, date purchased",
    "placed_time": "order time, time",
    "placed_zone": "time zone, timezone, order time zone, tz, utc offset",
    "cancelled_at": "cancelled at, canceled at, cancelled on, canceled on, cancelled date, canceled date, date cancelled,"
    " cancellation date, cancelled, canceled, is cancelled, is canceled, order cancelled, order canceled",
}

_CALCULATED_KEYS = """
totalspent totalspend lifetimespend lifetimevalue ltv totalorders orderscount ordercount orders numberoforders transactioncount aov
averageordervalue avgordervalue isvip lastorder lastorderdate lastorderat firstorderat firstorderdate amountspent sales revenue totalrevenue
historicclv predictedclv paymentcount totalsales moneyspent lifetimeamount defaultaddress counted rejectline rejectcode rejectreason
"""
CALCULATED = frozenset(_CALCULATED_KEYS.split())  # from orders, and never imported

# The addresses in one row, by the prefix of their headers; a longer prefix precedes its beginning.
_ADDRESSES = (
    ("defaultbillingaddress", "billing"),
    ("defaultshippingaddress", "shipping"),
    ("defaultaddress", "main"),
    ("billing", "billing"),
    ("billto", "billing"),
    ("bill", "billing"),
    ("invoice", "billing"),
    ("buyer", "billing"),
    ("shipping", "shipping"),
    ("shipto", "shipping"),
    ("ship", "shipping"),
    ("delivery", "shipping"),
    ("recipient", "shipping"),
    ("postto", "shipping"),
    ("primaryaddress", "main"),
    ("mailingaddress", "main"),
    ("mailing", "main"),
    ("address", "main"),
    ("home", "main"),
    ("customer", "main"),
    ("client", "main"),
    ("business", "business"),
    ("work", "work"),
)
_NUMBERED = re.compile(r"(?P<rest>.+?) - (?P<number>\d+)|address (?P<number2>\d+)\s*[-_ ]\s*(?P<rest2>.+)", re.IGNORECASE)
_PARENTHESES = re.compile(r"\(([^)]*)\)")
# An address after its field: "City (Billing)", "City - Home".
_SIDED = re.compile(
    r"(?P<rest>.+?)(?:\s*\((?P<side>billing|shipping)\)|\s+-\s+(?P<side2>billing|shipping|home|work|business))", re.IGNORECASE
)


class Meaning(NamedTuple):
    """The field of a header, and the position of the header in its line: the lowest has priority."""

    field: str
    rank: int


def key(header: str) -> str:
    """Return the letters and digits of a header, by which headers are compared."""
    return "".join(character for character in fold(header) if character.isalnum())


def keys_of(header: Iterable[str]) -> set[str]:
    """Return the keys of the headers of a file, with and without parentheses."""
    return {key(name) for name in header} | {key(_PARENTHESES.sub("", name)) for name in header}


def meanings(kind: str) -> Mapping[str, Meaning]:
    """Return the fields of one kind of file by the key of their headers."""
    return _TABLES[kind]


def address_meaning(header: str) -> Meaning | None:
    """Return the field of an address in a header such as "Billing City", "City - 2" or "City (Billing)", None for others."""
    text = header.strip()
    if sided := _SIDED.fullmatch(text):
        return _placed(dict(_ADDRESSES)[key(sided["side"] or sided["side2"])], key(sided["rest"]))
    if numbered := _NUMBERED.fullmatch(text):
        return _placed(numbered["number"] or numbered["number2"], key(numbered["rest"] or numbered["rest2"]))
    name = key(header)
    for start, address in _ADDRESSES:
        rest = name.removeprefix(start)
        if rest == name or start not in _NARROW.get(rest, (start,)):
            continue
        if (meaning := _placed(address, rest)) is not None:
            return meaning
    return None


def address_columns(prefix: str, address: str) -> dict[str, str]:
    """Return the fields of an address by the keys of its headers, for a prefix that only one platform has."""
    return {
        prefix + name: f"{address}.{meaning.field}" for name, meaning in _PLACES.items() if meaning.field not in ("type", "phone", "email")
    }


def address_part(label: str) -> str | None:
    """Return the field of an address for a label within one cell, such as "City/Suburb"."""
    meaning = _PLACES.get(key(label)) or address_meaning(label)
    return meaning and meaning.field.rpartition(".")[2]


def bare(header: str) -> str:
    """Return the key of a header without its parentheses."""
    return key(_PARENTHESES.sub("", header))


def _placed(address: str, name: str) -> Meaning | None:
    """Return the field of an address for the rest of a header, with or without the word itself: "Billing Address City"."""
    meaning = _PLACES.get(name) or _PLACES.get(name.removeprefix("address"))
    return meaning and Meaning(f"{address}.{meaning.field}", meaning.rank)


def _table(lines: Mapping[str, str]) -> dict[str, Meaning]:
    """Return the fields by key; of two places of a word the first counts."""
    ranked = [(name, Meaning(field, rank)) for field, names in lines.items() for rank, name in enumerate(names.split(","))]
    return {key(name): meaning for name, meaning in reversed(ranked)}


def _in_all(lines: Mapping[str, str], others: Mapping[str, str]) -> dict[str, str]:
    """Return lines of headers with those of other languages."""
    return {field: f"{names}, {others[field]}" if field in others else names for field, names in lines.items()}


_UNPREFIXED = _table(_in_all(ADDRESS, languages.ADDRESS))
_PLACES = _table(_PREFIXED) | _UNPREFIXED
# An address in one cell is that of a row without its parts.
_PLACES["formatted"] = _PLACES["formatted"]._replace(rank=len(ADDRESS["address1"]))
_MAIN = {  # an address without a prefix; its phone and names are the customer's
    name: Meaning(f"main.{meaning.field}", meaning.rank)
    for name, meaning in _UNPREFIXED.items()
    if meaning.field
    in (
        "company",
        "address1",
        "address2",
        "city",
        "state",
        "pincode",
        "pincode_extension",
        "country",
        "default_billing",
        "default_shipping",
        "street_number",
        "house_number",
        "house_suffix",
    )
}
# "Attn" beside a company is a person there.
_MAIN |= {key(word): Meaning("main.name", 0) for word in ("attn", "attention", "attn to", "attention to")}
_TABLES = {
    "customers": _MAIN | _table(_in_all(CUSTOMERS, languages.CUSTOMERS)),
    "orders": _MAIN | _table(_in_all(ORDERS, languages.ORDERS)),
}
_WHOLE_NAMES = frozenset(map(key, languages.WHOLE_NAMES.split(",")))
_PLACES_TOO = frozenset(map(key, languages.PLACES_TOO.split(",")))
_HOUSE_NUMBERS = frozenset(map(key, languages.HOUSE_NUMBERS.split(",")))


def is_whole_name(header: str) -> bool:
    """Return whether a header of a part of a name is one of a name in full where a file has no other part."""
    return key(header) in _WHOLE_NAMES


def is_place_too(header: str) -> bool:
    """Return whether a header of statuses is one of states and provinces where another column is the status."""
    return key(header) in _PLACES_TOO


def is_short_state(header: str) -> bool:
    """Return whether a heading may be short for a state or for a street."""
    name = bare(header)
    return name.endswith("st") and name.removesuffix("st") in ("", *dict(_ADDRESSES))


def is_house_number_too(header: str) -> bool:
    """Return whether a header of numbers of orders is one of houses where another column has the order's."""
    return key(header) in _HOUSE_NUMBERS
