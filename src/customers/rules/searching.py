"""Search: the text of a customer that is searched, and what a query asks of it.

A text has a line for each thing that is known of a customer, folded, with line ends of its own on both sides: a whole
line is found like any other part of the text, and no character stands between two lines, whichever it were. Each word
of a name stands behind `NAME_MARK`, so that the beginnings of names are found so too.
"""

import string
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple
from unicodedata import category
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
# From here on in Unicode stand scripts of thousands of characters.
_IDEOGRAPHS = 0x2E80


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


def rough_misspellings(word: str) -> tuple[str, ...]:
    """The patterns of what differs from a word by one typing error; `ANY` stands for a character, whichever.

    The errors are those of Damerau (1964): a letter wrong, missing, too many, or changed with its neighbour. A letter
    wrong at either end is found as one too many.
    """
    cuts = range(len(word))
    wrong = (word[:at] + ANY + word[at + 1 :] for at in cuts[1:-1])
    too_many = (word[:at] + word[at + 1 :] for at in cuts)
    missing = (word[:at] + ANY + word[at:] for at in cuts[1:])
    changed = (word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in cuts[:-1])
    return tuple(dict.fromkeys((*wrong, *too_many, *missing, *changed)))


def misspellings(word: str) -> tuple[str, ...]:
    """The spellings that are forgiven for a word: those of `rough_misspellings`, in a form that an index answers to.

    Where the error leaves too little of the word whole to look for, each letter and digit is tried in its place; what
    is no letter is no slip of one there.
    """
    found: list[str] = []
    for pattern in rough_misspellings(word):
        before, mark, after = pattern.partition(ANY)
        letters = _letters(word) if mark and not _is_telling(before, after) else None
        found += [before + letter + after for letter in letters] if letters else [pattern]
    return tuple(dict.fromkeys(found))


def _is_telling(before: str, after: str) -> bool:
    """Whether enough is left whole on the two sides of an error: texts with three letters alone are many."""
    return max(len(before), len(after)) > _TRIGRAM or min(len(before), len(after)) == _TRIGRAM


def _letters(word: str) -> str:
    """What a letter of a word can have been mistyped for; nothing where the script has too many to try."""
    others = sorted({ord(letter) & ~0x7F for letter in word if not letter.isascii()})
    if others and others[-1] >= _IDEOGRAPHS:
        return ""
    nearby = (chr(code) for start in others for code in range(start, start + 0x80))
    letters = "".join(letter for letter in nearby if category(letter)[0] in "LM" and fold(letter) == letter)
    return (string.ascii_lowercase if any(map(str.isascii, word)) else "") + string.digits + letters


def has_pattern(text: str, pattern: str) -> bool:
    """Whether a text has a pattern of at most one `ANY`."""
    before, mark, after = pattern.partition(ANY)
    if not mark:
        return pattern in text
    places = range(len(text) - len(pattern) + 1)
    return any(text.startswith(before, place) and text.startswith(after, place + len(before) + 1) for place in places)


def whole_parts(pattern: str) -> tuple[str, ...]:
    """What an index of trigrams is asked for: texts with the pattern have all of these; none where it cannot answer."""
    return tuple(telling_part(part) for part in pattern.split(ANY) if len(part) >= _TRIGRAM)


def covering_parts(pattern: str) -> tuple[str, ...]:
    """The same where most likely no text has the pattern: every letter of it tells."""
    parts = [part for part in pattern.split(ANY) if len(part) >= _TRIGRAM]
    starts = [(part, start) for part in parts for start in (*range(0, len(part) - _TELLING, _TELLING - 2), max(0, len(part) - _TELLING))]
    return tuple(part[start : start + _TELLING] for part, start in starts)


def telling_part(pattern: str) -> str:
    """What of a long pattern an index is asked for: the six characters with the most digits, else the first.

    An index of trigrams goes through the list of each; those of a mail provider are in nearly every text.
    """
    if len(pattern) <= _TELLING:
        return pattern
    windows = (pattern[at : at + _TELLING] for at in range(len(pattern) - _TELLING + 1))
    return max(windows, key=lambda window: sum(character.isdecimal() for character in window))
