"""The rules of values and names, checked row by row over everything that is stored, a batch in memory at a time."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from typing import Any, NamedTuple
from uuid import UUID

from customers.database.doctor import checks as queries
from customers.database.doctor import scan as reading
from customers.database.queries.identities import identities_of
from customers.domain.countries import COUNTRIES
from customers.domain.email import parse_email
from customers.domain.external_id import parse_external_id
from customers.domain.person_name import MAX_NAME_LENGTH, parse_name
from customers.domain.tags import parse_tag
from customers.domain.text import address_keys, clean
from customers.models.fields import BY_NAME, TEXTS
from customers.services.customers.records import name_key
from customers.services.transaction import Transaction

_E164 = re.compile(r"\+[1-9][0-9]{2,18}", re.ASCII)
_ADDRESS_TEXTS = ("first_name", "last_name", "company", "address1", "address2", "city", "state", "pincode")
_folded = lru_cache(maxsize=20_000)(address_keys)
# Of texts without a check of their own.
_RULES = {name: partial(clean, multiline=BY_NAME[name].kind == "lines") for name in TEXTS if BY_NAME[name].kind in ("text", "lines")}


class Finding(NamedTuple):
    """That a rule is broken for a customer; `detail` is what the mending of the rule needs to know."""

    check: str
    customer_id: UUID
    detail: Any = None


def inspect_profiles(tx: Transaction) -> Iterator[Finding]:
    """Names, contacts, notes and external ids; what names are sorted by; and who holds which email and external id."""
    for profiles in reading.read_profiles(tx.connection):
        for row in profiles.rows:
            if row.state != "erased":
                yield from _values(row)
            if row.state != "erased" and row.name_key != (key := name_key(row.first_name, row.last_name)):
                yield Finding("sort_names", row.id, (row.id, key))
        yield from _names_not_held(tx, profiles)
        yield from _names_held_wrongly(tx, profiles)


def _values(row: Any) -> Iterator[Finding]:
    if not (_is_name(row.first_name) and (row.last_name is None or _is_name(row.last_name))):
        yield Finding("names", row.id)
    if row.email is not None and not _keeps(parse_email, row.email):
        yield Finding("emails", row.id)
    if row.phone is not None and not _E164.fullmatch(row.phone):
        yield Finding("phones", row.id)
    for name, rule in _RULES.items():
        if (text := getattr(row, name)) is not None and not _keeps(rule, text):
            yield Finding(name, row.id)
    if not all(_keeps(_parse_external_id, f"{system}:{value}") for system, value in row.external_ids.items()):
        yield Finding("external_ids", row.id)


def _is_name(text: str) -> bool:
    return (_is_plain(text) and 0 < len(text) <= MAX_NAME_LENGTH) or _keeps(_parse_name, text)


def _is_text(text: str | None) -> bool:
    return text is None or _is_plain(text) or _keeps(clean, text)


def _is_plain(text: str) -> bool:
    """Whether there is nothing in a text that a rule could mind: what most texts are, seen at once."""
    return text.isascii() and text.isprintable() and text == text.strip()


def _keeps(rule: Callable[[str], str], text: str) -> bool:
    """Whether a rule takes a text, and as it stands."""
    try:
        return rule(text) == text
    except ValueError:
        return False


def _parse_name(text: str) -> str:
    return parse_name(text, "name")


def _parse_external_id(text: str) -> str:
    return str(parse_external_id(text))


def _names_not_held(tx: Transaction, profiles: reading.Profiles) -> Iterator[Finding]:
    """Names of live customers, and of those merged into one, that this one does not hold."""
    wanted: list[tuple[reading.Pair, UUID]] = []
    for row in profiles.rows:
        if row.state == "live":
            held = profiles.identities.get(row.id, set())
            wanted += [(pair, row.id) for pair in identities_of(row.email, row.external_ids) if pair not in held]
        elif row.state == "absorbed" and row.merged_into is not None:
            wanted += [(pair, row.merged_into) for pair in identities_of(row.email, row.external_ids)]
    if not wanted:
        return
    owners = reading.find_owners(tx.connection, (pair for pair, _ in wanted))
    states, names = reading.find_own_identities(tx.connection, {customer_id for _, customer_id in wanted} | set(owners.values()))
    for pair, customer_id in wanted:
        owner = owners.get(pair)
        if owner == customer_id or states.get(customer_id) != "live":
            continue
        if owner is not None and states.get(owner) == "live" and pair in names[owner]:
            yield Finding("names_taken", customer_id)
        else:
            yield Finding("names_held", customer_id, None if owner is not None else (*pair, customer_id))


def _names_held_wrongly(tx: Transaction, profiles: reading.Profiles) -> Iterator[Finding]:
    """Names held by who is not live or not there, or has no such name and nobody merged into it that had."""
    rows = {row.id: row for row in profiles.rows}
    extra: list[tuple[UUID, reading.Pair]] = []
    for owner, pairs in profiles.identities.items():
        row = rows.get(owner)
        if row is None or row.state != "live":
            for pair in sorted(pairs):
                yield Finding("names_left", owner, pair)
        elif more := pairs.difference(identities_of(row.email, row.external_ids)):
            extra += [(owner, pair) for pair in more]
    # A merge may leave a name with the survivor that no profile has any more: the one that was not taken.
    survivors = reading.find_survivors(tx.connection, (owner for owner, _ in extra))
    for owner, pair in sorted(extra):
        if owner not in survivors:
            yield Finding("names_left", owner, pair)


def inspect_addresses(tx: Transaction) -> Iterator[Finding]:
    """The values of addresses, and what selections by place compare."""
    for rows in reading.read_addresses(tx.connection):
        for row in rows:
            values = row._mapping
            texts = all(_is_text(values[name]) for name in _ADDRESS_TEXTS)
            phone = row.phone is None or _E164.fullmatch(row.phone) is not None
            if not (texts and phone and (row.country is None or row.country in COUNTRIES)):
                yield Finding("address_values", row.customer_id)
            keys = _folded(row.city, row.state)
            if (row.city_key, row.state_key) != (keys["city_key"], keys["state_key"]):
                yield Finding("place_names", row.customer_id, (row.customer_id, row.id, keys))


def inspect_tags(tx: Transaction) -> Iterator[Finding]:
    """How tags are written and compared: each spelling is looked at once, however many have it."""
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


def inspect_orders(tx: Transaction) -> Iterator[Finding]:
    """Amounts, currencies, statuses and numbers of orders."""
    for row in queries.stream(tx.connection, queries.wrong_orders(tx.currency)):
        for check in ("order_amounts", "order_currencies", "order_statuses", "order_numbers"):
            if row._mapping[check]:
                yield Finding(check, row.customer_id)
    for source, number in reading.read_repeated_numbers(tx.connection):
        for row in queries.stream(tx.connection, queries.orders_with_number(source, number)):
            yield Finding("order_numbers", row.customer_id)
