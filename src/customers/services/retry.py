"""Retry a transaction after a conflict with another one."""

import time
from collections.abc import Callable
from typing import TypeVar

from customers.errors import ConcurrentUpdateError, IdentityTakenError

Result = TypeVar("Result")

# Number of attempts of a transaction, and the longest pause before the second one, in seconds.
ATTEMPTS = 5
_FIRST_PAUSE = 0.05


def run_with_retry(work: Callable[[], Result], may_repeat: Callable[[], bool] = lambda: True) -> Result:
    """Run work that is a transaction of its own; retry it on a deadlock, a serialization failure or a unique conflict.

    Raises:
        ConcurrentUpdateError, IdentityTakenError: the last attempt failed, or the work may not be repeated.
    """
    attempt = 1
    while True:
        try:
            return work()
        except ConcurrentUpdateError as error:
            if error.details["attempts"] > 1:  # a part of the work was retried already
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

    # A random pause keeps two runs from colliding again.
    time.sleep(uniform(0, _FIRST_PAUSE * 2**attempt))
