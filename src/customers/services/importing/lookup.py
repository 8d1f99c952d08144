"""Match rows to customers: by id, external id and email, which must agree."""

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from customers.database.queries import identities
from customers.database.queries import import_batches as statements
from customers.domain.email import email_key
from customers.services.customers.state import follow_merges
from customers.services.importing.rows import CLEAR, CustomerRow, RowRejectedError
from customers.services.transaction import Transaction

Identity = tuple[str, str]  # kind and value of an identity
_LIVE = statements.CustomerState("live", None)


class CustomerLookup:
    """The identities of the customers of a batch, read together and updated row by row."""

    def __init__(self, tx: Transaction, rows: Sequence[CustomerRow], *, by_phone: bool = False, also: Collection[UUID] = ()) -> None:
        connection = tx.connection
        self._emails = statements.find_identities(connection, identities.EMAIL, (key for row in rows if (key := email_identity(row))))
        self._external = statements.find_identities(
            connection, identities.EXTERNAL, (name for row in rows for name in external_identities(row))
        )
        self._by_phones = by_phone
        phones = (row.fields["phone"] for row in rows if by_phone and isinstance(row.fields.get("phone"), str))
        self._phones = statements.find_phones(connection, phones)
        named = {row.id for row in rows if row.id} | {*self._emails.values(), *self._external.values(), *also}
        self._states = statements.find_states(connection, named)
        survivors = {state.merged_into for state in self._states.values() if state.merged_into is not None}
        phone_owners = {customer_id for owners in self._phones.values() for customer_id in owners}
        self._states |= statements.find_states(connection, (survivors | phone_owners) - self._states.keys())

    def lock(self, tx: Transaction) -> bool:
        """Lock all matched customers until the transaction ends.

        Returns False, without locks, where one of them was changed since it was read.
        """
        return statements.lock_customers(tx.connection, self._states)

    def find(self, row: CustomerRow, *, deleted: bool = False) -> UUID | None:
        """Return the active customer of a row, with `deleted` else the deleted one, None where its identities are unknown.

        Raises:
            RowRejectedError: its identities belong to two customers ("ambiguous"), or to a deleted one ("deleted").
        """
        ids: dict[str, UUID] = {}
        if row.external_ids:
            ids = {name: owner for name in external_identities(row) if (owner := self._external.get(name)) is not None}
        key = email_identity(row)
        if key is not None and (owner := self._emails.get(key)) is not None:
            ids[key] = owner
        if row.id is not None and row.id in self._states:
            ids[str(row.id)] = row.id
        owners = {name: self._live(customer_id, name, deleted=deleted) for name, customer_id in ids.items()}
        if len(set(owners.values())) > 1:
            matches = "; ".join(f"{name} is {customer_id}" for name, customer_id in owners.items())
            raise RowRejectedError(
                "ambiguous", f"the row names two customers: {matches}; merge them with `customers merge` if they are one person"
            )
        if owners:
            return next(iter(owners.values()))
        # Phones are shared: a row with an unknown id, external id or email is a new customer.
        return None if row.id or row.external_ids or key else self._by_phone(row)

    def live_ids(self) -> list[UUID]:
        """Return the active customers that rows of the batch can match."""
        return [customer_id for customer_id, profile in self._states.items() if profile.state == "live"]

    def add(self, row: CustomerRow, customer_id: UUID) -> None:
        """Add a new customer, which later rows of the batch match."""
        key = email_identity(row)
        if key is not None:
            self._emails[key] = customer_id
        for name in external_identities(row):
            self._external[name] = customer_id
        if self._by_phones and isinstance(phone := row.fields.get("phone"), str):
            self._phones.setdefault(phone, []).append(customer_id)
        self._states[customer_id] = _LIVE

    def move(self, customer_id: UUID, released: Iterable[Identity], claimed: Iterable[Identity]) -> None:
        """Release identities of a customer and claim others, for later rows of the batch."""
        for kind, value in released:
            self._owners(kind).pop(value, None)
        for kind, value in claimed:
            self._owners(kind)[value] = customer_id

    def find_owner(self, kind: str, value: str) -> UUID | None:
        """Return the customer that owns an identity of the batch, None where it is free."""
        return self._owners(kind).get(value)

    def _owners(self, kind: str) -> dict[str, UUID]:
        return self._emails if kind == identities.EMAIL else self._external

    def _by_phone(self, row: CustomerRow) -> UUID | None:
        phone = row.fields.get("phone")
        owners = self._phones.get(phone, []) if isinstance(phone, str) else []
        if len(owners) > 1:
            raise RowRejectedError("ambiguous", f"{phone} is the phone of {len(owners)} customers; name one by id, email or external id")
        return owners[0] if owners else None

    def _live(self, customer_id: UUID, name: str, *, deleted: bool) -> UUID:
        survivor_id, profile = follow_merges(customer_id, self._states.get)
        if profile is not None and (profile.state == "live" or (deleted and profile.state == "deleted")):
            return survivor_id
        state = "erased" if profile is None else profile.state
        raise RowRejectedError("deleted", f"{name} is a customer that is {state}; `customers restore` brings a deleted one back")


def lock_matches(tx: Transaction, rows: Sequence[CustomerRow], *, by_phone: bool = False, also: Collection[UUID] = ()) -> CustomerLookup:
    """Match the rows of a batch and lock their customers, and those of `also`, against merging and deletion.

    Rows are matched again where another process changed a customer before it was locked.
    """
    while not (lookup := CustomerLookup(tx, rows, by_phone=by_phone, also=also)).lock(tx):
        pass
    return lookup


def email_identity(row: CustomerRow) -> str | None:
    """Return the key of the email of a row."""
    email = row.fields.get("email")
    return None if email is None or email is CLEAR else email_key(email)


def external_identities(row: CustomerRow) -> list[str]:
    """Return the external ids of a row in the form of identities."""
    return [f"{system}:{value}" for system, value in row.external_ids.items()]
