"""How hard a text is to read: the length of its sentences, and LIX.

LIX is the number of words a sentence, and the percentage of words of more than six letters, added up: C. H. Björnsson,
Läsbarhet (1968). Below 30 a text is very easy, up to 40 easy, up to 50 of medium difficulty, as a newspaper is.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

_SENTENCE = re.compile(r"(?<=[.!?:;])\s+")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_LONG = 6  # letters


class Level(NamedTuple):
    """The reading level of a text."""

    words: int
    words_a_sentence: float
    lix: float


def sentences_of(parts: Iterable[str]) -> list[list[str]]:
    """Return the sentences of the parts of a text as words; a part ends a sentence."""
    sentences = (_WORD.findall(sentence) for part in parts for sentence in _SENTENCE.split(part))
    return [words for words in sentences if words]


def level_of(parts: Iterable[str]) -> Level:
    """Return the reading level of the parts of a text; labels of one or two words do not count."""
    sentences = [words for words in sentences_of(parts) if len(words) > 2]
    words = [word for sentence in sentences for word in sentence]
    mean = len(words) / max(len(sentences), 1)
    share = sum(len(word) > _LONG for word in words) / max(len(words), 1)
    return Level(len(words), round(mean, 1), round(mean + 100 * share, 1))
