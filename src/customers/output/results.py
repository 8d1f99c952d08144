"""The results of commands, each printed by a format in its own way."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol

from customers.output.shapes.columns import Row, Shape

if TYPE_CHECKING:
    from customers.models.page import PageMeta
    from customers.output.parts import Part, Table

EMPTY: Row = MappingProxyType({})


class Pick(Protocol):
    """Returns the picked fields of a row, the row itself where none are picked; `hidden` fields are there only if picked."""

    def __call__(self, row: Row, hidden: Row = EMPTY) -> Row:
        """Pick the fields of a row."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record, with its fields on request; a dry run shows people the `changes` that lead to it instead.

    `details` are what a terminal shows beside its fields.
    """

    row: Row
    shape: Shape
    changes: Sequence[Row] = ()
    on_request: Row = field(default_factory=dict)
    details: Row = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Page:
    """A page of records, or all of them.

    Attributes:
        rows: The rows, as a stream that can be read once.
        meta: The place of the page in the whole list.
        shape: The shape of the rows.
        extra: Members beside the rows, for formats that write the page as one object.
        changes: The changes that a dry run shows to people instead.
        parts: What people read instead of a table of the rows, unless fields are picked.
        is_array: Whether a format that writes one object writes the rows alone: records that were named, and no list.
    """

    rows: Iterable[Row]
    meta: "PageMeta"
    shape: Shape
    extra: Row = field(default_factory=dict)
    changes: Sequence[Row] = ()
    parts: "Sequence[Part]" = ()
    is_array: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A result of several parts.

    Attributes:
        build: Makes the object of a structured format, with the function that picks the fields of a row.
        rows: The same as rows.
        parts: What people read instead of a table of the rows.
        ids: The ids of the result; the keys of the rows, each once, if None.
        fields_pick_rows: Whether people read the rows instead of the parts where fields are picked.
        people: The rows that people read then, where they differ.
        is_list: Whether a format of lines has a line for each row, and not one for the object.
    """

    build: Callable[[Pick], Row]
    rows: "Table"
    parts: "Sequence[Part]" = ()
    ids: Iterable[Any] | None = None
    fields_pick_rows: bool = False
    people: "Table | None" = None
    is_list: bool = False


@dataclass(frozen=True, slots=True)
class Summary:
    """A few counts; a dry run shows people the `changes` above them."""

    row: Row
    shape: Shape
    changes: Sequence[Row] = ()


Result = Record | Page | Document | Summary
