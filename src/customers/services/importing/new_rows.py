"""Compose the rows of new customers by table, with ids in the form of the driver, and write them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import repeat
from operator import itemgetter
from typing import Any, NamedTuple
from uuid import UUID

from customers.database.connection import bulk
from customers.database.queries import identities
from customers.database.queries import import_batches as statements
from customers.database.queries.customers import consent_columns
from customers.database.search.index import append_texts
from customers.database.undo.revival import revive
from customers.domain.consent import statement_time
from customers.domain.email import email_key
from customers.domain.ids import bytes_of_text, uuid7_batch, uuid7_bytes, uuid_text
from customers.domain.json import dump_json
from customers.domain.search.documents import text_of_new
from customers.domain.text import fold_cached
from customers.models.customer import NEVER_ASKED, Consent, ConsentState
from customers.models.fields import SEARCHED_TEXTS, TEXTS
from customers.services import history
from customers.services.importing import documents
from customers.services.importing.address_books import find_defaults, with_defaults
from customers.services.importing.rows import CLEAR, AddressValues, CustomerRow, PlainCustomer
from customers.services.transaction import Transaction

_EMAIL, _PHONE, _FIRST_NAME, _LAST_NAME = (TEXTS.index(name) for name in ("email", "phone", "first_name", "last_name"))
_SEARCHED = tuple(TEXTS.index(name) for name in SEARCHED_TEXTS)
_COMPANY, _CITY = (AddressValues._fields.index(name) for name in ("company", "city"))
_OWNER = itemgetter(0)
_NO_ORDERS = (True, 0, 0, False)  # columns of `statements.STATISTICS`


class NewCustomer(NamedTuple):
    """A customer to be created from a row: its id and fields; the row has the rest."""

    id: UUID
    fields: Mapping[str, Any]
    row: CustomerRow


class NewRows:
    """The rows of new customers by table."""

    def __init__(self, tx: Transaction, undone: set[UUID], *, addresses: int) -> None:
        """Begin a batch; profiles of `undone` ids are there already, and get new values."""
        self._tx = tx
        self._undone = undone
        self._driver_id = bulk.driver_id(tx.connection)
        self._driver_time = bulk.driver_time(tx.connection)
        self._country = tx.settings.default_country
        self._address_ids = iter(uuid7_batch(addresses))
        self._profiles: list[tuple[Any, ...]] = []
        self._revived: list[dict[str, Any]] = []
        self._identities: list[tuple[str, str, Any]] = []
        self._aliases: list[tuple[UUID, str, str, str]] = []
        self._tags: list[tuple[Any, str, str]] = []
        self._addresses: list[tuple[Any, ...]] = []
        self._texts: list[tuple[Any, str]] = []
        self._records: list[tuple[Any, str]] = []
        self._ids: list[bytes] = []  # of the records

    def add(self, customer: NewCustomer) -> None:
        """Add a customer."""
        customer_id, fields, row = customer
        owner, now = self._driver_id(customer_id), self._tx.now
        values = [None if (text := fields.get(name)) is CLEAR else text for name in TEXTS]
        external_ids = dict(sorted(row.external_ids.items())) if len(row.external_ids) > 1 else row.external_ids
        external_text = dump_json(external_ids)
        names = [f"{system}:{value}" for system, value in external_ids.items()]
        consent = stated_consent(self._tx, row)
        created_at = row.created_at or now
        name = _name_key(values[_FIRST_NAME], values[_LAST_NAME])
        times = (created_at, row.updated_at or max(created_at, now))
        if customer_id in self._undone:
            profile = (customer_id, "live", *values, name, external_ids, *_columns_of(consent or NEVER_ASKED), *times)
            self._revived.append(dict(zip(statements.PROFILE, profile, strict=True)))
        else:
            rest = (*self._driver_columns(consent), *map(self._driver_time, times))
            self._profiles.append((owner, "live", *values, name, external_text, *rest))
        key = email_key(email) if (email := values[_EMAIL]) else None
        self._identities += [(identities.EMAIL, key, owner)] if key is not None else []
        self._identities += [(identities.EXTERNAL, text, owner) for text in names]
        book = with_defaults(row.addresses, self._country, self._address_ids) if row.addresses else ()
        self._addresses += [(owner, self._driver_id(address.id), *address[1:]) for address in book]
        if row.aliases:
            self._aliases += [(customer_id, *alias) for alias in row.aliases]
            self._identities += [(alias.kind, alias.value, owner) for alias in row.aliases if alias.kind != identities.PHONE]
        else:
            in_order = sorted(book, key=lambda address: address.id.int) if len(book) > 1 else book
            self._texts.append((owner, _search_text(values, key, sorted(names), in_order)))
        if row.tags:
            self._tags += [(owner, tag.key, tag.label) for tag in row.tags]
        texts = [(str(address.id), *address[1:]) for address in book]
        record = documents.of_new_customer(values, external_text, documents.of_consent(consent), row.tags, row.aliases, texts)
        self._records.append((owner, record))
        self._ids.append(customer_id.bytes)

    def add_plain(self, ids: Sequence[bytes], rows: Sequence[PlainCustomer]) -> None:
        """Add the customers of plain rows, table by table."""
        now, driver_id = self._tx.now, bulk.driver_id_of_bytes(self._tx.connection)
        owners = list(map(driver_id, ids))
        _, _, _, values, spare_phones, keys, names, states, stated_at, _, sources, tags, created, updated, places = zip(*rows, strict=True)
        stated = list(zip(states, stated_at, sources, strict=True))
        consents = {statement: self._plain_consent(*statement) for statement in dict.fromkeys(stated)}
        columns = {statement: self._driver_columns(consent) for statement, consent in consents.items()}
        members = {statement: documents.of_consent(consent) for statement, consent in consents.items()}
        texts, external_ids = list(zip(*values, strict=True)), ["{}" if name is None else _external_text(name) for name in names]
        if any(CLEAR in column for column in texts):
            texts = [tuple([None if text is CLEAR else text for text in column]) for column in texts]
        if any(spare_phones):
            texts[_PHONE] = tuple([phone or spare for phone, spare in zip(texts[_PHONE], spare_phones, strict=True)])
        values = tuple(zip(*texts, strict=True))
        folded = [_name_key(*full_name) for full_name in zip(texts[_FIRST_NAME], texts[_LAST_NAME], strict=True)]
        consent_values = zip(*[columns[statement] for statement in stated], strict=True)
        created = tuple([at or now for at in created])
        updated = tuple([at or max(before, now) for at, before in zip(updated, created, strict=True)])
        live = repeat("live", len(rows))
        times = (map(self._driver_time, column) for column in (created, updated))
        self._profiles += zip(owners, live, *texts, folded, external_ids, *consent_values, *times, strict=True)
        self._identities += [(identities.EMAIL, key, owner) for key, owner in zip(keys, owners, strict=True) if key is not None]
        self._identities += [(identities.EXTERNAL, name, owner) for name, owner in zip(names, owners, strict=True) if name is not None]
        self._tags += [(owner, tag.key, tag.label) for labels, owner in zip(tags, owners, strict=True) for tag in labels or ()]
        address_ids = map(uuid_text, uuid7_bytes(sum([place.id is None for book in places for place in book])))
        books = [_plain_book(book, address_ids) if book else () for book in places]
        self._addresses += [
            (owner, driver_id(bytes_of_text(address[0])), *address[1:])
            for book, owner in zip(books, owners, strict=True)
            for address in book
        ]
        self._texts += [
            (owner, _search_text(value, key, () if name is None else (name,), sorted(book) if len(book) > 1 else book))
            for owner, value, key, name, book in zip(owners, values, keys, names, books, strict=True)
        ]
        self._records += [
            (owner, documents.of_new_customer(value, external_text, members[statement], labels, (), book))
            for owner, value, external_text, statement, labels, book in zip(owners, values, external_ids, stated, tags, books, strict=True)
        ]
        self._ids += ids

    def _driver_columns(self, consent: Consent | None) -> tuple[Any, ...]:
        """Return the columns of a consent, with its time in the form of the driver."""
        flag, at, *rest = _columns_of(consent or NEVER_ASKED)
        return (flag, at and self._driver_time(at), *rest)

    def _plain_consent(self, state: ConsentState | None, at: datetime | None, source: str | None) -> Consent | None:
        return None if state is None or not self._tx.consent else _consent_of(self._tx, state, at, source)

    def write(self) -> None:
        """Write all rows, in the order of ids."""
        connection = self._tx.connection
        for collected in (self._profiles, self._tags, self._addresses, self._texts, self._records):
            collected.sort(key=_OWNER)
        self._ids.sort()
        if self._revived:
            revive(connection, self._revived)
        tables: tuple[tuple[str, Sequence[str], Sequence[Any]], ...] = (
            ("customers", statements.PROFILE, self._profiles),
            ("customer_statistics", statements.STATISTICS, [(profile[0], *_NO_ORDERS) for profile in self._profiles]),
            ("identities", statements.IDENTITIES, sorted(self._identities)),
            ("customer_tags", statements.TAGS, self._tags),
            ("addresses", statements.ADDRESSES, self._addresses),
        )
        for table, columns, rows in tables:
            statements.insert_driver_rows(connection, table, columns, rows)
        statements.insert_many(connection, "aliases", statements.ALIASES, sorted(self._aliases))
        append_texts(connection, self._texts)
        history.record_new(self._tx, self._ids, self._records)


def stated_consent(tx: Transaction, row: CustomerRow) -> Consent | None:
    """Return the consent that a row states, as of now where its time is unknown; None where it states none, or none is recorded."""
    if row.consent is None or not tx.consent:
        return None
    return _consent_of(tx, row.consent, row.consent_at, row.consent_source)


def _consent_of(tx: Transaction, state: ConsentState, at: datetime | None, source: str | None) -> Consent:
    return _consent(state, statement_time(at, tx.now) or tx.now, source or "import", tx.actor)


def _plain_book(places: Sequence[AddressValues], ids: Iterator[str]) -> tuple[tuple[Any, ...], ...]:
    """Return the addresses of a plain row with one default of each type, as `with_defaults` does; none of them repeats another."""
    if len(places) == 1:
        place = places[0]
        return ((place.id or next(ids), place.type, True, *place[3:]),)
    are_default = find_defaults([(place.type, place.is_default) for place in places])
    return tuple(
        [(place.id or next(ids), place.type, is_default, *place[3:]) for place, is_default in zip(places, are_default, strict=True)]
    )


# Most rows of a file state one of a few consents.
_consent = lru_cache(maxsize=1024)(Consent)


@lru_cache(maxsize=1024)
def _columns_of(consent: Consent) -> tuple[Any, ...]:
    return tuple(consent_columns(consent).values())


def _external_text(name: str) -> str:
    """Return the external id of a plain row as JSON, which does not escape its characters."""
    system, _, value = name.partition(":")
    return f'{{"{system}":"{value}"}}'


def _name_key(first: str | None, last: str | None) -> str:
    """Return the folded full name; it is that of the folded names, which repeat."""
    folded, rest = fold_cached(first or ""), fold_cached(last or "")
    return f"{folded} {rest}" if folded and rest else folded or rest


def _search_text(values: Sequence[str | None], key: str | None, names: Sequence[str], book: Sequence[Sequence[Any]]) -> str:
    """Return the text that `index.refresh_texts` would make of a new customer, without a query."""
    places = [*[company for address in book if (company := address[_COMPANY])], *[address[_CITY] for address in book]]
    full_name, others = (values[_FIRST_NAME], values[_LAST_NAME]), [values[index] for index in _SEARCHED]
    return text_of_new(full_name, values[_EMAIL], key, values[_PHONE], names, others, places)
