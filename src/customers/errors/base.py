"""The exit statuses, and what all errors have in common."""

from enum import IntEnum
from typing import Any, ClassVar


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


class CustomersError(Exception):
    """the program met a fault of its own"""

    code: ClassVar[str] = "internal"
    status: ClassVar[ExitStatus] = ExitStatus.FAULT
    hint: str | None = None

    def __init__(self, *, hint: str | None = None, **details: Any) -> None:
        super().__init__((type(self).__doc__ or "").format_map(details))
        self.details = details
        if hint is not None:
            self.hint = hint

    @property
    def message(self) -> str:
        """What is wrong, in one sentence without a period."""
        return str(self)


class Interrupted(BaseException):
    """The run was ended by a signal; a BaseException of our own, as Typer would end it on a KeyboardInterrupt without a word."""


class OutputClosed(BaseException):
    """Whoever read stdout went away; Typer would end the program with status 1."""
