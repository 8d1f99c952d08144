"""Parse a search query."""

from contextlib import suppress
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from customers.domain.email import email_key
from customers.domain.ids import parse_uuid
from customers.domain.phone import looks_like_phone, parse_phone
from customers.domain.search.documents import ANY, NAME_MARK
from customers.domain.text import fold

_MARKS = str.maketrans("", "", NAME_MARK + ANY)

_PHONE_PUNCTUATION = frozenset("+().-/‐‑‒–—―−")
_FEWEST_DIGITS = 3

_SHORTEST_ID = 2


class Word(NamedTuple):
    """One word of a query; found where its text or, if it has them, its digits are."""

    text: str  # folded
    digits: str | None  # of a word that is of digits and the punctuation of phones only


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched for: words that must all be found, or one of the names that a customer alone has."""

    words: tuple[Word, ...]
    identities: tuple[tuple[str, str], ...]  # the whole query as an email or an external id
    phone: str | None  # E.164
    id: UUID | None
    bare_id: str | None  # the line's end of an external id without its system


def parse_query(text: str, country: str) -> Query:
    """The words of a query and what it names as a whole; raises ValueError where there is nothing to look for."""
    text = text.translate(_MARKS).strip()
    found, whole = words(text), fold(text)
    if not found:
        raise ValueError("a search needs a word to look for")
    phone = None
    if looks_like_phone(text):
        with suppress(ValueError):  # digits of a part of a phone, which the words find
            phone = parse_phone(text, country)
    named = [("email", email_key(text))] if "@" in text else []
    is_id = len(found) == 1 and any(character.isdecimal() for character in whole)
    return Query(
        words=tuple(found),
        identities=(*named, ("external", text)) if ":" in text else tuple(named),
        phone=phone,
        id=parse_uuid(whole),
        bare_id=f":{whole}\n" if is_id and len(whole) >= _SHORTEST_ID else None,
    )


def words(query: str) -> list[Word]:
    """The words of a query, each of which must match; what parts the groups of a phone is no word."""
    fewest = 1 if looks_like_phone(query) else _FEWEST_DIGITS
    found = [Word(text, _digits(text, fewest)) for text in dict.fromkeys(fold(query).split())]
    return [word for word in found if word.digits or fewest == _FEWEST_DIGITS]


def _digits(text: str, fewest: int) -> str | None:
    digits = "".join(character for character in text if character.isdecimal())
    is_phone = all(character.isdecimal() or character in _PHONE_PUNCTUATION for character in text)
    return digits if is_phone and len(digits) >= fewest else None
