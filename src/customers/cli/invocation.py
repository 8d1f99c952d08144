"""One command line: what stands before the command's name, the command itself, and Typer's errors as our own."""

import importlib
from collections.abc import Sequence
from typing import Any

import typer
import typer.main

from customers.cli.options import CommonOptions
from customers.cli.registry import COMMANDS, FLAGS, VALUES
from customers.errors import UsageError

_HINT = "`customers --help` lists the commands"


def invoke(argv: Sequence[str]) -> int:
    """Run a command line; returns the exit status.

    Raises:
        UsageError: the command line cannot be understood.
        CustomersError: what the command raised.
    """
    for number, argument in enumerate(argv, 1):
        if not argument.isascii() and any("\ud800" <= character <= "\udfff" for character in argument):
            raise UsageError(problem=f"argument {number} is not valid UTF-8")
    common, rest = _take_common(argv)
    if not rest:
        raise UsageError(problem="name a command", hint=_HINT)
    name, *arguments = rest
    if name not in COMMANDS:
        raise _unknown("command", name, list(COMMANDS))
    command = load(name)
    try:
        return command.main(args=arguments, prog_name=f"customers {name}", standalone_mode=False, obj=common) or 0
    except typer.Exit as done:
        return done.exit_code
    except typer.Abort:
        raise KeyboardInterrupt from None
    except Exception as error:
        message = getattr(error, "format_message", None)
        if message is None:
            raise
        raise _usage(message(), getattr(error, "ctx", None), name) from None


def load(name: str) -> Any:
    """The command, or group of commands, of a name of the registry."""
    return typer.main.get_command(importlib.import_module(COMMANDS[name][0]).app)


def _take_common(argv: Sequence[str]) -> tuple[CommonOptions, list[str]]:
    """The options before the command's name, and the rest."""
    rest = list(argv)
    taken: dict[str, str | bool] = {}
    while rest and rest[0].startswith("-"):
        option, equals, value = rest.pop(0).partition("=")
        if option in FLAGS and not equals:
            taken[FLAGS[option]] = True
        elif option in VALUES:
            if not equals and not rest:
                raise UsageError(problem=f"option {option} requires a value", hint=_HINT)
            taken[VALUES[option]] = value if equals else rest.pop(0)
        elif option in ("--help", "--version"):
            raise UsageError(problem=f"{option} stands alone, or after a command", hint=_HINT)
        else:
            raise _unknown("option", option, [*FLAGS, *VALUES])
    return CommonOptions(**taken), rest  # type: ignore[arg-type]


def _unknown(kind: str, name: str, known: Sequence[str]) -> UsageError:
    from customers.rules.text import nearest

    likely = nearest(name, known)
    return UsageError(problem=f"no such {kind} {name!r}" + (f"; did you mean {likely}?" if likely else ""), hint=_HINT)


def _usage(message: str, context: typer.Context | None, name: str) -> UsageError:
    path = context.command_path if context is not None else f"customers {name}"
    sentence = " ".join(message.split()).rstrip(".")
    return UsageError(problem=sentence[:1].lower() + sentence[1:], hint=f"`{path} --help` shows what it takes")
