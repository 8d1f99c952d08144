"""Take the customers of a native file that leave nothing to decide."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache, partial
from types import MappingProxyType
from typing import Any

from customers.config.settings import Settings
from customers.domain.email import email_key, is_plain_email
from customers.domain.external_id import is_plain_external_id
from customers.domain.phone import is_plain_phone
from customers.domain.tags import Tag
from customers.domain.text import clean
from customers.models.customer import ConsentState
from customers.models.fields import CLEARABLE, TEXTS
from customers.services.importing.rows import PlainCustomer, RowRejectedError, SourceRow
from customers.transfer.cells import values as cell
from customers.transfer.cells.addresses import HOMELESS
from customers.transfer.cells.consent import read_word
from customers.transfer.cells.context import ParseContext
from customers.transfer.columns.native import FULL_NAME, INLINE_ADDRESS, ColumnMap
from customers.transfer.plain.columns import ColumnRule, Columns, PlainRows, time_rule
from customers.transfer.plain.places import AddressLists, member_rules, places_of, stored_text
from customers.transfer.plain.rules import ODD, Rule, Trim, flag_text, is_plain_id, is_short, matching, trim_cell, trim_member

# The fields in which most texts stand once, with a test of those that are stored as they are.
_SINGLE: Mapping[str, Callable[[str], object]] = {"email": is_plain_email, "phone": is_plain_phone, "notes": is_short}
_TIMES = ("created_at", "updated_at", "consent_at")


class PlainCustomers(PlainRows[PlainCustomer]):
    """The rules of the columns of one file of customers."""

    cleared = CLEARABLE
    prepare = MappingProxyType(
        {
            "accepts_marketing": flag_text,
            "tags": lambda value: tuple(value) if type(value) is list else value,
            "external_ids": lambda value: _external_text(value) if type(value) is dict else value,
            "aliases": lambda value: None if type(value) is dict and not any(value.values()) else value,
            # Beside a first name, which every plain row has, it is not read.
            FULL_NAME: lambda _: None,
        }
    )

    def __init__(self, context: ParseContext, columns: ColumnMap) -> None:
        """Begin a file."""
        settings, is_json = context.settings, columns.is_json
        trim = trim_member if is_json else trim_cell
        self._has_states = context.has_consent_states
        self._country = settings.default_country
        self._parts = [name for name in HOMELESS if columns.headers_of((name,))]
        self._phones = columns.headers_of(("phone", "address_phone"))
        rules: dict[str, Rule | ColumnRule] = {
            **text_rules(settings, trim, first_name=ODD, cleared=CLEARABLE if is_json else ()),
            "id": Rule(matching(is_plain_id), match=is_plain_id, trim=trim),
            "external_ids": Rule(matching(is_plain_external_id), match=is_plain_external_id, trim=trim),
            "accepts_marketing": Rule(read_word, trim=trim),
            "consent_state": Rule(read_word, trim=trim),
            "consent_source": Rule(consent_source, trim=trim),
            "tags": Rule(_tags_of_list, trim=_enclosed, takes=tuple) if is_json else Rule(tags_of_cell),
            **{name: time_rule(columns, name, context.dates, trim=trim) for name in _TIMES},
        }
        members = member_rules(settings, trim)
        # Objects of JSON have their addresses in a list.
        rules |= {"addresses": AddressLists(settings)} if is_json else {column: members[name] for column, name in INLINE_ADDRESS.items()}
        super().__init__(context, columns, rules)

    def _compose(self, rows: Sequence[SourceRow], columns: Columns) -> Sequence[PlainCustomer | None]:
        consents = [
            _statement(word, state, self._has_states or "consent_state" in row.original, at is not None)
            for row, word, state, at in zip(
                rows, columns["accepts_marketing"], columns["consent_state"], columns["updated_at"], strict=True
            )
        ]
        times = [at if has_time else None for (_, has_time, _), at in zip(consents, columns["consent_at"], strict=True)]
        columns = {
            **columns,
            "consent": [state for state, _, _ in consents],
            "consent_at": times,
            "consent_implied": [is_implied for _, _, is_implied in consents],
            "spare_phone": [None] * len(rows),
            "addresses": columns["addresses"] if "addresses" in columns else self._inline_places(columns),
        }
        taken = composed(rows, columns)
        for index in self._unsettled(rows, columns, columns["addresses"]):
            taken[index] = None
        return taken

    def _inline_places(self, columns: Columns) -> list[Any]:
        """Return the addresses of columns: at most one a row, ODD for one that is not plain."""
        members = {name: columns[column] for column, name in INLINE_ADDRESS.items()}
        members["is_default"] = [None] * len(members["city"])
        return [() if place is None else place if place is ODD else (place,) for place in places_of(members, self._country)]

    def _unsettled(self, rows: Sequence[SourceRow], columns: Columns, places: Sequence[Any]) -> Iterable[int]:
        """Return the places of the rows with a phone of another country, or with parts of an address and none."""
        yield from local_phones(rows, columns.get("country", ()), self._country, self._phones)
        for name in self._parts:
            for index, part in enumerate(columns[name]):
                if part and (name, part) != ("country", self._country) and not places[index]:
                    yield index
        yield from (index for index, place in enumerate(places) if place is ODD)


def text_rules(settings: Settings, trim: Trim, *, first_name: Any = None, cleared: Collection[str] = ()) -> dict[str, Rule]:
    """Return the rules of the texts of a profile; `first_name` is what a blank one is."""
    blanks = {"first_name": first_name}
    return {
        name: Rule(partial(stored_text, name, settings), blanks.get(name), _SINGLE.get(name), trim=trim, is_cleared=name in cleared)
        for name in TEXTS
    }


def composed(rows: Sequence[SourceRow], columns: Columns) -> list[PlainCustomer | None]:
    """Return the customers of columns in the form of native ones, None for one without an identity."""
    customers = map(
        PlainCustomer._make,
        zip(
            [row.line for row in rows],
            [row.original for row in rows],
            columns["id"],
            zip(*(columns[name] for name in TEXTS), strict=True),
            columns["spare_phone"],
            [email_key(email) if type(email) is str else None for email in columns["email"]],
            columns["external_ids"],
            columns["consent"],
            columns["consent_at"],
            columns["consent_implied"],
            [text if state else None for state, text in zip(columns["consent"], columns["consent_source"], strict=True)],
            columns["tags"],
            columns["created_at"],
            columns["updated_at"],
            columns["addresses"],
            strict=True,
        ),
    )
    return [row if row.id or row.email_key or row.external_id else None for row in customers]


def local_phones(rows: Sequence[SourceRow], countries: Sequence[str | None], country: str, headers: Collection[str]) -> Iterable[int]:
    """Return the places of the rows with a phone without a code, of another country than that of the shop."""
    if not headers or len(countries) == countries.count(None) + countries.count(country):
        return
    for index, named in enumerate(countries):
        phones = (str(rows[index].original.get(header) or "+").strip() for header in headers)
        if named not in (None, country) and not all(phone.startswith(("+", "'+")) for phone in phones):
            yield index


def consent_source(text: str) -> str:
    """Return the stored source of a consent."""
    return clean(clean(text)[:100])


def tags_of_cell(value: Any) -> tuple[Tag, ...] | None:
    """Return the tags of a cell.

    Raises:
        ValueError: one breaks a rule.
    """
    try:
        return cell.tags(value)
    except RowRejectedError as error:
        raise ValueError from error


@cache
def _statement(word: bool | None, state: bool | None, has_states: bool, is_printed: bool) -> tuple[ConsentState | None, bool, bool]:
    """Return what the two cells of consent of a row state, whether its time counts, and whether it is implied.

    It is what `native_statement` returns; `is_printed`: the row has the time of a change, as `list` prints it.
    """
    if state is None:
        state = word if word or not has_states else None
    elif word is not None and word != state:
        return "no", False, False
    if state is None:
        return None, False, False
    return "yes" if state else "no", True, not (state or has_states) and is_printed


def _external_text(pairs: Mapping[str, Any]) -> Any:
    """Return the only pair of an object of external ids as text, None for an empty one; several are odd."""
    if len(pairs) > 1:
        return ODD
    return next((f"{system}:{value}" for system, value in pairs.items()), None)


def _tags_of_list(labels: tuple[tuple[Any, ...]]) -> tuple[Tag, ...] | None:
    return tags_of_cell(list(labels[0]))


def _enclosed(labels: tuple[Any, ...]) -> tuple[tuple[Any, ...]]:
    """Return labels as one value, which is not blank where there are none: they replace those of a customer."""
    return (labels,)
