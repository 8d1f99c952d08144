"""Take rows that leave nothing to decide from the columns of a file, many rows at a time."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from inspect import unwrap
from operator import itemgetter
from typing import Any, Generic, TypeVar

from customers.services.importing.rows import SourceRow
from customers.transfer.cells.context import ParseContext
from customers.transfer.cells.dates import Dates
from customers.transfer.cells.deleted import DeletedRows
from customers.transfer.columns.native import ColumnMap
from customers.transfer.plain.rules import ODD, Rule

Plain = TypeVar("Plain")
Columns = Mapping[str, Sequence[Any]]


class PlainRows(ABC, Generic[Plain]):
    """The rules of the columns of one file, by field.

    A row with an odd cell, or with one in a column without a rule, is left to the parser of rows, which takes and refuses all. So are
    all rows of JSON lines, of a file of another program, and of one with several columns of one field.
    """

    def __init__(self, context: ParseContext, columns: ColumnMap, rules: Mapping[str, Rule]) -> None:
        """Begin a file."""
        fields = [column.field for column in columns.columns]
        # A field without a column has one value in all rows.
        self._fixed = {name: rule.value_of(columns.constants.get(name)) for name, rule in rules.items() if name not in fields}
        is_table = not (context.foreign or columns.is_json) and len(set(fields)) == len(fields)
        self.are_possible = is_table and columns.constants.keys() <= rules.keys() and ODD not in self._fixed.values()
        plan = [(header, name, rules.get(name)) for header, name in columns.columns]
        # First those that can leave no row to the others.
        self._plan = [(header, name, Rule(_take_none)) for header, name, rule in plan if rule is None]
        if (deleted := context.deleted) is not None:
            self._plan += [(header, f"deletion by {header}", _mark_rule(deleted, header)) for header in deleted.headers]
        self._plan += [(header, name, rule) for header, name, rule in plan if rule is not None]
        self._headers = [header for header, _, _ in self._plan]

    def take(self, rows: Sequence[SourceRow]) -> list[Plain | None]:
        """Return the plain ones of rows of the file, None in the places of the others."""
        plain: list[Plain | None] = [None] * len(rows)
        odd = {place for place, row in enumerate(rows) if row.problem is not None or row.more}
        taken: dict[str, Sequence[Any]] = {}
        if not self.are_possible:
            return plain
        try:
            for (_, name, rule), values in zip(self._plan, self._columns(rows), strict=True):
                taken[name] = rule.take(values, odd)
                if len(odd) == len(rows):
                    return plain
        except TypeError:  # a list in a cell of a query
            return plain
        if not odd:
            return list(self._compose(rows, taken | self._constants(len(rows))))
        places = [place for place in range(len(rows)) if place not in odd]
        columns = {name: [values[place] for place in places] for name, values in taken.items()} | self._constants(len(places))
        for place, row in zip(places, self._compose([rows[place] for place in places], columns), strict=True):
            plain[place] = row
        return plain

    @abstractmethod
    def _compose(self, rows: Sequence[SourceRow], columns: Columns) -> Iterable[Plain | None]:
        """Return the plain rows of the parsed cells of all fields with a rule, None for one that is none after all."""

    def _columns(self, rows: Sequence[SourceRow]) -> Iterable[Sequence[Any]]:
        """Return the cells of the columns in the order of the plan."""
        originals = [row.original for row in rows]
        headers = self._headers
        if len(headers) > 1:
            try:
                return zip(*map(itemgetter(*headers), originals), strict=True)
            except KeyError:  # a short row
                pass
        return ([original.get(header) for original in originals] for header in headers)

    def _constants(self, number: int) -> dict[str, Sequence[Any]]:
        return {name: [value] * number for name, value in self._fixed.items()}


def time_rule(columns: ColumnMap, field: str, dates: Dates, blank: Any = None) -> Rule:
    """Return the rule of a column of times; a time of a form that the file has not shown before is odd: its row shows it first."""
    # The forms are noted by each call but for those that the cache of the rule answers.
    convert = unwrap(_rule_of(columns, field))

    def parse(text: str) -> datetime:
        if (moment := dates.read_known(text)) is not None:
            return moment
        forms = len(dates.forms)
        value = convert(text)
        if len(dates.forms) > forms:
            dates.forms.popitem()
            raise ValueError
        if not isinstance(value, datetime):
            raise ValueError
        return dates.read(value)

    return Rule(parse, blank)


def amount_rule(columns: ColumnMap, field: str, read: Callable[[str], int], blank: Any) -> Rule:
    """Return the rule of a column of amounts, which `read` reads once they have a decimal point."""
    convert = _rule_of(columns, field)

    def parse(text: str) -> int:
        value = convert(text)
        if type(value) is not str:
            raise ValueError
        return read(value)

    return Rule(parse, blank)


def _rule_of(columns: ColumnMap, field: str) -> Callable[[str], Any]:
    """Return the rule that converts the cells of a field; a constant is as it is."""
    headers = columns.headers_of((field,))
    return (columns.rule_of(headers[0]) if headers else None) or str


def _mark_rule(deleted: DeletedRows, header: str) -> Rule:
    """Return the rule of a column that may call a row deleted."""

    def parse(text: str) -> str:
        if deleted.reason({header: text}) is not None:
            raise ValueError
        return text

    return Rule(parse)


def _take_none(_text: str) -> None:
    """Take no text: the column has no rule."""
    raise ValueError
