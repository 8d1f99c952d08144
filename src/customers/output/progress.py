"""How far long work is: a line on the terminal of stderr that comes after half a second, and goes without a trace."""

import os
import signal
import sys
import threading
import time
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

DELAY = 0.5


class Progress(Protocol):
    """What long work tells; a context that ends with the work."""

    def __enter__(self) -> "Progress": ...

    def __exit__(self, *_error: object) -> None: ...

    def advance(self, amount: int = 1) -> None:
        """So much more is done."""

    def set_completed(self, done: int) -> None:
        """So much is done in all."""


class NullProgress:
    """Nobody is watching."""

    def __enter__(self) -> "NullProgress":
        return self

    def __exit__(self, *_error: object) -> None:
        pass

    def advance(self, amount: int = 1) -> None:
        pass

    def set_completed(self, done: int) -> None:
        pass


class TerminalProgress:
    """A line on stderr: with a total the share, the rate and the time left, without one the time that has passed.

    The work does not wait for it: a thread draws the line, and loads what draws it, once half a second is over.
    """

    def __init__(self, what: str, total: int | None, unit: str) -> None:
        self._what, self._total, self._unit = what, total, unit
        self._start = time.monotonic()
        self._done = 0
        self._bar: Bar | None = None
        self._over = False
        self._lock = threading.Lock()
        self._timer = threading.Timer(DELAY, self._display)
        self._timer.daemon = True

    def __enter__(self) -> "TerminalProgress":
        # A thread that takes Ctrl-C keeps it from the one that waits for a file or a database, which would wait on;
        # the thread of the timer, and the one that it starts, are born deaf.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
        self._timer.start()
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        return self

    def __exit__(self, *_error: object) -> None:
        self._timer.cancel()
        with self._lock:
            self._over = True
            if self._bar is not None:
                self._bar.stop()

    def advance(self, amount: int = 1) -> None:
        self.set_completed(self._done + amount)

    def set_completed(self, done: int) -> None:
        self._done = done
        if self._bar is not None:
            self._bar.update(self._bar.task_ids[0], completed=done, rate=self._rate())

    def _rate(self) -> str:
        a_second = int(self._done / (time.monotonic() - self._start))
        if self._unit != "bytes":
            return f"{a_second:,} {self._unit}/s"
        from rich.filesize import decimal

        return f"{decimal(a_second)}/s"

    def _display(self) -> None:
        bar = self._make()
        with self._lock:
            if self._over:
                return
            task = bar.add_task(self._what, total=self._total, completed=self._done, rate=self._rate())
            bar.tasks[task].start_time = self._start
            bar.start()
            self._bar = bar

    def _make(self) -> "Bar":
        from rich import progress as draw
        from rich.console import Console

        name = draw.TextColumn("{task.description}", markup=False)
        if self._total is None:
            columns: tuple[draw.ProgressColumn, ...] = (draw.SpinnerColumn(), name, draw.TimeElapsedColumn())
        else:
            rate = draw.TextColumn("{task.fields[rate]}", markup=False)
            columns = (name, draw.BarColumn(), draw.TaskProgressColumn(), rate, draw.TimeRemainingColumn(compact=True))
        console = Console(file=sys.stderr, markup=False, emoji=False, highlight=False)
        return draw.Progress(*columns, console=console, transient=True, refresh_per_second=5, redirect_stdout=False, redirect_stderr=False)


def start(what: str, total: int | None, unit: str) -> Progress:
    """The progress of some work, on a terminal: shown where it can take a line back."""
    return TerminalProgress(what, total, unit) if os.environ.get("TERM") != "dumb" else NullProgress()
