"""The one encoder of JSON, for what is printed and what is stored, and the reader of JSON from outside.

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

# Levels of a document from outside: what is read can be written again, whatever the limit of recursion.
MAX_DEPTH = 100
_STRUCTURE = re.compile(r'"(?:[^"\\]|\\.)*"|([\[{])|([\]}])', re.DOTALL)
_AS_THEY_ARE = frozenset({type(None), str, bool, int, float, Decimal})
_CONVERSIONS: dict[type, Callable[[Any], Any]] = {UUID: str, datetime: format_timestamp}


def load_json(text: str, parse_constant: Callable[[str], Any] | None = None) -> Any:
    """Return the document of a JSON text from outside.

    Raises:
        json.JSONDecodeError: it is not JSON.
        ValueError: it is nested more than `MAX_DEPTH` levels deep.
    """
    if text.count("[") + text.count("{") > MAX_DEPTH:
        depth = 0
        for token in _STRUCTURE.finditer(text):
            depth += (token[1] is not None) - (token[2] is not None)
            if depth > MAX_DEPTH:
                raise ValueError(f"it is nested more than {MAX_DEPTH} levels deep")
    return json.loads(text, parse_constant=parse_constant)


def to_jsonable(value: Any) -> Any:
    """Return a value in JSON's own types; amounts stay `Decimal`."""
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
_WORDS = {None: "null", True: "true", False: "false"}


def encode(value: Any, indent: int | None = None, level: int = 0) -> str:
    """Return a value as JSON text to be printed: amounts are numbers, terminal control characters are escaped.

    Args:
        value: A value of JSON's own types, or `Decimal`; of other types its text is taken.
        indent: The blanks of one level of a text over several lines; None for one line.
        level: The level at which the value stands.
    """
    return escape(_write(value, indent, level, _plain_amount))


def dump_json(value: Any) -> str:
    """Return compact JSON text to be stored: amounts are texts, so that they are read back exactly."""
    return encode_basestring(value) if type(value) is str else _write(value, None, 0, _quoted_amount)


def escape(text: str) -> str:
    """Escape terminal control characters in JSON text, which has them in strings alone."""
    if text.isascii() and "\x7f" not in text:
        return text
    return _CONTROL_CHARACTERS.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _write(value: Any, indent: int | None, level: int, amount: Callable[[Decimal], str]) -> str:
    # The common types first, and by identity: whole shops are printed and stored through here.
    kind = type(value)
    if kind is str:
        return encode_basestring(value)
    if value is None:
        return "null"
    if kind is bool:
        return "true" if value else "false"
    if kind is Decimal:
        return amount(value)
    if kind is int or kind is float:
        return repr(value)
    if kind is dict or isinstance(value, Mapping):
        separator, level = (":" if indent is None else ": "), level + 1
        members = [
            f"{encode_basestring(name) if type(name) is str else _key(name)}{separator}"
            f"{encode_basestring(member) if type(member) is str else _write(member, indent, level, amount)}"
            for name, member in value.items()
        ]
        return f"{{{','.join(members)}}}" if indent is None else _wrap("{", members, "}", indent, level)
    if kind is list or (isinstance(value, Sequence) and not isinstance(value, str)):
        members = [_write(member, indent, level + 1, amount) for member in value]
        return f"[{','.join(members)}]" if indent is None else _wrap("[", members, "]", indent, level + 1)
    return encode_basestring(str(value))


def _key(name: Any) -> str:
    return encode_basestring(_WORDS[name] if name is None or type(name) is bool else str(name))


def _plain_amount(value: Decimal) -> str:
    return format(value, "f")


def _quoted_amount(value: Decimal) -> str:
    return f'"{value}"'


def _wrap(start: str, members: list[str], end: str, indent: int, level: int) -> str:
    if not members:
        return start + end
    margin = "\n" + " " * (indent * level)
    return start + margin + ("," + margin).join(members) + margin[:-indent] + end
