"""Claim and release identities: emails and external ids, each of one live customer."""

from collections.abc import Sequence
from uuid import UUID

from customers.database.queries import customers as statements
from customers.database.queries import identities
from customers.domain.ids import shown_end
from customers.domain.person_name import label_person
from customers.errors import EmailTakenError, ExternalIdTakenError, Remedy
from customers.models.aliases import Alias, Identity
from customers.models.history import Change
from customers.services.transaction import Transaction


def replace_identities(
    tx: Transaction, customer_id: UUID, old: Sequence[Identity], new: Sequence[Identity], former: Sequence[Alias] = ()
) -> None:
    """Replace the identities of a customer; those of `former` stay as its aliases, and so do those of profiles merged into it.

    Raises:
        EmailTakenError, ExternalIdTakenError: an identity belongs to another customer.
    """
    added = [pair for pair in new if pair not in old]
    removed = [pair for pair in old if pair not in new]
    if added:
        ensure_available(tx, customer_id, added)
    if not (added or removed):
        return
    absorbed, former_pairs = find_alias_pairs(tx, customer_id)
    identities.delete_aliases(tx.connection, customer_id, former_pairs.intersection(added))
    aliases = [alias for alias in former if alias[:2] in removed and alias[:2] not in absorbed]
    remaining = absorbed.union(former_pairs, (alias[:2] for alias in aliases))
    identities.release_identities(tx.connection, [pair for pair in removed if pair not in remaining])
    identities.claim_identities(tx.connection, customer_id, [pair for pair in added if pair not in remaining])
    identities.insert_aliases(tx.connection, customer_id, aliases)


def drop_former_emails(tx: Transaction, customer_id: UUID) -> tuple[Change, ...]:
    """Free the former emails of a customer; return the change."""
    absorbed, _ = find_alias_pairs(tx, customer_id)
    aliases = identities.find_aliases(tx.connection, [customer_id]).get(customer_id, [])
    emails = [alias for alias in aliases if alias.kind == identities.EMAIL]
    if not emails:
        return ()
    pairs = [alias[:2] for alias in emails]
    identities.delete_aliases(tx.connection, customer_id, pairs)
    identities.release_identities(tx.connection, [pair for pair in pairs if pair not in absorbed])
    return (Change("aliases", sorted(alias.label for alias in emails), []),)


def find_alias_pairs(tx: Transaction, customer_id: UUID) -> tuple[set[Identity], set[Identity]]:
    """Return the identities that a customer has by merges, and those of aliases of its own."""
    absorbed = identities.find_identities_of(tx.connection, statements.find_absorbed(tx.connection, customer_id))
    aliases = identities.find_aliases(tx.connection, [customer_id]).get(customer_id, ())
    return set(absorbed), {alias[:2] for alias in aliases}


def ensure_available(tx: Transaction, customer_id: UUID, pairs: Sequence[Identity]) -> None:
    """Raise EmailTakenError or ExternalIdTakenError where an identity belongs to another customer."""
    for kind, value in pairs:
        owner = identities.find_by_identity(tx.connection, kind, value)
        if owner is not None and owner != customer_id:
            aliases = identities.find_aliases(tx.connection, [owner]).get(owner, ())
            is_former = any(alias[:2] == (kind, value) for alias in aliases)
            remedy = Remedy("drop_alias", owner=str(owner)) if is_former else Remedy("show_owner", owner=str(owner))
            name = _name(tx, owner)
            if kind == identities.EMAIL:
                raise EmailTakenError(email=value, owner=owner, name=name, remedy=remedy)
            raise ExternalIdTakenError(external_id=value, owner=owner, name=name, remedy=remedy)


def _name(tx: Transaction, customer_id: UUID) -> str:
    """Return a customer by name and the end of the id, by the whole id where the name is blank."""
    for row in statements.find_states(tx.connection, [customer_id]):
        if row.first_name:
            return label_person(row.first_name, row.last_name, f"…{shown_end(customer_id)}")
    return str(customer_id)
