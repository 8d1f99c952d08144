"""Create and update customers."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from customers.database.connection import locks
from customers.database.queries import customers as statements
from customers.database.queries import identities
from customers.database.queries.customers import consent_columns
from customers.domain.addresses.comparison import same_address
from customers.domain.email import email_key
from customers.domain.ids import shown_end, uuid7
from customers.domain.json import to_jsonable
from customers.domain.person_name import full_name, label_person
from customers.domain.timestamps import format_timestamp
from customers.errors import CustomerChangedError, CustomersError, InvalidFieldError, Remedy
from customers.errors.notice import Notice
from customers.models.aliases import Alias
from customers.models.customer import NEVER_ASKED, Consent, Customer
from customers.models.fields import EDITABLE, READ_ONLY, TEXTS
from customers.models.history import Changed
from customers.models.inputs import CustomerInput
from customers.services import history
from customers.services.customers import addresses, tags
from customers.services.customers.fields import parse_external_pairs, parse_labels, parse_profile
from customers.services.customers.identities import drop_former_emails, ensure_available, replace_identities
from customers.services.customers.lookup import get_customer_id
from customers.services.customers.records import add_search_text, diff_customers, get_customer, name_customer, name_key, touch
from customers.services.scores import with_scores
from customers.services.transaction import Transaction

# Of a very common name so many customers are compared with a new one.
_MAX_NAMESAKES = 200


def create_customer(tx: Transaction, body: CustomerInput) -> Changed[Customer]:
    """Create a customer with the values of a body, addresses and tags included.

    Raises:
        InvalidFieldError: a value breaks its rule, the first name is missing, or a read-only field has a value.
        EmailTakenError, ExternalIdTakenError: an identity belongs to another live customer.
    """
    values: dict[str, Any] = dict.fromkeys(TEXTS) | parse_profile(body, tx.settings)
    if not values["first_name"]:
        raise InvalidFieldError(field="first_name", problem="is required")
    _refuse_read_only(
        body, {"total_orders": 0, "total_spent": 0, "is_vip": False, "full_name": full_name(values["first_name"], values["last_name"])}
    )
    customer_id = uuid7()
    external_ids = {system: value for system, value in parse_external_pairs(body.external_ids).items() if value is not None}
    values |= consent_columns(_stated_consent(tx, body, NEVER_ASKED) or NEVER_ASKED)
    values |= {"id": customer_id, "state": "live", "external_ids": external_ids, "created_at": tx.now, "updated_at": tx.now}
    values["name_key"] = name_key(values["first_name"], values["last_name"])
    pairs = identities.identities_of(values["email"], external_ids)
    ensure_available(tx, customer_id, pairs)
    statements.insert_customer(tx.connection, values)
    identities.claim_identities(tx.connection, customer_id, pairs)
    if labels := parse_labels(body.tags):
        tags.replace_tags(tx, customer_id, labels)
    for address in body.addresses or ():
        addresses.put_address(tx, customer_id, address)
    created = get_customer(tx, customer_id)
    add_search_text(tx, created)
    changes = diff_customers(None, created)
    history.record(tx, customer_id, changes)
    _notice_likely_doubles(tx, created)
    return Changed(created, changes)


def _notice_likely_doubles(tx: Transaction, created: Customer) -> None:
    """Notice the live customers with the phone of a new one, and those with its name and an address of it."""
    by_phone = statements.find_by_phone(tx.connection, created.phone, ["live"]) if created.phone is not None else []
    by_address = _find_at_address(tx, created) if created.addresses else []
    for ids, what in ((by_phone, "phone"), (by_address, "name and address")):
        others = [customer_id for customer_id in ids if customer_id != created.id and (what == "phone" or customer_id not in by_phone)]
        if not others:
            continue
        (row,) = statements.find_states(tx.connection, others[:1])
        contact = ", ".join(filter(None, (row.email, f"…{shown_end(row.id)}")))
        more = f" and {len(others) - 1:,} other{'' if len(others) == 2 else 's'} have" if len(others) > 1 else " has"
        remedy = Remedy("compare_customers", customer=row.email or row.id)
        tx.notice(Notice(f"{label_person(row.first_name, row.last_name, contact)}{more} the same {what}", remedy))


def _find_at_address(tx: Transaction, created: Customer) -> list[UUID]:
    """Return the first live customers with the name and an address of a new one."""
    from customers.database.search.names import find_by_full_name  # an import that profiles without addresses do not need

    namesakes = find_by_full_name(tx.connection, created.full_name, tx.settings.default_country)[:_MAX_NAMESAKES]
    books = statements.find_addresses(tx.connection, namesakes)
    return [
        customer_id
        for customer_id in namesakes
        if any(same_address(former, new) for former in books.get(customer_id, ()) for new in created.addresses or ())
    ]


def update_customer(
    tx: Transaction, customer_id: UUID, body: CustomerInput, if_unchanged_since: datetime | None = None, *, drop_alias: bool = False
) -> Changed[Customer]:
    """Change the fields that a body sets; write nothing where nothing differs.

    A null clears a field. External ids change by system; tags are replaced; an address with an id is changed, one without
    is added unless an equal one exists. A former email stays as an alias; with `drop_alias` it is free, and without another change of
    the email all former ones are.

    Raises:
        InvalidFieldError, EmailTakenError, ExternalIdTakenError: as for `create_customer`.
        CustomerChangedError: the customer was changed after `if_unchanged_since`.
    """
    locks.lock_customers(tx.connection, [customer_id])
    before = get_customer(tx, customer_id)
    if "rfm" in body.model_fields_set:
        (before,) = with_scores(tx, [before])
    if if_unchanged_since is not None and before.updated_at > if_unchanged_since:
        raise CustomerChangedError(
            customer=customer_id,
            name=name_customer(tx, customer_id),
            updated_at=format_timestamp(before.updated_at),
            expected=format_timestamp(if_unchanged_since),
        )
    _refuse_read_only(body, {name: to_jsonable(getattr(before, name)) for name in READ_ONLY})
    values: dict[str, Any] = parse_profile(body, tx.settings)
    if "first_name" in values and not values["first_name"]:
        raise InvalidFieldError(field="first_name", problem="cannot be cleared")
    consent = _stated_consent(tx, body, before.consent)
    values |= consent_columns(consent) if consent is not None else {}
    external_ids = _merge_external_ids(before, body)
    email = values.get("email", before.email)
    former = [] if drop_alias or before.email is None else [Alias(identities.EMAIL, email_key(before.email), before.email)]
    old = identities.identities_of(before.email, before.external_ids)
    replace_identities(tx, customer_id, old, identities.identities_of(email, external_ids), former)
    dropped = drop_former_emails(tx, customer_id) if drop_alias and email == before.email else ()
    if "tags" in body.model_fields_set:
        tags.replace_tags(tx, customer_id, parse_labels(body.tags))
    for address in body.addresses or ():
        addresses.put_address(tx, customer_id, address)
    changed_columns = {name: value for name, value in values.items() if name not in EDITABLE or value != getattr(before, name)}
    if changed_columns.keys() & {"first_name", "last_name"}:
        changed_columns["name_key"] = name_key(values.get("first_name", before.first_name), values.get("last_name", before.last_name))
    if changed_columns or external_ids != before.external_ids:
        statements.update_customer(tx.connection, customer_id, changed_columns | {"external_ids": external_ids})
    after = get_customer(tx, customer_id, with_aliases=True)
    changes = (*diff_customers(before, after), *dropped)
    if changes:
        after = touch(tx, after)
        history.record(tx, customer_id, changes)
    return Changed(after, changes)


def update_customers(tx: Transaction, bodies: Sequence[tuple[str, str, CustomerInput]]) -> tuple[list[UUID], int]:
    """Update customers by bodies, each with its place in the input and the reference to its customer: all of them or none.

    Returns:
        The customers, each once, and how many bodies changed nothing.

    Raises:
        CustomersError: an error of `get_customer_id` or of `update_customer`, with the place of its body.
    """
    customer_ids, unchanged = [], 0
    for place, reference, _ in bodies:
        with _located(place):
            customer_ids.append(get_customer_id(tx, reference))
    locks.lock_customers(tx.connection, sorted(set(customer_ids)))
    for customer_id, (place, _, body) in zip(customer_ids, bodies, strict=True):
        with _located(place):
            unchanged += not update_customer(tx, customer_id, body).changes
    return list(dict.fromkeys(customer_ids)), unchanged


@contextmanager
def _located(place: str) -> Iterator[None]:
    try:
        yield
    except CustomersError as error:
        error.locate(place)
        raise


def _stated_consent(tx: Transaction, body: CustomerInput, before: Consent) -> Consent | None:
    """Return the consent that a body states, None where it states none.

    Every explicit statement counts, also one that repeats the state. A body with `updated_at` is that of a printed customer: an equal
    value in it was not stated.
    """
    accepts = body.accepts_marketing
    if "accepts_marketing" not in body.model_fields_set:
        return None
    if accepts is None:
        return NEVER_ASKED
    if not tx.consent:
        if accepts:
            raise InvalidFieldError(field="accepts_marketing", problem="cannot be set while CUSTOMERS_ENABLE_MARKETING_CONSENT is false")
        return None
    if "updated_at" in body.model_fields_set and accepts == before.accepts:
        return None
    return Consent("yes" if accepts else "no", tx.now, "operator", tx.actor)


def _merge_external_ids(before: Customer, body: CustomerInput) -> dict[str, str]:
    if "external_ids" not in body.model_fields_set:
        return dict(before.external_ids)
    if body.external_ids is None:
        return {}
    merged = {**before.external_ids, **parse_external_pairs(body.external_ids)}
    return {system: value for system, value in sorted(merged.items()) if value is not None}


def _refuse_read_only(body: CustomerInput, current: dict[str, Any]) -> None:
    """Raise InvalidFieldError where a body changes a read-only field."""
    for name in READ_ONLY:
        if name not in body.model_fields_set:
            continue
        value = getattr(body, name)
        is_unchanged = value in (None, [], {}) if name not in current else _is_equal(value, current[name])
        if not is_unchanged:
            raise InvalidFieldError(field=name, problem="is calculated or fixed and cannot be set; leave it out")


def _is_equal(value: Any, current: Any) -> bool:
    if isinstance(value, int | float) and not isinstance(value, bool) and isinstance(current, int | float | Decimal):
        return Decimal(repr(value)) == Decimal(str(current + 0))
    return bool(value == current)
