"""Former owners of the identities of rows: deleted customers, which an import does not bring back, and erased ones."""

from collections.abc import Collection
from uuid import UUID

from customers.database.queries import identities
from customers.database.queries import import_batches as statements
from customers.errors import Remedy
from customers.models.aliases import Identity
from customers.services.customers.erased import find_erased
from customers.services.importing.rows import RowSkippedError
from customers.services.transaction import Transaction


class FormerOwners:
    """Deleted and erased customers by the identities of a batch, also those that live customers have now."""

    def __init__(self, tx: Transaction, pairs: Collection[Identity], *, allow_erased: bool) -> None:
        has_deleted, has_erased = statements.have_former(tx.connection) if pairs else (False, False)
        self._deleted: dict[Identity, list[UUID]] = {}
        if has_deleted:
            for kind in {kind for kind, _ in pairs}:
                rows = statements.find_deleted(tx.connection, kind, (value for pair_kind, value in pairs if pair_kind == kind))
                for value, customer_id in rows:
                    self._deleted.setdefault((kind, value), []).append(customer_id)
        self._erased = find_erased(tx, pairs) if has_erased and not allow_erased else set()

    @property
    def exist(self) -> bool:
        """Whether a deleted or erased customer had an identity of the batch."""
        return bool(self._deleted or self._erased)

    def deleted_ids(self) -> set[UUID]:
        """Return the ids of all deleted customers."""
        return {customer_id for owners in self._deleted.values() for customer_id in owners}

    def find_deleted(self, pairs: Collection[Identity]) -> UUID | None:
        """Return the deleted customer that had one of the identities of a row, the strongest first, or None."""
        if not self._deleted:
            return None
        return next((owners[0] for pair in pairs if (owners := self._deleted.get(pair))), None)

    def check_erased(self, pairs: Collection[Identity]) -> None:
        """Skip a row with an identity of an erased customer.

        Raises:
            RowSkippedError: an erased customer had one of the identities.
        """
        if self._erased:
            for pair in pairs:
                if pair in self._erased:
                    raise skip_erased(pair)


def skip_deleted(name: str) -> RowSkippedError:
    """Return the error of a row that names a deleted customer."""
    return RowSkippedError("deleted", f"{name} is a deleted customer's", Remedy("restore_customer"))


def skip_erased(pair: Identity) -> RowSkippedError:
    """Return the error of a row that names an erased customer."""
    words = {identities.EMAIL: "email", identities.PHONE: "phone", identities.EXTERNAL: "external id", identities.ID: "id"}
    return RowSkippedError("erased", f"its {words[pair[0]]} is an erased customer's", Remedy("allow_erased"))
