"""Whom a row is about: by id, then external id, then email; never two customers at once."""

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from customers.database.queries import identities
from customers.database.queries import import_batches as statements
from customers.domain.email import email_key
from customers.services.importing.rows import CLEAR, CustomerRow, RowRejected
from customers.services.transaction import Transaction

Identity = tuple[str, str]  # kind and value of an identity


class CustomerLookup:
    """The customers that the rows of one batch name: looked up together, then kept as the rows until now leave them."""

    def __init__(self, tx: Transaction, rows: Sequence[CustomerRow], *, by_phone: bool = False, also: Collection[UUID] = ()) -> None:
        connection = tx.connection
        self._emails = statements.find_identities(connection, identities.EMAIL, (key for row in rows if (key := email_of(row))))
        self._external = statements.find_identities(connection, identities.EXTERNAL, (name for row in rows for name in external_of(row)))
        phones = (row.fields["phone"] for row in rows if by_phone and isinstance(row.fields.get("phone"), str))
        self._phones = statements.find_phones(connection, phones)
        named = {row.id for row in rows if row.id} | {*self._emails.values(), *self._external.values(), *also}
        self._places = statements.find_states(connection, named)
        survivors = {place.merged_into for place in self._places.values() if place.merged_into is not None}
        callers = {customer_id for owners in self._phones.values() for customer_id in owners}
        self._places |= statements.find_states(connection, (survivors | callers) - self._places.keys())

    def lock(self, tx: Transaction) -> bool:
        """Hold everybody found until the transaction ends; false, and nobody held, where one was changed since it was found."""
        return statements.lock_customers(tx.connection, self._places)

    def find(self, row: CustomerRow) -> UUID | None:
        """The live customer that a row names, None where nobody is known by any of its names.

        Raises:
            RowRejected: its names lead to two customers ("ambiguous"), or to one that is deleted ("deleted").
        """
        found: dict[str, UUID] = {}
        if row.external_ids:
            found = {name: owner for name in external_of(row) if (owner := self._external.get(name)) is not None}
        key = email_of(row)
        if key is not None and (owner := self._emails.get(key)) is not None:
            found[key] = owner
        if row.id is not None and row.id in self._places:
            found[str(row.id)] = row.id
        owners = {name: self._live(customer_id, name) for name, customer_id in found.items()}
        if len(set(owners.values())) > 1:
            told = "; ".join(f"{name} is {customer_id}" for name, customer_id in owners.items())
            raise RowRejected("ambiguous", f"the row names two customers: {told}; merge them with `customers merge` if they are one person")
        if owners:
            return next(iter(owners.values()))
        # A household shares a phone: where a row has a better name that nobody has, it is about somebody new.
        return None if row.id or row.external_ids or key else self._by_phone(row)

    def live_ids(self) -> list[UUID]:
        """Return the customers that rows of the batch can be about."""
        return [customer_id for customer_id, place in self._places.items() if place.state == "live"]

    def add(self, row: CustomerRow, customer_id: UUID, *, has_consent_word: bool = False) -> None:
        """Let later rows of the batch find a customer that an earlier one made."""
        key = email_of(row)
        if key is not None:
            self._emails[key] = customer_id
        self._external |= dict.fromkeys(external_of(row), customer_id)
        phone = row.fields.get("phone")
        if isinstance(phone, str):
            self._phones.setdefault(phone, []).append(customer_id)
        self._places[customer_id] = statements.CustomerState("live", None, has_consent_word)

    def move(self, customer_id: UUID, released: Iterable[Identity], claimed: Iterable[Identity]) -> None:
        """Let later rows of the batch see which names a customer gave up and which it took."""
        for kind, value in released:
            self._owners(kind).pop(value, None)
        for kind, value in claimed:
            self._owners(kind)[value] = customer_id

    def note_consent(self, customer_id: UUID) -> None:
        """Let later rows of the batch see that a customer said yes or no to marketing."""
        self._places[customer_id] = self._places[customer_id]._replace(has_consent=True)

    def has_consent_word(self, customer_id: UUID) -> bool:
        """Whether a customer ever said yes or no to marketing."""
        place = self._places.get(customer_id)
        return place is not None and place.has_consent

    def find_owner(self, kind: str, value: str) -> UUID | None:
        """The customer who holds a name that a row of the batch has."""
        return self._owners(kind).get(value)

    def _owners(self, kind: str) -> dict[str, UUID]:
        return self._emails if kind == identities.EMAIL else self._external

    def _by_phone(self, row: CustomerRow) -> UUID | None:
        phone = row.fields.get("phone")
        owners = self._phones.get(phone, []) if isinstance(phone, str) else []
        if len(owners) > 1:
            raise RowRejected("ambiguous", f"{phone} is the phone of {len(owners)} customers; name one by id, email or external id")
        return owners[0] if owners else None

    def _live(self, customer_id: UUID, name: str) -> UUID:
        place = self._places[customer_id]
        if place.state == "live":
            return customer_id
        if place.state == "absorbed" and place.merged_into is not None:
            return self._live(place.merged_into, name)
        raise RowRejected("deleted", f"{name} is a customer that is {place.state}; `customers restore` brings a deleted one back")


def lock_matches(tx: Transaction, rows: Sequence[CustomerRow], *, by_phone: bool = False, also: Collection[UUID] = ()) -> CustomerLookup:
    """Match the rows of a batch and hold whom they name, so that no other run merges or deletes one while it is written.

    Others that the rows are about are held with them: `also`.

    Where another run did so before they were held, they are matched again: what is written never lands on a profile that is gone.
    """
    while not (lookup := CustomerLookup(tx, rows, by_phone=by_phone, also=also)).lock(tx):
        pass
    return lookup


def email_of(row: CustomerRow) -> str | None:
    """The key of a row's email."""
    email = row.fields.get("email")
    return None if email is None or email is CLEAR else email_key(email)


def external_of(row: CustomerRow) -> list[str]:
    """The external ids of a row as identities have them."""
    return [f"{system}:{value}" for system, value in row.external_ids.items()]
