"""The moments at which a command is ended: statements of its work, as `--debug` shows them, and times after them."""

import subprocess
import time
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

_STATEMENT = b"SQL: "


class Moment(NamedTuple):
    """A moment of a command: how many statements are awaited, the first that counts included, and the seconds after that."""

    statements: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Course:
    """The times of the statements of an undisturbed command, in seconds after the first one that counts."""

    times: tuple[float, ...]

    def moment(self, part: float) -> Moment:
        """Return the moment at a part of the work; beyond 1 it is after the last statement, in the commit or behind it.

        A time alone would miss short work: on a busy machine the command is far ahead of the clock of another process, or behind it.
        """
        time_of_part = part * self.times[-1]
        number = bisect_right(self.times, time_of_part)
        return Moment(number, time_of_part - self.times[number - 1])


def statements(process: "subprocess.Popen[bytes]", since: tuple[bytes, ...]) -> Iterator[bytes]:
    """Yield the statements of a command while it runs, from the first that begins with one of `since` on."""
    assert process.stderr is not None
    counts = False
    for line in process.stderr:
        counts = counts or line.startswith(since)
        if counts and line.startswith(_STATEMENT):
            yield line


def observe(process: "subprocess.Popen[bytes]", since: tuple[bytes, ...]) -> Course:
    """Return the course of a command that nothing disturbs."""
    times = [time.monotonic() for _ in statements(process, since)]
    return Course(tuple(moment - times[0] for moment in times))


def reach(process: "subprocess.Popen[bytes]", since: tuple[bytes, ...], number: int) -> None:
    """Wait until a command has started so many statements that count, or has ended."""
    next(islice(statements(process, since), number - 1, None), None)
