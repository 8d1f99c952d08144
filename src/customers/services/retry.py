"""Retry a transaction after a conflict with another one."""

import time
from collections.abc import Callable
from typing import TypeVar

from customers.errors import ConcurrentUpdateError, IdentityTakenError

Result = TypeVar("Result")

# How often a transaction is tried when others come between, and the longest pause before the second attempt.
ATTEMPTS = 5
_FIRST_PAUSE = 0.05


def run_with_retry(work: Callable[[], Result], may_repeat: Callable[[], bool] = lambda: True) -> Result:
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
