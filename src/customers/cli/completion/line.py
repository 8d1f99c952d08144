"""A command line read up to its last word, and the completions of that word."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

# "open" is a word that may go on, so that no space follows; "files" leaves it to the shell.
Mode = Literal["words", "open", "files"]


@dataclass(frozen=True, slots=True)
class Completions:
    """What may stand there, each with its help."""

    words: Sequence[tuple[str, str]] = ()
    mode: Mode = "words"


@dataclass
class PartialCommandLine:
    """A command line up to its last word, read as far as it goes."""

    path: tuple[str, ...] = ()
    command: Any = None
    options: dict[str, str] = field(default_factory=dict)
    arguments: int = 0
    pending: str | None = None
    only_arguments: bool = False


def leaf_of(command: Any) -> Any:
    """The command that stands for a group where none of it is named."""
    default = getattr(command, "default_command", None)
    return command.commands[default] if default else command


def option_named(command: Any, option: str) -> Any:
    """The parameter of a command that is spelled so, or None."""
    return next((p for p in leaf_of(command).params if option in (*p.opts, *p.secondary_opts) and p.param_type_name == "option"), None)
