"""Answer the completion scripts of the shells with the completions of the last word."""

import os
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from customers.cli.completion.line import Completions, PartialCommandLine, leaf_of, option_named
from customers.cli.registry import COMMANDS, FLAGS, OPTIONS, VALUES

VARIABLE = "_CUSTOMERS_COMPLETE"


def answer(argv: Sequence[str]) -> int:
    """Print the completions of the last word, nothing on any error, and return the exit status."""
    try:
        # bash passes words as typed and splits them at "="; it expects the part behind the "=" alone.
        in_bash = os.environ[VARIABLE] == "bash"
        words = [_unquoted(word) if in_bash else word for word in argv] or [""]
        joined = _joined(words) if in_bash else words
        completions = complete(joined)
        is_split = len(joined) < len(words)
        head = joined[-1].partition("=")[0] + "=" if joined[-1].startswith("--") and "=" in joined[-1] and not is_split else ""
        lines = [completions.mode, *(f"{head}{word}\t{about}" for word, about in completions.words if word.isprintable())]
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
        sys.stdout.write("\n".join(lines) + "\n")
        sys.stdout.flush()
    except Exception:
        pass  # an error message would disturb the line that is being typed
    return 0


def complete(words: Sequence[str]) -> Completions:
    """Return the completions of the last word."""
    *previous, last = words
    line = parse(previous)
    if line.pending is None and last.startswith("--") and "=" in last:
        line.pending, _, last = last.partition("=")
    if line.pending is not None:
        from customers.cli.completion import values

        return values.of_option(line, line.pending, last)
    if line.command is None:
        if line.arguments:  # no such command
            return Completions()
        candidates = _root_options() if last.startswith("-") else [(name, about) for name, (_, about) in COMMANDS.items()]
        return Completions(_with_prefix(candidates, last))
    if last.startswith("-") and not line.only_arguments:
        return Completions(_with_prefix(_options(line), last))
    if hasattr(line.command, "list_commands") and not line.arguments:
        subcommands = _with_prefix(_subcommands(line.command), last)
        if subcommands or not getattr(line.command, "default_command", None):
            return Completions(subcommands)
    from customers.cli.completion import values

    return values.of_argument(line, last)


def parse(words: Sequence[str]) -> PartialCommandLine:
    """Parse the words before the one that is being typed."""
    line = PartialCommandLine()
    for word in words:
        if line.pending is not None:
            line.options[line.pending], line.pending = word, None
        elif word == "--" and line.command is not None:
            line.only_arguments = True
        elif word.startswith("-") and len(word) > 1 and not line.only_arguments:
            name, equals, value = word.partition("=")
            if not _takes_value(line.command, name):
                line.options[name] = ""
            elif equals:
                line.options[name] = value
            else:
                line.pending = name
        else:
            _parse_word(line, word)
    return line


def _parse_word(line: PartialCommandLine, word: str) -> None:
    """Parse the name of a command, or an argument."""
    if line.command is None and (word in COMMANDS or word == "help"):
        if word != "help":
            from customers.cli.dispatch import load

            line.path, line.command = (word,), load(word)
    elif line.command is not None and not line.arguments and word in getattr(line.command, "commands", ()):
        line.path, line.command = (*line.path, word), line.command.commands[word]
    else:
        line.arguments += 1


def _takes_value(command: Any, option: str) -> bool:
    if command is None:
        return option in VALUES
    parameter = option_named(command, option)
    return parameter is not None and not parameter.is_flag


def _options(line: PartialCommandLine) -> list[tuple[str, str]]:
    """Return the options of the command, without those that are on the line and cannot be repeated."""
    options = []
    for parameter in leaf_of(line.command).params:
        if parameter.param_type_name != "option":
            continue
        spellings = (*parameter.opts, *parameter.secondary_opts)
        if parameter.multiple or line.options.keys().isdisjoint(spellings):
            options += [(spelling, parameter.help or "") for spelling in spellings if spelling.startswith("--")]
    return [*options, ("--help", "Show the help.")]


def _root_options() -> list[tuple[str, str]]:
    """Return the options before the name of a command."""
    help_lines = {word: about for spelling, about in OPTIONS for word in spelling.replace(",", "").split() if word.startswith("--")}
    return [(option, help_lines.get(option, "")) for option in (*VALUES, *FLAGS, "--version", "--help") if option.startswith("--")]


def _subcommands(group: Any) -> list[tuple[str, str]]:
    return [(name, command.get_short_help_str(80)) for name, command in group.commands.items()]


def _with_prefix(words: Iterable[tuple[str, str]], prefix: str) -> list[tuple[str, str]]:
    return [(word, " ".join(about.split())) for word, about in words if word.startswith(prefix)]


def _joined(words: Sequence[str]) -> list[str]:
    """Join the words that bash split at "="."""
    joined: list[str] = []
    for word in words:
        if joined and ((word == "=" and joined[-1].startswith("--")) or (joined[-1].startswith("--") and joined[-1].endswith("="))):
            joined[-1] += word
        else:
            joined.append(word)
    return joined


def _unquoted(word: str) -> str:
    """Return a word without its quotes, of which the last may be open."""
    if word.isalnum() or not any(mark in word for mark in "\\'\""):
        return word
    import shlex

    for closing in ("", "'", '"'):
        try:
            return " ".join(shlex.split(word + closing))
        except ValueError:
            continue
    return word
