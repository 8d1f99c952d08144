"""A parsed command line up to its last word, and the completions of that word."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

# "words" are complete; after an "open" word the shell adds no space; "files" are completed by the shell; of a "list" of words that do
# not begin with what is typed, only a single one takes its place.
Mode = Literal["words", "open", "files", "list"]


@dataclass(frozen=True, slots=True)
class Completions:
    """The completions of a word, each with its help."""

    words: Sequence[tuple[str, str]] = ()
    mode: Mode = "words"


@dataclass
class PartialCommandLine:
    """The words before the last one, parsed."""

    path: tuple[str, ...] = ()
    command: Any = None
    options: dict[str, str] = field(default_factory=dict)
    arguments: int = 0
    pending: str | None = None
    only_arguments: bool = False


def leaf_of(command: Any) -> Any:
    """Return the default command of a group that has one, else the command itself."""
    default = getattr(command, "default_command", None)
    return command.commands[default] if default else command


def option_named(command: Any, option: str) -> Any:
    """Return the parameter of a command for the spelling of an option, None if there is none."""
    return next((p for p in leaf_of(command).params if option in (*p.opts, *p.secondary_opts) and p.param_type_name == "option"), None)
