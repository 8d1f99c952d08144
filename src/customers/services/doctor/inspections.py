"""Inspect the stored values and identities row by row, with one batch in memory at a time."""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache, partial
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

from customers.database.connection.bulk import id_reader
from customers.database.doctor import checks as queries
from customers.database.doctor import scan as reading
from customers.database.queries.identities import find_owners, identities_of
from customers.database.schema.types import Json
from customers.domain.countries import COUNTRIES
from customers.domain.email import parse_email
from customers.domain.external_id import parse_external_id
from customers.domain.orders.status import parse_status
from customers.domain.person_name import MAX_NAME_LENGTH, parse_name
from customers.domain.tags import parse_tag
from customers.domain.text import address_keys, clean
from customers.errors import DocumentDamagedError
from customers.models.aliases import Identity
from customers.models.fields import BY_NAME, TEXTS
from customers.services.customers.records import name_key
from customers.services.transaction import Transaction

# The customer of a finding about the database as a whole.
NO_CUSTOMER = UUID(int=0)
_E164 = re.compile(r"\+[1-9][0-9]{2,18}", re.ASCII)
# The identities of profiles by the id as the driver returns it.
Own = Mapping[Any, list[Identity]]
_texts_of = attrgetter(*reading.ADDRESS_TEXTS)
_folded = lru_cache(maxsize=20_000)(address_keys)
# Of texts without a check of their own.
_RULES = {name: partial(clean, multiline=BY_NAME[name].kind == "lines") for name in TEXTS if BY_NAME[name].kind in ("text", "lines")}


class Finding(NamedTuple):
    """A violation of a rule by a customer; `detail` is the input of the repair."""

    check: str
    customer_id: UUID
    detail: Any = None


def inspect_profiles(tx: Transaction) -> Iterator[Finding]:
    """Inspect names, contacts, notes, external ids, sort keys and identities."""
    for profiles in reading.read_profiles(tx.connection):
        for row in profiles.rows:
            if row.state == "erased":
                continue
            for check in _wrong_values(row):
                yield Finding(check, profiles.read_id(row.id))
            if row.name_key != (key := name_key(row.first_name, row.last_name)):
                customer_id = profiles.read_id(row.id)
                yield Finding("sort_names", customer_id, (customer_id, key))
        expected = {row.id: identities_of(row.email, row.external_ids) for row in profiles.rows}
        yield from _missing_identities(tx, profiles, expected)
        yield from _extra_identities(tx, profiles, expected)


def inspect_documents(tx: Transaction) -> Iterator[Finding]:
    """Inspect the JSON documents of profiles, history, merges, orders and saved segments."""
    read_id = id_reader(tx.connection)
    for document in reading.read_documents(tx.connection):
        if not _is_sound(document.type, document.text):
            owner = NO_CUSTOMER if document.customer_id is None else read_id(document.customer_id)
            yield Finding("documents", owner, document.type.content)


@lru_cache(maxsize=5_000)  # the records of a bulk command are often equal
def _is_sound(type_: Json, text: str) -> bool:
    try:
        type_.read(text)
    except DocumentDamagedError:
        return False
    return True


def _wrong_values(row: Any) -> Iterator[str]:
    """Yield the checks that the values of a profile violate."""
    if not (_is_name(row.first_name) and (row.last_name is None or _is_name(row.last_name))):
        yield "names"
    if row.email is not None and not _is_normal(parse_email, row.email):
        yield "emails"
    if row.phone is not None and not _E164.fullmatch(row.phone):
        yield "phones"
    for name, rule in _RULES.items():
        if (text := getattr(row, name)) is not None and not _is_normal(rule, text):
            yield name
    if not all(_is_normal(_parse_external_id, f"{system}:{value}") for system, value in row.external_ids.items()):
        yield "external_ids"


def _is_name(text: str) -> bool:
    return (_is_plain(text) and 0 < len(text) <= MAX_NAME_LENGTH) or _is_normal(_parse_name, text)


def _is_text(text: str | None) -> bool:
    return text is None or _is_plain(text) or _is_normal(clean, text)


def _is_plain(text: str) -> bool:
    """Return whether a text is plain ASCII, which every rule accepts: a quick test that most texts pass."""
    return text.isascii() and text.isprintable() and text == text.strip()


def _is_normal(rule: Callable[[str], str], text: str) -> bool:
    """Return whether a rule accepts a text and leaves it unchanged."""
    try:
        return rule(text) == text
    except ValueError:
        return False


def _parse_name(text: str) -> str:
    return parse_name(text, "name")


def _parse_external_id(text: str) -> str:
    return str(parse_external_id(text))


def _missing_identities(tx: Transaction, profiles: reading.Profiles, expected: Own) -> Iterator[Finding]:
    """Yield the identities of live customers, and of profiles merged into them, that do not lead to them."""
    required: list[tuple[Identity, UUID]] = []
    for row in profiles.rows:
        names = expected[row.id]
        if row.id in profiles.aliases:
            names = [*names, *sorted(profiles.aliases[row.id])]
        if row.state == "live":
            stored = profiles.identities.get(row.id, ())
            required += [(pair, profiles.read_id(row.id)) for pair in names if pair not in stored]
        elif row.state == "absorbed" and row.merged_into is not None:
            required += [(pair, profiles.read_id(row.merged_into)) for pair in names]
    if not required:
        return
    owners = find_owners(tx.connection, {pair for pair, _ in required})
    states, identities = reading.find_own_identities(tx.connection, {customer_id for _, customer_id in required} | set(owners.values()))
    for pair, customer_id in required:
        owner = owners.get(pair)
        if owner == customer_id or states.get(customer_id) != "live":
            continue
        if owner is not None and states.get(owner) == "live" and pair in identities[owner]:
            yield Finding("names_taken", customer_id)
        else:
            yield Finding("names_held", customer_id, None if owner is not None else (*pair, customer_id))


def _extra_identities(tx: Transaction, profiles: reading.Profiles, expected: Own) -> Iterator[Finding]:
    """Yield the identities that lead to a customer that is not live, or to one that neither has them nor absorbed a profile."""
    live = {row.id for row in profiles.rows if row.state == "live"}
    extra: list[tuple[UUID, Identity]] = []
    for owner, pairs in profiles.identities.items():
        if owner not in live:
            for pair in sorted(pairs):
                yield Finding("names_left", profiles.read_id(owner), pair)
        elif others := pairs.difference(expected[owner], profiles.aliases.get(owner, ())):
            extra += [(profiles.read_id(owner), pair) for pair in others]
    # A survivor keeps the identities of absorbed profiles, also those that no profile has any more.
    survivors = reading.find_survivors(tx.connection, (owner for owner, _ in extra))
    for owner, pair in sorted(extra):
        if owner not in survivors:
            yield Finding("names_left", owner, pair)


def inspect_addresses(tx: Transaction) -> Iterator[Finding]:
    """Inspect the values of addresses, and the keys of their cities and states."""
    read_id = id_reader(tx.connection)
    for rows in reading.read_addresses(tx.connection):
        for row in rows:
            has_phone = row.phone is None or _E164.fullmatch(row.phone) is not None
            if not (has_phone and (row.country is None or row.country in COUNTRIES) and all(map(_is_text, _texts_of(row)))):
                yield Finding("address_values", read_id(row.customer_id))
            keys = _folded(row.city, row.state)
            if row.city_key != keys["city_key"] or row.state_key != keys["state_key"]:
                customer_id = read_id(row.customer_id)
                yield Finding("place_names", customer_id, (customer_id, read_id(row.id), keys))


def inspect_tags(tx: Transaction) -> Iterator[Finding]:
    """Inspect the labels and keys of tags, each spelling once."""
    for key, label in reading.read_tags(tx.connection):
        try:
            tag = parse_tag(label)
        except ValueError:
            tag = None
        check = "tag_labels" if tag is None or tag.label != label else "tag_keys" if tag.key != key else None
        if check is not None:
            detail = (key, label, tag.key) if tag is not None and check == "tag_keys" else None
            for row in queries.stream(tx.connection, queries.customers_with_tag(key, label)):
                yield Finding(check, row.customer_id, detail)


def canonical_status(status: str) -> str | None:
    """Return the word that an import would store for a stored status, None where no status is written like that."""
    try:
        return parse_status(status).word or None
    except ValueError:
        return None


def inspect_orders(tx: Transaction) -> Iterator[Finding]:
    """Inspect amounts, currencies, statuses and numbers of orders."""
    wrong_statuses = [status for status in reading.read_statuses(tx.connection) if canonical_status(status) != status]
    for row in queries.stream(tx.connection, queries.wrong_orders(tx.currency, wrong_statuses)):
        for check in ("order_amounts", "order_currencies", "order_statuses", "order_numbers"):
            if row._mapping[check]:
                yield Finding(check, row.customer_id)
    for source, number in reading.read_repeated_numbers(tx.connection):
        for row in queries.stream(tx.connection, queries.orders_with_number(source, number)):
            yield Finding("order_numbers", row.customer_id)
