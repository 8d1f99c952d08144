"""Create customers of rows, many at a time."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
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
from customers.domain.ids import uuid7
from customers.domain.json import dump_json
from customers.domain.search.documents import search_text
from customers.models.customer import NEVER_ASKED, Consent, CustomerAddress
from customers.models.fields import BY_NAME, EDITABLE, SEARCHED_TEXTS, TEXTS
from customers.services import history
from customers.services.customers.records import diff_consents, name_key
from customers.services.importing.address_books import equal_address
from customers.services.importing.rows import CLEAR, CustomerRow, RowRejectedError
from customers.services.recalculation import recalculate_customers
from customers.services.transaction import Transaction

_COLUMNS = itemgetter(*statements.ADDRESSES[1:])
_ADDRESS = tuple(CustomerAddress.__dataclass_fields__)
_ADDRESS_VALUES = itemgetter(*_ADDRESS)
_AUDITED = tuple(name for name in EDITABLE if BY_NAME[name].source == "customers")


class NewCustomer(NamedTuple):
    """A customer to be created from a row: its id and fields; the row has the rest."""

    id: UUID
    fields: Mapping[str, Any]
    row: CustomerRow


def new_customer(row: CustomerRow) -> NewCustomer:
    """Return the customer that a row makes.

    Raises:
        RowRejectedError: it has no first name.
    """
    fields = {**row.fields, **row.if_new} if row.if_new else row.fields
    if fields.get("first_name") in (None, CLEAR):
        raise RowRejectedError("invalid", "first_name: must be given and not blank for a new customer")
    return NewCustomer(row.id or uuid7(), fields, row)


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
    profiles: list[tuple[Any, ...]] = []
    identity_rows: list[tuple[str, str, Any]] = []
    alias_rows: list[tuple[UUID, str, str, str]] = []
    tags: list[tuple[Any, str, str]] = []
    address_rows: list[tuple[Any, ...]] = []
    search_texts: dict[UUID, str] = {}
    records: list[tuple[UUID, dict[str, Any]]] = []
    undone = find_undone(tx.connection, ids) if (ids := [customer.id for customer in new if customer.row.id]) else set()
    revived: list[dict[str, Any]] = []
    driver_id = bulk.driver_id(tx.connection)
    for customer_id, fields, row in sorted(new, key=lambda customer: customer.id.int):
        owner = driver_id(customer_id)
        values: dict[str, Any] = {name: None if (text := fields.get(name)) is CLEAR else text for name in TEXTS}
        external_ids = dict(sorted(row.external_ids.items())) if len(row.external_ids) > 1 else row.external_ids
        consent = stated_consent(tx, row) or NEVER_ASKED
        created_at = row.created_at or tx.now
        times = (created_at, row.updated_at or max(created_at, tx.now))
        key = name_key(values["first_name"], values["last_name"])
        consent_values = consent_columns(consent).values()
        if customer_id in undone:
            row_of_profile = (customer_id, "live", *values.values(), key, external_ids, *consent_values, *times)
            revived.append(dict(zip(statements.PROFILE, row_of_profile, strict=True)))
        else:
            profiles.append((owner, "live", *values.values(), key, dump_json(external_ids), *consent_values, *times))
        alias_rows += [(customer_id, *alias) for alias in row.aliases]
        identity_rows += [(alias.kind, alias.value, owner) for alias in row.aliases if alias.kind != identities.PHONE]
        identity_rows += [(kind, value, owner) for kind, value in identities.identities_of(values["email"], external_ids)]
        if row.tags:
            tags += [(owner, tag.key, tag.label) for tag in row.tags]
        addresses = _with_defaults(row.addresses, tx.settings.default_country) if row.addresses else []
        address_rows += [(owner, *_COLUMNS(address)) for address in addresses]
        if not row.aliases:
            search_texts[customer_id] = _search_text(values, external_ids, addresses)
        values["external_ids"] = external_ids
        audited = {name: value for name in _AUDITED if (value := values[name])}
        if consent is not NEVER_ASKED:
            audited |= _history_of(consent)
        records.append((customer_id, _with_tags_and_addresses(audited, row, addresses)))
    no_orders = (True, 0, 0, False)
    tables: tuple[tuple[str, Sequence[str], Iterable[Any]], ...] = (
        ("customers", statements.PROFILE, profiles),
        ("customer_statistics", statements.STATISTICS, ((profile[0], *no_orders) for profile in profiles)),
        ("identities", statements.IDENTITIES, sorted(identity_rows)),
        ("aliases", statements.ALIASES, sorted(alias_rows)),
        ("customer_tags", statements.TAGS, tags),
        ("addresses", statements.ADDRESSES, address_rows),
    )
    if revived:
        revive(tx.connection, revived)
    for table, columns, rows in tables:
        statements.insert_many(tx.connection, table, columns, rows)
    insert_texts(tx.connection, search_texts)
    refresh_texts(tx.connection, [customer.id for customer in new if customer.row.aliases])
    history.record_new(tx, records)
    recalculate_customers(tx, undone)


def stated_consent(tx: Transaction, row: CustomerRow) -> Consent | None:
    """Return the consent that a row states, as of now where its time is unknown; None where it states none, or none is recorded."""
    if row.consent is None or not tx.consent:
        return None
    return _consent(row.consent, statement_time(row.consent_at, tx.now) or tx.now, row.consent_source or "import", tx.actor)


# Most rows of a file state one of a few consents.
_consent = lru_cache(maxsize=1024)(Consent)


@lru_cache(maxsize=1024)
def _history_of(consent: Consent) -> dict[str, Any]:
    """Return the fields of the history of a new customer's consent."""
    return {change.field: change.after for change in diff_consents(None, consent)}


def _search_text(values: Mapping[str, Any], external_ids: Mapping[str, str], book: list[dict[str, Any]]) -> str:
    """Return the text that `index.refresh_texts` would make of a new customer, without a query."""
    if len(book) > 1:
        book = sorted(book, key=lambda address: address["id"].int)
    email, phone = values["email"], values["phone"]
    texts = ([email] if email.isascii() else [email, email_key(email)]) if email else []
    texts += [phone] if phone else []
    texts += sorted(f"{system}:{value}" for system, value in external_ids.items())
    texts += [text for name in SEARCHED_TEXTS if (text := values[name])]
    companies = [address["company"] for address in book if address["company"]]
    return search_text((values["first_name"], values["last_name"]), texts, [*companies, *(address["city"] for address in book)])


def _with_defaults(addresses: Sequence[Mapping[str, Any]], country: str) -> list[dict[str, Any]]:
    """Return new addresses with ids and one default of each type: the last marked one, else the first."""
    if len(addresses) > 1:
        addresses = _without_repetitions(addresses, country)
    defaults: dict[str, int] = {}
    for index, address in enumerate(addresses):
        if address["type"] not in defaults or address["is_default"]:
            defaults[address["type"]] = index
    completed = []
    for index, values in enumerate(addresses):
        address = {name: None if value is CLEAR else value for name, value in values.items()} if CLEAR in values.values() else dict(values)
        address["country"] = address["country"] or country
        address["id"] = address["id"] or uuid7()
        address["is_default"] = defaults[address["type"]] == index
        completed.append(address)
    return completed


def _without_repetitions(addresses: Sequence[Mapping[str, Any]], country: str) -> list[Mapping[str, Any]]:
    """Return the addresses of a row without those that equal an earlier one; one with an id of its own is kept."""
    distinct: list[Mapping[str, Any]] = []
    for values in addresses:
        of_type = [address for address in distinct if address["type"] == values["type"]]
        if values["id"] or not any(equal_address(_as_stored(address, country), values) for address in of_type):
            distinct.append(values)
    return distinct


def _as_stored(values: Mapping[str, Any], country: str) -> CustomerAddress:
    stored: dict[str, Any] = {name: None if values[name] is CLEAR else values[name] for name in CustomerAddress.__dataclass_fields__}
    return CustomerAddress(**{**stored, "country": stored["country"] or country})


def _with_tags_and_addresses(audited: dict[str, Any], row: CustomerRow, addresses: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return the fields of a new customer for the history, with its tags and addresses added."""
    if row.tags:
        audited["tags"] = sorted((tag.label for tag in row.tags), key=str.casefold)
    if row.aliases:
        audited["aliases"] = sorted(alias.label for alias in row.aliases)
    if addresses:
        audited["addresses"] = [
            dict(zip(_ADDRESS, _ADDRESS_VALUES(address), strict=True)) | {"id": str(address["id"])} for address in addresses
        ]
    return audited
