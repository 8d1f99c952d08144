"""Compose the rows of new customers by table, with ids in the form of the driver, and write them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
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
from customers.domain.ids import uuid7_batch, uuid7_bytes, uuid_text
from customers.domain.json import dump_json
from customers.domain.search.documents import search_text
from customers.domain.text import fold_cached
from customers.models.customer import NEVER_ASKED, Consent, ConsentState
from customers.models.fields import SEARCHED_TEXTS, TEXTS
from customers.services import history
from customers.services.importing import documents
from customers.services.importing.address_books import with_defaults
from customers.services.importing.rows import CLEAR, PLACE, CustomerRow, PlainCustomer
from customers.services.transaction import Transaction

_EMAIL, _PHONE, _FIRST_NAME, _LAST_NAME = (TEXTS.index(name) for name in ("email", "phone", "first_name", "last_name"))
_SEARCHED = tuple(TEXTS.index(name) for name in SEARCHED_TEXTS)
# Members of the addresses of rows, which begin with their id, type and default.
_COMPANY, _CITY = (3 + PLACE.index(name) for name in ("company", "city"))
_NO_ORDERS = (True, 0, 0, False)  # columns of `statements.STATISTICS`


class NewCustomer(NamedTuple):
    """A customer to be created from a row: its id and fields; the row has the rest."""

    id: UUID
    fields: Mapping[str, Any]
    row: CustomerRow


class PlainNewCustomer(NamedTuple):
    """A customer to be created from a plain row: its id as bytes, and the row."""

    id: bytes
    row: PlainCustomer


class NewRows:
    """The rows of new customers by table; customers are added in the order of their ids."""

    def __init__(self, tx: Transaction, undone: set[UUID], *, addresses: int, places: int) -> None:
        """Begin a batch; profiles of `undone` ids are there already, and get new values."""
        self._tx = tx
        self._undone = undone
        self._driver_id = bulk.driver_id(tx.connection)
        self._driver_id_of_bytes = bulk.driver_id_of_bytes(tx.connection)
        self._country = tx.settings.default_country
        self._address_ids = iter(uuid7_batch(addresses))
        self._place_ids = iter(uuid7_bytes(places))
        self._plain_consents: dict[ConsentState | None, Consent | None] = {
            state: _consent(state, tx.now, "import", tx.actor) if state and tx.consent else None for state in ("yes", "no", None)
        }
        self._profiles: list[tuple[Any, ...]] = []
        self._revived: list[dict[str, Any]] = []
        self._identities: list[tuple[str, str, Any]] = []
        self._aliases: list[tuple[UUID, str, str, str]] = []
        self._tags: list[tuple[Any, str, str]] = []
        self._addresses: list[tuple[Any, ...]] = []
        self._texts: list[tuple[Any, str]] = []
        self._ids: list[bytes] = []
        self._records: list[tuple[Any, str]] = []

    def add(self, customer: NewCustomer) -> None:
        """Add a customer."""
        customer_id, fields, row = customer
        owner, now = self._driver_id(customer_id), self._tx.now
        values = [None if (text := fields.get(name)) is CLEAR else text for name in TEXTS]
        external_ids = dict(sorted(row.external_ids.items())) if len(row.external_ids) > 1 else row.external_ids
        names = [f"{system}:{value}" for system, value in external_ids.items()]
        consent = stated_consent(self._tx, row)
        created_at = row.created_at or now
        times = (created_at, row.updated_at or max(created_at, now))
        if customer_id in self._undone:
            profile = (customer_id, "live", *values, _name_key(values), external_ids, *_columns_of(consent or NEVER_ASKED), *times)
            self._revived.append(dict(zip(statements.PROFILE, profile, strict=True)))
        else:
            self._add_profile(owner, values, dump_json(external_ids), consent, times)
        key = email_key(email) if (email := values[_EMAIL]) else None
        self._add_identities(owner, key, names)
        book = with_defaults(row.addresses, self._country, self._address_ids) if row.addresses else ()
        self._addresses += [(owner, self._driver_id(address.id), *address[1:]) for address in book]
        if row.aliases:
            self._aliases += [(customer_id, *alias) for alias in row.aliases]
            self._identities += [(alias.kind, alias.value, owner) for alias in row.aliases if alias.kind != identities.PHONE]
        else:
            in_order = sorted(book, key=lambda address: address.id.int) if len(book) > 1 else book
            self._add_text(owner, values, key, sorted(names), in_order)
        if row.tags:
            self._tags += [(owner, tag.key, tag.label) for tag in row.tags]
        texts = [(str(address.id), *address[1:]) for address in book]
        record = documents.of_new_customer(values, dump_json(external_ids), consent, row.tags, row.aliases, texts)
        self._ids.append(customer_id.bytes)
        self._records.append((owner, record))

    def add_plain(self, customer: PlainNewCustomer) -> None:
        """Add a customer of a plain row."""
        id_, (_, _, values, key, name, state, _, tags, created_at, updated_at, place) = customer
        owner, now = self._driver_id_of_bytes(id_), self._tx.now
        consent = self._plain_consents[state]
        created_at = created_at or now
        names, external_ids = [] if name is None else [name], "{}"
        if name is not None:
            system, _, value = name.partition(":")
            external_ids = f'{{"{system}":"{value}"}}'  # of characters that JSON does not escape
        self._add_profile(owner, values, external_ids, consent, (created_at, updated_at or max(created_at, now)))
        self._add_identities(owner, key, names)
        book: tuple[tuple[Any, ...], ...] = ()
        if place is not None:
            address_id = next(self._place_ids)
            self._addresses.append((owner, self._driver_id_of_bytes(address_id), "shipping", True, *place))
            book = ((uuid_text(address_id), "shipping", True, *place),)
        self._add_text(owner, values, key, names, book)
        if tags:
            self._tags += [(owner, tag.key, tag.label) for tag in tags]
        self._ids.append(id_)
        self._records.append((owner, documents.of_new_customer(values, external_ids, consent, tags, (), book)))

    def _add_profile(
        self, owner: Any, values: Sequence[str | None], external_ids: str, consent: Consent | None, times: tuple[datetime, datetime]
    ) -> None:
        self._profiles.append((owner, "live", *values, _name_key(values), external_ids, *_columns_of(consent or NEVER_ASKED), *times))

    def _add_identities(self, owner: Any, key: str | None, names: Sequence[str]) -> None:
        if key is not None:
            self._identities.append((identities.EMAIL, key, owner))
        for name in names:
            self._identities.append((identities.EXTERNAL, name, owner))

    def _add_text(self, owner: Any, values: Sequence[str | None], key: str | None, names: Sequence[str], book: Sequence[Any]) -> None:
        """Add the text that `index.refresh_texts` would make of a new customer, without a query."""
        email, phone = values[_EMAIL], values[_PHONE]
        # The key of an email of ASCII folds as the email does.
        texts = [email if email is not None and not email.isascii() else None, key, phone, *names, *[values[index] for index in _SEARCHED]]
        companies = [company for address in book if (company := address[_COMPANY])]
        places = [*companies, *[address[_CITY] for address in book]]
        self._texts.append((owner, search_text((values[_FIRST_NAME], values[_LAST_NAME]), filter(None, texts), places)))

    def write(self) -> None:
        """Write all rows."""
        connection = self._tx.connection
        if self._revived:
            revive(connection, self._revived)
        tables: tuple[tuple[str, Sequence[str], Iterable[Any]], ...] = (
            ("customers", statements.PROFILE, self._profiles),
            ("customer_statistics", statements.STATISTICS, [(profile[0], *_NO_ORDERS) for profile in self._profiles]),
            ("identities", statements.IDENTITIES, sorted(self._identities)),
            ("aliases", statements.ALIASES, sorted(self._aliases)),
            ("customer_tags", statements.TAGS, self._tags),
            ("addresses", statements.ADDRESSES, self._addresses),
        )
        for table, columns, rows in tables:
            statements.insert_many(connection, table, columns, rows)
        append_texts(connection, self._texts)
        history.record_new(self._tx, self._ids, self._records)


def stated_consent(tx: Transaction, row: CustomerRow) -> Consent | None:
    """Return the consent that a row states, as of now where its time is unknown; None where it states none, or none is recorded."""
    if row.consent is None or not tx.consent:
        return None
    return _consent(row.consent, statement_time(row.consent_at, tx.now) or tx.now, row.consent_source or "import", tx.actor)


# Most rows of a file state one of a few consents.
_consent = lru_cache(maxsize=1024)(Consent)


@lru_cache(maxsize=1024)
def _columns_of(consent: Consent) -> tuple[Any, ...]:
    return tuple(consent_columns(consent).values())


def _name_key(values: Sequence[str | None]) -> str:
    """Return the folded full name; folded names, which repeat, are those of the full name."""
    first, last = values[_FIRST_NAME], values[_LAST_NAME]
    return " ".join(filter(None, [fold_cached(first or ""), fold_cached(last or "")]))
