"""Recognise what the cells of a column look like by their texts alone, and words for a blank."""

import re
from collections.abc import Callable, Collection, Iterable
from typing import Literal

from customers.domain.countries import parse_country_name
from customers.domain.orders.status import is_status, parse_status
from customers.domain.phone import looks_like_phone
from customers.domain.text import fold
from customers.transfer.cells.consent import is_subscription_word, is_yes_or_no

Look = Literal["email", "consent", "status", "date", "phone", "amount", "country"]
# In words, the most important first: people and money are lost with them.
LOOKS: dict[Look, str] = {
    "email": "emails",
    "phone": "phones",
    "consent": "consent",
    "status": "statuses of orders",
    "amount": "amounts",
    "date": "dates",
    "country": "countries",
}
# The part of the texts that must have the look: a column has typing errors.
_SHARE = 0.8
_MAX_LENGTH = 254
_MAX_STATUSES = 30
_OF_ORDERS = frozenset(
    ("cancelled", "failed", "refunded", "partially_refunded", "paid", "unpaid", "partially_paid", "completed", "shipped", "delivered")
)
_MARKS = re.compile(r"[-() ./]+")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]{2,}(?:[\s;,|/]+[^@\s]+@[^@\s]+\.[^@\s.]{2,})*[;,]?")
_DATE = re.compile(
    r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})|\d{1,2} [a-z]{3,9}\.? \d{4}|[a-z]{3,9}\.? \d{1,2},? \d{4})"
    r"(?:[ t,].*)?",
    re.IGNORECASE,
)
_AMOUNT = re.compile(
    r"[^\d\s]{0,4}\s?-?\d[\d.,'’\s]*[.,]\d{2}\s?[^\d\s]{0,4}|(?:[$€£¥₹]|[A-Z]{3} )\s?\d[\d.,]*|\d[\d.,]*\s?(?:[$€£¥₹]|[A-Z]{3})"
)

# Words for a blank, in the place of an email.
_BLANK_WORDS = """
na nan
none null nil noemail unknown notprovided notavailable notgiven tbd tba x kein keine keinemail keineangabe unbekannt aucun aucune sans
sansemail ninguno ninguna sinemail nessuno nessuna nenhum nenhuma geen onbekend brak yok bilinmiyor нет なし 無し 无 無 없음
"""
_BLANKS = frozenset(_BLANK_WORDS.split())
_PHONE_ALONE = re.compile(r"\+?[\d\s()./-]+")
_DIGITS = 7
# "Asha Rao <asha@example.com>", or the email alone.
_NAMED_EMAIL = re.compile(r"(?:(?P<name>[^@<>()]*?)\s*[<(])?(?P<email>[^\s@<>()]+@[^\s@<>()]+\.[^\s@<>()]{2,})[>)]?")


def look_of(texts: Iterable[str]) -> Look | None:
    """Return what the texts of a column look like, None for anything else; blank texts say nothing."""
    distinct = {text for raw in texts if (text := raw.strip().strip("'`")) and len(text) <= _MAX_LENGTH}
    if not distinct:
        return None
    return next((look for look, has_look in _TESTS.items() if has_look(distinct)), None)


def _most(test: Callable[[str], object]) -> Callable[[Collection[str]], bool]:
    """Return the test of a column from that of a text."""
    return lambda texts: sum(bool(test(text)) for text in texts) >= len(texts) * _SHARE


def _is_phone(text: str) -> bool:
    """Return whether a text has the digits of a phone, and a sign that it is not another number, such as a postal code."""
    digits = sum(character.isdecimal() for character in text)
    if not (looks_like_phone(text) and 7 <= digits <= 15):
        return False
    is_national = text[0] == "0" and digits in (10, 11)
    return text[0] in "+＋(" or is_national or len(_MARKS.findall(text)) > 1


def is_word_for_blank(text: str) -> bool:
    """Return whether a text without an @ is a word for a blank, such as "n/a" or "-"."""
    return "@" not in text and "".join(filter(str.isalnum, fold(text))) in ("", *_BLANKS)


def split_contact(name: str, *, may_be_number: bool = True) -> tuple[str, Literal["email", "phone"], str] | None:
    """Return the name, which may be blank, and the contact of a text in the place of a name, None for a name alone.

    Without `may_be_number` digits are a phone by its signs alone: a customer may be called by the number of another program.
    """
    text = name.strip()
    if _PHONE_ALONE.fullmatch(text) and sum(map(str.isdecimal, text)) >= _DIGITS and (may_be_number or _is_phone(text)):
        return "", "phone", text
    match = _NAMED_EMAIL.fullmatch(text) if "@" in text else None
    return match and ((match["name"] or "").strip(" \"'"), "email", match["email"])


def _is_country(text: str) -> bool:
    try:
        parse_country_name(text)
    except ValueError:
        return False
    return len(text) > 1 and not text.isdecimal()


def _are_countries(texts: Collection[str]) -> bool:
    """Return whether texts are countries; "no" is Norway beside other countries alone."""
    return not all(map(is_yes_or_no, texts)) and _most(_is_country)(texts)


def _are_statuses(texts: Collection[str]) -> bool:
    """Return whether texts are statuses, one of them at least of orders alone: "new" and "open" may be anything."""
    if len(texts) > _MAX_STATUSES or not _most(is_status)(texts):
        return False
    return any(is_status(text) and parse_status(text).word in _OF_ORDERS for text in texts)


_TESTS: dict[Look, Callable[[Collection[str]], bool]] = {
    "email": _most(_EMAIL.fullmatch),
    "consent": _most(is_subscription_word),
    "status": _are_statuses,
    "date": _most(_DATE.fullmatch),
    "amount": _most(_AMOUNT.fullmatch),
    "phone": _most(_is_phone),
    "country": _are_countries,
}
