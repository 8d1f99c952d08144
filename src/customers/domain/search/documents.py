"""Compose the text of a customer that is searched."""

from collections.abc import Iterable
from functools import lru_cache

from customers.domain.text import fold, fold_cached

NAME_MARK = "\x02"
# One character, whichever: what `_` is to LIKE.
ANY = "\x03"


def search_text(
    *,
    first_name: str,
    last_name: str | None,
    emails: Iterable[str],
    phones: Iterable[str],
    external_ids: Iterable[str],
    companies: Iterable[str],
    cities: Iterable[str],
    texts: Iterable[str] = (),
) -> str:
    """Everything of a customer that a search looks into but tags."""
    names = [_marked(name) for name in (first_name, last_name) if name]
    others = [fold(part) for part in (*emails, *phones, *external_ids, *texts)]
    places = [fold_cached(part) for part in (*companies, *cities)]
    lines = dict.fromkeys([*names, *others, *places])
    return "".join([f"\n{line}\n" for line in lines if line])


@lru_cache(maxsize=1 << 14)
def _marked(name: str) -> str:
    return " ".join(NAME_MARK + word for word in fold(name).split())
