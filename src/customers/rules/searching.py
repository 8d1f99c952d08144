"""Search: the text of a customer that is searched, and the words of a query."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from customers.rules.identity import looks_like_phone
from customers.rules.text import fold

_PHONE_PUNCTUATION = frozenset("+().-/‐‑‒–—―−")
_FEWEST_DIGITS = 3


class Word(NamedTuple):
    """One word of a query; found where its text or, if it has them, its digits are."""

    text: str  # folded
    digits: str | None  # of a word that is of digits and the punctuation of phones only


def search_text(
    *,
    first_name: str,
    last_name: str | None,
    email: str | None,
    phone: str | None,
    external_ids: Mapping[str, str],
    companies: Iterable[str],
    cities: Iterable[str],
) -> str:
    """Everything of a customer that a search looks into but tags, folded, one part a line."""
    ids = (f"{system}:{value}" for system, value in sorted(external_ids.items()))
    parts = (first_name, last_name, email, phone, *ids, *companies, *cities)
    folded = (fold(part) for part in parts if part)
    return "\n".join(part for part in dict.fromkeys(folded) if part)


def words(query: str) -> list[Word]:
    """The words of a query, each of which must match; what parts the groups of a phone is no word."""
    fewest = 1 if looks_like_phone(query) else _FEWEST_DIGITS
    found = [Word(text, _digits(text, fewest)) for text in dict.fromkeys(fold(query).split())]
    return [word for word in found if word.digits or fewest == _FEWEST_DIGITS]


def _digits(text: str, fewest: int) -> str | None:
    digits = "".join(character for character in text if character.isdecimal())
    is_phone = all(character.isdecimal() or character in _PHONE_PUNCTUATION for character in text)
    return digits if is_phone and len(digits) >= fewest else None
