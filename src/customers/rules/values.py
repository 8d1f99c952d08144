"""Values as JSON has them: what the history keeps and what `-o json` prints agree."""

from collections.abc import Callable, Mapping
from dataclasses import is_dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from customers.models.records import field_names
from customers.rules.moments import format_time

_AS_THEY_ARE = frozenset({type(None), str, bool, int, float, Decimal})
_CONVERSIONS: dict[type, Callable[[Any], Any]] = {UUID: str, datetime: format_time}


def plain(value: Any) -> Any:
    """A value in JSON's own types, but for amounts, which stay `Decimal`."""
    kind = type(value)
    if kind in _AS_THEY_ARE:
        return value
    if kind in _CONVERSIONS:
        return _CONVERSIONS[kind](value)
    if isinstance(value, str | int | float | Decimal):
        return value
    if isinstance(value, Mapping):
        return {str(key): plain(member) for key, member in value.items()}
    if is_dataclass(kind):
        return {name: plain(getattr(value, name)) for name in field_names(kind)}
    return [plain(member) for member in value]
