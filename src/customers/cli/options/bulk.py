"""Who a bulk command is about: fixed, shown and confirmed before anything is done."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from customers.cli.session import Session
from customers.errors import UsageError
from customers.models.results import RefusedCustomer
from customers.models.selection import Guard, Selection

if TYPE_CHECKING:
    from customers.services.listing.confirmation import Confirmed
    from customers.services.transaction import Transaction


@dataclass
class BulkTarget:
    """Customers named, read from standard input, or selected; a lenient command refuses unknown names of many one by one."""

    session: Session
    customers: Sequence[str] | None
    selection: Selection
    guard: Guard
    skip_unknown: bool
    references: list[str] | None = field(init=False)
    bulk: bool = field(init=False)
    confirmed: "Confirmed | None" = field(init=False, default=None)

    def __post_init__(self) -> None:
        names, self.bulk = self.session.input.read_references(self.customers)
        # An empty standard input names nobody, which is not the same as not naming anybody.
        self.references = names if names or self.bulk else None
        if self.references is not None and not self.selection.is_empty:
            raise UsageError(problem="name customers or give a selection, not both")

    @property
    def is_selection(self) -> bool:
        """Whether customers are selected rather than named one by one."""
        return self.bulk or not self.selection.is_empty

    def select(self, tx: "Transaction") -> list[RefusedCustomer]:
        """Fix the customers for a transaction, those that were confirmed; returns the unknown ones where they came in bulk."""
        from customers.services.listing.confirmation import lock_customers

        return lock_customers(
            tx, self.references, self.selection, self.guard, skip_unknown=self.skip_unknown, bulk=self.bulk, confirmed=self.confirmed
        )

    def confirm(self, verb: str) -> None:
        """Show who is meant and ask; what was confirmed is what will be done, or nothing."""
        if not self.session.needs_confirmation:
            return
        from customers.services.listing import bulk as listing_bulk
        from customers.services.listing import confirmation

        listing_bulk.check_named(self.references, self.selection)

        def question() -> str:
            with self.session.preview_transaction() as tx:
                refused = listing_bulk.resolve_customers(tx, self.references, self.selection, self.guard, skip_unknown=self.skip_unknown)
                self.confirmed = confirmation.remember_selected(tx, refused)
                count = listing_bulk.count_selected(tx.connection)
                names = ", ".join(customer.full_name for customer in listing_bulk.preview(tx))
            few = f" ({names}{', ...' if count > 5 else ''})" if names else ""
            return f"{verb} {count} customer{'' if count == 1 else 's'}{few}?"

        self.session.confirm(question)
