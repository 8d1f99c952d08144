"""One command line: what stands before the command's name, the command itself, and Typer's errors as our own."""

import importlib
import sys
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import typer
import typer.main

from customers.cli.options.common import CommonOptions
from customers.cli.registry import COMMANDS, FLAGS, VALUES, help_text
from customers.domain.suggestions import closest_match
from customers.errors import OutputClosed, UsageError

# How the help of a command looks.
CONTEXT: dict[str, Any] = {"help_option_names": ["-h", "--help"], "max_content_width": 110}
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
    if rest[0] == "help":
        rest = [word for word in rest if word not in ("help", "-h", "--help")]
        if not rest:
            sys.stdout.write(help_text())
            return 0
        rest.append("--help")
    name, *arguments = rest
    if name not in COMMANDS:
        raise no_such("command", name, [*COMMANDS, "help"], _HINT)
    command = load(name)
    try:
        return command.main(args=arguments, prog_name=f"customers {name}", standalone_mode=False, obj=common, **CONTEXT) or 0
    except typer.Exit as done:
        return done.exit_code
    except SystemExit:  # all that Typer does about a reader that went away
        raise OutputClosed from None
    except typer.Abort:
        raise KeyboardInterrupt from None
    except Exception as error:
        message = getattr(error, "format_message", None)
        if message is None:
            raise
        raise _usage(error, message(), name) from None


@cache
def load(name: str) -> Any:
    """The command, or group of commands, of a name of the registry."""
    return typer.main.get_command(importlib.import_module(COMMANDS[name][0]).app)


def _take_common(argv: Sequence[str]) -> tuple[CommonOptions, list[str]]:
    """The options before the command's name, and the rest."""
    rest = list(argv)
    taken: dict[str, str | bool] = {}
    while rest and rest[0].startswith("-"):
        word = rest.pop(0)
        if word[:2] in FLAGS and len(word) > 2:  # -qv is -q -v
            rest.insert(0, f"-{word[2:]}")
            word = word[:2]
        option, equals, value = word.partition("=")
        if option.startswith("-o") and len(option) > 2:  # -ojson
            taken["output"] = option[2:]
        elif option in FLAGS and not equals:
            taken[FLAGS[option]] = True
        elif option in VALUES:
            if not equals and not rest:
                raise UsageError(problem=f"option {option} requires a value", hint=_HINT)
            taken[VALUES[option]] = value if equals else rest.pop(0)
        elif option in ("--help", "--version"):
            raise UsageError(problem=f"{option} stands alone, or after a command", hint=_HINT)
        else:
            raise no_such("option", option, [*FLAGS, *VALUES, "--version", "--help"], _HINT)
    return CommonOptions(**taken), rest  # type: ignore[arg-type]


def no_such(kind: str, name: str, known: Iterable[str], hint: str) -> UsageError:
    """The error about a word that nobody knows, with the nearest that there is."""
    likely = closest_match(name, known)
    shown = f": {name}" if kind == "option" else f" {name!r}"
    return UsageError(problem=f"no such {kind}{shown}" + (f"; did you mean {likely}?" if likely else ""), hint=hint)


def _usage(error: Any, message: str, name: str) -> UsageError:
    """An error of Typer's in the words of the program."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else f"customers {name}"
    hint = f"`{path} --help` shows what it takes"
    if context is not None and hasattr(error, "possibilities"):
        known = [spelling for parameter in context.command.params for spelling in (*parameter.opts, *parameter.secondary_opts)]
        return no_such("option", error.option_name, [spelling for spelling in known if spelling.startswith("-")], hint)
    if context is not None and hasattr(context.command, "commands"):
        hint = f"the commands are {', '.join(context.command.commands)}; `{path} --help` tells more"
    sentence = " ".join(message.split()).rstrip(".")
    return UsageError(problem=sentence[:1].lower() + sentence[1:], hint=hint)
