"""Events of the history, and the result of a change."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic
from uuid import UUID

from customers.models.page import T


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one customer, before and after."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class HistoryEvent:
    """One record of the history: the changes of one customer by one command; all customers of the command share its id.

    `run_customers` is the number of customers that the run changed.
    """

    id: UUID
    at: datetime
    actor: str
    reason: str | None
    command: str
    customer_id: UUID
    changes: tuple[Change, ...]
    run_id: UUID | None = None
    customer_name: str | None = None
    customer_email: str | None = None
    run_customers: int | None = None


@dataclass(frozen=True, slots=True)
class HistoryFilter:
    """A filter of events: from a time, before a time, by an actor, of a command (`tag add`) or a group of commands (`tag`), of a run."""

    since: datetime | None = None
    until: datetime | None = None
    actor: str | None = None
    action: str | None = None
    run_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Changed(Generic[T]):
    """The result of a writing service, with its changes and notices."""

    result: T
    changes: tuple[Change, ...] = ()
    notices: tuple[str, ...] = ()
