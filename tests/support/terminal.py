"""The program on a real terminal, observed during its run."""

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

from tests.support.program import Program

# Without the delay of the progress line, so that no test has to sleep.
IMPATIENT = "from customers.output import progress; progress.DELAY = 0; from customers.cli.main import run; run()"
# Raises a signal between the last instruction of Python and the wait for input: `map` calls both without one between them.
SIGNAL_BEFORE_INPUT = """
import ctypes, functools, operator, select, signal

wait, send = select.select, ctypes.CDLL(None)["raise"]

def wait_after_signal(*streams):
    return list(map(operator.call, (functools.partial(send, signal.{name}), functools.partial(wait, *streams))))[-1]

select.select = wait_after_signal
"""


class Screen:
    """A command line with stderr, and by default stdin and stdout, on a terminal of its own."""

    def __init__(
        self,
        customers: Program,
        *arguments: str,
        stdout: Path | None = None,
        env: Mapping[str, str] | None = None,
        columns: int = 100,
        before: str = "",
    ) -> None:
        self._ours, terminal = pty.openpty()
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
        out = os.open(stdout, os.O_WRONLY | os.O_CREAT) if stdout is not None else os.dup(terminal)
        self.seen = ""
        self.process = subprocess.Popen(
            [sys.executable, "-c", before + IMPATIENT, *arguments],
            stdin=terminal,
            stdout=out,
            stderr=terminal,
            env=customers.environment({"TERM": "xterm-256color", **(env or {})}),
            cwd=customers.home,
            start_new_session=True,
            preexec_fn=_take_terminal,
        )
        os.close(out)
        os.close(terminal)

    def __enter__(self) -> "Screen":
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: BaseException | None, _traceback: TracebackType | None) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._ours)

    def wait_for(self, text: str, seconds: float = 20) -> None:
        """Read until a text is on the screen."""
        self.wait_for_match(re.escape(text), seconds)

    def wait_for_match(self, pattern: str, seconds: float = 20) -> None:
        """Read until a pattern is on the screen."""
        end = time.monotonic() + seconds
        while not re.search(pattern, self.seen):
            assert self._read(end - time.monotonic()), f"{pattern!r} is not in {self.seen!r}"

    def wait_for_more(self, text: str, seconds: float = 20) -> None:
        """Read until a text is on the screen once more."""
        end, start = time.monotonic() + seconds, len(self.seen)
        while text not in self.seen[start:]:
            assert self._read(end - time.monotonic()), f"{text!r} is not in {self.seen[start:]!r}"

    def echoes(self) -> bool:
        """Return whether the terminal shows what is typed, and takes it line by line."""
        flags = termios.tcgetattr(self._ours)[3]
        return bool(flags & termios.ECHO and flags & termios.ICANON)

    def type(self, text: str) -> None:
        """Press keys."""
        os.write(self._ours, text.encode())

    def finish(self, seconds: float = 20) -> str:
        """Read to the end; return the complete output."""
        end = time.monotonic() + seconds
        while self._read(end - time.monotonic()):
            pass
        self.process.wait(seconds)
        return self.seen

    def _read(self, seconds: float) -> bool:
        if not select.select([self._ours], [], [], max(0, seconds))[0]:
            return False
        try:
            part = os.read(self._ours, 65536)
        except OSError:  # Linux reports a closed terminal so
            return False
        self.seen += part.decode(errors="replace")
        return bool(part)


def _take_terminal() -> None:
    """Make this terminal the controlling one of the new session, so that Ctrl-C is a signal."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
