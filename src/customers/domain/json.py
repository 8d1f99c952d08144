"""JSON: values in its own types, and as text.

Amounts are written digit by digit, so that 51234.5 never becomes 51234.499999.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import is_dataclass
from datetime import datetime
from decimal import Decimal
from json.encoder import encode_basestring
from typing import Any
from uuid import UUID

from customers.domain.text import CONTROL_CHARACTERS
from customers.domain.timestamps import format_timestamp
from customers.models.records import field_names

_AS_THEY_ARE = frozenset({type(None), str, bool, int, float, Decimal})
_CONVERSIONS: dict[type, Callable[[Any], Any]] = {UUID: str, datetime: format_timestamp}


def to_jsonable(value: Any) -> Any:
    """A value in JSON's own types, but for amounts, which stay `Decimal`."""
    kind = type(value)
    if kind in _AS_THEY_ARE:
        return value
    if kind in _CONVERSIONS:
        return _CONVERSIONS[kind](value)
    if isinstance(value, str | int | float | Decimal):
        return value
    if isinstance(value, Mapping):
        return {str(key): to_jsonable(member) for key, member in value.items()}
    if is_dataclass(kind):
        return {name: to_jsonable(getattr(value, name)) for name in field_names(kind)}
    return [to_jsonable(member) for member in value]


# JSON itself escapes what is below a blank.
_CONTROL_CHARACTERS = re.compile(f"[{CONTROL_CHARACTERS}]")
_quote = json.encoder.encode_basestring


def encode(value: Any, indent: int | None = None, level: int = 0) -> str:
    """A value of JSON's own types, or `Decimal`, as JSON text; with `indent` over several lines."""
    # The common types first, and by identity: whole shops are printed through here.
    kind = type(value)
    if kind is str:
        return _encode_text(value)
    if value is None:
        return "null"
    if kind is bool:
        return "true" if value else "false"
    if kind is Decimal:
        return format(value, "f")
    if kind is int or kind is float:
        return repr(value)
    if kind is dict or isinstance(value, Mapping):
        separator = ": " if indent is not None else ":"
        members = [f"{_encode_text(key)}{separator}{encode(member, indent, level + 1)}" for key, member in value.items()]
        return _wrap("{", members, "}", indent, level)
    assert isinstance(value, Sequence)
    return _wrap("[", [encode(member, indent, level + 1) for member in value], "]", indent, level)


def _encode_text(text: str) -> str:
    return escape(_quote(text))


def escape(text: str) -> str:
    """JSON as text with what steers a terminal written out; such characters stand in strings alone."""
    if text.isascii() and "\x7f" not in text:
        return text
    return _CONTROL_CHARACTERS.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _wrap(start: str, members: list[str], end: str, indent: int | None, level: int) -> str:
    if not members or indent is None:
        return start + ",".join(members) + end
    margin = "\n" + " " * (indent * (level + 1))
    return start + margin + ("," + margin).join(members) + "\n" + " " * (indent * level) + end


# Made once: `json.dumps` makes one for each document.
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=str).encode
_WORDS = {None: "null", True: "true", False: "false"}


def dump_json(value: Any) -> str:
    """Compact JSON as the database keeps it; what JSON has no form for (ids, times, amounts) becomes its text.

    The encoder takes longer to be set up than these small documents take to be put together: they are by hand, to the same text.
    """
    kind = type(value)
    if kind is str:
        return encode_basestring(value)
    if kind is dict:
        try:
            members = [
                f"{encode_basestring(name)}:{encode_basestring(member) if type(member) is str else dump_json(member)}"
                for name, member in value.items()
            ]
            return f"{{{','.join(members)}}}"
        except TypeError:  # a name that is no text
            return _encode(value)
    if kind is list:
        return f"[{','.join(map(dump_json, value))}]"
    if kind is bool or value is None:
        return _WORDS[value]
    return _encode(value)
