"""The parts of a result as people read it: tables, cards and pictures."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from customers.output.results import Record
from customers.output.shapes.columns import Row, Shape


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of one shape; as a part of a document it may belong to a `field`, with which `--fields` picks it."""

    rows: Iterable[Row]
    shape: Shape
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """One row as people read it, a line a field; picked fields are taken from the `record` where there is one."""

    row: Row
    shape: Shape
    record: Row | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """A bar for each row of a `segment`, its `label` and its `count`; `total` is the count of a full bar."""

    rows: Sequence[Row]
    total: int


@dataclass(frozen=True, slots=True)
class HeatMap:
    """A grid of counts: each row has the names of its line, its column and its count; lines and columns are in the order of the rows."""

    rows: Sequence[Row]
    line: str
    column: str
    count: str


@dataclass(frozen=True, slots=True)
class Sparklines:
    """The course of some counts by name, drawn on a terminal alone."""

    courses: Mapping[str, Sequence[int]]


Part = Table | Card | Chart | HeatMap | Sparklines | Record
