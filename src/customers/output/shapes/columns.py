"""The shape of a record: its fields, and how people see each of them."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal

from customers.domain.json import to_jsonable
from customers.models.records import as_dict

Row = Mapping[str, Any]
Fit = Literal["cut", "fold", "whole"]
# Which of its variants a shape has in a format: nested objects, flat rows, ids alone, what people read, or what they
# read on a terminal.
Layout = Literal["nested", "rows", "ids", "people", "screen"]
# A meaning that a style of the terminal has.
Tone = Literal["vip", "at_risk", "opted_out", "deleted", "blank", "before", "after"]

# Characters of an ISO 8601 timestamp.
DAY, MINUTE, SECOND = 10, 16, 19
_LEAST_CUT, _LEAST_FOLDED = 12, 8


@dataclass(frozen=True, slots=True)
class Column:
    """A field as people see it in a table or a card.

    Attributes:
        field: The name of the field in a row.
        heading: The heading; the name of the field in words if empty.
        fit: What a narrow terminal does to values: "cut" them, "fold" them into several lines, or leave them "whole".
        right: Whether values are aligned to the right.
        drop: The rank by which a narrow terminal drops the column, lowest first; columns without a rank go last, from the right.
        least: The width in characters to which a narrow terminal may cut or fold the column; that of any column if 0.
        time: How many characters of an ISO 8601 timestamp are shown; 0 where the field is not a timestamp.
        table_time: The same in a table, where it differs.
        names_times: Whether the value is a sentence of the program that may name times.
        value: What a table shows of a row; the field itself if not given.
        shows_no: Whether a table shows a false value as "no" instead of a blank.
        in_csv: Whether CSV has the field where no fields are picked.
        on_request: Whether the field is there only where it is picked, and in a card.
        tone: Returns the meaning that a table on a terminal shows by the style of a row's value; it gets the time before which
            the last order of a customer at risk was placed.
        is_counted: Whether people see the number of several values instead of the values.
    """

    field: str
    heading: str = ""
    fit: Fit = "cut"
    right: bool = False
    drop: int | None = None
    least: int = 0
    time: int = 0
    table_time: int = 0
    names_times: bool = False
    value: Callable[[Row], Any] | None = None
    shows_no: bool = False
    in_csv: bool = True
    on_request: bool = False
    tone: Callable[[Row, str], Tone | None] | None = None
    is_counted: bool = False

    @property
    def label(self) -> str:
        """Return the heading."""
        return self.heading or self.field.replace("_", " ").capitalize()

    def cell(self, row: Row) -> Any:
        """Return the value that a table shows of a row."""
        if self.value is not None:
            return self.value(row)
        value = row.get(self.field)
        return None if value is False and not self.shows_no else value

    @property
    def is_whole(self) -> bool:
        """Return whether values are neither cut nor folded."""
        return self.fit == "whole" or self.time > 0

    def folds(self, *, is_picked: bool) -> bool:
        """Return whether values are folded where they do not fit; those of a column that is picked are never cut."""
        return not self.is_whole and (is_picked or self.fit == "fold")

    def least_width(self, width: int) -> int:
        """Return the least width of the column where its widest value has `width` characters."""
        if self.is_whole:
            return width
        return min(width, self.least or (_LEAST_FOLDED if self.fit == "fold" else _LEAST_CUT))


def number(name: str, heading: str = "", *, drop: int | None = None) -> Column:
    """Return a column of numbers, which are never cut."""
    return Column(name, heading, "whole", right=True, drop=drop)


def model_columns(names: Iterable[str], *columns: Column, on_request: Collection[str] = ()) -> tuple[Column, ...]:
    """Return a column for each name, plain where `columns` has none for it; some of them `on_request`.

    Raises:
        ValueError: a column is of none of the names.
    """
    by_field = {column.field: column for column in columns}
    result = tuple(by_field.pop(name, Column(name)) for name in names)
    result = tuple(replace(column, on_request=True) if column.field in on_request else column for column in result)
    if by_field:
        raise ValueError(f"columns without a field: {', '.join(by_field)}")
    return result


def model_row(record: Any) -> dict[str, Any]:
    """Return a model as a row, one level deep."""
    return {name: to_jsonable(value) for name, value in as_dict(record).items()}


def row_of(*names: str) -> Callable[[Any], dict[str, Any]]:
    """Return a function that makes a row of these attributes of a record."""
    return lambda record: {name: to_jsonable(getattr(record, name)) for name in names}


def mapping_row(record: Row) -> dict[str, Any]:
    """Return a mapping as a row."""
    return {name: to_jsonable(value) for name, value in record.items()}


@dataclass(frozen=True)
class Shape:
    """A kind of record.

    Attributes:
        columns: A column for each field, in the order in which they are printed.
        table: The fields that a table shows where no fields are picked.
        wide: The fields that only a wide table has room for.
        key: The field that `-o ids` prints; a shape without one has no ids.
        row: Turns a record into a row.
        each: Turns a record into several rows, instead of `row`.
        derived: Columns that only tables have.
        variants: The shape of the same records in other layouts than this one.
        screen: The module and the function of `output.screens` that draw a list of records on a terminal; a table if empty.
        card: The same for one record.
    """

    columns: tuple[Column, ...]
    table: tuple[str, ...] = ()
    wide: tuple[str, ...] = ()
    key: str = "id"
    row: Callable[[Any], dict[str, Any]] = model_row
    each: Callable[[Any], Iterable[Row]] | None = None
    derived: tuple[Column, ...] = ()
    variants: Mapping[Layout, "Shape"] = field(default_factory=dict)
    screen: str = ""
    card: str = ""

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """Return the names of the fields in order, those on request left out."""
        return tuple(column.field for column in self.columns if not column.on_request)

    @cached_property
    def on_request(self) -> tuple[str, ...]:
        """Return the names of the fields on request."""
        return tuple(column.field for column in self.columns if column.on_request)

    @cached_property
    def all_fields(self) -> tuple[str, ...]:
        """Return the names of the fields in any layout."""
        shapes = (self, *self.variants.values())
        return tuple(dict.fromkeys(name for shape in shapes for name in (*shape.fields, *shape.on_request)))

    @cached_property
    def _by_field(self) -> dict[str, Column]:
        return {column.field: column for column in (*self.columns, *self.derived)}

    def column(self, name: str) -> Column:
        """Return the column of a field, a plain one for a field of another shape."""
        return self._by_field.get(name) or Column(name)

    def rows(self, records: Iterable[Any], picked: Sequence[str] = ()) -> Iterator[Row]:
        """Return records as rows, made one by one; those fields on request that are `picked` are added."""
        if self.each is not None:
            return (row for record in records for row in self.each(record))
        names = [name for name in self.on_request if name in picked]
        if not names:
            return map(self.row, records)
        return (self.row(record) | self.requested(record, names) for record in records)

    def requested(self, record: Any, names: Iterable[str]) -> dict[str, Any]:
        """Return fields on request of a record: its attributes of these names."""
        return {name: to_jsonable(getattr(record, name)) for name in names}

    def variant(self, layout: Layout) -> "Shape":
        """Return the shape of the same records in a layout; a terminal shows what people read elsewhere."""
        if layout == "screen" and layout not in self.variants:
            layout = "people"
        return self.variants.get(layout, self)


def plain_shape(*names: str, key: str = "", is_counted: bool = False) -> Shape:
    """Return the shape of a mapping with plain columns; `key` is the field that holds ids, and people see their number if `is_counted`."""
    columns = [Column(key, is_counted=True)] if is_counted else []
    return Shape(model_columns(names, *columns), key=key, row=mapping_row)
