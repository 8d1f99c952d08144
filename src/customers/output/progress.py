"""The progress of long work: a line on the terminal of stderr, shown after half a second and erased at the end."""

import os
import signal
import sys
import threading
import time
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

# Seconds.
DELAY = 0.5


class Progress(Protocol):
    """The progress of one piece of work, as a context that ends with the work."""

    def __enter__(self) -> "Progress":
        """Begin the work."""

    def __exit__(self, *_error: object) -> None:
        """End the work, and erase the line."""

    def advance(self, amount: int = 1) -> None:
        """Add to the completed amount."""

    def set_completed(self, completed: int) -> None:
        """Set the completed amount."""


class NullProgress:
    """Progress that displays nothing."""

    def __enter__(self) -> "NullProgress":
        """Begin the work."""
        return self

    def __exit__(self, *_error: object) -> None:
        """End the work."""

    def advance(self, amount: int = 1) -> None:
        """Ignore the amount."""

    def set_completed(self, completed: int) -> None:
        """Ignore the amount."""


class TerminalProgress:
    """A line on stderr: with a total the share, the rate and the remaining time, without one the elapsed time.

    A thread imports Rich and draws the line after `DELAY`, so that the work does not wait for it.
    """

    def __init__(self, description: str, total: int | None, unit: str) -> None:
        """Start the clock; `total` is in `unit`s, None if unknown; without a unit no rate is shown."""
        self._description, self._total, self._unit = description, total, unit
        self._start = time.monotonic()
        self._completed = 0
        self._bar: Bar | None = None
        self._has_ended = False
        self._lock = threading.Lock()
        self._timer = threading.Timer(DELAY, self._display)
        self._timer.daemon = True

    def __enter__(self) -> "TerminalProgress":
        """Begin the work."""
        # Threads inherit the signal mask: block signals so that only the main thread receives them. Its wait for a file
        # or a database would not be interrupted otherwise.
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
        self._timer.start()
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        return self

    def __exit__(self, *_error: object) -> None:
        """End the work, and erase the line."""
        self._timer.cancel()
        with self._lock:
            self._has_ended = True
            if self._bar is not None:
                self._bar.stop()

    def advance(self, amount: int = 1) -> None:
        """Add to the completed amount."""
        self.set_completed(self._completed + amount)

    def set_completed(self, completed: int) -> None:
        """Set the completed amount."""
        self._completed = completed
        if self._bar is not None:
            self._bar.update(self._bar.task_ids[0], completed=completed, rate=self._rate())

    def _rate(self) -> str:
        if not self._unit:
            return ""
        per_second = int(self._completed / (time.monotonic() - self._start))
        if self._unit != "bytes":
            return f"{per_second:,} {self._unit}/s"
        from rich.filesize import decimal

        return f"{decimal(per_second)}/s"

    def _display(self) -> None:
        bar = self._new_bar()
        with self._lock:
            if self._has_ended:
                return
            task = bar.add_task(self._description, total=self._total, completed=self._completed, rate=self._rate())
            bar.tasks[task].start_time = self._start
            bar.start()
            self._bar = bar

    def _new_bar(self) -> "Bar":
        from rich import progress as draw
        from rich.console import Console

        name = draw.TextColumn("{task.description}", markup=False)
        if self._total is None:
            columns: tuple[draw.ProgressColumn, ...] = (draw.SpinnerColumn(), name, draw.TimeElapsedColumn())
        else:
            rates = [draw.TextColumn("{task.fields[rate]}", markup=False)] if self._unit else []
            columns = (name, draw.BarColumn(), draw.TaskProgressColumn(), *rates, draw.TimeRemainingColumn(compact=True))
        console = Console(file=sys.stderr, markup=False, emoji=False, highlight=False)
        return draw.Progress(*columns, console=console, transient=True, refresh_per_second=5, redirect_stdout=False, redirect_stderr=False)


def start(description: str, total: int | None, unit: str) -> Progress:
    """Return the progress of work that begins now; a dumb terminal cannot erase a line and shows none."""
    return TerminalProgress(description, total, unit) if os.environ.get("TERM") != "dumb" else NullProgress()
