"""Opening a file for import: which format it has, what is said of it, and the reader of its rows."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from customers.config.settings import Settings
from customers.domain.suggestions import did_you_mean
from customers.errors import UsageError
from customers.services.importing.rows import SourceRow
from customers.transfer.cells.context import ParseContext
from customers.transfer.cells.dates import ISO, Dates
from customers.transfer.columns import native
from customers.transfer.columns.external import ExternalReader
from customers.transfer.columns.mapping import TIMES, ColumnLayout, detect_columns
from customers.transfer.formats import registry
from customers.transfer.formats.base import ImportFormat

AUTO, NATIVE = "auto", "native"
# Columns that only files of one kind have.
_SIGNS: dict[str, tuple[set[str], ...]] = {
    "orders": ({"placed_at", "total"}, {"lineitem_name", "financial_status"}),
    "addresses": tuple({f"customer_{name}", "address1", "is_default"} for name in ("id", "email", "external_id")),
}


class Rows(Protocol):
    """Where rows come from: a file, or a query."""

    name: str
    header: list[str]
    is_json: bool

    def rows(self) -> Iterator[SourceRow]:
        """The rows, each with its cells as they stand."""
        ...


@dataclass
class Reader:
    """The rows of one file: `grouped` puts together those of one customer or order, `read` gives one its native cells."""

    kind: str
    context: ParseContext
    grouped: Callable[[Iterable[SourceRow]], Iterator[SourceRow]]
    read: Callable[[SourceRow], SourceRow]
    times: list[str]
    notices: list[str]
    details: list[str] = field(default_factory=list)
    says_dates: bool = False
    unknown_keys: Callable[[], list[str]] = list

    def rows(self, source: Rows) -> Iterator[SourceRow]:
        """The rows of a source, to be given to `read` one by one.

        Raises:
            UsageError: the dates of orders can be read in two ways.
        """
        rows: Iterable[SourceRow] = source.rows()
        if not source.is_json:
            rows = self.context.dates.settle(rows, self.times, required=self.kind == "orders")
        return self.grouped(rows)

    def final_notices(self) -> list[str]:
        """What is to be said once the rows are read."""
        said = [*self.context.notices.sentences(), *_not_taken(self.unknown_keys())]
        forms = self.context.dates.forms
        if forms and (self.says_dates or list(forms) != [ISO]):
            said.insert(0, f"dates were read as {' and as '.join(forms)}, in UTC where no zone is given")
        return said


def open_reader(
    kind: str,
    source: Rows,
    settings: Settings,
    *,
    format: str = AUTO,
    columns: Mapping[str, str],
    constants: Mapping[str, str],
    date_format: str | None = None,
) -> Reader:
    """The reader of a file, by the format that is named or that its header shows.

    Raises:
        UsageError: there is no such format, or the file lacks what every row needs.
    """
    shape = _named_format(format)
    context = ParseContext(settings, Dates(date_format))
    if source.is_json:
        if columns:
            raise UsageError(problem="--column maps the headers of a CSV file; this one holds JSON lines")
        if shape is not None:
            raise UsageError(problem=f"--format {format} is one of CSV files; this one holds JSON lines")
        return _native(kind, native.map_keys(kind, constants), context)
    if format == AUTO:
        _refuse_other_kind(kind, source.header)
        shape = registry.recognise(kind, source.header)
    if shape is None:
        mapping = _as_native(kind, source.header, columns, constants, only=format == NATIVE)
        if mapping is not None:
            return _native(kind, mapping, context, says_dates=kind == "orders" and bool(columns or date_format))
        shape = registry.TABLE
    return _foreign(kind, shape, detect_columns(kind, shape, source.header, columns, constants), context, source.header)


def _refuse_other_kind(kind: str, header: list[str]) -> None:
    """Raise UsageError where a file is plainly one of other rows: read as these it would make customers that are none."""
    names = {native.normal(name) for name in header}
    other = next((found for found, signs in _SIGNS.items() if any(sign <= names for sign in signs)), kind)
    if other != kind:
        hint = f"`customers import {other}` reads it; --format table reads it as {kind} all the same"
        raise UsageError(problem=f"this looks like a file of {other}, not of {kind}", hint=hint)


def _named_format(name: str) -> ImportFormat | None:
    known = registry.formats()
    if name in (AUTO, NATIVE):
        return None
    if name not in known:
        hint = did_you_mean(name, known) + "The formats are " + ", ".join((AUTO, NATIVE, *known))
        raise UsageError(problem=f"no format {name!r}", hint=hint)
    return known[name]


def _as_native(
    kind: str, header: list[str], columns: Mapping[str, str], constants: Mapping[str, str], *, only: bool
) -> native.ColumnMap | None:
    """The columns of a native file; None where the table of names knows more of them than the native fields do."""
    try:
        mapping = native.map_columns(kind, header, columns, constants)
    except UsageError:
        if only:
            raise
        return None
    if only or not mapping.ignored:
        return mapping
    fields = {name.rpartition(".")[2] for name in mapping.columns.values()}
    table = detect_columns(kind, registry.TABLE, mapping.ignored, {}, {}, whole=False).columns.columns.values()
    return None if any(name.rpartition(".")[2] not in fields for name in table) else mapping


def _native(kind: str, mapping: native.ColumnMap, context: ParseContext, *, says_dates: bool = False) -> Reader:
    times = [header for header, name in mapping.columns.items() if name in TIMES]
    if mapping.is_json:
        # What a line holds is known when it is read.
        return Reader(kind, context, iter, mapping.apply, times, [], unknown_keys=lambda: sorted(mapping.ignored))
    return Reader(kind, context, iter, mapping.apply, times, _not_taken(mapping.ignored), says_dates=says_dates)


def _foreign(kind: str, shape: ImportFormat, layout: ColumnLayout, context: ParseContext, header: list[str]) -> Reader:
    context.foreign, context.name_fallback = True, shape is not registry.TABLE
    taken = layout.columns.columns
    context.own_phones = "phone" in taken.values()
    reader = ExternalReader(kind, shape, layout, context.notices)
    known = f"columns read by their names: {', '.join(f'{name} as {_shown(taken[name])}' for name in header if name in taken)}"
    if shape is registry.TABLE:
        notices, details = [known], []
    else:
        notices, details = [f"read as a file of {shape.title} (--format {shape.name})"], [known]
    if layout.subtotal_for_total:
        notices.append("the file has no column of totals: the subtotal, without shipping and taxes, is taken for the total")
    if layout.untrusted:
        notices.append(f"columns never trusted, statistics follow from orders: {', '.join(layout.untrusted)}")
    notices += _not_taken(layout.columns.ignored)
    return Reader(kind, context, reader.grouped, reader.read, layout.headers_of(TIMES), notices, details, says_dates=True)


def _shown(name: str) -> str:
    """A field as the operator reads it."""
    return name.removeprefix("main.").replace(".", " ").replace("address_of", "the email of its customer")


def _not_taken(ignored: list[str]) -> list[str]:
    return [f"columns not taken: {', '.join(ignored)}"] if ignored else []
