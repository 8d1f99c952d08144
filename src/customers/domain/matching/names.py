"""Names as they are compared: their words without titles, and their phonetic keys."""

import re
from functools import lru_cache
from typing import NamedTuple

from customers.domain.text import fold

# Between blanks and punctuation; the vowel signs of Indian scripts are no letters to a regular expression.
WORDS = re.compile("[^\\s!-/:-@\\[-`{-~\u00a1-\u00bf\u0964\u2010-\u2027\u3000-\u303f]+")
_ASIDE = re.compile(r"\([^()]*\)")
# What stands before and after a name and says nothing about whose it is.
_TITLES = "mr mrs ms miss mx dr prof sir madam shri sri smt kum sh er adv capt col rev hon phd mba"
_LEGAL = "pvt ltd private limited inc llc llp corp corporation company gmbh the of and"
_IDLE = frozenset(f"{_TITLES} {_LEGAL}".split())
# One name in so many spellings that no rule has them all, and short for it what elsewhere is a title.
_SPELLED = "md mohd mohmd muhd mohammad mohamad mohamed muhammad muhamad muhammed mohammod mahammad mahomed"
_MOHAMMED = frozenset(_SPELLED.split())
_GENERATIONS = {"jr": "jr", "junior": "jr", "sr": "sr", "senior": "sr", "ii": "ii", "iii": "iii", "iv": "iv", "2nd": "ii", "3rd": "iii"}
# What stands where a name should.
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
    """The words of a name, folded; `generation` tells father and son of one name apart."""

    given: tuple[str, ...]
    family: tuple[str, ...]
    generation: str


def read_name(first: str, last: str | None) -> NameParts:
    """A name from its two fields, without titles and without what only stands in for one."""
    given, one = _read_part(first)
    family, other = _read_part(last) if last else ((), "")
    return NameParts(given, family, other or one)


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
    """A word as it sounds in the ways in which Indian and European names are spelled: Lakshmi and Laxmi are one."""
    for pattern, instead in _SPELLINGS:
        word = pattern.sub(instead, word)
    return word


@lru_cache(maxsize=20_000)
def phonetic_key(word: str) -> str:
    """The consonants of a word's sound behind its first letter, vowels there being one: what a block is made by."""
    heard = phonetic_spelling(word)
    first = "a" if heard[:1] in tuple("aeiu") and heard else heard[:1]
    return first + _VOWELS.sub("", heard)[1:6]
