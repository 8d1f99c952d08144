"""Open a file for import: recognise its format, and create the reader of its rows."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from customers.config.settings import Settings
from customers.domain.text import did_you_mean
from customers.errors import Remedy, UsageError
from customers.services.importing.rows import SourceRow
from customers.transfer.cells.context import ParseContext
from customers.transfer.cells.dates import ISO, Dates
from customers.transfer.columns import native
from customers.transfer.columns.external import ExternalReader
from customers.transfer.columns.mapping import TIMES, ColumnLayout, detect_columns
from customers.transfer.formats import platforms
from customers.transfer.formats.base import ImportFormat

AUTO, NATIVE = "auto", "native"
# Columns that only files of one kind have.
_SIGNATURES: dict[str, tuple[set[str], ...]] = {
    "orders": ({"placed_at", "total"}, {"lineitem_name", "financial_status"}),
    "addresses": tuple({f"customer_{name}", "address1", "is_default"} for name in ("id", "email", "external_id")),
}


class Rows(Protocol):
    """A source of rows: a file, or a query."""

    name: str
    header: list[str]
    is_json: bool

    def rows(self) -> Iterator[SourceRow]:
        """Return the rows with their original cells."""
        ...


@dataclass
class Reader:
    """The reader of one file: `grouped` joins the rows of one customer or order, `read` converts a row to native cells."""

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
        """Return the grouped rows of a source, for `read`.

        Raises:
            UsageError: the dates of orders are ambiguous.
        """
        rows: Iterable[SourceRow] = source.rows()
        if not source.is_json:
            rows = self.context.dates.settle(rows, self.times, required=self.kind == "orders")
        return self.grouped(rows)

    def final_notices(self) -> list[str]:
        """Return the notices that are known after the last row."""
        notices = [*self.context.notices.sentences(), *_ignored_notice(self.unknown_keys())]
        forms = self.context.dates.forms
        if forms and (self.says_dates or list(forms) != [ISO]):
            notices.insert(0, f"dates were read as {' and as '.join(forms)}, in UTC where no zone is given")
        return notices


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
    """Return the reader of a file; "auto" recognises its format by the header.

    Raises:
        UsageError: the format is unknown, or a required field has no column.
    """
    shape = _named_format(format)
    context = ParseContext(settings, Dates(date_format))
    if source.is_json:
        if columns:
            raise UsageError(problem="{column} maps the headers of a CSV file; this one holds JSON lines", parameters=("column",))
        if shape is not None:
            raise UsageError(problem=f"{{format}} {format} is one of CSV files; this one holds JSON lines", parameters=("format",))
        return _native(kind, native.map_keys(kind, constants), context)
    if format == AUTO:
        _refuse_other_kind(kind, source.header)
        shape = platforms.recognise(kind, source.header)
    if shape is None:
        mapping = _as_native(kind, source.header, columns, constants, only=format == NATIVE)
        if mapping is not None:
            return _native(kind, mapping, context, says_dates=kind == "orders" and bool(columns or date_format))
        shape = platforms.TABLE
    return _external(kind, shape, detect_columns(kind, shape, source.header, columns, constants), context, source.header)


def _refuse_other_kind(kind: str, header: list[str]) -> None:
    """Raise UsageError where the header is that of another kind: its rows would become false customers."""
    names = {native.normal(name) for name in header}
    matched = next((name for name, signatures in _SIGNATURES.items() if any(signature <= names for signature in signatures)), kind)
    if matched != kind:
        remedy = Remedy("read_as_other_kind", other=matched, kind=kind)
        raise UsageError(problem=f"this looks like a file of {matched}, not of {kind}", remedy=remedy)


def _named_format(name: str) -> ImportFormat | None:
    formats = platforms.BY_NAME
    if name in (AUTO, NATIVE):
        return None
    if name not in formats:
        hint = did_you_mean(name, formats) + "The formats are " + ", ".join((AUTO, NATIVE, *formats))
        raise UsageError(problem=f"no format {name!r}", hint=hint)
    return formats[name]


def _as_native(
    kind: str, header: list[str], columns: Mapping[str, str], constants: Mapping[str, str], *, only: bool
) -> native.ColumnMap | None:
    """Return the columns of a native file, None where the table of headers has more of their fields."""
    try:
        mapping = native.map_columns(kind, header, columns, constants)
    except UsageError:
        if only:
            raise
        return None
    if only or not mapping.ignored:
        return mapping
    fields = {name.rpartition(".")[2] for name in mapping.columns.values()}
    table = detect_columns(kind, platforms.TABLE, mapping.ignored, {}, {}, complete=False).columns.columns.values()
    return None if any(name.rpartition(".")[2] not in fields for name in table) else mapping


def _native(kind: str, mapping: native.ColumnMap, context: ParseContext, *, says_dates: bool = False) -> Reader:
    times = [header for header, name in mapping.columns.items() if name in TIMES]
    context.has_consent_states = not mapping.is_json and "consent_state" in mapping.columns.values()
    if mapping.is_json:
        # The keys of a line are known when it is read.
        return Reader(kind, context, iter, mapping.apply, times, [], unknown_keys=lambda: sorted(mapping.ignored))
    return Reader(kind, context, iter, mapping.apply, times, _ignored_notice(mapping.ignored), says_dates=says_dates)


def _external(kind: str, shape: ImportFormat, layout: ColumnLayout, context: ParseContext, header: list[str]) -> Reader:
    context.foreign, context.name_fallback = True, shape is not platforms.TABLE
    fields = layout.columns.columns
    context.own_phones = "phone" in fields.values()
    reader = ExternalReader(kind, shape, layout, context.notices)
    mapping = f"columns read by their names: {', '.join(f'{name} as {_display_name(fields[name])}' for name in header if name in fields)}"
    if shape is platforms.TABLE:
        notices, details = [mapping], []
    else:
        notices, details = [f"read as a file of {shape.title} (--format {shape.name})"], [mapping]
    if layout.subtotal_for_total:
        notices.append("the file has no column of totals: the subtotal, without shipping and taxes, is taken for the total")
    if layout.untrusted:
        notices.append(f"columns never trusted, statistics follow from orders: {', '.join(layout.untrusted)}")
    notices += _ignored_notice(layout.columns.ignored)
    return Reader(kind, context, reader.grouped, reader.read, layout.headers_of(TIMES), notices, details, says_dates=True)


def _display_name(name: str) -> str:
    """Return a field in the words of notices."""
    return name.removeprefix("main.").replace(".", " ").replace("address_of", "the email of its customer")


def _ignored_notice(ignored: list[str]) -> list[str]:
    return [f"columns not taken: {', '.join(ignored)}"] if ignored else []
