"""Match rows to customers: by id, external id and email, which must agree."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import chain
from uuid import UUID

from customers.database.queries import identities
from customers.database.queries import import_batches as statements
from customers.domain.email import email_key
from customers.models.aliases import Alias, Identity
from customers.services.customers.records import name_customers
from customers.services.customers.state import follow_merges
from customers.services.importing.former import FormerOwners, skip_deleted, skip_erased
from customers.services.importing.rows import CLEAR, CustomerRow, RowRejectedError
from customers.services.transaction import Transaction

_LIVE = statements.CustomerState("live", None)

Names = Callable[[Iterable[UUID]], Mapping[UUID, str]]


class CustomerLookup:
    """The identities of the customers of a batch, read together and updated row by row."""

    def __init__(
        self,
        tx: Transaction,
        rows: Sequence[CustomerRow],
        *,
        names: Collection[Identity] = (),
        by_phone: bool = False,
        also: Collection[UUID] = (),
        allow_erased: bool = False,
    ) -> None:
        connection = tx.connection
        self._tx = tx
        pairs = {*chain.from_iterable(map(names_of, rows)), *names}
        pairs |= {alias[:2] for row in rows if row.aliases for alias in row.aliases}
        self._owners: dict[Identity, UUID] = {}
        for kind in {kind for kind, _ in pairs} - {identities.ID, identities.PHONE}:
            values = (value for pair_kind, value in pairs if pair_kind == kind)
            self._owners |= {(kind, value): owner for value, owner in statements.find_identities(connection, kind, values).items()}
        self._by_phones = by_phone
        phones = {phone for row in rows if (phone := phone_of(row)) is not None}
        self._phones = statements.find_phones(connection, phones) if by_phone else {}
        ids = {row.id for row in rows if row.id} | {UUID(value) for kind, value in pairs if kind == identities.ID}
        self._states = statements.find_states(connection, ids | {*self._owners.values(), *also})
        self._add_unknown_ids(tx, pairs)
        pairs |= {(identities.PHONE, phone) for phone in phones}
        self._allows_erased = allow_erased
        self.former = FormerOwners(tx, pairs, allow_erased=allow_erased)
        survivors = {state.merged_into for state in self._states.values() if state.merged_into is not None}
        others = survivors | self.former.deleted_ids() | {customer_id for owners in self._phones.values() for customer_id in owners}
        self._states |= statements.find_states(connection, others - self._states.keys())

    def _add_unknown_ids(self, tx: Transaction, pairs: Collection[Identity]) -> None:
        """Add the owners of ids that no profile has: those of profiles that were absorbed in another database."""
        unknown = {value for kind, value in pairs if kind == identities.ID and UUID(value) not in self._states}
        if not unknown:
            return
        owners = statements.find_identities(tx.connection, identities.ID, unknown)
        self._owners |= {(identities.ID, value): owner for value, owner in owners.items()}
        self._states |= statements.find_states(tx.connection, set(owners.values()) - self._states.keys())

    def lock(self, tx: Transaction) -> bool:
        """Lock all matched customers until the transaction ends.

        Returns False, without locks, where one of them was changed since it was read.
        """
        return statements.lock_customers(tx.connection, self._states)

    def find(self, row: CustomerRow, *, deleted: bool = False, names: Names | None = None) -> UUID | None:
        """Return the live customer of a row, with `deleted` else the deleted one, None where its identities are unknown.

        `names` names the customers of an error as the earlier rows leave them.

        Raises:
            RowRejectedError: its identities belong to two customers ("ambiguous").
            RowSkippedError: its identities belong to a deleted customer ("deleted"), or to an erased one ("erased").
        """
        pairs = names_of(row)
        owners = {pair[1]: owner for pair in pairs if (owner := self._live_owner(row, pair)) is not None}
        if len(owners) > 1 and len(set(owners.values())) > 1:
            people = names(owners.values()) if names is not None else name_customers(self._tx, owners.values())
            matches = "; ".join(f"{name} is {people[customer_id]}" for name, customer_id in owners.items())
            raise RowRejectedError(
                "ambiguous", f"the row names two customers: {matches}; merge them with `customers merge` if they are one person"
            )
        if owners:
            return next(iter(owners.values()))
        # Phones are shared: a row with an unknown id, external id or email is a new customer.
        customer_id = (self._deleted_owner(row) or self.former.find_deleted(pairs)) if pairs else self._by_phone(row)
        if customer_id is not None and self._states[customer_id].state == "deleted":
            if not deleted:
                raise skip_deleted(pairs[0][1] if pairs else str(phone_of(row)))
            return customer_id
        if customer_id is None:
            self._check_erased(row, pairs)
        return customer_id

    def find_unshared(self, rows: Sequence[CustomerRow], plain: Iterable[Identity]) -> set[Identity]:
        """Return the identities that one row of the batch has alone, and no customer; `plain` are those of its plain rows."""
        if self.former.exist:
            return set()
        uses = Counter(plain)
        uses.update(chain.from_iterable(map(names_of, rows)))
        uses.update(alias[:2] for row in rows if row.aliases for alias in row.aliases)
        known = {(identities.ID, str(customer_id)) for customer_id in self._states}
        return {pair for pair, count in uses.items() if count == 1}.difference(self._owners, known)

    def owners_of(self, pairs: Iterable[Identity]) -> set[UUID | None]:
        """Return the customers that identities lead to, by merges too, in any other state; None where one leads to none."""
        owners = {UUID(pair[1]) if pair[0] == identities.ID and pair not in self._owners else self._owners.get(pair) for pair in pairs}
        return {owner if owner is None or owner not in self._states else self._survivor_of(owner) for owner in owners}

    def _survivor_of(self, customer_id: UUID) -> UUID:
        """Return the live customer that a profile was merged into, else the profile."""
        survivor_id, profile = follow_merges(customer_id, self._states.get)
        return survivor_id if profile is not None and profile.state == "live" else customer_id

    def followed_owners(self, row: CustomerRow) -> set[UUID | None]:
        """Return the live customers that the identities of a row lead to, by merges too."""
        return {self._live_owner(row, pair) for pair in names_of(row)}

    def is_known_live(self, customer_id: UUID) -> bool:
        """Return whether a customer is live; an id may be unknown."""
        state = self._states.get(customer_id)
        return state is not None and state.state == "live"

    def live_owners(self) -> dict[Identity, UUID]:
        """Return the live customers of the identities of the batch, whatever earlier rows of it make."""
        states = self._states
        return {pair: owner for pair, owner in self._owners.items() if (state := states.get(owner)) is not None and state.state == "live"}

    def usable(self, row: CustomerRow) -> CustomerRow:
        """Return a row without the id of a profile that was erased: a new customer gets another one."""
        return row._replace(id=None) if self._allows_erased and self._state_of(row) == "erased" else row

    def free_aliases(self, row: CustomerRow) -> list[Alias]:
        """Return those aliases of a row that are free, and not its other names; phones are shared."""
        names = names_of(row)
        return [alias for alias in row.aliases if alias[:2] not in names and not self._is_taken(alias)]

    def _is_taken(self, alias: Alias) -> bool:
        return alias[:2] in self._owners or (alias.kind == identities.ID and UUID(alias.value) in self._states)

    def live_ids(self) -> list[UUID]:
        """Return the active customers that rows of the batch can match."""
        return [customer_id for customer_id, profile in self._states.items() if profile.state == "live"]

    def is_live(self, customer_id: UUID) -> bool:
        """Return whether a customer of the batch is live."""
        return self._states[customer_id].state == "live"

    def is_undone(self, customer_id: UUID) -> bool:
        """Return whether an undo took a customer out of the shop."""
        profile = self._states.get(customer_id)
        return profile is not None and profile.state == "undone"

    def add(self, row: CustomerRow, customer_id: UUID) -> None:
        """Add a new customer, which later rows of the batch match."""
        for pair in names_of(row):
            if pair[0] != identities.ID:
                self._owners[pair] = customer_id
        for alias in row.aliases:
            if alias.kind != identities.PHONE:
                self._owners[alias[:2]] = customer_id
        if self._by_phones and isinstance(phone := row.fields.get("phone"), str):
            self._phones.setdefault(phone, []).append(customer_id)
        self._states[customer_id] = _LIVE

    def move(self, customer_id: UUID, released: Iterable[Identity], claimed: Iterable[Identity]) -> None:
        """Release identities of a customer and claim others, for later rows of the batch."""
        for pair in released:
            self._owners.pop(pair, None)
        self._owners |= dict.fromkeys(claimed, customer_id)

    def find_owner(self, kind: str, value: str) -> UUID | None:
        """Return the customer that owns an identity of the batch, None where it is free."""
        return self._owners.get((kind, value))

    def _live_owner(self, row: CustomerRow, pair: Identity) -> UUID | None:
        customer_id = self._owners.get(pair)
        if customer_id is None and pair[0] == identities.ID:
            customer_id = row.id
        if customer_id is None:
            return None
        state = self._states.get(customer_id)
        if state is None or state.state == "live":
            return None if state is None else customer_id
        survivor_id, profile = follow_merges(customer_id, self._states.get)
        return survivor_id if profile is not None and profile.state == "live" else None

    def _deleted_owner(self, row: CustomerRow) -> UUID | None:
        """Return the deleted customer that the id of a row leads to, or None."""
        if row.id is None:
            return None
        survivor_id, profile = follow_merges(row.id, self._states.get)
        return survivor_id if profile is not None and profile.state == "deleted" else None

    def _state_of(self, row: CustomerRow) -> str | None:
        profile = self._states.get(row.id) if row.id else None
        return profile.state if profile is not None else None

    def _check_erased(self, row: CustomerRow, pairs: Sequence[Identity]) -> None:
        state = self._state_of(row)
        if state == "erased" and not self._allows_erased:
            raise skip_erased(pairs[0])
        if state == "absorbed":
            raise RowRejectedError("not_found", f"the customer that {row.id} was merged into is missing; run `customers doctor`")
        phone = None if pairs else phone_of(row)
        self.former.check_erased([(identities.PHONE, phone)] if phone else pairs)

    def _by_phone(self, row: CustomerRow) -> UUID | None:
        phone = phone_of(row)
        owners = self._phones.get(phone, []) if phone else []
        if len(owners) > 1:
            raise RowRejectedError("ambiguous", f"{phone} is the phone of {len(owners)} customers; name one by id, email or external id")
        return owners[0] if owners else None


def lock_matches(
    tx: Transaction,
    rows: Sequence[CustomerRow],
    *,
    names: Collection[Identity] = (),
    by_phone: bool = False,
    also: Collection[UUID] = (),
    allow_erased: bool = False,
) -> CustomerLookup:
    """Match the rows of a batch and lock their customers, those of other `names` and of `also`, against merging and deletion.

    Rows are matched again where another process changed a customer before it was locked.
    """
    while not (lookup := CustomerLookup(tx, rows, names=names, by_phone=by_phone, also=also, allow_erased=allow_erased)).lock(tx):
        pass
    return lookup


def names_of(row: CustomerRow) -> list[Identity]:
    """Return the identities of a row, the strongest first: its id, its external ids, its email."""
    pairs = [(identities.ID, str(row.id))] if row.id else []
    for system, value in row.external_ids.items() if row.external_ids else ():
        pairs.append((identities.EXTERNAL, f"{system}:{value}"))
    email = row.fields.get("email")
    if email is not None and email is not CLEAR:
        pairs.append((identities.EMAIL, email_key(email)))
    return pairs


def email_identity(row: CustomerRow) -> str | None:
    """Return the key of the email of a row."""
    email = row.fields.get("email")
    return None if email is None or email is CLEAR else email_key(email)


def external_identities(row: CustomerRow) -> list[str]:
    """Return the external ids of a row in the form of identities."""
    return [f"{system}:{value}" for system, value in row.external_ids.items()]


def phone_of(row: CustomerRow) -> str | None:
    """Return the phone of a row, or None."""
    phone = row.fields.get("phone")
    return phone if isinstance(phone, str) else None
