"""Values as JSON has them: what the history keeps and what `-o json` prints agree."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from customers.rules.moments import format_time


def plain(value: Any) -> Any:
    """A value in JSON's own types, but for amounts, which stay `Decimal`."""
    if value is None or isinstance(value, str | bool | int | float | Decimal):
        return value
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return format_time(value)
    if isinstance(value, Mapping):
        return {str(key): plain(member) for key, member in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    return [plain(member) for member in value]
