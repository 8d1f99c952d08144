"""Claim and release identities: emails and external ids, each of one live customer."""

from collections.abc import Sequence
from uuid import UUID

from customers.database.queries import customers as statements
from customers.database.queries import identities
from customers.errors import EmailTakenError, ExternalIdTakenError, Remedy
from customers.services.transaction import Transaction


def replace_identities(tx: Transaction, customer_id: UUID, old: Sequence[tuple[str, str]], new: Sequence[tuple[str, str]]) -> None:
    """Replace the identities of a customer; those of profiles merged into it stay its aliases.

    Raises:
        EmailTakenError, ExternalIdTakenError: an identity belongs to another customer.
    """
    added = [pair for pair in new if pair not in old]
    removed = [pair for pair in old if pair not in new]
    if added:
        ensure_available(tx, customer_id, added)
    if added or removed:
        aliases = identities.find_identities_of(tx.connection, statements.find_absorbed(tx.connection, customer_id))
        identities.release_identities(tx.connection, [pair for pair in removed if pair not in aliases])
        identities.claim_identities(tx.connection, customer_id, [pair for pair in added if pair not in aliases])


def ensure_available(tx: Transaction, customer_id: UUID, pairs: Sequence[tuple[str, str]]) -> None:
    """Raise EmailTakenError or ExternalIdTakenError where an identity belongs to another customer."""
    for kind, value in pairs:
        owner = identities.find_by_identity(tx.connection, kind, value)
        if owner is not None and owner != customer_id:
            remedy = Remedy("show_owner", owner=str(owner))
            if kind == identities.EMAIL:
                raise EmailTakenError(email=value, owner=owner, remedy=remedy)
            raise ExternalIdTakenError(external_id=value, owner=owner, remedy=remedy)
