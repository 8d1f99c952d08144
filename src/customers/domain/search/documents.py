"""Compose the text of a customer that is searched."""

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

from customers.domain.text import fold, fold_cached

NAME_MARK = "\x02"
# Matches any one character, as `_` in LIKE.
ANY = "\x03"


# The scripts that are written without blanks between words, as `fold` leaves them: Thai, Lao, Myanmar, Hangul (decomposed),
# Khmer, Kana, Bopomofo and Han.
_UNSPACED = (
    "[\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3040-\u31ff\u3400-\u9fff\U00020000-\U0003ffff]"
)


@cache
def _unspaced() -> "re.Pattern[str]":
    """Return the compiled pattern; a command that only reads never needs it."""
    return re.compile(_UNSPACED)


def search_text(names: Sequence[str | None], texts: Iterable[str], places: Iterable[str], folded: Sequence[str] = ()) -> str:
    """Return all that a search reads of a customer but tags, folded, a line each.

    Args:
        names: First and last name; their words are marked.
        texts: Emails, phones, external ids and other texts.
        places: Companies and cities, which repeat among customers.
        folded: Those that come first of the texts, where they are folded already.
    """
    lines = [_marked(name) for name in names if name]
    # A script without blanks is none of ASCII, folded or not.
    if not "".join(lines).isascii():
        lines += _without_blanks(tuple(names))
    lines += folded
    lines += map(fold, texts)
    lines += map(fold_cached, places)
    return "\n{}\n".format("\n\n".join(distinct)) if (distinct := dict.fromkeys(filter(None, lines))) else ""


def text_of_new(
    names: Sequence[str | None],
    email: str | None,
    key: str | None,
    phone: str | None,
    external_ids: Iterable[str],
    others: Iterable[str | None],
    places: Iterable[str],
) -> str:
    """Return the text of a new customer, which has no identity but its own.

    Args:
        names: First and last name.
        email: The email.
        key: The key of the email.
        phone: The phone.
        external_ids: The external ids with their systems, in order.
        others: The fields that are searched as they are.
        places: Companies, then cities, in the order of the ids of their addresses.
    """
    texts = [*external_ids, *[text for text in others if text]]
    # The key of an email of ASCII is the folded email, and a phone of digits is folded.
    folded: tuple[str, ...] = (key or "", phone or "")
    if email is not None and not email.isascii():
        texts, folded = [email, *folded, *texts], ()
    return search_text(names, texts, places, folded)


@lru_cache(maxsize=1 << 14)
def _marked(name: str) -> str:
    return " ".join(NAME_MARK + word for word in fold(name).split())


@lru_cache(maxsize=1 << 14)
def _without_blanks(names: tuple[str | None, ...]) -> list[str]:
    """Return a full name in a script without blanks as one word, in both orders; nothing of another script, or of one word."""
    words = [fold(name).split() for name in names if name]
    parts = words if len(words) > 1 else [[word] for word in words[0]]
    if not all(any(map(_unspaced().search, part)) for part in parts) or sum(map(len, parts)) < 2:
        return []
    joined = ["".join(part) for part in parts]
    return [NAME_MARK + "".join(order) for order in (joined, joined[::-1])]
