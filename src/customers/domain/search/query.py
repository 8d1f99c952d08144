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
    """One word of a query; it matches by its text or, if it has any, by its digits."""

    text: str  # folded
    digits: str | None  # of a word of digits and the punctuation of phones


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query: words that must all match, or an identity of one customer."""

    words: tuple[Word, ...]
    identities: tuple[tuple[str, str], ...]  # the whole query as an email or an external id
    phone: str | None  # E.164
    id: UUID | None
    bare_id: str | None  # an external id without its system, at the end of its line


def parse_query(text: str, country: str) -> Query:
    """Return the words of a query and the identities that it may be.

    Raises:
        ValueError: the query has no word.
    """
    text = text.translate(_MARKS).strip()
    parsed, folded = words(text), fold(text)
    if not parsed:
        raise ValueError("a search needs a word to look for")
    phone = None
    if looks_like_phone(text):
        with suppress(ValueError):  # a part of a phone, which its digits match
            phone = parse_phone(text, country)
    named = [("email", email_key(text))] if "@" in text else []
    is_id = len(parsed) == 1 and any(character.isdecimal() for character in folded)
    return Query(
        words=tuple(parsed),
        identities=(*named, ("external", text)) if ":" in text else tuple(named),
        phone=phone,
        id=parse_uuid(folded),
        bare_id=f":{folded}\n" if is_id and len(folded) >= _SHORTEST_ID else None,
    )


def words(query: str) -> list[Word]:
    """Return the words of a query, each of which must match; the punctuation within a phone is not a word."""
    fewest = 1 if looks_like_phone(query) else _FEWEST_DIGITS
    parsed = [Word(text, _digits(text, fewest)) for text in dict.fromkeys(fold(query).split())]
    return [word for word in parsed if word.digits or fewest == _FEWEST_DIGITS]


def _digits(text: str, fewest: int) -> str | None:
    digits = "".join(character for character in text if character.isdecimal())
    is_phone = all(character.isdecimal() or character in _PHONE_PUNCTUATION for character in text)
    return digits if is_phone and len(digits) >= fewest else None
