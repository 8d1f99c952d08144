"""Map the columns of another program's file to fields: by options, then by its format, then by the table of headers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from customers.transfer.columns import headers, languages
from customers.transfer.columns.amount_headings import AMOUNT_FIELDS, currencies_of_heading, has_other_unit
from customers.transfer.columns.choices import ReadingChoices
from customers.transfer.columns.consent_headings import consent_field
from customers.transfer.columns.headers import CALCULATED, Meaning
from customers.transfer.columns.native import (
    FIELDS,
    INLINE_ADDRESS,
    Column,
    ColumnMap,
    check_identity,
    check_required,
    map_choices,
    normal,
    repeated_header,
)
from customers.transfer.formats.base import ImportFormat

# Fields that native files lack; --column and --set accept them too.
EXTERNAL_ONLY = {
    "customers": ("full_name", "external_id", "source", "opted_out", "opted_in_at", "opted_out_at"),
    "orders": (
        *("customer_first_name", "customer_last_name", "subtotal", "placed_time", "placed_zone", "cancelled_at"),
        *("payment_status", "fulfillment_status", "base_currency"),
    ),
    "addresses": ("full_name", "external_id", "source"),
}
_OTHER_PART = {"first_name": "last_name", "last_name": "first_name"}
_OTHER_PART |= {f"customer_{part}": f"customer_{further}" for part, further in _OTHER_PART.items()}
_NATIVE_FIELDS = frozenset(name for names in FIELDS.values() for name in names)


@dataclass
class ColumnLayout:
    """The mapped columns of another program's file, and those that need a notice."""

    columns: ColumnMap
    untrusted: list[str] = field(default_factory=list)
    subtotal_for_total: bool = False

    def rivals(self) -> dict[str, list[str]]:
        """Return the headers of the fields that several columns fit, the first of them, which fills no blanks, first."""
        headers_by_field: dict[str, list[str]] = {}
        for header, name in reversed(self.columns.columns):
            headers_by_field.setdefault(name, []).append(header)
        rivals = {name: names for name, names in headers_by_field.items() if len(names) > 1}
        if "base_total" in headers_by_field and "total" in headers_by_field:
            name = "base_total" if "currency" in headers_by_field else "total"
            rivals[name] = [*headers_by_field["base_total"], *headers_by_field["total"]]
        return rivals


class _Ranked(NamedTuple):
    """A column, and its priority among those of its field: the lowest rank is the first."""

    rank: float
    column: Column


def detect_columns(
    kind: str, shape: ImportFormat, header: Sequence[str], choices: ReadingChoices, *, currency: str, complete: bool = True
) -> ColumnLayout:
    """Map the columns of another program's file to fields; only a complete header is checked for required fields.

    `currency` is the shop's, for headings with one.

    Raises:
        UsageError: a field or header of the choices is unknown, or a required field has no column.
    """
    mapped, values, ignored = map_choices(kind, list(header), choices, also=EXTERNAL_ONLY[kind])
    chosen = {column.header for column in mapped} | ignored
    layout = ColumnLayout(ColumnMap(constants=values))
    assigned = {column.field for column in mapped} | set(values)
    assigned |= {f"main.{INLINE_ADDRESS[name]}" for name in assigned if name in INLINE_ADDRESS}
    if "status" in assigned:
        assigned |= {"payment_status", "fulfillment_status"}
    # A column of this name is a sales channel, unless the operator says otherwise.
    assigned.add("source")
    ranked = [_Ranked(-1, column) for column in mapped]
    for name in header:
        if name in chosen:
            continue
        meaning, copy = _meaning(kind, shape, name, header)
        if _needs_companion(name, header):
            meaning = None
        if meaning is not None and meaning.field and meaning.field not in assigned:
            # Of equal emails and phones the first has priority.
            place = len(ranked) / 100_000 if meaning.field.rpartition("_")[2] in ("email", "phone") else 0
            ranked.append(_Ranked(meaning.rank + copy / 100 + place, Column(name, meaning.field)))
        elif headers.key(name) in CALCULATED or headers.bare(name) in CALCULATED:
            layout.untrusted += [name] if not headers.key(name).startswith("reject") else []
        else:
            layout.columns.ignored.append(name)
    ranked, unclear = _settle_states(_settle_words(ranked))
    ranked = _settle_currencies(layout, ranked, currency) if complete else ranked
    layout.columns.ignored += unclear
    ranked = _use_subtotal(layout, ranked)
    # The last column of a field that is not blank is used: those of the highest priority come last.
    layout.columns.columns = [column for _, column in sorted(ranked, key=lambda entry: -entry.rank)]
    if complete:
        _check_required(kind, layout.columns.fields, header)
    return layout


def is_known_header(name: str) -> bool:
    """Return whether a header has a meaning in any kind of file: native, or by the table of headers."""
    return normal(name) in _NATIVE_FIELDS or any(_table_meaning(kind, name) is not None for kind in ("customers", "orders"))


def _needs_companion(name: str, header: Sequence[str]) -> bool:
    """Return whether a heading counts only beside another of its language, and the file has none."""
    companions = languages.COMPANIONS.get(headers.key(name))
    return companions is not None and set(map(headers.key, companions)).isdisjoint(map(headers.key, header))


@cache
def _words_of_languages() -> frozenset[str]:
    tables = [value for name, value in vars(languages).items() if name.isupper()]
    texts = [text for table in tables for text in (table.values() if isinstance(table, dict) else (table,))]
    return frozenset(word.strip().casefold() for text in texts if isinstance(text, str) for word in text.split(","))


def is_word_of_headings(name: str) -> bool:
    """Return whether a heading of another language is spelled as the tables have it, with its accents."""
    return name.strip().casefold() in _words_of_languages()


def _meaning(kind: str, shape: ImportFormat, name: str, header: Sequence[str]) -> tuple[Meaning | None, int]:
    """Return the meaning of a header, and 1 for the second column of a heading: it fills what the first leaves blank."""
    first = repeated_header(name, header)
    if first is not None:
        meaning, copy = _meaning(kind, shape, first, header)
        # Two addresses with equal headings would become one.
        return (None if meaning is not None and "." in meaning.field else meaning), copy + 1
    names = shape.names(kind)
    for word in (name.strip().lower(), headers.key(name), headers.bare(name)):
        if word in names:
            return Meaning(names[word], 0), 0
    return _table_meaning(kind, name), 0


def _table_meaning(kind: str, header: str) -> Meaning | None:
    table = headers.meanings("orders" if kind == "orders" else "customers")
    if headers.key(header) in CALCULATED and headers.key(header) not in table:
        return None
    meaning = table.get(headers.key(header)) or headers.address_meaning(header)
    if meaning is None and headers.bare(header) not in CALCULATED:
        meaning = table.get(headers.bare(header))
        meaning = meaning and meaning._replace(rank=meaning.rank + 100)
    if meaning is not None and meaning.field in (*AMOUNT_FIELDS, "cancelled_at") and has_other_unit(header):
        return None
    if meaning is None and kind == "addresses" and headers.key(header) == "type":
        return Meaning("type", 0)
    if meaning is None and kind == "customers" and (field_name := consent_field(header)) is not None:
        return Meaning(field_name, 100)
    return meaning


def _settle_words(ranked: list[_Ranked]) -> list[_Ranked]:
    """Settle the words with two meanings: part of a name or name in full, status or state, number of an order or of a house."""
    fields = [entry.column.field for entry in ranked]
    has_status, has_number = (fields.count(name) > 1 for name in ("status", "number"))
    houses = {entry.column for entry in ranked if entry.column.field == "number" and headers.is_house_number_too(entry.column.header)}
    houses = houses if has_number else set()

    def settled(column: Column) -> Column:
        name = column.field
        if name in _OTHER_PART and _OTHER_PART[name] not in fields and headers.is_whole_name(column.header):
            return column._replace(field="customer_name" if name.startswith("customer_") else "full_name")
        if name == "status" and has_status and headers.is_place_too(column.header):
            return column._replace(field="main.state")
        return column._replace(field="main.house_number") if column in houses else column

    return [entry._replace(column=settled(entry.column)) for entry in ranked]


def _settle_states(ranked: list[_Ranked]) -> tuple[list[_Ranked], list[str]]:
    """Return the columns without those called "St" that could be streets, and the headings of these."""
    fields = {entry.column.field for entry in ranked}

    def is_unclear(column: Column) -> bool:
        address, _, member = column.field.rpartition(".")
        if member != "state" or not headers.is_short_state(column.header):
            return False
        has_place = not fields.isdisjoint((f"{address}.city", f"{address}.pincode", f"{address}.pincode_extension"))
        return not has_place or (f"{address}.address1" not in fields and not column.header.endswith("ST"))

    unclear = [entry.column.header for entry in ranked if is_unclear(entry.column)]
    return [entry for entry in ranked if entry.column.header not in unclear], unclear


def _settle_currencies(layout: ColumnLayout, ranked: list[_Ranked], currency: str) -> list[_Ranked]:
    """Return the columns without amounts in another currency than the shop's, where there are others.

    Where there are none, their currency is that of all rows, unless the operator has named one. A total in the shop's currency beside
    a total of the same name without one is the base total.
    """
    named = {
        column: currencies
        for rank, column in ranked
        if rank >= 0 and column.field in AMOUNT_FIELDS and (currencies := currencies_of_heading(column.header))
    }
    domestic = {column for column, currencies in named.items() if currency in currencies}
    foreign = {column: currencies for column, currencies in named.items() if column not in domestic}
    fields = {column.field for _, column in ranked if column not in foreign} | {"base_total"}
    sole = {column: currencies for column, currencies in foreign.items() if column.field not in fields}
    has_column = "currency" in fields
    # The heading of a refund, or of a subtotal beside a total, does not say what the totals are in.
    deciding = {"total"} if any(column.field == "total" for _, column in ranked) else {"subtotal"}
    if len(set(sole.values())) > 1 or deciding.isdisjoint(column.field for column in sole):
        sole = {}
    is_chosen = "currency" in layout.columns.constants or any(rank < 0 and column.field == "currency" for rank, column in ranked)
    dropped = foreign.keys() - sole.keys()
    if sole and not is_chosen:
        code, *others = next(iter(sole.values()))
        if not others:
            layout.columns.constants["currency"] = code
            dropped |= {column for _, column in ranked if column.field == "currency"}
            # A refund in the shop's currency is none of such a total.
            dropped |= {column for column in domestic if column.field != "base_total"}
        elif not has_column:  # a sign of several currencies, none of them the shop's
            dropped |= sole.keys()
    layout.columns.ignored += [column.header for _, column in ranked if column in dropped]
    ranked = [entry for entry in ranked if entry.column not in dropped]
    totals = [column for _, column in ranked if column.field == "total"]
    if not any(column.field == "base_total" for _, column in ranked):
        # Under another word it may be a part of the total: "Total" and "Amount (INR)".
        unmarked = {headers.key(column.header) for column in totals if column not in domestic}
        base = [column for column in totals if column in domestic and headers.bare(column.header) in unmarked]
        ranked = [entry._replace(column=entry.column._replace(field="base_total")) if entry.column in base else entry for entry in ranked]
    return ranked


def _use_subtotal(layout: ColumnLayout, ranked: list[_Ranked]) -> list[_Ranked]:
    """Use the total in the shop's currency, else the subtotal, as the total of a file without a column for it."""
    fields = {entry.column.field for entry in ranked} | layout.columns.constants.keys()
    if "total" in fields:
        return ranked
    layout.subtotal_for_total = "base_total" not in fields and "subtotal" in fields
    name = "subtotal" if layout.subtotal_for_total else "base_total"
    return [entry._replace(column=entry.column._replace(field="total")) if entry.column.field == name else entry for entry in ranked]


def _check_required(kind: str, fields: set[str], header: Sequence[str]) -> None:
    """Raise UsageError where a required field has no column."""
    if kind == "customers":
        identities = fields & {
            "id",
            "external_ids",
            "external_id",
            "email",
            "first_name",
            "last_name",
            "full_name",
            "phone",
            "billing.email",
            "main.name",
            "address_of",
        }
        check_identity(kind, bool(identities), list(header))
    elif kind == "orders":
        identities = {
            "customer_id",
            "customer_email",
            "customer_phone",
            "customer_external_id",
            "customer_name",
            "billing.email",
            "billing.name",
            "main.name",
        }
        check_required(kind, fields, list(header), has_identity=bool(fields & identities))
    else:
        check_identity(
            kind,
            bool(fields & {"email", "external_id", "customer_id", "customer_email", "customer_external_id", "address_of"}),
            list(header),
        )
