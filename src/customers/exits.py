"""How a run ends: the statuses that scripts see, and what ends it from outside."""

from enum import IntEnum


class ExitStatus(IntEnum):
    """What the program's exit status says to a script."""

    DONE = 0
    FAULT = 1
    USAGE = 2
    NOT_FOUND = 3
    CONFLICT = 4
    DATABASE = 5
    PARTIAL = 6
    BUSY = 7
    INTERRUPTED = 130
    TERMINATED = 143


ROLLED_BACK = "what was not committed is rolled back"


class Terminated(BaseException):
    """SIGTERM arrived; a BaseException, like the next two, so that nothing on the way takes it for an error to handle.

    What it is raised with is what the operator is told of the work so far; so with the next.
    """


class Interrupted(BaseException):
    """Ctrl-C was pressed; Typer would end the program on a KeyboardInterrupt without a word."""


class ReaderGone(BaseException):
    """Whoever read stdout went away; Typer would end the program with status 1."""
