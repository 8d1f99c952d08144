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
    HUNG_UP = 129
    INTERRUPTED = 130
    TERMINATED = 143


class Interrupted(BaseException):
    """The run was ended by a signal; a BaseException of our own, as Typer would end it on a KeyboardInterrupt without a word."""


class ReaderGone(BaseException):
    """Whoever read stdout went away; Typer would end the program with status 1."""
