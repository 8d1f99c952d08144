"""Read a file once before its rows are written, and decide what concerns it as a whole."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from customers.config.settings import Settings
from customers.domain.money import digits
from customers.services.importing.rows import OrderRow, RowRejectedError, SourceRow
from customers.transfer.cells.dates import Dates
from customers.transfer.cells.values import strip_excel_guard
from customers.transfer.columns.choices import ReadingChoices
from customers.transfer.columns.native import AMOUNTS, TIMES, ColumnMap
from customers.transfer.profile.amounts import AmountColumn, Places
from customers.transfer.profile.dates import DateColumn
from customers.transfer.profile.line_items import LineItems
from customers.transfer.profile.numbers import NUMBERS, NumberColumn
from customers.transfer.profile.orders import OrderNumbers, Repeats, compare_rows
from customers.transfer.profile.texts import ColumnTexts
from customers.transfer.sources.blocks import blocks

_BLOCK = 500  # rows
Convert = Callable[[SourceRow], SourceRow]
Group = Callable[[Iterable[SourceRow]], Iterator[SourceRow]]
_Column = AmountColumn | DateColumn | NumberColumn | ColumnTexts


class Rows(Protocol):
    """A source of rows, a file or a query, that can be read several times."""

    name: str
    header: list[str]
    is_json: bool

    @property
    def characters(self) -> int:
        """The number of characters that were read, of those of the last `rows`."""
        ...

    @property
    def number_columns(self) -> Collection[str]:
        """The headers of columns that hold numbers, not texts of them."""
        ...

    def rows(self) -> Iterator[SourceRow]:
        """Return the rows with their original cells."""
        ...


@dataclass
class FileProfile:
    """What is decided about a file as a whole, before a row of it is written.

    Attributes:
        amounts: How its columns of amounts are written.
        dates: How its columns of times are written.
        numbers: How its columns of order numbers and ids are written.
        has_numbers: Whether its orders have numbers.
        repeats: Its orders with several rows.
        line_items: Its rows by order, where their amounts add up.
    """

    amounts: list[AmountColumn] = field(default_factory=list)
    dates: list[DateColumn] = field(default_factory=list)
    numbers: list[NumberColumn] = field(default_factory=list)
    has_numbers: bool = False
    repeats: Repeats = field(default_factory=Repeats)
    line_items: LineItems | None = None

    def check(self, row: OrderRow) -> None:
        """Refuse a row of an order that the file contradicts.

        Raises:
            RowRejectedError: the order has several rows, which differ.
        """
        self.repeats.check(row)

    def check_number(self) -> None:
        """Refuse an order without a number where the others have one.

        Raises:
            RowRejectedError: they have.
        """
        if self.has_numbers:
            raise RowRejectedError("invalid", "number: must not be blank: the other rows have numbers")

    def notices(self) -> list[str]:
        """Return what was decided, what matters first."""
        notices = [self.repeats.notice] if self.repeats.notice else []
        amounts = [column.notice for column in self.amounts if column.notice]
        if amounts:
            notices.append(f"amounts were read: {'; '.join(amounts)}")
        numbers = [column.reading for column in self.numbers if column.reading]
        if numbers:
            notices.append(f"numbers were read: {'; '.join(numbers)}")
        return notices

    def readings(self) -> dict[str, str]:
        """Return how columns are read, by header."""
        columns: list[AmountColumn | DateColumn | NumberColumn] = [*self.amounts, *self.dates, *self.numbers]
        return {column.header: reading for column in columns if (reading := column.reading)}

    def close(self) -> None:
        """Remove temporary files."""
        if self.line_items is not None:
            self.line_items.close()


@dataclass
class Profiler:
    """The pass over a file that makes its profile.

    Attributes:
        kind: customers, orders or addresses.
        columns: The columns of the file; they get their rules.
        is_native: Whether the file is a native one, which has decimal points.
        default_source: The source of orders without one.
        group: Converts rows to cells by field, and joins those of one customer or order.
        joins_rows: Whether it does join rows.
        texts: The columns of which the texts are collected.
    """

    kind: str
    columns: ColumnMap
    dates: Dates
    choices: ReadingChoices
    settings: Settings
    is_native: bool
    default_source: str | None
    group: Group
    joins_rows: bool
    texts: Sequence[ColumnTexts] = ()

    def profile(self, source: Rows, parse: Callable[[SourceRow], OrderRow]) -> FileProfile:
        """Return the profile of a source; `parse` reads a row with the rules that are decided then.

        Raises:
            UsageError: a column is required, and all of its cells are ambiguous.
        """
        amounts = [
            AmountColumn(
                header,
                self._places(header),
                self.choices.decimal,
                has_numbers=header in source.number_columns,
                is_native=self.is_native,
            )
            for header in self.columns.headers_of(AMOUNTS)
        ]
        dates = [DateColumn(header, self.dates) for header in self.columns.headers_of(TIMES)]
        numbers = OrderNumbers(self.default_source) if self.kind == "orders" else None
        # A native file has its numbers as they are stored.
        ids = [] if self.is_native else [NumberColumn(header) for header in self.columns.headers_of(NUMBERS)]
        self._read(source, [*amounts, *dates, *ids, *self.texts], numbers)
        self._settle(amounts, dates, ids)
        profile = FileProfile(amounts, dates, ids)
        if numbers is not None:
            profile.has_numbers = numbers.has_numbers
            suspects = numbers.suspects()
            if self.choices.line_items:
                profile.line_items = LineItems(numbers, suspects, self.settings)
            elif suspects:
                rows = self.group(source.rows())
                profile.repeats = compare_rows(rows, numbers, suspects, parse, last_counts=self.joins_rows)
        return profile

    def _places(self, header: str) -> Places:
        """Return the function that gives the decimals of the amounts of a column, by the currency of a row."""
        is_base = header in self.columns.headers_of(("base_total",))
        headers = [] if is_base else self.columns.headers_of(("currency",))
        default = self.settings.currency if is_base else self.columns.constants.get("currency", self.settings.currency)
        return lambda row: digits(str((row.original.get(headers[-1]) if headers else "") or default).strip().upper())

    def _read(self, source: Rows, columns: Sequence[_Column], numbers: OrderNumbers | None) -> None:
        """Show every row to the columns, and every order to the numbers; ids that are settled need no further row."""
        if numbers is None and not columns:
            return
        rows = _noted(source, columns)
        if numbers is None:
            for _ in rows:
                if all(isinstance(column, NumberColumn) and column.is_other for column in columns):
                    return
            return
        if not self.joins_rows or self.choices.line_items:
            numbers.note_columns(rows, self._numbers_only())
            return
        for row in self.group(rows):
            numbers.note(row.cells)

    def _numbers_only(self) -> ColumnMap:
        columns = [column for column in self.columns.columns if column.field in ("number", "source")]
        constants = {name: value for name, value in self.columns.constants.items() if name in ("number", "source")}
        result = ColumnMap(columns, constants, is_json=self.columns.is_json)
        if not self.is_native:
            for column in columns:
                result.set_rule(column.header, strip_excel_guard)
        return result

    def _settle(self, amounts: list[AmountColumn], dates: list[DateColumn], ids: list[NumberColumn]) -> None:
        for column in ids:
            if column.is_whole:
                self.columns.set_rule(column.header, column.read)
        for amount_column in amounts:
            amount_column.settle()
            self.columns.set_rule(amount_column.header, amount_column.rule())
        required = self.columns.headers_of(("placed_at",)) if self.kind == "orders" else []
        for date_column in dates:
            date_column.settle(is_required=date_column.header in required)
            self.columns.set_rule(date_column.header, date_column.rule())


def _noted(source: Rows, columns: Sequence[_Column]) -> Iterator[SourceRow]:
    """Yield rows after their cells were shown to the columns, many at a time: a column passes over what it knows at once."""
    for block in blocks(source.rows(), lambda: source.characters, _BLOCK):
        readable = [row for row in block if row.problem is None]
        for column in columns:
            header = column.header
            column.note_all([(value, row) for row in readable if (value := row.original.get(header))])
        yield from block
