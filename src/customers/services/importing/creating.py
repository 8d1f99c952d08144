"""New customers, written many at a time."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from customers.database import customers as profiles
from customers.database import importing as statements
from customers.database.search_texts import insert_texts
from customers.models import Change, CustomerAddress
from customers.rules.identity import email_key
from customers.rules.ids import uuid7
from customers.rules.searching import search_text
from customers.rules.values import plain
from customers.services import history
from customers.services.drafts import CLEAR, CustomerDraft, Refused
from customers.services.records import name_key
from customers.services.transaction import Transaction

_NO_CONSENT = {"accepts_marketing": False, "consent_at": None, "consent_source": None, "consent_actor": None}


def name_of(draft: CustomerDraft) -> str:
    """The first name of a customer that orders tell of: its own, else what stands before the @, else another name it has."""
    first = draft.fields.get("first_name")
    email, phone = draft.fields.get("email"), draft.fields.get("phone")
    external = next(iter(draft.external_ids.values()), None)
    return str(first or (email.partition("@")[0] if email else None) or external or phone or draft.id)


def create_customers(tx: Transaction, drafts: Sequence[tuple[UUID, CustomerDraft]]) -> None:
    """Write new customers with their tags and addresses, and one history record each."""
    people, names, tags, books, records = [], [], [], [], []
    texts: dict[UUID, str] = {}
    for customer_id, draft in drafts:
        values = _profile(tx, customer_id, draft)
        people.append(values)
        pairs = profiles.identities_of(values["email"], values["external_ids"])
        names += [{"kind": kind, "value": value, "customer_id": customer_id} for kind, value in pairs]
        tags += [{"customer_id": customer_id, "key": tag.key, "label": tag.label} for tag in draft.tags or ()]
        addresses = _with_defaults(draft.addresses, tx.settings.default_country)
        books += [{"customer_id": customer_id, **address} for address in addresses]
        texts[customer_id] = _search_text(values, addresses)
        records.append((customer_id, _changes(values, draft, addresses)))
    statements.insert_many(tx.connection, "customers", people)
    statistics = {"total_orders": 0, "total_spent": 0, "is_vip": False}
    statements.insert_many(tx.connection, "customer_statistics", [{"customer_id": row["id"], "live": True, **statistics} for row in people])
    statements.insert_many(tx.connection, "identities", sorted(names, key=lambda row: (row["kind"], row["value"])))
    statements.insert_many(tx.connection, "customer_tags", tags)
    statements.insert_many(tx.connection, "addresses", books)
    insert_texts(tx.connection, texts)
    if records:
        history.record_many(tx, records)


def check_new(draft: CustomerDraft) -> None:
    """Raise Refused where a row cannot make a customer."""
    draft.fields |= draft.if_new
    if draft.fields.get("first_name") in (None, CLEAR):
        raise Refused("invalid", "first_name: must be given and not blank for a new customer")


def _profile(tx: Transaction, customer_id: UUID, draft: CustomerDraft) -> dict[str, Any]:
    given = {name: None if value is CLEAR else value for name, value in draft.fields.items()}
    values = {name: given.get(name) for name in ("email", "phone", "first_name", "last_name", "notes")}
    external_ids = dict(sorted(draft.external_ids.items()))
    consent: dict[str, Any] = _NO_CONSENT
    if draft.accepts_marketing is not None and tx.consent:
        consent = {
            "accepts_marketing": draft.accepts_marketing,
            "consent_at": draft.consent_at or tx.now,
            "consent_source": consent_source(draft),
            "consent_actor": tx.actor,
        }
    created_at = draft.created_at or tx.now
    return {
        "id": customer_id,
        "state": "live",
        **values,
        **consent,
        "external_ids": external_ids,
        "name_key": name_key(str(values["first_name"]), values["last_name"]),
        "created_at": created_at,
        "updated_at": draft.updated_at or max(created_at, tx.now),
    }


def _search_text(values: dict[str, Any], addresses: Sequence[dict[str, Any]]) -> str:
    """What `search_texts.refresh_texts` would make of a new customer, without asking the database."""
    email, phone = values["email"], values["phone"]
    book = sorted(addresses, key=lambda address: address["id"])
    return search_text(
        first_name=values["first_name"],
        last_name=values["last_name"],
        emails=[email, email_key(email)] if email else [],
        phones=[phone] if phone else [],
        external_ids=sorted(f"{system}:{value}" for system, value in values["external_ids"].items()),
        companies=[address["company"] for address in book if address["company"]],
        cities=[address["city"] for address in book],
    )


def consent_source(draft: CustomerDraft) -> str:
    """How a file came by a word on marketing: by import, and what the file says of where it was given."""
    return f"import: {draft.consent_source}" if draft.consent_source else "import"


def _with_defaults(addresses: Sequence[dict[str, Any]], country: str) -> list[dict[str, Any]]:
    """New addresses with their ids and one default of each type: the one that says so, else the first."""
    chosen: dict[str, int] = {}
    for index, address in enumerate(addresses):
        if address["type"] not in chosen or address["is_default"]:
            chosen[address["type"]] = index
    addresses = [{name: None if value is CLEAR else value for name, value in address.items()} for address in addresses]
    return [
        {
            **address,
            "country": address["country"] or country,
            "id": address["id"] or uuid7(),
            "is_default": chosen[address["type"]] == index,
        }
        for index, address in enumerate(addresses)
    ]


def _changes(values: dict[str, Any], draft: CustomerDraft, addresses: Sequence[dict[str, Any]]) -> list[Change]:
    shown = {name: values[name] for name in ("email", "phone", "first_name", "last_name", "accepts_marketing", "notes", "external_ids")}
    shown["tags"] = sorted((tag.label for tag in draft.tags or ()), key=str.casefold)
    shown["addresses"] = [{name: plain(address[name]) for name in CustomerAddress.__dataclass_fields__} for address in addresses]
    return [Change(name, None, value) for name, value in shown.items() if value not in (None, "", {}, [], False)]
