"""Records as dictionaries."""

from dataclasses import fields
from functools import cache
from typing import Any


def as_dict(record: Any) -> dict[str, Any]:
    """Return the fields of a record as a dictionary, one level deep."""
    return {name: getattr(record, name) for name in field_names(record.__class__)}


@cache
def field_names(kind: type) -> tuple[str, ...]:
    """Return the fields of a dataclass in their order."""
    return tuple(field.name for field in fields(kind))
