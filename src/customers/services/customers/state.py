"""The state of a profile: where its merges lead, what an inactive one raises, and when it changes next."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol, TypeVar
from uuid import UUID

from customers.errors import (
    AlreadyMergedError,
    CustomerDeletedError,
    CustomerErasedError,
    CustomerNotFoundError,
    CustomersError,
    CustomerUndoneError,
)


class HasState(Protocol):
    """Anything that holds the state of a profile: "live", "deleted", "absorbed", "erased" or "undone"."""

    @property
    def state(self) -> str: ...

    @property
    def merged_into(self) -> UUID | None: ...


State = TypeVar("State", bound=HasState)


def follow_merges(customer_id: UUID, find: Callable[[UUID], State | None]) -> tuple[UUID, State | None]:
    """Return the profile at the end of a chain of merges with its state, None where that profile is missing.

    The end of a chain that leads back into itself is an absorbed profile.
    """
    passed = {customer_id}
    while True:
        state = find(customer_id)
        if state is None or state.state != "absorbed" or state.merged_into is None or state.merged_into in passed:
            return customer_id, state
        customer_id = state.merged_into
        passed.add(customer_id)


def not_active_error(reference: str | UUID, state: HasState | None, updated_at: datetime | None = None) -> CustomersError:
    """Return the error of a customer that is not active; `updated_at` dates its erasure."""
    if state is not None and state.state == "absorbed" and state.merged_into is not None:
        return AlreadyMergedError(reference=reference, survivor=state.merged_into, name=f"customer {state.merged_into}")
    if state is not None and state.state == "deleted":
        return CustomerDeletedError(reference=reference)
    if state is not None and state.state == "erased" and updated_at is not None:
        return CustomerErasedError(reference=reference, date=updated_at.date())
    if state is not None and state.state == "undone":
        return CustomerUndoneError(reference=reference)
    return CustomerNotFoundError(reference=reference)


def next_updated_at(now: datetime, updated_at: datetime) -> datetime:
    """Return `now`, or a second after the last change where that is not before `now`.

    `updated_at` always advances: a script that compares it, in whole seconds, misses no change.
    """
    return max(now, updated_at + timedelta(seconds=1))
