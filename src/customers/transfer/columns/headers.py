"""The table of the headers of other programs' files. A new header is a new word in a line of it.

Headers are compared by their letters and digits, without case and accents ("E-mail", "e_mail" and "EMail" are equal), first
complete, then without parentheses ("Registration date (yyyy-mm-dd)"). Where a file has several headers of one field, the first of them
in the line has priority, and the next is used where its cell is blank.
"""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from customers.domain.text import fold
from customers.models.fields import FIELDS

# Fields of an address; in the fields of a file the name of the address precedes them: "shipping.city".
ADDRESS = {
    "type": "type, address type",
    "first_name": "first name, given name, name first",
    "last_name": "last name, surname, family name, name last",
    "name": "name, full name, recipient",
    "company": "company, company name, organization, organisation, organization name, firm, firma, foretag, societe, empresa, bedrijf",
    "address1": "address1, address line1, street address1, street address, street1, street, line1, address, street line1, address 1&2,"
    " full address, adress, gatuadress, strasse, straat, adresse, adresse1, rue, direccion, calle, indirizzo, endereco, adres",
    "address2": "address2, address line2, street address2, street2, line2, apartment, street line2, adresse2, complement d'adresse",
    "city": "city, town, suburb, locality, city/suburb, town/city, ort, stad, postort, stadt, ville, ciudad, citta, cidade, plaats, miasto",
    "state": "state, province, region, state/province, province/state, state/region, region/state, province name, state name, county,"
    " province code, state code, state abbreviation, region code, bundesland, provincia, estado, delstat",
    "pincode": "pincode, pin code, zip, zip code, postcode, postal code, zip/postcode, postcode/zip, zip/postal code, postal,"
    " postnummer, plz, postleitzahl, code postal, codigo postal, cap, cep, kod pocztowy",
    "country": "country code, country iso code, country id, country iso, country, country/region, country name, land, pays, pais,"
    " paese, kraj",
    "phone": "phone, phone number, telephone, tel, mobile, mobile phone",
    "email": "email, email address",
    "default_billing": "default billing, is default billing",
    "default_shipping": "default shipping, is default shipping",
}

CUSTOMERS = {
    **{field.name: field.headers for field in FIELDS if field.headers},
    # Fields that only other programs' files have.
    "full_name": "full name, name, customer name, display name, contact name, customer, contact, namn, navn, naam, nom complet,"
    " nombre completo",
    "external_id": "external id, customer id, user id, contact id, client id, member id, customer number, id",
    "opted_out": "unsubscribed from all email, opted out of all emails, opted out of email, email opt out, opt out, unsubscribed,"
    " email suppressions, email suppressed, suppressed, suppression, blacklisted, email blacklisted, do not email, cleaned",
    "opted_in_at": "optin time, confirm time, opt in time, opt in date, email marketing consent timestamp, consent timestamp, consent at,"
    " consent date, email marketing opt in date, subscribed at, subscribe date, date subscribed, email opt in time",
    "opted_out_at": "unsub time, clean time, unsubscribed at, unsubscribe date, date unsubscribed, opt out time, opt out date",
    "consent_source": "consent source, opt in source, optin source, consent method, email marketing consent source, email opt in source",
}

ORDERS = {
    "number": "order number, number, order name, order no, order #, order id, invoice no, invoice number, increment id, reference,"
    " receipt number, transaction id, order, ordernumber formatted, bestellnummer, ordernummer, id",
    "source": "source",
    "customer_external_id": "customer external id, customer id, user id, customer user, client id, member id",
    "customer_email": "customer email, email, email address, e-post, user email, buyer email, customer email address, contact email, mail",
    "customer_phone": "customer phone, phone, phone number, customer phone number, mobile, telephone, buyer phone",
    "customer_first_name": "customer first name, customer firstname, first name, given name",
    "customer_last_name": "customer last name, customer lastname, last name, surname",
    "customer_name": "customer name, full name, buyer name, customer, name, client, namn, buyer",
    "status": "order status, financial status, payment status, status",
    "currency": "currency, order currency, order currency code, currency code, currency iso code, presentment currency",
    "total": "order total inc tax, grand total, order total, order total amount, total, total amount, total price, total collected,"
    " amount, total paid, grand total purchased, order amount, order value, totalt, summa, gesamtbetrag, montant, importe",
    "subtotal": "subtotal, order subtotal, subtotal inc tax",
    "refunded": "refunded, refunded amount, amount refunded, refund amount, total refunded, refunded total, refund total,"
    " order refund amount, total refund",
    "base_total": "base total, base grand total, total in base currency",
    "placed_at": "placed at, created at, order date, date created, created, date, order placed, purchase date, processed at,"
    " ordered at, invoice date, sale date, date added, created date, datum, orderdatum, bestelldatum, completed at, paid at",
    "placed_time": "order time, time",
    "cancelled_at": "cancelled at, canceled at",
}

# Statistics are calculated from orders and never imported.
_CALCULATED_KEYS = """
totalspent totalspend lifetimespend lifetimevalue ltv totalorders orderscount ordercount orders numberoforders transactioncount aov
averageordervalue avgordervalue isvip lastorder lastorderdate lastorderat firstorderat firstorderdate amountspent sales revenue totalrevenue
historicclv predictedclv paymentcount totalsales moneyspent defaultaddress counted rejectline rejectcode rejectreason
"""
CALCULATED = frozenset(_CALCULATED_KEYS.split())

# The addresses in one row, by the prefix of their headers.
_ADDRESSES = (
    ("defaultaddress", "main"),
    ("billing", "billing"),
    ("billto", "billing"),
    ("invoice", "billing"),
    ("shipping", "shipping"),
    ("shipto", "shipping"),
    ("delivery", "shipping"),
    ("primaryaddress", "main"),
    ("address", "main"),
    ("home", "main"),
)
_NUMBERED = re.compile(r"(?P<rest>.+?) - (?P<number>\d+)|address (?P<number2>\d+)\s*[-_ ]\s*(?P<rest2>.+)", re.IGNORECASE)
_PARENTHESES = re.compile(r"\(([^)]*)\)")


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
    side = _PARENTHESES.search(header)
    if side is not None and key(side[1]) in ("billing", "shipping"):
        return _placed(key(side[1]), key(_PARENTHESES.sub("", header)))
    numbered = _NUMBERED.fullmatch(header.strip())
    if numbered is not None:
        name = key(numbered["rest"] or numbered["rest2"])
        return _placed(numbered["number"] or numbered["number2"], name) or _placed(numbered["number"], name.removeprefix("address"))
    name = key(header)
    for start, address in _ADDRESSES:
        if name.startswith(start) and (meaning := _placed(address, name.removeprefix(start))) is not None:
            return meaning
    return None


def bare(header: str) -> str:
    """Return the key of a header without its parentheses."""
    return key(_PARENTHESES.sub("", header))


def _placed(address: str | None, name: str) -> Meaning | None:
    meaning = _PLACES.get(name)
    if meaning is None or address is None:
        return None
    return Meaning(f"{address}.{meaning.field}", meaning.rank)


def _table(lines: Mapping[str, str]) -> dict[str, Meaning]:
    return {key(name): Meaning(field, rank) for field, names in reversed(list(lines.items())) for rank, name in enumerate(names.split(","))}


_PLACES = _table(ADDRESS)
# An address without a prefix is the main one; its phone and names are the customer's.
_MAIN = {
    name: Meaning(f"main.{meaning.field}", meaning.rank)
    for name, meaning in _PLACES.items()
    if meaning.field in ("company", "address1", "address2", "city", "state", "pincode", "country", "default_billing", "default_shipping")
}
_TABLES = {"customers": _MAIN | _table(CUSTOMERS), "orders": _MAIN | _table(ORDERS)}
