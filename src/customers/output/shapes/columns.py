"""The kind of a record: its fields, and those that a table shows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from customers.domain.json import to_jsonable
from customers.models.records import as_dict


@dataclass(frozen=True, slots=True)
class Shape:
    """A kind of record: all its fields in order, those of a table, and those only a wide table has room for.

    The `key` is the field that `-o ids` prints; a kind without one is refused there.
    """

    fields: tuple[str, ...]
    table: tuple[str, ...]
    wide: tuple[str, ...] = ()
    key: str = "id"
    row: Callable[[Any], dict[str, Any]] = lambda record: {name: to_jsonable(value) for name, value in as_dict(record).items()}


def mapping_row(record: Mapping[str, Any]) -> dict[str, Any]:
    """A record that is a mapping already."""
    return {name: to_jsonable(value) for name, value in record.items()}
