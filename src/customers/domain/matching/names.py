"""Names as they are compared: their words without titles, and their phonetic keys."""

import re
from functools import lru_cache
from typing import NamedTuple

from customers.domain.text import fold

# Words between blanks and punctuation; `\w` does not match the vowel signs of Indian scripts.
WORDS = re.compile("[^\\s!-/:-@\\[-`{-~\u00a1-\u00bf\u0964\u2010-\u2027\u3000-\u303f]+")
_ASIDE = re.compile(r"\([^()]*\)")
# Titles and legal forms before and after a name, which are ignored.
_TITLES = "mr mrs ms miss mx dr prof sir madam shri sri smt kum sh er adv capt col rev hon phd mba"
_LEGAL = "pvt ltd private limited inc llc llp corp corporation company gmbh the of and"
_IDLE = frozenset(f"{_TITLES} {_LEGAL}".split())
# The spellings of one name that no rule covers, among them abbreviations that elsewhere are titles.
_SPELLED = "md mohd mohmd muhd mohammad mohamad mohamed muhammad muhamad muhammed mohammod mahammad mahomed"
_MOHAMMED = frozenset(_SPELLED.split())
_GENERATIONS = {"jr": "jr", "junior": "jr", "sr": "sr", "senior": "sr", "ii": "ii", "iii": "iii", "iv": "iv", "2nd": "ii", "3rd": "iii"}
# Placeholders for a missing name.
_STAND_INS = "unknown none null na nil test guest customer noname anonymous nan"
_BLANKS = frozenset(_STAND_INS.split())

_SPELLINGS = (
    (re.compile(r"x"), "ks"),
    (re.compile(r"ksh"), "ks"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"c[kq]|q"), "k"),
    (re.compile(r"tch|chh"), "ch"),
    (re.compile(r"sch|sh|z"), "s"),
    (re.compile(r"c(?=[eiy])"), "s"),
    (re.compile(r"c(?!h)"), "k"),
    (re.compile(r"(?<=[bdgjkt])h"), ""),
    (re.compile(r"w"), "v"),
    (re.compile(r"(?<=[aeo])v(?=[bcdfgjklmnpstz])"), "u"),
    (re.compile(r"ee|ie|ei|ey|y"), "i"),
    (re.compile(r"oo|ou|o"), "u"),
    (re.compile(r"(.)\1+"), r"\1"),
    (re.compile(r"(?<=[aeiu])h$"), ""),
)
_VOWELS = re.compile(r"(?<!^)[aeiu]|(?<!^)h")


class NameParts(NamedTuple):
    """The folded words of a name; `generation` distinguishes father and son of one name."""

    given: tuple[str, ...]
    family: tuple[str, ...]
    generation: str


def read_name(first: str, last: str | None) -> NameParts:
    """Return a name from its two fields, without titles and placeholders."""
    given_names, of_first = _read_part(first)
    family_names, of_last = _read_part(last) if last else ((), "")
    return NameParts(given_names, family_names, of_last or of_first)


@lru_cache(maxsize=20_000)
def _read_part(text: str) -> tuple[tuple[str, ...], str]:
    text = _ASIDE.sub(" ", text) if _ASIDE.sub("", text).strip() else text
    words = WORDS.findall(fold(text).replace("'", "").replace("’", ""))
    generation = ""
    if len(words) > 1 or words[:1] == ["jr"]:
        for word in words[1:] if len(words) > 1 else words:
            generation = _GENERATIONS.get(word, generation)
        words = [word for at, word in enumerate(words) if at == 0 or word not in _GENERATIONS]
    if len(words) > 1:
        words = [word for word in words if word not in _IDLE] or words
    return tuple("mohammed" if word in _MOHAMMED else word for word in words if word not in _BLANKS), generation


@lru_cache(maxsize=20_000)
def phonetic_spelling(word: str) -> str:
    """Return one spelling for the spellings of Indian and European names that sound alike: Lakshmi and Laxmi are one."""
    for pattern, instead in _SPELLINGS:
        word = pattern.sub(instead, word)
    return word


@lru_cache(maxsize=20_000)
def phonetic_key(word: str) -> str:
    """Return the phonetic key of a word: its first letter ("a" for a vowel) and up to five consonants of its phonetic spelling."""
    spelling = phonetic_spelling(word)
    first = "a" if spelling[:1] in tuple("aeiu") and spelling else spelling[:1]
    return first + _VOWELS.sub("", spelling)[1:6]
