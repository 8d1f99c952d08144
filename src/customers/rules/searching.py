"""Search: the text of a customer that is searched, and what a query asks of it.

A text has a line for each thing that is known of a customer, folded, with line ends of its own on both sides: a whole
line is found like any other part of the text, and no character stands between two lines, whichever it were. Each word
of a name stands behind `NAME_MARK`, so that the beginnings of names are found so too.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from customers.rules.identity import email_key, looks_like_phone, parse_phone
from customers.rules.ids import parse_uuid
from customers.rules.text import fold, fold_often

NAME_MARK = "\x02"
# One character, whichever: what `_` is to LIKE.
ANY = "\x03"
_MARKS = str.maketrans("", "", NAME_MARK + ANY)

_PHONE_PUNCTUATION = frozenset("+().-/‐‑‒–—―−")
_FEWEST_DIGITS = 3
_FORGIVEN_FROM = 5
_SHORTEST_ID = 2
_TELLING = 6
_TRIGRAM = 3


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


def search_text(
    *,
    first_name: str,
    last_name: str | None,
    emails: Iterable[str],
    phones: Iterable[str],
    external_ids: Iterable[str],
    companies: Iterable[str],
    cities: Iterable[str],
) -> str:
    """Everything of a customer that a search looks into but tags."""
    names = [_marked(name) for name in (first_name, last_name) if name]
    others = [fold(part) for part in (*emails, *phones, *external_ids)]
    places = [fold_often(part) for part in (*companies, *cities)]
    lines = dict.fromkeys([*names, *others, *places])
    return "".join([f"\n{line}\n" for line in lines if line])


@lru_cache(maxsize=1 << 14)
def _marked(name: str) -> str:
    return " ".join(NAME_MARK + word for word in fold(name).split())


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


def forgives(word: Word) -> bool:
    """Whether a typing error in a word is forgiven: it has five letters or more."""
    return sum(character.isalpha() for character in word.text) >= _FORGIVEN_FROM


def misspellings(word: str) -> tuple[str, ...]:
    """The patterns of what differs from a word by one typing error; `ANY` stands for a character, whichever.

    The errors are those of Damerau (1964): a letter wrong, missing, too many, or changed with its neighbour.
    """
    cuts = range(len(word))
    wrong = (word[:at] + ANY + word[at + 1 :] for at in cuts)
    too_many = (word[:at] + word[at + 1 :] for at in cuts)
    missing = (word[:at] + ANY + word[at:] for at in cuts if at)
    changed = (word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in cuts[:-1])
    return tuple(dict.fromkeys((*wrong, *too_many, *missing, *changed)))


def sound_parts(word: str) -> tuple[str, ...]:
    """Parts of which one at least is left whole by any one typing error: what an index can be asked for.

    An error spoils the first half or the second, or else it lies in the middle, between them or in both.
    """
    half = max(_TRIGRAM, len(word) // 2)
    ends = {word[:half], word[-half:]}
    middle = {pattern for pattern in misspellings(word) if not any(end in pattern for end in ends)}
    return tuple(sorted(ends | middle))


def telling_part(pattern: str) -> str:
    """What of a long pattern an index is asked for: the six characters with the most digits, else the first.

    An index of trigrams goes through the list of each; those of a mail provider are in nearly every text.
    """
    if len(pattern) <= _TELLING:
        return pattern
    windows = (pattern[at : at + _TELLING] for at in range(len(pattern) - _TELLING + 1))
    return max(windows, key=lambda window: sum(character.isdecimal() for character in window))
