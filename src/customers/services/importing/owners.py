"""The owners of orders and the profiles that their rows name: absorbed ones, and other customers."""

from uuid import UUID

from customers.database.queries import identities
from customers.database.queries.orders import find_absorbed_names
from customers.errors import Remedy
from customers.services.customers.records import name_customers
from customers.services.importing.lookup import CustomerLookup, email_identity, external_identities
from customers.services.importing.rows import CustomerRow, Outcome, RowResult
from customers.services.transaction import Transaction

OTHER_CUSTOMER = "other_customer"
OF_DELETED = "of_deleted"


class AbsorbedNames:
    """The absorbed profiles by their identities; they are read when the first new order asks for one."""

    def __init__(self, tx: Transaction, lookup: CustomerLookup) -> None:
        """Ask for the profiles that the customers of a lookup absorbed."""
        self._tx = tx
        self._lookup = lookup
        self._profiles: dict[tuple[str, str], UUID] | None = None

    def exist(self) -> bool:
        """Return whether a customer of the lookup absorbed a profile."""
        if self._profiles is None:
            self._profiles = find_absorbed_names(self._tx.connection, self._lookup.live_ids())
        return bool(self._profiles)

    def named_by(self, row: CustomerRow, customer_id: UUID) -> UUID | None:
        """Return the absorbed profile that a row names, None where all its identities are the customer's, or lead to several."""
        if not self.exist():
            return None
        assert self._profiles is not None
        names = [("external", name) for name in external_identities(row)]
        names += [(identities.EMAIL, key)] if (key := email_identity(row)) is not None else []
        names += [("id", str(row.id))] if row.id is not None else []
        if not names and isinstance(phone := row.fields.get("phone"), str):
            names = [("phone", phone)]
        named = {self._profiles.get(name, customer_id) for name in names}
        return named.pop() if len(named) == 1 and named != {customer_id} else None


class OtherCustomers:
    """The known orders of a batch with rows that name another customer than they have."""

    def __init__(self) -> None:
        """Begin a batch."""
        self._pairs: dict[str, tuple[UUID, UUID]] = {}

    def compare(self, order: str, owner: UUID, named: UUID | None, outcome: str) -> str | Outcome:
        """Return the outcome of the row of an order, with a remark where it names somebody else."""
        if named is None or named == owner:
            return outcome
        self._pairs[order] = (owner, named)
        return Outcome(outcome, OTHER_CUSTOMER, order, Remedy("move_order", order=order))

    def name_in(self, tx: Transaction, results: list[RowResult]) -> list[RowResult]:
        """Return the results with the names of both customers in the remarks."""
        if not self._pairs:
            return results
        people = name_customers(tx, {customer_id for pair in self._pairs.values() for customer_id in pair})
        return [self._named(result, people) if result.code == OTHER_CUSTOMER else result for result in results]

    def _named(self, result: RowResult, people: dict[UUID, str]) -> RowResult:
        order = result.reason or ""
        owner, named = self._pairs[order]
        return result._replace(reason=f"the order {order} stays with {people[owner]}, although its row names {people[named]}")
