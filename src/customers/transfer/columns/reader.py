"""Open a file for import: recognise its format, and create the reader of its rows."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace

from customers.config.settings import Settings
from customers.domain.orders.status import PAID, UNKNOWN
from customers.domain.text import did_you_mean
from customers.errors import Remedy, UsageError
from customers.services.importing.rows import OrderRow, SourceRow
from customers.transfer.cells.context import ParseContext
from customers.transfer.cells.dates import ISO, Dates
from customers.transfer.cells.deleted import JSON_KEYS, DeletedRows
from customers.transfer.cells.rows import parse_order
from customers.transfer.columns import headers, native
from customers.transfer.columns.choices import AUTO, NATIVE_FORMATS, ReadingChoices
from customers.transfer.columns.consent import ConsentColumns
from customers.transfer.columns.consent_headings import may_state_consent
from customers.transfer.columns.external import STATUSES, ExternalReader
from customers.transfer.columns.left import LeftColumns
from customers.transfer.columns.mapping import ColumnLayout, detect_columns
from customers.transfer.columns.marks import CancelledColumns, RefundColumns
from customers.transfer.columns.native import ColumnMap
from customers.transfer.columns.wording import display_name, layout_notices
from customers.transfer.formats import platforms
from customers.transfer.formats.base import ImportFormat
from customers.transfer.profile.file import Convert, FileProfile, Group, Profiler, Rows
from customers.transfer.profile.texts import ColumnTexts

# Columns that only files of one kind have.
_SIGNATURES: dict[str, tuple[set[str], ...]] = {
    "orders": ({"placed_at", "total"}, {"lineitem_name", "financial_status"}),
    "addresses": tuple({f"customer_{name}", "address1", "is_default"} for name in ("id", "email", "external_id")),
}


@dataclass
class Reader:
    """The reader of one file: `group` joins the rows of one customer or order, `read` converts them to native cells.

    `takes_rows`: no rows are joined, and `read` takes them as the source has them.
    """

    kind: str
    context: ParseContext
    columns: ColumnMap
    convert: Convert
    group: Group
    convert_group: Convert
    notices: list[str]
    header: Sequence[str] = ()
    title: str | None = None
    takes_rows: bool = False
    is_table: bool = False
    says_dates: bool = False
    default_source: str | None = None
    joins_rows: bool = False
    profile: FileProfile = field(default_factory=FileProfile)
    ignored_columns: LeftColumns = field(default_factory=lambda: LeftColumns("customers", ()))
    consent: ConsentColumns = field(default_factory=ConsentColumns)
    observed: Sequence[ColumnTexts] = ()  # what the decisions about columns need
    characters: Callable[[], int] = lambda: 0  # that were read of the source of `rows`

    def read(self, row: SourceRow) -> SourceRow:
        """Return a row with native cells.

        Raises:
            RowRejectedError: a cell cannot be converted.
        """
        if self.profile.line_items is not None and row.more:
            return self.profile.line_items.read(row, self.convert_group, self.context.notices)
        return self.convert_group(row)

    def rows(self, source: Rows) -> Iterator[SourceRow]:
        """Return the grouped rows of a source, for `read`."""
        self.characters = lambda: source.characters
        if self.profile.line_items is not None:
            return self.profile.line_items.joined(source.rows, self.convert)
        return source.rows() if self.takes_rows else self.group(source.rows())

    def final_notices(self) -> list[str]:
        """Return the notices that are known after the last row."""
        further = sorted(self.columns.ignored) if self.columns.is_json else ()
        notices: list[str] = [*self.ignored_columns.notices(further), *self.context.notices.sentences()]
        if self.consent.adopted:
            notices.insert(0, f"columns read as consent by their words: {', '.join(self.consent.adopted)}")
        forms = self.context.dates.forms
        if forms and (self.says_dates or list(forms) != [ISO]):
            notices.insert(0, f"dates were read as {' and as '.join(forms)}, in {self.context.dates.zone} where no zone is given")
        return notices

    def column_notices(self) -> list[str]:
        """Return what each column is read as."""
        readings = self.profile.readings()
        columns = [f"{name}{_detail(readings.get(header), header)}" for header, name in self._columns()]
        constants = [f"{name} {value}" for name, value in self.columns.constants.items()]
        notices = [] if self.columns.is_json else [f"columns read by their names: {', '.join(columns)}"]
        return [*notices, *([f"set for all rows: {', '.join(constants)}"] if constants else [])]

    def opening_notices(self, *, explains: bool) -> list[str]:
        """Return what was decided before the first row, what matters first; with `explains` that of each column."""
        columns = [f"columns read by their names: {', '.join(name for _, name in self._columns())}"] if self.is_table else []
        title = [self.title] if self.title is not None else []
        return [*title, *self.profile.notices(), *(self.column_notices() if explains else columns), *self.notices]

    def _columns(self) -> list[tuple[str, str]]:
        """Return the columns in the order of the file: header, and its field in words."""
        columns = sorted(self.columns.columns, key=lambda column: self.header.index(column.header) if column.header in self.header else 0)
        names = [(header, display_name(name)) for header, name in columns]
        return [(header, header if header == name else f"{header} as {name}") for header, name in names]


def open_reader(kind: str, source: Rows, settings: Settings, choices: ReadingChoices) -> Reader:
    """Return the reader of a file, with the profile of the file; "auto" recognises its format by the header.

    Raises:
        UsageError: the format is unknown, a required field has no column, or a column can be read in two ways.
    """
    context = ParseContext(settings, Dates(choices.date_format, choices.zone or settings.zone))
    reader = _reader(kind, source, context, choices)
    reader.header = source.header
    reader.notices += _idle_notices(kind, reader.columns.fields, choices)
    profiler = Profiler(
        kind=kind,
        columns=reader.columns,
        dates=context.dates,
        choices=choices,
        settings=settings,
        is_native=not context.foreign,
        default_source=reader.default_source,
        group=reader.group,
        joins_rows=reader.joins_rows,
        texts=[*reader.observed, *reader.ignored_columns.observed(source)],
    )
    context.notices.is_muted = True
    reader.profile = profiler.profile(source, lambda row: _parse_suspect(reader, row))
    context.notices.is_muted = False
    reader.consent.settle()
    reader.ignored_columns.settle(reader.consent.adopted)
    if reader.columns.headers_of(STATUSES):
        context.default_status = UNKNOWN if context.foreign else PAID
    elif reader.ignored_columns.has_status:
        context.default_status = UNKNOWN
    return reader


def _idle_notices(kind: str, fields: set[str], choices: ReadingChoices) -> list[str]:
    """Return the notices about columns that the operator maps to a field without an effect in this file."""
    reasons = {"id": "the id of an order follows from its source and number", "subtotal": "the file has totals"}
    mapped = {native.normal(name): header for name, header in choices.columns.items()} if kind == "orders" and "total" in fields else {}
    return [f"{mapped[name]} as {name} has no effect: {reason}" for name, reason in reasons.items() if name in mapped]


def _parse_suspect(reader: Reader, row: SourceRow) -> OrderRow:
    return parse_order(reader.read(row), reader.context, lambda _: "")


def _reader(kind: str, source: Rows, context: ParseContext, choices: ReadingChoices) -> Reader:
    shape = _named_format(choices.format)
    if source.is_json:
        if shape is not None:
            raise UsageError(problem=f"{{format}} {shape.name} is one of CSV files; this one holds JSON lines", parameters=("format",))
        _check_form(choices.format, is_json=True)
        keys = _keys_of(source) if choices.columns or choices.ignored else []
        return _native(kind, native.map_keys(kind, keys, choices), context)
    _check_form(choices.format, is_json=False)
    if choices.format == AUTO:
        _refuse_other_kind(kind, source.header)
        shape = platforms.recognise(kind, source.header)
    ignored = set(map(native.normal, choices.ignored))
    header = [name for name in source.header if native.normal(name) not in ignored]
    if shape is None:
        mapping = _as_native(kind, source.header, choices)
        if mapping is not None:
            says_dates = kind == "orders" and bool(choices.columns or choices.date_format)
            return _native(kind, mapping, context, header, says_dates=says_dates)
        shape = platforms.TABLE
    layout = detect_columns(kind, shape, source.header, choices, currency=context.settings.currency)
    return _external(kind, shape, layout, context, header, chosen=choices.columns)


def _keys_of(source: Rows) -> list[str]:
    """Return the keys of all JSON lines."""
    return list(dict.fromkeys(key for row in source.rows() if row.problem is None for key in row.original))


def _refuse_other_kind(kind: str, header: list[str]) -> None:
    """Raise UsageError where the header is that of another kind: its rows would become false customers."""
    names = {native.normal(name) for name in header}
    matched = next((name for name, signatures in _SIGNATURES.items() if any(signature <= names for signature in signatures)), kind)
    if matched != kind:
        remedy = Remedy("read_as_other_kind", other=matched, kind=kind)
        raise UsageError(problem=f"this looks like a file of {matched}, not of {kind}", remedy=remedy)


def _named_format(name: str) -> ImportFormat | None:
    formats = platforms.BY_NAME
    if name == AUTO or name in NATIVE_FORMATS:
        return None
    if name not in formats:
        known = (AUTO, *NATIVE_FORMATS, *formats)
        raise UsageError(problem=f"no format {name!r}", hint=f"{did_you_mean(name, known)}The formats are {', '.join(known)}")
    return formats[name]


def _check_form(name: str, *, is_json: bool) -> None:
    """Raise UsageError where the format is one of CSV files and the file holds JSON lines, or the other way round."""
    if NATIVE_FORMATS.get(name) not in (None, is_json):
        raise UsageError(problem=f"{{format}} {name}: this file holds {'JSON lines' if is_json else 'CSV'}", parameters=("format",))


def _as_native(kind: str, header: list[str], choices: ReadingChoices) -> ColumnMap | None:
    """Return the columns of a native file, None where the table of headers has more of their fields."""
    is_named = choices.format in NATIVE_FORMATS
    try:
        mapping = native.map_columns(kind, header, choices)
    except UsageError:
        if is_named:
            raise
        return None
    if is_named or not (mapping.ignored or "accepts_marketing" in choices.columns):
        return mapping
    own_consent = not mapping.fields.isdisjoint(("accepts_marketing", "consent_state"))
    if kind == "customers" and (
        "accepts_marketing" in choices.columns or (not own_consent and any(map(may_state_consent, mapping.ignored)))
    ):
        return None  # words of other programs
    fields = {name.rpartition(".")[2] for name in mapping.fields}
    rest = replace(choices, columns={}, constants={}, ignored=())
    table = detect_columns(kind, platforms.TABLE, mapping.ignored, rest, currency="", complete=False).columns.fields
    return None if any(name.rpartition(".")[2] not in fields for name in table) else mapping


def _native(kind: str, mapping: ColumnMap, context: ParseContext, header: Sequence[str] = (), *, says_dates: bool = False) -> Reader:
    context.has_consent_states = not mapping.is_json and "consent_state" in mapping.fields
    context.is_json, context.name_fallback = mapping.is_json, "first_name" not in mapping.fields
    taken = (mapping.headers - set(mapping.headers_of(("status",)))) | mapping.left_out
    context.deleted = DeletedRows(kind, [name for name in (JSON_KEYS if mapping.is_json else header) if name not in taken])
    # The keys of a JSON line are known when it is read.
    keys = {*mapping.headers, *mapping.fields, *mapping.left_out, *native.CALCULATED, *JSON_KEYS} if mapping.is_json else None
    return Reader(
        kind,
        context,
        mapping,
        convert=mapping.apply,
        group=lambda rows: map(mapping.apply, rows),
        convert_group=mapping.apply,
        notices=[],
        takes_rows=True,
        says_dates=says_dates,
        ignored_columns=LeftColumns(kind, mapping.ignored, known_keys=keys),
    )


def _external(
    kind: str, shape: ImportFormat, layout: ColumnLayout, context: ParseContext, header: Sequence[str], *, chosen: Collection[str]
) -> Reader:
    mapping, is_table = layout.columns, shape is platforms.TABLE
    mapped = {column.header for column in mapping.columns if column.field in chosen}
    context.foreign, context.deleted = True, DeletedRows(kind, [name for name in header if name not in (*mapped, *mapping.left_out)])
    context.own_phones = "phone" in mapping.fields
    names = shape.names(kind)
    unused = [name for name in mapping.ignored if names.get(headers.key(name)) == ""]
    candidates = [name for name in mapping.ignored if name not in unused] if kind == "customers" else ()
    notices = layout_notices(layout, is_table=is_table)
    if kind == "orders" and "number" not in mapping.fields:
        notices.append(
            "the file has no column of order numbers: an order gets one from its content, so that a changed row is another order"
        )
    consent = ConsentColumns(mapping.columns if kind == "customers" else (), candidates, chosen)
    takes_rows = kind == "customers" and not shape.joins_rows(kind)
    cancelled, refunds = CancelledColumns(mapping.columns), RefundColumns(mapping.columns)
    external = ExternalReader(kind, shape, layout, context.notices, consent, context.settings.default_country, cancelled, refunds)
    return Reader(
        kind,
        context,
        layout.columns,
        convert=external.convert,
        group=external.grouped,
        convert_group=(lambda row: external.read(external.convert(row))) if takes_rows else external.read,
        notices=notices,
        title=None if is_table else f"read as a file of {shape.title} (--format {shape.name})",
        is_table=is_table,
        says_dates=True,
        default_source=shape.source,
        takes_rows=takes_rows,
        joins_rows=shape.continues is not None,
        ignored_columns=LeftColumns(kind, mapping.ignored, unused, is_known_format=not is_table),
        consent=consent,
        observed=[*consent.observed, *cancelled.observed, *refunds.observed],
    )


def _detail(reading: str | None, header: str) -> str:
    return f" ({reading.removeprefix(header).strip()})" if reading else ""
