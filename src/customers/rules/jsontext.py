"""JSON as text. Amounts are written digit by digit, so that 51234.5 never becomes 51234.499999."""

import json
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from customers.rules.text import STEERING

# JSON itself escapes what is below a blank.
_STEERING = re.compile(f"[{STEERING}]")
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
    return _STEERING.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _wrap(start: str, members: list[str], end: str, indent: int | None, level: int) -> str:
    if not members or indent is None:
        return start + ",".join(members) + end
    margin = "\n" + " " * (indent * (level + 1))
    return start + margin + ("," + margin).join(members) + "\n" + " " * (indent * level) + end
