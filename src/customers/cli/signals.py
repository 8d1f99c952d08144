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
_SIGNALS = {
    signal.SIGINT: (ExitStatus.INTERRUPTED, "interrupted"),
    signal.SIGTERM: (ExitStatus.TERMINATED, "terminated"),
    signal.SIGHUP: (ExitStatus.HUNG_UP, "hung up"),
}
# How soon a signal that Python swallowed is heard again.
_RERAISE_DELAY = 0.005


class TerminationSignal(KeyboardInterrupt):
    """A signal arrived.

    Python remembers a plain KeyboardInterrupt that passes through the `exec` of a string, as at the making of a dataclass,
    and kills itself by SIGINT at its end, whatever status was asked for.
    """


class SignalMonitor:
    """Which signal ended the run: the first one; what comes after it must not disturb the cleaning up."""

    def __init__(self) -> None:
        self.received: signal.Signals | None = None

    @property
    def status(self) -> ExitStatus:
        """The exit status of a run that was ended."""
        return _SIGNALS[self.received or signal.SIGINT][0]

    @property
    def description(self) -> str:
        """What happened to it."""
        return _SIGNALS[self.received or signal.SIGINT][1]

    def handle(self, number: int, _frame: FrameType | None) -> None:
        """Take a signal."""
        if self.received is None:
            self.received = signal.Signals(number)
            raise TerminationSignal

    def reraise_swallowed(self, missed: Any) -> None:
        """An exception in a finalizer goes nowhere: take the signal again in a moment, when something else is running."""
        if self.received is None or not issubclass(missed.exc_type, KeyboardInterrupt):
            sys.__unraisablehook__(missed)
            return
        number, self.received = self.received, None
        signal.signal(signal.SIGALRM, lambda _alarm, frame: self.handle(number, frame))
        signal.setitimer(signal.ITIMER_REAL, _RERAISE_DELAY)


@contextlib.contextmanager
def handle_signals() -> Iterator[SignalMonitor]:
    """Hear signals, but for those that whoever started the program lets pass (`nohup`, a job in the background)."""
    ears, hook = SignalMonitor(), sys.unraisablehook
    with contextlib.suppress(ValueError):  # outside the main thread whoever runs us there handles signals
        for number in _SIGNALS:
            if signal.getsignal(number) != signal.SIG_IGN:
                signal.signal(number, ears.handle)
        sys.unraisablehook = ears.reraise_swallowed
    try:
        yield ears
    finally:
        sys.unraisablehook = hook


def ignore_signals() -> None:
    """The run is over and its status decided: nothing disturbs the interpreter any more while it shuts down."""
    with contextlib.suppress(ValueError):
        for number in (*_SIGNALS, signal.SIGALRM):
            signal.signal(number, signal.SIG_IGN)
