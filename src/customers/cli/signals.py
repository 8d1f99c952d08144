"""Termination signals: Ctrl-C, SIGTERM, and the SIGHUP of a terminal that is closed.

Each raises a KeyboardInterrupt, which makes psycopg cancel its statement and which rolls back like any error.
"""

import contextlib
import io
import os
import select
import signal
import sys
from collections.abc import Iterator
from types import FrameType
from typing import TYPE_CHECKING, Any

from customers.errors import ExitStatus

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

# signal -> exit status and its description
_SIGNALS = {
    signal.SIGINT: (ExitStatus.INTERRUPTED, "interrupted"),
    signal.SIGTERM: (ExitStatus.TERMINATED, "terminated"),
    signal.SIGHUP: (ExitStatus.HUNG_UP, "hung up"),
}
# Seconds until the second attempt to raise a signal that a finalizer swallowed.
_RERAISE_DELAY = 0.005
_monitor: "SignalMonitor | None" = None


class TerminationSignal(KeyboardInterrupt):
    """A termination signal.

    A class of its own, as Python records a plain KeyboardInterrupt that passes through `exec` of a string, such as the
    definition of a dataclass, and then exits by SIGINT whatever the exit status.
    """


class SignalMonitor:
    """The first termination signal of a run; later ones are ignored, so that they do not disturb the cleanup.

    Attributes:
        received: The signal.
        wakeup: The descriptor that becomes readable by a signal, where there is one.
    """

    def __init__(self) -> None:
        self.received: signal.Signals | None = None
        self.wakeup: int | None = None
        self._is_deferring = False

    @property
    def status(self) -> ExitStatus:
        """The exit status of a run that a signal ended."""
        return _SIGNALS[self.received or signal.SIGINT][0]

    @property
    def description(self) -> str:
        """The signal in words."""
        return _SIGNALS[self.received or signal.SIGINT][1]

    def handle(self, number: int, _frame: FrameType | None) -> None:
        """Raise TerminationSignal for the first signal, or for a second one where the first is deferred."""
        is_first = self.received is None
        if is_first:
            self.received = signal.Signals(number)
        if is_first != self._is_deferring:
            self._is_deferring = False
            raise TerminationSignal

    @contextlib.contextmanager
    def defer(self) -> Iterator[None]:
        """Raise a signal after the block, so that it does not part a commit from its count; a second signal is raised at once."""
        self._is_deferring = True
        try:
            yield
        finally:
            is_pending, self._is_deferring = self._is_deferring and self.received is not None, False
            if is_pending:
                raise TerminationSignal

    def reraise_swallowed(self, unraisable: Any) -> None:
        """Raise a signal that a finalizer swallowed a second time, by an alarm."""
        if self.received is None or not issubclass(unraisable.exc_type, KeyboardInterrupt):
            sys.__unraisablehook__(unraisable)
            return
        number, self.received = self.received, None
        signal.signal(signal.SIGALRM, lambda _alarm, frame: self.handle(number, frame))
        signal.setitimer(signal.ITIMER_REAL, _RERAISE_DELAY)


class InterruptibleInput(io.FileIO):
    """A file descriptor to read from, on which a wait for input ends with a signal.

    Python runs the handler of a signal between two of its instructions. A signal that arrives after the last one
    before a blocking read is therefore handled when the read returns, which on a terminal may be never. Here the wait is
    for the input or for a byte that the signal itself writes, so that an earlier signal ends it too.
    """

    def __init__(self, descriptor: int, wakeup: int) -> None:
        super().__init__(descriptor, closefd=False)
        self._wakeup = wakeup

    # These two read by way of `readinto`, those of FileIO do not.
    read = io.RawIOBase.read  # type: ignore[assignment]
    readall = io.RawIOBase.readall

    def readinto(self, buffer: "WriteableBuffer", /) -> int | None:
        """Read bytes into a buffer, and return how many."""
        while True:
            readable, _, _ = select.select([self.fileno(), self._wakeup], [], [])
            if self._wakeup not in readable:
                return super().readinto(buffer)
            os.read(self._wakeup, select.PIPE_BUF)


@contextlib.contextmanager
def handle_signals() -> Iterator[SignalMonitor]:
    """Install handlers for SIGINT, SIGTERM and SIGHUP unless they were ignored at start (`nohup`, a job in the background)."""
    global _monitor
    monitor, hook = SignalMonitor(), sys.unraisablehook
    _monitor = monitor
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(ValueError):  # handlers belong to the main thread
            for number in _SIGNALS:
                if signal.getsignal(number) != signal.SIG_IGN:
                    signal.signal(number, monitor.handle)
            sys.unraisablehook = monitor.reraise_swallowed
            stack.enter_context(_interruptible_stdin(monitor))
        try:
            yield monitor
        finally:
            sys.unraisablehook = hook
            _monitor = None


def defer_signals() -> contextlib.AbstractContextManager[None]:
    """Return a block that the signals of this run do not interrupt; see `SignalMonitor.defer`."""
    return contextlib.nullcontext() if _monitor is None else _monitor.defer()


@contextlib.contextmanager
def _interruptible_stdin(monitor: SignalMonitor) -> Iterator[None]:
    """Let a signal end a wait for standard input, where that is a file descriptor."""
    stdin = sys.stdin
    try:
        descriptor = stdin.fileno()
    except (OSError, ValueError):
        yield
        return
    monitor.wakeup, signalled = wakeup, _ = os.pipe()
    os.set_blocking(signalled, False)
    previous = signal.set_wakeup_fd(signalled, warn_on_full_buffer=False)
    stream = io.BufferedReader(InterruptibleInput(descriptor, wakeup))
    sys.stdin = io.TextIOWrapper(stream, encoding=stdin.encoding, errors=stdin.errors)
    try:
        yield
    finally:
        sys.stdin, monitor.wakeup = stdin, None
        signal.set_wakeup_fd(previous)
        os.close(wakeup)
        os.close(signalled)


@contextlib.contextmanager
def open_terminal() -> Iterator[io.TextIOBase | None]:
    """Open the terminal of the session to read from; a signal ends the wait. None without a terminal, as in a cron job."""
    wakeup = None if _monitor is None else _monitor.wakeup
    try:
        descriptor = os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY)
    except OSError:
        yield None
        return
    raw = io.FileIO(descriptor, closefd=False) if wakeup is None else InterruptibleInput(descriptor, wakeup)
    try:
        yield io.TextIOWrapper(io.BufferedReader(raw), errors="replace")
    finally:
        os.close(descriptor)


def ignore_signals() -> None:
    """Ignore signals from here on: the exit status is decided, and the interpreter shuts down undisturbed."""
    with contextlib.suppress(ValueError):
        for number in (*_SIGNALS, signal.SIGALRM):
            signal.signal(number, signal.SIG_IGN)
