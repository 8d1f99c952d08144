"""The exit statuses, and what all errors have in common."""

from collections.abc import Callable, Mapping
from enum import IntEnum
from typing import Any, ClassVar


class ExitStatus(IntEnum):
    """The exit statuses of the program."""

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


class Remedy:
    """What to do about an error: a code, which each front end puts into its own words, and the values of its sentence."""

    __slots__ = ("code", "values")

    def __init__(self, code: str, **values: Any) -> None:
        self.code = code
        self.values = values


class CustomersError(Exception):
    """an internal error of the program"""

    code: ClassVar[str] = "internal"
    status: ClassVar[ExitStatus] = ExitStatus.FAULT
    hint: str | None = None
    remedy: Remedy | None = None
    # Where in the input the problem is.
    place: str | None = None
    # Parameters of the program that the message or a detail names in braces.
    parameters: tuple[str, ...] = ()

    def __init__(self, *, hint: str | None = None, remedy: Remedy | None = None, parameters: tuple[str, ...] = (), **details: Any) -> None:
        super().__init__()
        # As given, with parameters in braces.
        self._details = details
        self.parameters = (*type(self).parameters, *parameters)
        if hint is not None or remedy is not None:
            self.hint, self.remedy = hint, remedy
        self.reword(str, {})

    @property
    def message(self) -> str:
        """The problem in one sentence without a period."""
        return str(self)

    def locate(self, place: str) -> None:
        """Begin the message with the place in the input, such as "line 3"."""
        self.place = place
        self.args = (f"{place}: {self.args[0]}",)

    def reword(self, parameter: Callable[[str], str], remedies: Mapping[str, str]) -> None:
        """Put the parameters and the remedy into the words of a front end; at first a parameter is its bare name.

        Args:
            parameter: Returns the word for a parameter, such as `--per-page` for per_page.
            remedies: The hints by the codes of remedies; of other codes there is none.
        """
        words = {name: parameter(name) for name in self.parameters}
        self.details: dict[str, Any] = {
            name: _filled(value, words) if isinstance(value, str) else value for name, value in self._details.items()
        }
        text = (type(self).__doc__ or "").format_map({**words, **self.details})
        self.args = (text if self.place is None else f"{self.place}: {text}",)
        if self.hint is None and self.remedy is not None and self.remedy.code in remedies:
            self.hint = remedies[self.remedy.code].format_map(self.remedy.values)


class Interrupted(BaseException):
    """A signal that ended the run; not a KeyboardInterrupt, which Typer would end without a message."""


class OutputClosed(BaseException):
    """A reader of stdout that closed it; not a BrokenPipeError, on which Typer would exit with status 1."""


def _filled(text: str, words: Mapping[str, str]) -> str:
    for name, word in words.items():
        text = text.replace(f"{{{name}}}", word)
    return text
