"""Take rows that leave nothing to decide from the columns of a file, many rows at a time."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from inspect import unwrap
from operator import itemgetter
from types import MappingProxyType
from typing import Any, Generic, Protocol, TypeVar

from customers.services.importing.rows import CLEAR, SourceRow
from customers.transfer.cells.context import ParseContext
from customers.transfer.cells.dates import Dates
from customers.transfer.cells.deleted import DeletedRows
from customers.transfer.columns.native import AMOUNTS, TIMES, ColumnMap
from customers.transfer.plain.rules import ODD, Rule, Trim, flag_text, trim_cell, trim_member

Plain = TypeVar("Plain")
Columns = Mapping[str, Sequence[Any]]
_DELETION = "deletion by "  # before the header of a column that calls rows deleted


class ColumnRule(Protocol):
    """The rule of a column, such as `Rule`; `blank` is what a blank cell is."""

    blank: Any

    def take(self, values: Sequence[Any], odd: set[int]) -> Sequence[Any]:
        """Return the parsed cells of a column; the places of odd ones are added to `odd`."""
        ...


class PlainRows(ABC, Generic[Plain]):
    """The rules of the columns of one file, by field.

    A row with an odd cell, or with one in a column without a rule, is left to the parser of rows, which takes and refuses all. So are
    all rows of a file with several columns of amounts of one field.
    """

    cleared: Collection[str] = ()  # fields that a null of JSON clears
    prepare: Mapping[str, Callable[[Any], Any]] = MappingProxyType({})  # makes values of JSON texts

    def __init__(self, context: ParseContext, columns: ColumnMap, rules: Mapping[str, Rule | ColumnRule]) -> None:
        """Begin a file."""
        fields = [column.field for column in columns.columns]
        self._mapping = columns
        # A field without a column has one value in all rows.
        self._fixed = {
            name: rule.value_of(columns.constants.get(name)) if isinstance(rule, Rule) else rule.blank
            for name, rule in rules.items()
            if name not in fields
        }
        repeated = {name for name in fields if fields.count(name) > 1}
        self._repeated = {name: rule.blank for name in repeated if isinstance(rule := rules.get(name), Rule)}
        self.are_possible = (
            repeated.isdisjoint(AMOUNTS)
            and all(isinstance(rules.get(name), Rule) for name in columns.constants)
            and ODD not in self._fixed.values()
        )
        none = Rule(_take_none, trim=trim_member if columns.is_json else trim_cell)
        plan = [(header, name, rules.get(name)) for header, name in columns.columns]
        # First those that can leave no row to the others.
        self._plan: list[tuple[str, str, Rule | ColumnRule]] = [(header, name, none) for header, name, rule in plan if rule is None]
        if (deleted := context.deleted) is not None:
            self._plan += [(header, f"{_DELETION}{header}", _mark_rule(deleted, header)) for header in deleted.headers]
        for header, name, rule in plan:
            if isinstance(rule, Rule) and name in self._repeated:
                # Each column of times has its own order of day and month.
                is_time = name in TIMES
                rule = time_rule(columns, name, context.dates, trim=none.trim, header=header) if is_time else rule.without_blank()
            self._plan += [(header, name, rule)] if rule is not None else []
        self._headers = [header for header, _, _ in self._plan]

    def take(self, rows: Sequence[SourceRow]) -> list[Plain | None]:
        """Return the plain ones of rows of the file, None in the places of the others."""
        plain: list[Plain | None] = [None] * len(rows)
        odd = {place for place, row in enumerate(rows) if row.problem is not None or row.more}
        taken: dict[str, Sequence[Any]] = {}
        if not self.are_possible or len(odd) == len(rows):
            return plain
        for (_, name, rule), values in zip(self._plan, self._columns(rows), strict=True):
            cells = rule.take(values, odd)
            # Of several columns of a field the last one that is not blank counts.
            taken[name] = _joined(taken[name], cells) if name in self._repeated and name in taken else cells
            if len(odd) == len(rows):
                return plain
        for name, blank in self._repeated.items():
            taken[name] = cells = [blank if value is None else value for value in taken[name]]
            odd.update([place for place, value in enumerate(cells) if value is ODD])
        places = [place for place in range(len(rows)) if place not in odd]
        chosen = rows
        if odd:
            taken = {name: [values[place] for place in places] for name, values in taken.items()}
            chosen = [rows[place] for place in places]
        if not places:
            return plain
        composed = self._compose(chosen, taken | {name: [value] * len(places) for name, value in self._fixed.items()})
        if not odd:
            return list(composed)
        for place, row in zip(places, composed, strict=True):
            plain[place] = row
        return plain

    @abstractmethod
    def _compose(self, rows: Sequence[SourceRow], columns: Columns) -> Iterable[Plain | None]:
        """Return the plain rows of the parsed cells of all fields with a rule, None for one that is none after all."""

    def _columns(self, rows: Sequence[SourceRow]) -> Iterable[Sequence[Any]]:
        """Return the cells of the columns in the order of the plan."""
        originals = [row.original for row in rows]
        headers = self._headers
        if self._mapping.is_json:
            return self._members(rows)
        if len(headers) > 1:
            try:
                return zip(*map(itemgetter(*headers), originals), strict=True)
            except KeyError:  # a short row
                pass
        return ([original.get(header) for original in originals] for header in headers)

    def _members(self, rows: Sequence[SourceRow]) -> Iterator[Sequence[Any]]:
        """Yield the values of JSON by the columns of the plan, as cells."""
        originals = [row.original for row in rows]
        keys = set[str]().union(*originals)
        for row in rows:
            if row.problem is None:
                self._mapping.note_keys(row.original)
        for header, name, _ in self._plan:
            if header not in keys:
                yield [None] * len(rows)
                continue
            values: list[Any] = [original.get(header) for original in originals]
            if name in self.cleared and None in values:
                values = [
                    CLEAR if value is None and header in original else value for value, original in zip(values, originals, strict=True)
                ]
            prepare = self.prepare.get(name)
            if name.startswith(_DELETION):
                values = list(map(flag_text, values))
            yield values if prepare is None else list(map(prepare, values))


def _joined(first: Sequence[Any], second: Sequence[Any]) -> Sequence[Any]:
    return [before if after is None else after for before, after in zip(first, second, strict=True)]


def time_rule(
    columns: ColumnMap, field: str, dates: Dates, blank: Any = None, *, trim: Trim = trim_cell, header: str | None = None
) -> Rule:
    """Return the rule of a column of times, the only one of its field without a header.

    A time of a form that the file has not shown before is odd: its row shows it first.
    """
    # The forms are noted by each call but for those that the cache of the rule answers.
    convert = unwrap(_rule_of(columns, field, header))

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

    return Rule(parse, blank, trim=trim)


def amount_rule(columns: ColumnMap, field: str, read: Callable[[str], int], blank: Any, *, trim: Trim = trim_cell) -> Rule:
    """Return the rule of a column of amounts, which `read` reads once they have a decimal point."""
    convert = _rule_of(columns, field)

    def parse(text: str) -> int:
        value = convert(text)
        if type(value) is not str:
            raise ValueError
        return read(value)

    return Rule(parse, blank, trim=trim)


def _rule_of(columns: ColumnMap, field: str, header: str | None = None) -> Callable[[str], Any]:
    """Return the rule that converts the cells of a field; a constant is as it is."""
    headers = [header] if header is not None else columns.headers_of((field,))
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
