"""Parse and compare tags."""

import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from customers.domain.text import is_blank, quote_value, refuse_control
from customers.models.selection import TAG_FILTERS

MAX_PER_CUSTOMER = 250
MAX_LENGTH = 64


class Tag(NamedTuple):
    """A tag of a customer."""

    label: str  # as first written, shown to people
    key: str  # case-folded: what is compared and unique


def parse_tag(text: str) -> Tag:
    """Return a tag from its text, with single blanks and in NFC.

    Raises:
        ValueError: it is blank, has a comma or a control character, or is too long.
    """
    refuse_control(text)
    label = " ".join(unicodedata.normalize("NFC", text).split())
    if is_blank(label):
        raise ValueError("a tag cannot be blank")
    if "," in label:
        raise ValueError(f"a tag cannot contain a comma: {quote_value(label)}")
    if len(label) > MAX_LENGTH:
        raise ValueError(f"a tag has at most {MAX_LENGTH} characters, not {len(label)}: {quote_value(label)}")
    return Tag(label, label.casefold())


# A file has few tags, in many combinations.
_parse_repeated = lru_cache(maxsize=4096)(parse_tag)


def parse_tags(labels: Iterable[str]) -> list[Tag]:
    """Return the tags of several texts, each of one or more with commas between; the first spelling of each, in order.

    Raises:
        ValueError: a tag breaks a rule, or all texts are blank.
    """
    texts = list(labels)
    tags: dict[str, Tag] = {}
    for text in texts:
        for part in text.split(","):
            if part.strip():
                tag = _parse_repeated(part)
                tags.setdefault(tag.key, tag)
    if texts and not tags:
        raise ValueError("a tag cannot be blank")
    return list(tags.values())


def stored_tag(label: str) -> Tag:
    """Return the tag of a stored label, also of one that another program wrote against the rules."""
    try:
        return parse_tag(label)
    except ValueError:
        return Tag(label, label.casefold())


def rename_in_filters(filters: Mapping[str, Any], old: Tag, new: Tag) -> dict[str, Any]:
    """Return the filters of a saved segment with a tag in place of another."""
    return {name: _renamed(value, old, new) if name in TAG_FILTERS else value for name, value in filters.items()}


def _renamed(labels: list[str], old: Tag, new: Tag) -> list[str]:
    if all(parse_tag(label).key != old.key for label in labels):
        return labels
    return [tag.label for tag in parse_tags(new.label if parse_tag(label).key in (old.key, new.key) else label for label in labels)]
