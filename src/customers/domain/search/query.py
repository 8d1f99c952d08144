"""Parse a search query."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby
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


# What is dialled before a number within its country or from another one, and is missing in its international form: the
# shortest rest that is looked for, and what follows it in a search text. A number may begin with the last ones by itself, so
# that they are a prefix of complete numbers only: in Hungary, Russia, Lithuania and Belarus.
_TRUNK_PREFIXES = {"0": (5, ""), "00": (5, ""), "011": (9, ""), "06": (8, "\n"), "8": (8, "\n"), "80": (9, "\n")}
_TRUNK_IN_PARENTHESES = "(0)"


class Word(NamedTuple):
    """One word of a query; it matches by its text or, if it has any, by its digits or by a phone of which it is a part."""

    text: str  # folded
    digits: str | None  # of a word of digits and the punctuation of phones
    phones: tuple[str, ...] = ()  # patterns of the phone that this word and its neighbours are in national form

    @property
    def patterns(self) -> tuple[str, ...]:
        """The alternatives by which the word matches."""
        return tuple(dict.fromkeys((self.text, *([self.digits] if self.digits else []), *self.phones)))


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query: words that must all match, or an identity of one customer."""

    words: tuple[Word, ...]
    identities: tuple[tuple[str, str], ...]  # the whole query as an email or an external id
    phone: str | None  # E.164
    id: UUID | None
    bare_id: str | None  # an external id without its system, at the end of its line
    order_numbers: tuple[str, ...]  # the whole query as the number of an order, in the spellings of shops


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
        order_numbers=_order_numbers(text) if any(character.isdecimal() for character in folded) else (),
    )


def words(query: str) -> list[Word]:
    """Return the words of a query, each of which must match; the punctuation within a phone is not a word."""
    fewest = 1 if looks_like_phone(query) else _FEWEST_DIGITS
    parsed: dict[str, Word] = {}
    for is_phone, run in groupby(fold(query).split(), _is_phone):
        texts = list(run)
        phones = _national_numbers(texts) if is_phone else ()
        for text in texts:
            parsed.setdefault(text, Word(text, _digits(text, fewest) if is_phone else None, phones))
    return [word for word in parsed.values() if word.digits or fewest == _FEWEST_DIGITS]


def _is_phone(text: str) -> bool:
    return all(character.isdecimal() or character in _PHONE_PUNCTUATION for character in text)


def _digits(text: str, fewest: int) -> str | None:
    digits = "".join(character for character in text if character.isdecimal())
    return digits if len(digits) >= fewest else None


def _national_numbers(texts: Sequence[str]) -> tuple[str, ...]:
    """Return the patterns of a phone in national form, as it stands in its international form, for each prefix that it may have."""
    written = "".join(texts)
    digits = _digits(written.replace(_TRUNK_IN_PARENTHESES, ""), 1) or ""
    numbers = [digits] if _TRUNK_IN_PARENTHESES in written else []
    for prefix, (shortest, end) in _TRUNK_PREFIXES.items():
        number = digits.removeprefix(prefix)
        if number != digits and len(number) >= shortest and not number.startswith("0"):
            numbers.append(number + end)
    return tuple(dict.fromkeys(numbers))


def _order_numbers(text: str) -> tuple[str, ...]:
    """Return a number as it was typed and in the other case, each with and without the sign before the numbers of many shops."""
    bare = text.removeprefix("#").strip()
    spellings = (text, *(f"{sign}{number}" for number in (bare, bare.upper(), bare.lower()) for sign in ("", "#")))
    return tuple(dict.fromkeys(filter(None, spellings)))
