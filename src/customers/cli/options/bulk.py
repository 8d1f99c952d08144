"""Resolve, preview and confirm the customers of a bulk command."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from customers.cli.options.filters import FilterOptions, GuardOptions
from customers.cli.session import Session
from customers.domain.text import count_with_names
from customers.errors import CustomersError, PartlyShownError, UsageError
from customers.models.aliases import Names

if TYPE_CHECKING:
    from customers.services.listing.bulk import ResolvedCustomers
    from customers.services.listing.confirmation import Confirmed
    from customers.services.transaction import Transaction


class BulkTarget:
    """The customers of a bulk command: named, read from standard input, or selected.

    Attributes:
        skip_unknown: Whether unknown ones among many are refused one by one, instead of the command.
        deleted: Whether they are deleted customers.
    """

    def __init__(
        self,
        session: Session,
        customers: Sequence[str] | None,
        selection: FilterOptions,
        guard: GuardOptions,
        *,
        skip_unknown: bool,
        deleted: bool = False,
    ) -> None:
        """Read the references of the customers.

        Raises:
            UsageError: customers are both named and selected.
            InvalidFieldError: an amount or a time of the selection is not valid.
        """
        self._session = session
        chosen = selection.selection(session.settings.currency)
        self._is_selected = not chosen.is_empty
        self._selection = replace(chosen, deleted=True) if deleted else chosen
        self._guard = guard.guard()
        self.skip_unknown = skip_unknown
        names, self._from_stdin = session.input.read_references(customers)
        if self._from_stdin:
            session.limit_names(Names.COMPLETE)
        # An empty standard input is an empty list of customers, unlike a command line without any.
        self._references = names if names or self._from_stdin else None
        self._confirmed: Confirmed | None = None
        if self._references is not None and self._is_selected:
            raise UsageError(problem="name customers or give a selection, not both")

    @property
    def is_bulk(self) -> bool:
        """Whether the customers are selected or read from standard input, rather than named one by one."""
        return self._from_stdin or self._is_selected

    def lock(self, tx: "Transaction") -> "ResolvedCustomers":
        """Lock the customers, or those that were confirmed, and return them with the unknown ones of standard input."""
        from customers.services.listing.confirmation import lock_customers

        return lock_customers(
            tx,
            self._references,
            self._selection,
            self._guard,
            skip_unknown=self.skip_unknown,
            bulk=self._from_stdin or self.skip_unknown,
            confirmed=self._confirmed,
        )

    def confirm(self, question: Callable[[str], str]) -> None:
        """Ask a question about the customers, which it is given in words; a change between question and command cancels the command."""
        if not self._session.needs_confirmation:
            return
        from customers.services.listing import bulk, confirmation

        bulk.check_named(self._references, self._selection)

        def ask() -> str:
            with self._session.preview_transaction() as tx:
                resolved = bulk.resolve_customers(tx, self._references, self._selection, self._guard, skip_unknown=self.skip_unknown)
                self._confirmed = confirmation.confirmed_customers(resolved)
                count = resolved.customers.count()
                names = [customer.full_name for customer in bulk.preview_customers(tx, resolved.customers)]
            return question(count_with_names(count, "customer", names))

        self._session.confirm(ask)


def refuse_missing(session: Session, missing: Sequence[tuple[str, CustomersError]], total: int) -> None:
    """Name the references that lead to no customer, after what the others show.

    Raises:
        PartlyShownError: there are any.
    """
    if not missing:
        return
    if not session.writer.format.is_structured:
        for _, error in missing:
            session.console.warn(error.message)
    names, remedy = [reference for reference, _ in missing], missing[0][1].remedy
    raise PartlyShownError(refused=len(missing), total=total, what="customers", missing=names, remedy=remedy)
