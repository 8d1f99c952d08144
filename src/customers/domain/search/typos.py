"""Patterns of misspelled words, and the parts of them that a trigram index answers to."""

import string
from unicodedata import category

from customers.domain.search.documents import ANY
from customers.domain.search.query import Word
from customers.domain.text import fold

_TYPO_LETTERS = 5

_TELLING = 6
_TRIGRAM = 3
# From here on in Unicode stand scripts of thousands of characters.
_IDEOGRAPHS = 0x2E80


def allows_typos(word: Word) -> bool:
    """Whether a typing error in a word is forgiven: it has five letters or more."""
    return sum(character.isalpha() for character in word.text) >= _TYPO_LETTERS


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
