"""Create customers of rows, many at a time."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from customers.database.connection import bulk
from customers.database.queries import identities
from customers.database.queries import import_batches as statements
from customers.database.queries.customers import consent_columns
from customers.database.search.index import insert_texts, refresh_texts
from customers.database.undo.revival import find_undone, revive
from customers.domain.consent import statement_time
from customers.domain.email import email_key
from customers.domain.ids import uuid7, uuid7_batch
from customers.domain.json import dump_json
from customers.domain.person_name import full_name
from customers.domain.search.documents import search_text
from customers.domain.text import fold
from customers.models.customer import NEVER_ASKED, Consent
from customers.models.fields import SEARCHED_TEXTS, TEXTS
from customers.services import history
from customers.services.importing import documents
from customers.services.importing.address_books import Address, with_defaults
from customers.services.importing.rows import CLEAR, CustomerRow, RowRejectedError
from customers.services.recalculation import recalculate_customers
from customers.services.transaction import Transaction

_EMAIL, _PHONE, _FIRST_NAME, _LAST_NAME = (TEXTS.index(name) for name in ("email", "phone", "first_name", "last_name"))
_SEARCHED = tuple(TEXTS.index(name) for name in SEARCHED_TEXTS)
_NO_ORDERS = (True, 0, 0, False)  # columns of `statements.STATISTICS`


class NewCustomer(NamedTuple):
    """A customer to be created from a row: its id and fields; the row has the rest."""

    id: UUID
    fields: Mapping[str, Any]
    row: CustomerRow


def new_customer(row: CustomerRow, new_id: UUID) -> NewCustomer:
    """Return the customer that a row makes; without an id in the row it gets a new one.

    Raises:
        RowRejectedError: it has no first name.
    """
    fields = {**row.fields, **row.if_new} if row.if_new else row.fields
    if fields.get("first_name") in (None, CLEAR):
        raise RowRejectedError("invalid", "first_name: is required for a new customer")
    return NewCustomer(row.id or new_id, fields, row)


def new_buyer(row: CustomerRow) -> NewCustomer:
    """Return the customer that the row of an order makes; its name falls back to an identity."""
    return NewCustomer(row.id or uuid7(), {**row.fields, "first_name": name_of(row.fields, row.external_ids, row.id)}, row)


def name_of(fields: Mapping[str, Any], external_ids: Mapping[str, str], customer_id: UUID | None = None) -> str | None:
    """Return the first name, else the local part of the email, else another identity."""
    first, email, phone = (None if (value := fields.get(name)) is CLEAR else value for name in ("first_name", "email", "phone"))
    external_id = next(iter(external_ids.values()), None)
    name = first or (email.partition("@")[0] if email else None) or external_id or phone or customer_id
    return None if name is None else str(name)


def create_customers(tx: Transaction, new: Sequence[NewCustomer]) -> None:
    """Write new customers with their tags, addresses and history, one event each."""
    if not new:
        return
    undone = find_undone(tx.connection, ids) if (ids := [customer.id for customer in new if customer.row.id]) else set()
    rows = _NewRows(tx, undone, addresses=sum(len(customer.row.addresses) for customer in new))
    for customer in sorted(new, key=lambda customer: customer.id.int):
        rows.add(customer)
    rows.write()
    refresh_texts(tx.connection, [customer.id for customer in new if customer.row.aliases])
    recalculate_customers(tx, undone)


class _NewRows:
    """The rows of new customers by table, with ids in the form of the driver."""

    def __init__(self, tx: Transaction, undone: set[UUID], *, addresses: int) -> None:
        """Begin a batch; profiles of `undone` ids are there already, and get new values."""
        self._tx = tx
        self._undone = undone
        self._driver_id = bulk.driver_id(tx.connection)
        self._country = tx.settings.default_country
        self._address_ids = iter(uuid7_batch(addresses))
        self._profiles: list[tuple[Any, ...]] = []
        self._revived: list[dict[str, Any]] = []
        self._identities: list[tuple[str, str, Any]] = []
        self._aliases: list[tuple[UUID, str, str, str]] = []
        self._tags: list[tuple[Any, str, str]] = []
        self._addresses: list[tuple[Any, ...]] = []
        self._texts: dict[UUID, str] = {}
        self._records: list[tuple[UUID, str]] = []

    def add(self, customer: NewCustomer) -> None:
        """Add a customer; customers are added in the order of their ids."""
        customer_id, fields, row = customer
        owner = self._driver_id(customer_id)
        values = [None if (text := fields.get(name)) is CLEAR else text for name in TEXTS]
        external_ids = dict(sorted(row.external_ids.items())) if len(row.external_ids) > 1 else row.external_ids
        addresses = with_defaults(row.addresses, self._country, self._address_ids) if row.addresses else ()
        consent = stated_consent(self._tx, row)
        external_text = dump_json(external_ids) if external_ids else "{}"
        self._add_profile(customer, owner, values, external_text, consent)
        if email := values[_EMAIL]:
            self._identities.append((identities.EMAIL, email_key(email), owner))
        if external_ids:
            self._identities += [(identities.EXTERNAL, f"{system}:{value}", owner) for system, value in external_ids.items()]
        if row.aliases:
            self._aliases += [(customer_id, *alias) for alias in row.aliases]
            self._identities += [(alias.kind, alias.value, owner) for alias in row.aliases if alias.kind != identities.PHONE]
        else:
            self._texts[customer_id] = _search_text(values, external_ids, addresses)
        if row.tags:
            self._tags += [(owner, tag.key, tag.label) for tag in row.tags]
        if addresses:
            self._addresses += [(owner, *address) for address in addresses]
        self._records.append((customer_id, documents.of_new_customer(values, external_text, consent, row, addresses)))

    def _add_profile(self, customer: NewCustomer, owner: Any, values: Sequence[Any], external_text: str, consent: Consent | None) -> None:
        now, row = self._tx.now, customer.row
        created_at = row.created_at or now
        key = fold(full_name(values[_FIRST_NAME], values[_LAST_NAME]))
        rest = (*_columns_of(consent or NEVER_ASKED), created_at, row.updated_at or max(created_at, now))
        if customer.id in self._undone:
            profile = (customer.id, "live", *values, key, dict(sorted(row.external_ids.items())), *rest)
            self._revived.append(dict(zip(statements.PROFILE, profile, strict=True)))
        else:
            self._profiles.append((owner, "live", *values, key, external_text, *rest))

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
        insert_texts(connection, self._texts)
        history.record_new(self._tx, self._records)


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


def _search_text(values: Sequence[str | None], external_ids: Mapping[str, str], book: Sequence[Address]) -> str:
    """Return the text that `index.refresh_texts` would make of a new customer, without a query."""
    if len(book) > 1:
        book = sorted(book, key=lambda address: address.id.int)
    email, phone = values[_EMAIL], values[_PHONE]
    texts = ([email] if email.isascii() else [email, email_key(email)]) if email else []
    if phone:
        texts.append(phone)
    if external_ids:
        texts += sorted([f"{system}:{value}" for system, value in external_ids.items()])
    texts += [text for index in _SEARCHED if (text := values[index])]
    companies = [company for address in book if (company := address.company)]
    return search_text((values[_FIRST_NAME], values[_LAST_NAME]), texts, [*companies, *[address.city for address in book]])
