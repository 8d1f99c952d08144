"""One transaction with its settings, time and actor."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from customers.config.settings import Settings
from customers.domain.segments import Thresholds
from customers.errors import ConcurrentUpdateError, IdentityTakenError
from customers.models.history import Change

if TYPE_CHECKING:
    from sqlalchemy import Connection

Result = TypeVar("Result")

# How often a transaction is tried when others come between, and the longest pause before the second attempt.
ATTEMPTS = 5
_FIRST_PAUSE = 0.05
# Of how many customers a dry run of a bulk command shows the changes.
MOST_SHOWN = 1000


@dataclass(slots=True)
class Transaction:
    """One transaction of one command. Services neither open nor commit it; what they raise rolls it back."""

    connection: "Connection"
    settings: Settings
    now: datetime
    actor: str
    command: str
    reason: str | None = None
    notices: list[str] = field(default_factory=list)
    # What a dry run would change, by customer, to be shown; None where nobody is going to ask.
    changes: list[tuple[UUID, Change]] | None = None

    @property
    def thresholds(self) -> Thresholds:
        """What VIP and segments are calculated with."""
        return self.settings.thresholds

    @property
    def currency(self) -> str:
        """The shop's currency."""
        return self.settings.currency

    @property
    def consent(self) -> bool:
        """Whether the shop keeps marketing consent at all."""
        return self.settings.enable_marketing_consent

    def notice(self, *sentences: str) -> None:
        """Say something that the operator should hear beside the result."""
        self.notices += [sentence for sentence in sentences if sentence not in self.notices]


def repeated(work: Callable[[], Result], may_repeat: Callable[[], bool] = lambda: True) -> Result:
    """Do work that is one whole transaction, again from its beginning when others came between: a deadlock that the
    database resolved against us, a failed serialization, a name that was free when we looked and taken when we wrote.

    Raises:
        ConcurrentUpdateError, IdentityTakenError: it did not go well in several attempts, or may not be repeated.
    """
    attempt = 1
    while True:
        try:
            return work()
        except ConcurrentUpdateError as error:
            if error.details["attempts"] > 1:  # a part of the work has been at it already
                raise
            if attempt == ATTEMPTS or not may_repeat():
                raise ConcurrentUpdateError(attempts=attempt) from error
        except IdentityTakenError:
            if attempt == ATTEMPTS or not may_repeat():
                raise
        _pause(attempt)
        attempt += 1


def _pause(attempt: int) -> None:
    from random import uniform

    # Two who met once must not meet again.
    time.sleep(uniform(0, _FIRST_PAUSE * 2**attempt))
