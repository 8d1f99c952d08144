"""Names that belong to one live customer each: emails and external ids."""

from collections.abc import Sequence
from uuid import UUID

from customers.database import customers as statements
from customers.errors import EmailTaken, ExternalIdTaken
from customers.services.transaction import Transaction


def refuse_taken(tx: Transaction, customer_id: UUID, pairs: Sequence[tuple[str, str]]) -> None:
    """Raise EmailTaken or ExternalIdTaken where another customer holds a name."""
    for kind, value in pairs:
        owner = statements.find_by_identity(tx.connection, kind, value)
        if owner is not None and owner != customer_id:
            if kind == statements.EMAIL:
                raise EmailTaken(email=value, owner=owner)
            raise ExternalIdTaken(external_id=value, owner=owner)
