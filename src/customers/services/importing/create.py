"""New customers, written many at a time."""

from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any, NamedTuple
from uuid import UUID

from customers.database.connection import bulk
from customers.database.queries import identities
from customers.database.queries import import_batches as statements
from customers.database.search.index import insert_texts
from customers.domain.email import email_key
from customers.domain.ids import uuid7
from customers.domain.json import dump_json
from customers.domain.search.documents import search_text
from customers.models.customer import CustomerAddress
from customers.services import history
from customers.services.customers.records import name_key
from customers.services.importing.rows import CLEAR, CustomerRow, RowRejected
from customers.services.transaction import Transaction

_TEXTS = ("email", "phone", "first_name", "last_name", "notes")
_COLUMNS = itemgetter(*statements.ADDRESSES[1:])
_ADDRESS = tuple(CustomerAddress.__dataclass_fields__)
_OF_ADDRESS = itemgetter(*_ADDRESS)
_SHOWN = ("email", "phone", "first_name", "last_name", "accepts_marketing", "notes", "external_ids")


class NewCustomer(NamedTuple):
    """What one attempt makes of a row that leads to no customer: its id and its fields, beside all else that the row has."""

    id: UUID
    fields: Mapping[str, Any]
    row: CustomerRow


def new_customer(row: CustomerRow) -> NewCustomer:
    """Return the customer that a row makes.

    Raises:
        RowRejected: it has no first name.
    """
    fields = {**row.fields, **row.if_new} if row.if_new else row.fields
    if fields.get("first_name") in (None, CLEAR):
        raise RowRejected("invalid", "first_name: must be given and not blank for a new customer")
    return NewCustomer(row.id or uuid7(), fields, row)


def new_buyer(row: CustomerRow) -> NewCustomer:
    """Return the customer that the row of an order makes; one without a name is called by what it has."""
    return NewCustomer(row.id or uuid7(), {**row.fields, "first_name": name_of(row.fields, row.external_ids, row.id)}, row)


def name_of(fields: Mapping[str, Any], external_ids: Mapping[str, str], customer_id: UUID | None = None) -> str | None:
    """The first name of a customer that orders tell of: its own, else what stands before the @, else another name it has."""
    first, email, phone = (None if (value := fields.get(name)) is CLEAR else value for name in ("first_name", "email", "phone"))
    external = next(iter(external_ids.values()), None)
    name = first or (email.partition("@")[0] if email else None) or external or phone or customer_id
    return None if name is None else str(name)


def create_customers(tx: Transaction, new: Sequence[NewCustomer]) -> None:
    """Write new customers with their tags and addresses, and one history record each."""
    if not new:
        return
    people: list[tuple[Any, ...]] = []
    names: list[tuple[str, str, Any]] = []
    tags: list[tuple[Any, str, str]] = []
    books: list[tuple[Any, ...]] = []
    texts: dict[UUID, str] = {}
    records: list[tuple[UUID, dict[str, Any]]] = []
    driver_id = bulk.driver_id(tx.connection)
    for customer_id, fields, row in sorted(new, key=lambda one: one.id.int):
        owner = driver_id(customer_id)
        told: list[Any] = [None if (text := fields.get(name)) is CLEAR else text for name in _TEXTS]
        email, phone, first_name, last_name, notes = told
        external_ids = dict(sorted(row.external_ids.items())) if len(row.external_ids) > 1 else dict(row.external_ids)
        consent = _consent(tx, row)
        created_at = row.created_at or tx.now
        times = (created_at, row.updated_at or max(created_at, tx.now))
        kept = (name_key(first_name, last_name), notes, dump_json(external_ids))
        people.append((owner, "live", email, phone, first_name, last_name, *kept, *consent, *times))
        names += [(kind, value, owner) for kind, value in identities.identities_of(email, external_ids)]
        if row.tags:
            tags += [(owner, tag.key, tag.label) for tag in row.tags]
        addresses = _with_defaults(row.addresses, tx.settings.default_country) if row.addresses else []
        books += [(owner, *_COLUMNS(address)) for address in addresses]
        texts[customer_id] = _search_text(first_name, last_name, email, phone, external_ids, addresses)
        shown = {name: value for name, value in zip(_SHOWN, (*told[:4], consent[0], notes, external_ids), strict=True) if value}
        records.append((customer_id, _with_more(shown, row, addresses)))
    nothing = (True, 0, 0, False)
    written: tuple[tuple[str, Sequence[str], Iterable[Any]], ...] = (
        ("customers", statements.PEOPLE, people),
        ("customer_statistics", statements.STATISTICS, ((row[0], *nothing) for row in people)),
        ("identities", statements.IDENTITIES, sorted(names)),
        ("customer_tags", statements.TAGS, tags),
        ("addresses", statements.ADDRESSES, books),
    )
    for table, columns, rows in written:
        statements.insert_many(tx.connection, table, columns, rows)
    insert_texts(tx.connection, texts)
    history.record_new(tx, records)


def _consent(tx: Transaction, row: CustomerRow) -> tuple[Any, ...]:
    """The flag, and when, how and by whom it was set: nothing where nobody asked."""
    if row.accepts_marketing is None or not tx.consent:
        return (False, None, None, None)
    return (row.accepts_marketing, row.consent_at or tx.now, consent_source(row), tx.actor)


def consent_source(row: CustomerRow) -> str:
    """How a file came by a word on marketing: by import, and what the file says of where it was given."""
    return f"import: {row.consent_source}" if row.consent_source else "import"


def _search_text(
    first_name: str, last_name: str | None, email: str | None, phone: str | None, external_ids: dict[str, str], book: list[dict[str, Any]]
) -> str:
    """What `index.refresh_texts` would make of a new customer, without asking the database."""
    if len(book) > 1:
        book = sorted(book, key=lambda address: address["id"].int)
    return search_text(
        first_name=first_name,
        last_name=last_name,
        emails=([email] if email.isascii() else [email, email_key(email)]) if email else [],
        phones=[phone] if phone else [],
        external_ids=sorted(f"{system}:{value}" for system, value in external_ids.items()),
        companies=[address["company"] for address in book if address["company"]],
        cities=[address["city"] for address in book],
    )


def _with_defaults(addresses: Sequence[Mapping[str, Any]], country: str) -> list[dict[str, Any]]:
    """New addresses with their ids and one default of each type: the one that says so, else the first."""
    chosen: dict[str, int] = {}
    for index, address in enumerate(addresses):
        if address["type"] not in chosen or address["is_default"]:
            chosen[address["type"]] = index
    whole = []
    for index, told in enumerate(addresses):
        address = {name: None if value is CLEAR else value for name, value in told.items()} if CLEAR in told.values() else dict(told)
        address["country"] = address["country"] or country
        address["id"] = address["id"] or uuid7()
        address["is_default"] = chosen[address["type"]] == index
        whole.append(address)
    return whole


def _with_more(shown: dict[str, Any], row: CustomerRow, addresses: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """What is not blank of a new customer, as the history tells it: its fields, and its tags and addresses."""
    if row.tags:
        shown["tags"] = sorted((tag.label for tag in row.tags), key=str.casefold)
    if addresses:
        shown["addresses"] = [dict(zip(_ADDRESS, _OF_ADDRESS(address), strict=True)) | {"id": str(address["id"])} for address in addresses]
    return shown
