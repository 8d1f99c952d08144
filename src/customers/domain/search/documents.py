"""Compose the text of a customer that is searched."""

from collections.abc import Iterable
from functools import lru_cache

from customers.domain.text import fold, fold_cached

NAME_MARK = "\x02"
# Matches any one character, as `_` in LIKE.
ANY = "\x03"


def search_text(names: Iterable[str | None], texts: Iterable[str], places: Iterable[str]) -> str:
    """Return all that a search reads of a customer but tags, folded, a line each.

    Args:
        names: First and last name; their words are marked.
        texts: Emails, phones, external ids and other texts.
        places: Companies and cities, which repeat among customers.
    """
    marked = [_marked(name) for name in names if name]
    lines = dict.fromkeys([*marked, *(fold(text) for text in texts), *(fold_cached(place) for place in places)])
    return "".join([f"\n{line}\n" for line in lines if line])


@lru_cache(maxsize=1 << 14)
def _marked(name: str) -> str:
    return " ".join(NAME_MARK + word for word in fold(name).split())
