"""Cells of other programs' files put into the words of this one: names, amounts, states of orders, marks of spreadsheets."""

import re
from decimal import Decimal

_FORMULA = re.compile(r'="?([^"]*)"?')
_CURRENCY = re.compile(r"(?P<before>[^\d]*)(?P<number>\d[\d.,'’\s]*)(?P<after>[^\d]*)")
_SPACED = re.compile(r"\d{1,3}(?:['’\s]\d{3})+(?:[.,]\d{1,3})?\s*")
_POINTS = re.compile(r"\d{1,3}(?:\.\d{3})+,\d{1,2}|\d{1,3}(?:\.\d{3}){2,}")
_COMMA = re.compile(r"\d+,\d{1,2}")
_NOISY = re.compile(r"\d{1,12}\.\d{9,}")
_SUFFIXES = ("jr", "sr", "ii", "iii", "iv", "phd", "md", "inc", "llc", "ltd", "gmbh", "ab", "esq")

_STATES = {
    "canceled": "cancelled",
    "voided": "cancelled",
    "void": "cancelled",
    "trash": "cancelled",
    "closed": "refunded",
    "declined": "failed",
    "expired": "failed",
    "payment_error": "failed",
    "checkout-draft": "draft",
    "incomplete": "draft",
    "auto-draft": "draft",
}


def unspoiled(text: str) -> str:
    """A cell without what keeps a spreadsheet from rounding it: an apostrophe or backtick before it, or ="..." around it."""
    if text[:1] in "'`" and text[1:2] and (text[0] == "`" or text[1] in "'=+-@\t\r(0123456789"):
        return text[1:]
    if text.startswith('="') and (found := _FORMULA.fullmatch(text)):
        return found[1]
    return text


def split_name(text: str) -> tuple[str, str | None]:
    """First and last name of a full one: the first word and the rest, or the other way round where a comma parts them."""
    words = " ".join(text.split())
    last, comma, first = words.partition(", ")
    if comma and first and last and "," not in first and first.lower().strip(".") not in _SUFFIXES:
        return first, last
    first, _, last = words.partition(" ")
    return first, last or None


def tags_of(text: str) -> str:
    """Tags parted by commas, which some programs part by semicolons or bars, and some put in quotes each."""
    if text[:1] == '"' and text[-1:] == '"':
        text = text.strip('"').replace('","', ",").replace('", "', ",")
    return text if "," in text else text.replace(";", ",").replace("|", ",")


def plain_amount(text: str) -> str:
    """An amount with a point before its decimals, where its marks can be read in one way only; else as it stands."""
    found = _CURRENCY.fullmatch(text.strip())
    if found is None:
        return text
    number = found["number"]
    if _SPACED.fullmatch(number):
        number = re.sub(r"['’\s]", "", number)
        number = number.replace(",", ".") if _COMMA.fullmatch(number) else number
    elif _POINTS.fullmatch(number.strip()):
        number = number.replace(".", "").replace(",", ".")
    elif _COMMA.fullmatch(number.strip()):
        number = number.replace(",", ".")
    return f"{found['before']}{number.strip()}{found['after']}"


def without_noise(text: str, places: int) -> str:
    """An amount that a program calculated in binary (118.22999999999999) as it was meant; any other as it stands."""
    if not _NOISY.fullmatch(text):
        return text
    exact, meant = Decimal(text), round(Decimal(text), places)
    return str(meant) if abs(exact - meant) < Decimal("0.0000001") else text


def order_status(text: str) -> str:
    """The status of an order in the words that the settings use."""
    status = " ".join(text.lower().split()).removeprefix("wc-")
    return _STATES.get(status, status)
