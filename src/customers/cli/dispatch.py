"""Parse a command line, run its command, and translate the errors of Typer."""

import importlib
import re
import sys
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import typer
import typer.main

from customers.cli.options.common import CommonOptions
from customers.cli.registry import COMMANDS, FLAGS, VALUES, help_text
from customers.cli.words import argument_elsewhere, option_elsewhere
from customers.domain.text import closest_match
from customers.errors import OutputClosed, UsageError

# Settings of Typer for the help of a command.
CONTEXT: dict[str, Any] = {"help_option_names": ["-h", "--help"], "max_content_width": 110}
_HINT = "`customers --help` lists the commands"
_EXTRA = re.compile(r"Got unexpected extra arguments?(?:\(s\))? \((.*)\)$", re.DOTALL)


def invoke(argv: Sequence[str]) -> int:
    """Run a command line and return the exit status.

    Raises:
        UsageError: the command line is not valid.
        CustomersError: an error of the command.
        OutputClosed, KeyboardInterrupt: the reader of standard output has gone; the run was interrupted.
    """
    for number, argument in enumerate(argv, 1):
        if not argument.isascii() and any("\ud800" <= character <= "\udfff" for character in argument):
            raise UsageError(problem=f"argument {number} is not valid UTF-8")
    common, rest = _parse_leading_options(argv)
    if not rest:
        raise UsageError(problem="no command given", hint=_HINT)
    if rest[0] == "help":
        rest = [word for word in rest if word not in ("help", "-h", "--help")]
        if not rest:
            sys.stdout.write(help_text())
            return 0
        rest.append("--help")
    name, *arguments = rest
    if name not in COMMANDS:
        raise _unknown_command_error(name)
    command = load(name)
    try:
        return command.main(args=arguments, prog_name=f"customers {name}", standalone_mode=False, obj=common, **CONTEXT) or 0
    except typer.Exit as exit:
        return exit.exit_code
    except SystemExit:  # how Typer ends on a closed pipe
        raise OutputClosed from None
    except typer.Abort:
        raise KeyboardInterrupt from None
    except Exception as error:
        message = getattr(error, "format_message", None)
        if message is None:
            raise
        raise _usage_error(error, message(), name, arguments) from None


@cache
def load(name: str) -> Any:
    """Return the command, or group of commands, of a name of the registry."""
    return typer.main.get_command(importlib.import_module(COMMANDS[name][0]).app)


def _parse_leading_options(argv: Sequence[str]) -> tuple[CommonOptions, list[str]]:
    """Return the options before the name of the command, and the rest of the command line."""
    rest = list(argv)
    values: dict[str, str | bool] = {}
    while rest and rest[0].startswith("-"):
        word = rest.pop(0)
        if word[:2] in FLAGS and len(word) > 2:  # -qv is -q -v
            rest.insert(0, f"-{word[2:]}")
            word = word[:2]
        option, equals, value = word.partition("=")
        if option.startswith("-o") and len(option) > 2:  # -ojson
            values["output"] = option[2:]
        elif option in FLAGS and not equals:
            values[FLAGS[option]] = True
        elif option in VALUES:
            if not equals and not rest:
                raise UsageError(problem=f"option {option} requires a value", hint=_HINT)
            values[VALUES[option]] = value if equals else rest.pop(0)
        elif option in ("--help", "--version"):
            raise UsageError(problem=f"{option} stands alone, or after a command", hint=_HINT)
        else:
            raise unknown_name_error("option", option, [*FLAGS, *VALUES, "--version", "--help"], _HINT)
    return CommonOptions(**values), rest  # type: ignore[arg-type]


def unknown_name_error(kind: str, name: str, known: Iterable[str], hint: str) -> UsageError:
    """Return the error about an unknown command or option, with the closest known name."""
    likely = closest_match(name, known)
    quoted = f": {name}" if kind == "option" else f" {name!r}"
    return UsageError(problem=f"no such {kind}{quoted}" + (f"; did you mean {likely}?" if likely else ""), hint=hint)


def _unknown_command_error(name: str) -> UsageError:
    """Return the error about an unknown command, with the one of a group that has its name, else the closest known one."""
    known, paths = [*COMMANDS, "help"], dict[str, list[str]]()
    for group in COMMANDS:
        for word in getattr(load(group), "commands", ()):
            paths.setdefault(word, []).append(f"{group} {word}")
    likely = name if name in paths else None if closest_match(name, known) else closest_match(name, paths)
    if likely is None:
        return unknown_name_error("command", name, known, _HINT)
    return UsageError(problem=f"no such command {name!r}; did you mean {' or '.join(paths[likely])}?", hint=_HINT)


def _usage_error(error: Any, message: str, name: str, arguments: Sequence[str]) -> UsageError:
    """Translate an error of Typer."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else f"customers {name}"
    if context is None and arguments and arguments[0] in getattr(load(name), "commands", ()):
        path = f"{path} {arguments[0]}"
    hint = f"`{path} --help` shows what it takes"
    if context is not None and hasattr(error, "possibilities"):
        if (elsewhere := option_elsewhere(path, error.option_name)) is not None:
            return UsageError(problem=f"no such option: {error.option_name}", hint=elsewhere)
        known = [spelling for parameter in context.command.params for spelling in (*parameter.opts, *parameter.secondary_opts)]
        return unknown_name_error("option", error.option_name, [spelling for spelling in known if spelling.startswith("-")], hint)
    if context is not None and hasattr(context.command, "commands"):
        hint = f"the commands are {', '.join(context.command.commands)}; `{path} --help` tells more"
    sentence = " ".join(message.split()).rstrip(".")
    if match := _EXTRA.match(sentence):
        return UsageError(problem=f"unexpected argument: {match[1]}", hint=argument_elsewhere(path, match[1]) or hint)
    return UsageError(problem=sentence[:1].lower() + sentence[1:], hint=hint)
