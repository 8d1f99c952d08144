"""Former owners of the identities of rows: deleted customers, which an import does not bring back, erased ones, and absorbed profiles.

A file still has the absorbed profiles as they were: what a merge decided stays so, and so does what was changed since. Thereby such a
file changes nothing, however often it is imported.
"""

from collections.abc import Collection, Mapping
from uuid import UUID

from customers.database.queries import identities
from customers.database.queries import import_batches as statements
from customers.domain.email import email_key
from customers.errors import Remedy
from customers.models.aliases import Identity
from customers.models.customer import Customer
from customers.services.customers.erased import find_erased
from customers.services.importing.rows import NOTHING, CustomerRow, RowSkippedError
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


def news_of(
    row: CustomerRow, before: Customer, absorbed: Mapping[str, Collection[str]], *, fills_only: bool, has_consent: bool
) -> CustomerRow:
    """Return a row without the values that the merge had before it.

    `absorbed` are the texts of absorbed profiles by field. With `fills_only` the row fills blanks alone; else one of its identities is
    the customer's own by a merge, and values that are new since the merge are taken.
    """
    keys = {email_key(text) for text in absorbed.get("email", ())}
    fields = {
        name: value
        for name, value in row.fields.items()
        if isinstance(value, str)
        and not (fills_only and getattr(before, name))
        and not (email_key(value) in keys if name == "email" else value in absorbed.get(name, ()))
    }
    news = row._replace(
        fields=fields,
        external_ids={system: value for system, value in row.external_ids.items() if system not in before.external_ids},
        if_new=NOTHING,
        clears_external_ids=False,
    )
    if not fills_only:
        return news
    return news._replace(
        consent=None if has_consent else row.consent,
        tags=row.tags if row.tags and not before.tags else None,
        addresses=() if before.addresses else row.addresses,
    )
