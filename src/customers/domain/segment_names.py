"""Names of saved segments."""

import unicodedata
from collections.abc import Mapping
from typing import Any, NamedTuple

from customers.domain.segments import SEGMENTS
from customers.domain.text import is_blank, quote_value, refuse_control

MAX_LENGTH = 64
# "total" is the count of all customers in `segments`, "all" would read like it.
RESERVED = (*SEGMENTS, "total", "all")


class SegmentName(NamedTuple):
    """The name of a saved segment."""

    text: str  # as first written, shown to people
    key: str  # case-folded: what is compared and unique


def parse_segment_name(text: str) -> SegmentName:
    """Return a name from its text, with single blanks and in NFC.

    Raises:
        ValueError: it is blank, reserved or too long, or has a control character.
    """
    refuse_control(text)
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if is_blank(name):
        raise ValueError("a name cannot be blank")
    if len(name) > MAX_LENGTH:
        raise ValueError(f"a name has at most {MAX_LENGTH} characters, not {len(name)}: {quote_value(name)}")
    key = segment_key(name)
    if key in RESERVED:
        raise ValueError(f"{quote_value(name)} is reserved, like {', '.join(name for name in RESERVED if name != key)}")
    return SegmentName(name, key)


def segment_key(text: str) -> str:
    """Return the key by which the names of segments are compared."""
    return " ".join(unicodedata.normalize("NFC", text).split()).casefold()


def filters_in_words(filters: Mapping[str, Any]) -> str:
    """Return filters as people read them: "any tag Wholesale, no email, ordered after 90d"."""
    return ", ".join(_filter_in_words(name.replace("_", " "), value) for name, value in filters.items())


def _filter_in_words(name: str, value: Any) -> str:
    if value is True:
        return name
    if value is False:
        return f"no {name.removeprefix('has ')}"
    return f"{name} {' and '.join(value) if isinstance(value, list) else value}"
