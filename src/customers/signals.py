"""What ends a run from outside: Ctrl-C, SIGTERM, and the SIGHUP of a terminal that is closed.

Each raises a KeyboardInterrupt, which psycopg answers by cancelling its statement, and which cleans up like any error.
"""

import contextlib
import signal
import sys
from collections.abc import Iterator
from types import FrameType
from typing import Any

from customers.errors import ExitStatus

# The status of each, and the word for it.
_ENDS = {
    signal.SIGINT: (ExitStatus.INTERRUPTED, "interrupted"),
    signal.SIGTERM: (ExitStatus.TERMINATED, "terminated"),
    signal.SIGHUP: (ExitStatus.HUNG_UP, "hung up"),
}
# How soon a signal that Python swallowed is heard again.
_SOON = 0.005


class Ended(KeyboardInterrupt):
    """A signal arrived.

    Python remembers a plain KeyboardInterrupt that passes through the `exec` of a string, as at the making of a dataclass,
    and kills itself by SIGINT at its end, whatever status was asked for.
    """


class Ears:
    """Which signal ended the run: the first one; what comes after it must not disturb the cleaning up."""

    def __init__(self) -> None:
        self.heard: signal.Signals | None = None

    @property
    def status(self) -> ExitStatus:
        """The exit status of a run that was ended."""
        return _ENDS[self.heard or signal.SIGINT][0]

    @property
    def word(self) -> str:
        """What happened to it."""
        return _ENDS[self.heard or signal.SIGINT][1]

    def hear(self, number: int, _frame: FrameType | None) -> None:
        """Take a signal."""
        if self.heard is None:
            self.heard = signal.Signals(number)
            raise Ended

    def hear_again(self, missed: Any) -> None:
        """An exception in a finalizer goes nowhere: take the signal again in a moment, when something else is running."""
        if self.heard is None or not issubclass(missed.exc_type, KeyboardInterrupt):
            sys.__unraisablehook__(missed)
            return
        number, self.heard = self.heard, None
        signal.signal(signal.SIGALRM, lambda _alarm, frame: self.hear(number, frame))
        signal.setitimer(signal.ITIMER_REAL, _SOON)


@contextlib.contextmanager
def listening() -> Iterator[Ears]:
    """Hear signals, but for those that whoever started the program lets pass (`nohup`, a job in the background)."""
    ears, hook = Ears(), sys.unraisablehook
    with contextlib.suppress(ValueError):  # outside the main thread whoever runs us there handles signals
        for number in _ENDS:
            if signal.getsignal(number) != signal.SIG_IGN:
                signal.signal(number, ears.hear)
        sys.unraisablehook = ears.hear_again
    try:
        yield ears
    finally:
        sys.unraisablehook = hook


def leave() -> None:
    """The run is over and its status decided: nothing disturbs the interpreter any more while it shuts down."""
    with contextlib.suppress(ValueError):
        for number in (*_ENDS, signal.SIGALRM):
            signal.signal(number, signal.SIG_IGN)
