"""Convert rows of other programs' files to native cells: group rows, and collect their addresses."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from customers.domain.ids import parse_uuid
from customers.domain.orders.status import CANCELLED, combine_statuses
from customers.domain.text import quote_value
from customers.models.fields import CLEARABLE, names
from customers.services.importing.rows import CLEAR, RowSkippedError, SourceRow
from customers.transfer.cells import values as cell
from customers.transfer.cells.consent import is_negation
from customers.transfer.cells.context import RowNotices
from customers.transfer.cells.dates import NO_TIME, join_time
from customers.transfer.cells.looks import is_word_for_blank, split_contact
from customers.transfer.cells.values import SEVERAL, complete_name, strip_excel_guard, tags_of
from customers.transfer.columns.consent import ConsentColumns
from customers.transfer.columns.external_addresses import AddressCells
from customers.transfer.columns.headers import key
from customers.transfer.columns.mapping import ColumnLayout
from customers.transfer.columns.marks import CancelledColumns, RefundColumns, is_cancelled
from customers.transfer.columns.native import TIMES
from customers.transfer.columns.summary import summary_of
from customers.transfer.formats.base import Cells, ImportFormat

# The columns of statuses, in the order of `combine_statuses`.
STATUSES = ("status", "payment_status", "fulfillment_status")
_MULTILINE = names(lambda field: field.kind == "lines")
_NAMES = ("first_name", "last_name", "address_name")
# The fields of names in full, with the beginning of those of contacts.
_PREFIXES = {"full_name": "", "customer_name": "customer_"}


@dataclass
class ExternalReader:
    """The conversion of the rows of one file of another program to native cells."""

    kind: str
    format: ImportFormat
    layout: ColumnLayout
    notices: RowNotices = field(default_factory=RowNotices)
    consent: ConsentColumns = field(default_factory=lambda: ConsentColumns({}, ()))
    country: str = ""  # of addresses without one
    cancelled: CancelledColumns = field(default_factory=CancelledColumns)
    refunds: RefundColumns = field(default_factory=RefundColumns)

    def __post_init__(self) -> None:
        self._places = AddressCells(self.notices, self.country)
        self._status_columns = [column for column in self.layout.columns.columns if column.field in STATUSES]
        # A column called "Contact" may have phones without a sign.
        self._contact_names = {column.field for column in self.layout.columns.columns if "contact" in key(column.header)}
        # The notices of a table name the columns that fill blanks; a known format has many of them.
        rivals = self.layout.rivals() if self.format.source is not None else {}
        self._contacts = [(name, headers) for name, headers in rivals.items() if name.rpartition("_")[2] in ("email", "phone")]

    def grouped(self, rows: Iterable[SourceRow]) -> Iterator[SourceRow]:
        """Return rows with their cells by field; rows that continue the one above are among its `more`."""
        continues = self.format.continues
        first: SourceRow | None = None
        more: list[SourceRow] = []
        for row in map(self.convert, rows):
            if continues is not None and first is not None and continues(self.kind, first.cells, row.cells):
                more.append(row)
                continue
            if first is not None:
                yield _with_more(first, more)
            first, more = row, []
        if first is not None:
            yield _with_more(first, more)

    def read(self, row: SourceRow) -> SourceRow:
        """Return the row with native cells.

        Raises:
            RowRejectedError: a cell cannot be converted.
            RowSkippedError: the row is neither a customer nor an order.
        """
        cells = dict(row.cells)
        more = [dict(following.cells) for following in row.more]
        if (summary := summary_of(self.kind, row)) is not None:
            raise RowSkippedError("summary", f"it belongs to the list as a whole: {summary}")
        self._clean(row, cells)
        self._remove_words_for_blanks(row, cells)
        self._say_further(row)
        if self.kind == "orders":
            self._order(row, cells)
            addresses = self._places.read(row, cells, more)
            _take_contacts(cells, addresses, prefix="customer_")
        else:
            self.consent.read(row, cells, self.notices)
            self._customer(row, cells, cell.read("source", cells, cell.source) or self.format.source)
            addresses = self._places.read(row, cells, more)
            for email in _take_contacts(cells, addresses, prefix=""):
                self.notices.leave_out(f"a further email: {quote_value(email)} in another column", row.line)
            if cells.keys().isdisjoint(_NAMES):
                cells["company_name"] = next((company for address in addresses if (company := address.get("company"))), None)
        located = self._places.located(row, addresses, name=cells.get("company_name"))
        if self.kind == "addresses":
            _to_address_cells(cells, located[0] if located else {})
            return row.with_cells(cells)
        cells["addresses"] = located
        cells["row_country"] = next((country for address in addresses if (country := address.get("country"))), None)
        return row.with_cells(cells)

    def convert(self, row: SourceRow) -> SourceRow:
        """Return a row with its cells by field, without guards."""
        row = self.layout.columns.apply(row)
        cells = {name: strip_excel_guard(value) if isinstance(value, str) else value for name, value in row.cells.items()}
        return row.with_cells(cells)

    def _clean(self, row: SourceRow, cells: Cells) -> None:
        """Normalise line ends and tags; remove placeholders for times, and clears of fields that cannot be cleared."""
        for name, value in list(cells.items()):
            if value is CLEAR and name not in CLEARABLE:
                del cells[name]
            if not isinstance(value, str):
                continue
            # By the number as it stands the rows of an order were compared.
            if SEVERAL in value and name not in (*_MULTILINE, "tags", "number"):
                value, *others = (text.strip() for text in value.split(SEVERAL))
                cells[name] = value
                self.notices.leave_out(f"a further {name}: {quote_value(', '.join(others))} in a cell of several", row.line)
            if name == "tags":
                if labels := tags_of(value):
                    cells[name] = labels
                else:
                    del cells[name]
            elif "\n" in value and name not in _MULTILINE and not name.endswith("address1"):
                cells[name] = " ".join(value.split())
            elif name == "refunded":
                cells[name] = value.lstrip("-−")
            elif name in TIMES and value.lower() in NO_TIME:
                del cells[name]

    def _remove_words_for_blanks(self, row: SourceRow, cells: Cells) -> None:
        """Remove words for a blank in the place of an email or an optional amount; take a contact out of a name."""
        for name, prefix in _PREFIXES.items():
            email, full = cells.get(f"{prefix}email"), cells.get(name)
            if isinstance(email, str) and is_word_for_blank(email):
                del cells[f"{prefix}email"]
                self.notices.leave_out(f"email: {quote_value(email)} is a word for a blank", row.line)
            if isinstance(full, str) and (parts := split_contact(full, may_be_number=name in self._contact_names)) is not None:
                cells[name], contact, text = parts
                if not cells[name]:
                    del cells[name]
                if cells.setdefault(f"{prefix}{contact}", text) != text:
                    self.notices.leave_out(f"name: {quote_value(text)} is the {contact} of somebody", row.line)
        if (unclear := self.refunds.unclear(row.original)) is not None:
            cells.pop("refunded", None)
            if not (is_word_for_blank(unclear) or is_negation(unclear) or unclear in ("0", "0.0")):
                self.notices.leave_out(f"refunded: {quote_value(unclear)} may be a yes or a count", row.line, is_warning=True)
        for name in ("refunded", "base_total"):
            if isinstance(amount := cells.get(name), str) and (is_word_for_blank(amount) or is_negation(amount)):
                del cells[name]

    def _say_further(self, row: SourceRow) -> None:
        """Say which emails and phones of further columns are left out."""
        for name, headers in self._contacts:
            texts = dict.fromkeys(text for header in headers if (text := str(row.original.get(header) or "").strip()))
            if len(texts) > 1:
                _, *others = texts
                self.notices.leave_out(f"a further {name}: {quote_value(', '.join(others))} in another column", row.line)

    def _order(self, row: SourceRow, cells: Cells) -> None:
        if self.format.prepare_order is not None:
            self.format.prepare_order(cells)
        if self.format.source is not None:
            cells.setdefault("source", self.format.source)
        self._status(row, cells)
        join_time(cells, "placed_at", "placed_time", "placed_zone")
        _take_id(cells, "customer_external_id", "customer_id")

    def _status(self, row: SourceRow, cells: Cells) -> None:
        """Combine the cells of all columns of statuses."""
        texts: dict[str, list[str]] = {name: [] for name in STATUSES}
        for header, name in self._status_columns:
            if isinstance(text := row.original.get(header), str) and text.strip():
                texts[name].append(text.strip())
        if self._status_columns:
            for name in STATUSES:
                cells.pop(name, None)
            status = combine_statuses(*texts.values())
            if status is not None:
                cells["status"] = status
        constant = cells.pop("cancelled_at", None)
        state, unread = self.cancelled.read(row.original)
        for text in unread:
            self.notices.leave_out(f"cancelled_at: {quote_value(text)} is neither a time nor yes or no", row.line, is_warning=True)
        if state or (not self.cancelled.headers and isinstance(constant, str) and is_cancelled(constant)):
            cells["status"] = CANCELLED

    def _customer(self, row: SourceRow, cells: Cells, system: str | None) -> None:
        address_email = cells.pop("address_of", None)
        if address_email:
            cells["email"] = address_email
        full = cells.pop("full_name", None)
        if isinstance(full, str) and full:
            names = complete_name(full, cells.get("first_name"), cells.get("last_name"))
            cells |= {name: text for name, text in zip(("first_name", "last_name"), names, strict=True) if text}
        if address_email or self.kind == "addresses":
            for name in ("first_name", "last_name", "phone"):
                if name in cells:
                    cells.setdefault(f"main.{name}", cells.pop(name))
        _take_id(cells, "external_id", "id")
        value = cells.pop("external_id", None)
        if isinstance(value, str) and value:
            if system is None:
                self.notices.add("ids of another system were ignored; --set source=NAME names that system", row.line, is_warning=True)
            else:
                others = f";{cells['external_ids']}" if isinstance(cells.get("external_ids"), str) else ""
                cells["external_ids"] = f"{system}:{value}{others}" if others else {system: value}
        cells.pop("source", None)


def _with_more(first: SourceRow, more: list[SourceRow]) -> SourceRow:
    """Return a row with those that continue it; a problem of one is a problem of all."""
    if not more:
        return first
    problem = next((row.problem for row in (first, *more) if row.problem), None)
    return first._replace(more=tuple(more), problem=problem)


def _take_id(cells: Cells, external: str, native: str) -> None:
    """Move an external id that is a UUID of this program to the `native` cell; remove those of guests, 0 and -1."""
    value = cells.get(external)
    if isinstance(value, str) and (value in ("0", "-1") or parse_uuid(value) is not None):
        del cells[external]
        if value not in ("0", "-1"):
            cells.setdefault(native, value)


def _to_address_cells(cells: Cells, address: dict[str, Any]) -> None:
    """Convert the cells of a customer with an address to those of an address."""
    external_id = cells.pop("external_ids", None)
    if isinstance(external_id, dict):
        external_id = next(f"{system}:{value}" for system, value in external_id.items())
    if isinstance(external_id, str):
        cells.setdefault("customer_external_id", external_id)
    for name in ("id", "email"):
        if name in cells:
            cells.setdefault(f"customer_{name}", cells.pop(name))
    # What the operator gives has the name of a native field.
    cells |= address | {"id": None} | {name: cells[name] for name in ("type", "is_default", "company") if name in cells}
    cells["row_country"] = address.get("country")


def _take_contacts(cells: Cells, addresses: list[dict[str, Any]], *, prefix: str) -> list[str]:
    """Add the email, name and phone of the addresses where the row has none of its own; return the other emails."""
    further: list[str] = []
    has_name = any(f"{prefix}{name}" in cells for name in ("first_name", "last_name", "name"))
    for address in addresses:
        email = address.pop("email", None)
        if email and str(cells.setdefault(f"{prefix}email", email)).casefold() != str(email).casefold():
            further.append(str(email))
        if not has_name and (address.get("first_name") or address.get("last_name")):
            has_name = True
            cells["address_name"] = (address.get("first_name"), address.get("last_name"))
        if address.get("phone"):
            cells.setdefault("spare_phone", address["phone"])
    return further
