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
    """One record of the history: what one command changed of one customer; all customers that it changed share its id."""

    id: UUID
    at: datetime
    actor: str
    reason: str | None
    command: str
    customer_id: UUID
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Changed(Generic[T]):
    """What a writing service did: the result, the changes that led to it, and what the operator should hear."""

    result: T
    changes: tuple[Change, ...] = ()
    notices: tuple[str, ...] = ()
