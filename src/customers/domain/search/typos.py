"""Patterns of misspelled words, and their parts that a trigram index can look up."""

import string
from unicodedata import category

from customers.domain.search.documents import ANY
from customers.domain.search.query import Word
from customers.domain.text import fold

_TYPO_LETTERS = 5
# The patterns of a word grow with its length, and the time to match each of them too.
_LONGEST_MISSPELLED = 64

_LONGEST_PART = 6
_TRIGRAM = 3
# From here on Unicode has scripts with thousands of characters.
_IDEOGRAPHS = 0x2E80


def allows_typos(word: Word) -> bool:
    """Return whether one typing error in a word is tolerated: it has five letters or more, and is not as long as a sentence."""
    return len(word.text) <= _LONGEST_MISSPELLED and sum(character.isalpha() for character in word.text) >= _TYPO_LETTERS


def rough_misspellings(word: str) -> tuple[str, ...]:
    """Return patterns of the texts that differ from a word by one typing error; `ANY` matches any character.

    The errors are those of Damerau (1964): a substitution, deletion, insertion or transposition. A substitution at either
    end is matched by a deletion.
    """
    cuts = range(len(word))
    wrong = (word[:at] + ANY + word[at + 1 :] for at in cuts[1:-1])
    too_many = (word[:at] + word[at + 1 :] for at in cuts)
    missing = (word[:at] + ANY + word[at:] for at in cuts[1:])
    changed = (word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in cuts[:-1])
    return tuple(dict.fromkeys((*wrong, *too_many, *missing, *changed)))


def misspellings(word: str) -> tuple[str, ...]:
    """Return the tolerated misspellings of a word: those of `rough_misspellings`, in a form that an index can look up.

    If the parts beside the error are too short for the index, each letter and digit is tried in its place.
    """
    spellings: list[str] = []
    for pattern in rough_misspellings(word):
        before, mark, after = pattern.partition(ANY)
        letters = _letters(word) if mark and not _is_selective(before, after) else None
        spellings += [before + letter + after for letter in letters] if letters else [pattern]
    return tuple(dict.fromkeys(spellings))


def _is_selective(before: str, after: str) -> bool:
    """Return whether the parts beside an error are long enough: three letters alone match too many texts."""
    return max(len(before), len(after)) > _TRIGRAM or min(len(before), len(after)) == _TRIGRAM


def _letters(word: str) -> str:
    """Return the characters that can replace a mistyped letter of a word; none if the script has too many."""
    others = sorted({ord(letter) & ~0x7F for letter in word if not letter.isascii()})
    if others and others[-1] >= _IDEOGRAPHS:
        return ""
    nearby = (chr(code) for start in others for code in range(start, start + 0x80))
    letters = "".join(letter for letter in nearby if category(letter)[0] in "LM" and fold(letter) == letter)
    return (string.ascii_lowercase if any(map(str.isascii, word)) else "") + string.digits + letters


def has_pattern(text: str, pattern: str) -> bool:
    """Return whether a text has a pattern of at most one `ANY`."""
    before, mark, after = pattern.partition(ANY)
    if not mark:
        return pattern in text
    places = range(len(text) - len(pattern) + 1)
    return any(text.startswith(before, place) and text.startswith(after, place + len(before) + 1) for place in places)


def whole_parts(pattern: str) -> tuple[str, ...]:
    """Return the parts to look up in a trigram index: texts with the pattern contain all of them; none if all are too short."""
    return tuple(selective_part(part) for part in pattern.split(ANY) if len(part) >= _TRIGRAM)


def covering_parts(pattern: str) -> tuple[str, ...]:
    """Return parts that cover the whole pattern, for patterns that most likely match nothing."""
    parts = [part for part in pattern.split(ANY) if len(part) >= _TRIGRAM]
    starts = [
        (part, start)
        for part in parts
        for start in (*range(0, len(part) - _LONGEST_PART, _LONGEST_PART - 2), max(0, len(part) - _LONGEST_PART))
    ]
    return tuple(part[start : start + _LONGEST_PART] for part, start in starts)


def selective_part(pattern: str) -> str:
    """Return the six characters of a long pattern with the most digits, else its first six.

    An index reads the list of each trigram; those of a mail provider are in nearly every text.
    """
    if len(pattern) <= _LONGEST_PART:
        return pattern
    windows = (pattern[at : at + _LONGEST_PART] for at in range(len(pattern) - _LONGEST_PART + 1))
    return max(windows, key=lambda window: sum(character.isdecimal() for character in window))
