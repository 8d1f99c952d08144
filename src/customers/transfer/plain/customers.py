"""Take the customers of a native file that leave nothing to decide."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from customers.config.settings import Settings
from customers.domain.email import email_key, is_plain_email
from customers.domain.external_id import is_plain_external_id
from customers.domain.phone import is_plain_phone
from customers.domain.tags import Tag
from customers.domain.text import fold_cached
from customers.errors import InvalidFieldError
from customers.models.customer import ConsentState
from customers.models.fields import TEXTS
from customers.services.customers.fields import ADDRESS, REQUIRED, parse_field
from customers.services.importing.rows import PlainCustomer, RowRejectedError, SourceRow
from customers.transfer.cells import values as cell
from customers.transfer.cells.addresses import HOMELESS
from customers.transfer.cells.consent import read_word
from customers.transfer.cells.context import ParseContext
from customers.transfer.columns.native import INLINE_ADDRESS, ColumnMap
from customers.transfer.plain.columns import Columns, PlainRows, time_rule
from customers.transfer.plain.rules import ODD, Rule, matching

# Short texts of ASCII without a guard, a control character, or a blank at an end: they are stored as they are.
_is_short = re.compile(r"[A-Za-z0-9#(](?:[ -~]{0,30}[!-~])?").fullmatch
# The fields in which most texts stand once, with a test of those that are stored as they are.
_SINGLE: Mapping[str, Callable[[str], object]] = {
    "email": is_plain_email,
    "phone": is_plain_phone,
    "notes": _is_short,
    "address1": _is_short,
}
_MEMBERS = {member: column for column, member in INLINE_ADDRESS.items()}
_BOOK = {_MEMBERS[name]: name for name in ADDRESS}  # the columns of an address, in the order of `PLACE`
_PLACE = ("address1", "city", "pincode")
_STREET, _CITY, _PINCODE = (ADDRESS.index(name) for name in _PLACE)


class PlainCustomers(PlainRows[PlainCustomer]):
    """The rules of the columns of one file of customers."""

    def __init__(self, context: ParseContext, columns: ColumnMap) -> None:
        """Begin a file."""
        settings, dates = context.settings, context.dates
        self._has_states = context.has_consent_states
        self._country = settings.default_country
        self._phones = columns.headers_of(("phone", "address_phone"))
        self._parts = [name for name in HOMELESS if columns.headers_of((name,))]
        blanks = {"first_name": ODD, "country": settings.default_country, **dict.fromkeys(REQUIRED, "")}
        texts = {name: name for name in TEXTS} | _BOOK
        rules = {column: Rule(partial(_text, name, settings), blanks.get(column), _SINGLE.get(name)) for column, name in texts.items()}
        rules |= {
            "external_ids": Rule(matching(is_plain_external_id), match=is_plain_external_id),
            "accepts_marketing": Rule(self._consent),
            "tags": Rule(_tags),
            "created_at": time_rule(columns, "created_at", dates),
            "updated_at": time_rule(columns, "updated_at", dates),
        }
        super().__init__(context, columns, rules)

    def _consent(self, text: str) -> ConsentState | None:
        word = read_word(text)
        return "yes" if word else None if word is None or self._has_states else "no"

    def _compose(self, rows: Sequence[SourceRow], columns: Columns) -> Sequence[PlainCustomer | None]:
        consents, updated_at = columns["accepts_marketing"], columns["updated_at"]
        customers = map(
            PlainCustomer._make,
            zip(
                [row.line for row in rows],
                [row.original for row in rows],
                zip(*(columns[name] for name in TEXTS), strict=True),
                [email and email_key(email) for email in columns["email"]],
                columns["external_ids"],
                consents,
                [consent == "no" and not self._has_states and at is not None for consent, at in zip(consents, updated_at, strict=True)],
                columns["tags"],
                columns["created_at"],
                updated_at,
                _places([columns[name] for name in _BOOK]),
                strict=True,
            ),
        )
        taken = [row if row.email_key or row.external_id else None for row in customers]
        for place in self._unsettled(rows, columns):
            taken[place] = None
        return taken

    def _unsettled(self, rows: Sequence[SourceRow], columns: Columns) -> Iterable[int]:
        """Return the places of the rows with a phone of another country, or with parts of an address and none."""
        countries = columns["country"]
        if self._phones and countries.count(self._country) < len(countries):
            for place, country in enumerate(countries):
                phones = (str(rows[place].original.get(header) or "+").strip() for header in self._phones)
                if country != self._country and not all(phone.startswith(("+", "'+")) for phone in phones):
                    yield place
        for name in self._parts:
            for place, part in enumerate(columns[name]):
                if part and (name, part) != ("country", self._country) and not any(columns[member][place] for member in _PLACE):
                    yield place


def _places(members: Sequence[Sequence[str | None]]) -> Iterable[tuple[str | None, ...] | None]:
    """Return the addresses of rows; a street, a city or a postal code makes one."""
    keys = [[fold_cached(text or "") for text in members[ADDRESS.index(name)]] for name in ("city", "state")]
    places = zip(*members, *keys, strict=True)
    return [place if place[_STREET] or place[_CITY] or place[_PINCODE] else None for place in places]


def _text(name: str, settings: Settings, text: str) -> str:
    """Return the stored value of a field of a profile or an address."""
    try:
        value = parse_field(name, text, settings)
    except InvalidFieldError as error:
        raise ValueError from error
    if value is None:
        raise ValueError
    return value


def _tags(text: str) -> tuple[Tag, ...] | None:
    try:
        return cell.tags(text)
    except RowRejectedError as error:
        raise ValueError from error
