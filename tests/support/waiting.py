"""Bounded waits for other processes."""

import subprocess
import time
from collections.abc import Callable
from typing import TypeVar

Value = TypeVar("Value")

PAUSE = 0.005


def wait_until(condition: Callable[[], Value], process: "subprocess.Popen[bytes] | None" = None, *, seconds: float = 60) -> Value:
    """Return the first true value of a condition.

    Raises:
        AssertionError: the condition stays false until the timeout, or the process has ended.
    """
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        if process is not None and process.poll() is not None:
            raise AssertionError(f"the process ended with {process.returncode} before the condition came true: {process.communicate()}")
        assert time.monotonic() < deadline, f"the condition did not come true in {seconds:.0f} s"
        time.sleep(PAUSE)
    return value
