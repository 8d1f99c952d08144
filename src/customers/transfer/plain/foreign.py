"""Take the customers of a file of another program that leave nothing to decide."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from customers.config.settings import Settings
from customers.domain.external_id import is_plain_external_id
from customers.domain.ids import parse_uuid
from customers.models.customer import ConsentState
from customers.services.customers.fields import ADDRESS
from customers.services.importing.rows import CLEAR, PlainCustomer, SourceRow
from customers.transfer.cells import values as cell
from customers.transfer.cells.addresses import HOMELESS_MEMBERS
from customers.transfer.cells.consent import read_word
from customers.transfer.cells.context import ParseContext
from customers.transfer.cells.looks import split_contact
from customers.transfer.cells.one_cell import split_parts
from customers.transfer.cells.values import SEVERAL, split_name, strip_excel_guard, tags_of
from customers.transfer.columns.consent import FIELDS, ConsentColumns
from customers.transfer.columns.external_addresses import FLAGS, STREETS
from customers.transfer.columns.native import INLINE_ADDRESS, Column, ColumnMap, unguard
from customers.transfer.plain.columns import ColumnRule, Columns, PlainRows, time_rule
from customers.transfer.plain.customers import composed, consent_source, local_phones, tags_of_cell, text_rules
from customers.transfer.plain.places import member_rules, places_of, stored_text
from customers.transfer.plain.rules import Rule, matching

_TIMES = ("created_at", "updated_at", "consent_at", "opted_in_at", "opted_out_at")
_CONTACTS = ("email", "phone")
_CONSENT = "consent by "  # before the header of a column about consent
_GUARDS = "'\\=`"
_TYPES = ("billing", "shipping")


class ForeignCustomers(PlainRows[PlainCustomer]):
    """The rules of the columns of one file of customers of another program.

    A row with two addresses, without a first name or a contact, or with two emails or phones is left to the parser of rows.
    """

    def __init__(self, context: ParseContext, columns: ColumnMap, consent: ConsentColumns, system: str | None) -> None:
        """Begin a file; `system` is that of its ids, None where it has none."""
        settings = context.settings
        self._country = settings.default_country
        self._has_own_phones = context.own_phones
        self._consent = consent
        constants = dict(columns.constants)
        # The notices of a table name the columns that fill blanks; a known format has many of them.
        rivals = [columns.headers_of((name,)) for name in _CONTACTS] if system is not None else []
        self._rivals = [headers for headers in rivals if len(headers) > 1]
        if (source := constants.pop("source", None)) is not None:
            system = cell.source(source)
        inline = {name: f"main.{member}" for name, member in INLINE_ADDRESS.items()}
        named = [Column(header, inline.get(name, name)) for header, name in columns.columns if name not in FIELDS]
        # The columns of the address that has most of them; where another one is not blank, the row is odd.
        places = Counter(name.partition(".")[0] for _, name in named if "." in name)
        self._place = max(places, key=places.__getitem__, default="main")
        self._phones = [header for header, name in named if name in ("phone", f"{self._place}.phone")]
        self._statements = {header: f"{_CONSENT}{header}" for header in consent.headers}
        named += [Column(header, name) for header, name in self._statements.items()]
        rules: dict[str, Rule | ColumnRule] = {
            **text_rules(settings, trim_foreign),
            "email": text_rules(settings, _trim_email)["email"],
            "notes": Rule(partial(stored_text, "notes", settings), trim=trim_lines),
            "full_name": Rule(partial(_names, settings), trim=trim_foreign),
            "external_id": Rule(partial(_external_id, system), trim=trim_foreign),
            "external_ids": Rule(matching(is_plain_external_id), match=is_plain_external_id, trim=trim_foreign),
            "consent_source": Rule(consent_source, trim=trim_foreign),
            "tags": Rule(lambda text: tags_of_cell(tags_of(text)), trim=trim_lines),
            **{name: time_rule(columns, name, context.dates) for name in _TIMES},
            **{name: Rule(partial(consent.state_of, header), "", trim=_trim_statement) for header, name in self._statements.items()},
            **{f"{self._place}.{name}": rule for name, rule in member_rules(settings, trim_foreign).items() if name in ADDRESS},
            f"{self._place}.pincode": member_rules(settings, _trim_pincode)["pincode"],
            **{f"{self._place}.{name}": Rule(partial(_street, name, settings), _blank(name), trim=trim_foreign) for name in STREETS},
        }
        super().__init__(context, replace(columns, columns=named, constants=constants), rules)

    def _compose(self, rows: Sequence[SourceRow], columns: Columns) -> Sequence[PlainCustomer | None]:
        size = len(rows)
        odd = set[int]()
        first_names, last_names = list(columns["first_name"]), list(columns["last_name"])
        for index, names in enumerate(columns["full_name"]):
            if names is not None and not (first_names[index] and last_names[index]):
                if first_names[index] or last_names[index]:
                    odd.add(index)
                first_names[index], last_names[index] = names
        members: dict[str, Sequence[Any]] = {name: columns[f"{self._place}.{name}"] for name in ADDRESS}
        kind = self._place if self._place in _TYPES else "shipping"
        members |= {"id": [None] * size, "type": [kind] * size, "is_default": [None] * size}
        places = [() if place is None else (place,) for place in places_of(members, self._country)]
        for name in HOMELESS_MEMBERS:
            odd.update([index for index, part in enumerate(members[name]) if part and not places[index]])
        odd.update(local_phones(rows, members["country"], self._country, self._phones))
        phones = columns["phone"]
        further = [None if phone else spare for phone, spare in zip(phones, members["phone"], strict=True)]
        if not self._has_own_phones:
            phones, further = [phone or spare for phone, spare in zip(phones, further, strict=True)], [None] * size
        ids = [first or second for first, second in zip(columns["external_id"], columns["external_ids"], strict=True)]
        odd.update([index for index, first in enumerate(columns["external_id"]) if first and columns["external_ids"][index]])
        odd.update([index for index, name in enumerate(first_names) if name is None])
        # An id with a name alone may be a line below the list: "3" beside "records downloaded".
        contacts = zip(columns["email"], phones, further, places, strict=True)
        odd.update([index for index, named in enumerate(contacts) if not any(named)])
        odd.update([index for index, row in enumerate(rows) if any(_has_several(row, headers) for headers in self._rivals)])
        taken = composed(
            rows,
            {
                **columns,
                **self._consents(columns, size),
                "id": [None] * size,
                "first_name": first_names,
                "last_name": last_names,
                "phone": phones,
                "spare_phone": further,
                "external_ids": ids,
                "addresses": places,
            },
        )
        for index in odd:
            taken[index] = None
        return taken

    def _consents(self, columns: Columns, size: int) -> dict[str, Sequence[Any]]:
        """Return the statements of the rows and their times."""
        states = zip(*(columns[name] for name in self._statements.values()), strict=True) if self._statements else [()] * size
        known: dict[Any, Any] = {}
        words = [known[cells] if cells in known else known.setdefault(cells, self._word(cells)) for cells in states]
        times = zip(*(columns[name] for name in ("consent_at", "opted_in_at", "opted_out_at")), strict=True)
        consents = [_statement(word, *moments) for word, moments in zip(words, times, strict=True)]
        return {
            "consent": [state for state, _ in consents],
            "consent_at": [at for _, at in consents],
            "consent_implied": [False] * size,
        }

    def _word(self, states: Sequence[Any]) -> tuple[bool | None, ...]:
        word = self._consent.word_of(set(states)) if states else None
        return () if word is None else (read_word(word),)


def _statement(
    words: Sequence[bool | None], at: datetime | None, yes_at: datetime | None, no_at: datetime | None
) -> tuple[ConsentState | None, datetime | None]:
    """Return the statement of a row and its time, as `external_statement` does."""
    if False in words or (no_at is not None and (yes_at is None or no_at >= yes_at)):
        return "no", no_at or at
    if True not in words and (words or yes_at is None):
        return None, None
    return "yes", yes_at or at


def trim_lines(text: str) -> str:
    """Return the text of a cell of another program without blanks at its ends and its guard.

    Raises:
        ValueError: it clears its field, or nothing but a guard is there.
    """
    text = text.strip()
    if text and text[0] in _GUARDS:
        if text == CLEAR.value:
            raise ValueError
        text = strip_excel_guard(unguard(text))
        if not text:
            raise ValueError
    return text


def trim_foreign(text: str) -> str:
    """Return the text of a cell of one line and one value, as `trim_lines` does.

    Raises:
        ValueError: it has several.
    """
    text = trim_lines(text)
    if "\n" in text or SEVERAL in text:
        raise ValueError
    return text


def _trim_email(text: str) -> str:
    """Return an email as `trim_foreign` does; one between quotes or invisible marks is odd."""
    if text and not (text[0].isalnum() and text[-1].isalnum()):
        raise ValueError
    return trim_foreign(text)


def _trim_statement(text: str) -> str:
    """Return a statement as it is; several in a cell are odd, as a notice names those that are left out."""
    if SEVERAL in text:
        raise ValueError
    return text


def _trim_pincode(text: str) -> str:
    """Return a postal code as `trim_foreign` does; one that a data frame wrote with decimals is odd."""
    trimmed = trim_foreign(text)
    if trimmed.endswith(".0"):
        raise ValueError
    return trimmed


def _names(settings: Settings, text: str) -> tuple[str, str | None]:
    """Return the first and last name of a full name; a contact in its place is odd."""
    if split_contact(text) is not None:
        raise ValueError
    first, last = split_name(text)
    return stored_text("first_name", settings, first), last and stored_text("last_name", settings, last)


def _external_id(system: str | None, text: str) -> str:
    """Return an id of another system; those of guests and of this program are odd, and what may be a whole number with decimals."""
    name = f"{system}:{text}"
    if system is None or text in ("0", "-1") or text.endswith(".0") or parse_uuid(text) is not None or not is_plain_external_id(name):
        raise ValueError
    return name


def _street(name: str, settings: Settings, text: str) -> str:
    """Return a line of an address; a word that says whether there is one is odd, and so is an address in one cell."""
    if text.casefold() in FLAGS or split_parts(text):
        raise ValueError
    return stored_text(name, settings, text)


def _blank(name: str) -> str | None:
    return "" if name in ("address1", "city") else None


def _has_several(row: SourceRow, headers: Sequence[str]) -> bool:
    return len({text for header in headers if (text := str(row.original.get(header) or "").strip())}) > 1
