"""Find the profiles that a reference may name; `lookup` decides which of them it means."""

import re
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from customers.database.queries import customers as statements
from customers.database.queries import identities
from customers.domain.email import email_key
from customers.domain.ids import id_end, parse_uuid
from customers.domain.person_name import label_person
from customers.domain.text import quote_value
from customers.errors import ShortNameError
from customers.models.aliases import Identity, Names
from customers.services.transaction import Transaction

_EXTERNAL_ID = re.compile(r"([A-Za-z0-9_-]+):(.+)", re.DOTALL)
# The fewest characters of the end of an id.
_MIN_ID_END = 8


def parse_external_id(text: str) -> str | None:
    """Return SYSTEM:EXTERNAL_ID with its system in lower case, None for other texts."""
    match = _EXTERNAL_ID.fullmatch(text)
    return f"{match[1].lower()}:{match[2]}" if match else None


def parse_end(text: str) -> str | None:
    """Return the end of an id, None for other texts: digits alone are rather a phone or an external id."""
    end = id_end(text)
    return None if end is None or end.isdecimal() or len(end) < _MIN_ID_END else end


def find_own_names(tx: Transaction, references: Iterable[str]) -> dict[str, UUID]:
    """Return the live customers of those references that are ids, or emails or external ids that customers have themselves.

    There may be many: each batch is a query. `get_customer_id` finds the others, one by one.
    """
    ids: dict[str, UUID] = {}
    pairs: dict[str, Identity] = {}
    for reference in references:
        text = reference.strip()
        if (customer_id := parse_uuid(text)) is not None:
            ids[reference] = customer_id
        elif "@" in text:
            pairs[reference] = identities.EMAIL, email_key(text)
        elif external_id := parse_external_id(text):
            pairs[reference] = identities.EXTERNAL, external_id
    owners = identities.find_owners(tx.connection, set(pairs.values())) if pairs else {}
    live = {row.id: row for row in statements.find_live(tx.connection, sorted({*ids.values(), *owners.values()}))}
    named = {reference: customer_id for reference, customer_id in ids.items() if customer_id in live}
    for reference, pair in pairs.items():
        row = live.get(owners[pair]) if pair in owners else None
        if row is not None and pair in identities.identities_of(row.email, row.external_ids):
            named[reference] = row.id
    return named


def find_short(tx: Transaction, text: str) -> list[tuple[UUID, Identity | None]]:
    """Return the profiles of a bare external id or of the end of an id, in any state, with the identity by which each is found."""
    if tx.names is Names.COMPLETE:
        return []
    profiles: list[tuple[UUID, Identity | None]] = [(owner, pair) for pair, owner in identities.find_in_all_systems(tx.connection, text)]
    if end := parse_end(text):
        profiles += [(profile_id, None) for profile_id in statements.find_by_id_end(tx.connection, end)]
        profiles += [(owner, pair) for pair, owner in identities.find_ids_by_end(tx.connection, end)]
    return profiles


def find_deleted_by_short_name(tx: Transaction, text: str) -> list[UUID]:
    """Return the deleted customers of the end of an id, or of a bare external id before their deletion."""
    if tx.names is Names.COMPLETE:
        return []
    named = {profile_id for profile_id, pair in find_short(tx, text) if pair is None}
    named |= {owner for _, owner in identities.find_in_all_systems(tx.connection, text, identities.DELETED)}
    return [row.id for row in statements.find_states(tx.connection, sorted(named)) if row.state == "deleted"]


def find_by_full_name(tx: Transaction, text: str) -> list[UUID]:
    """Return the live customers of a full name, with a notice of a single one."""
    from customers.database.search import names  # an import that other references do not need

    rows = statements.find_states(tx.connection, names.find_by_full_name(tx.connection, text, tx.settings.default_country))
    if len(rows) == 1:
        tx.notice(f"took {label(rows[0])} for {quote_value(text)}")
    return [row.id for row in rows]


def check_short(tx: Transaction, reference: str, customer_id: UUID) -> None:
    """Refuse a name that is not complete where the transaction takes complete ones alone, and says what it leads to.

    Raises:
        ShortNameError: it does.
    """
    if tx.names is Names.CHECKED:
        (row,) = statements.find_states(tx.connection, [customer_id])
        raise ShortNameError(
            reference=reference, customer=label(row), id=str(customer_id), hint=f"name the customer by the id {customer_id}"
        )


def label(row: Any) -> str:
    """Return a customer by name, email and id."""
    return label_person(row.first_name, row.last_name, f"{row.email}, {row.id}" if row.email else row.id)
