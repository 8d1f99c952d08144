"""Names that belong to one live customer each: emails and external ids."""

from collections.abc import Sequence
from uuid import UUID

from customers.database.queries import customers as statements
from customers.database.queries import identities
from customers.errors import EmailTakenError, ExternalIdTakenError, Remedy
from customers.services.transaction import Transaction


def replace_identities(tx: Transaction, customer_id: UUID, old: Sequence[tuple[str, str]], new: Sequence[tuple[str, str]]) -> None:
    """Let a customer have the names `new` where it had `old`; those of profiles merged into it stay its aliases.

    Raises:
        EmailTakenError, ExternalIdTakenError: another customer holds a name.
    """
    wanted = [pair for pair in new if pair not in old]
    left = [pair for pair in old if pair not in new]
    if wanted:
        ensure_available(tx, customer_id, wanted)
    if wanted or left:
        aliases = identities.find_identities_of(tx.connection, statements.find_absorbed(tx.connection, customer_id))
        identities.release_identities(tx.connection, [pair for pair in left if pair not in aliases])
        identities.claim_identities(tx.connection, customer_id, [pair for pair in wanted if pair not in aliases])


def ensure_available(tx: Transaction, customer_id: UUID, pairs: Sequence[tuple[str, str]]) -> None:
    """Raise EmailTakenError or ExternalIdTakenError where another customer holds a name."""
    for kind, value in pairs:
        owner = identities.find_by_identity(tx.connection, kind, value)
        if owner is not None and owner != customer_id:
            remedy = Remedy("show_owner", owner=str(owner))
            if kind == identities.EMAIL:
                raise EmailTakenError(email=value, owner=owner, remedy=remedy)
            raise ExternalIdTakenError(external_id=value, owner=owner, remedy=remedy)
