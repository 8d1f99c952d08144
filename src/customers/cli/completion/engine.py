"""Answer the completion scripts: what may stand where the cursor is."""

import os
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from customers.cli.completion.line import Completions, PartialCommandLine, leaf_of, option_named
from customers.cli.registry import COMMANDS, FLAGS, OPTIONS, VALUES

VARIABLE = "_CUSTOMERS_COMPLETE"


def answer(argv: Sequence[str]) -> int:
    """Print what may stand in the place of the last word; where nothing is known, or anything fails, nothing is said."""
    try:
        # bash gives words as they are typed, and takes them apart at an "=": it wants to hear only what follows it.
        in_bash = os.environ[VARIABLE] == "bash"
        words = [_unquoted(word) if in_bash else word for word in argv] or [""]
        joined = _joined(words) if in_bash else words
        found = complete(joined)
        apart = len(joined) < len(words)
        head = joined[-1].partition("=")[0] + "=" if joined[-1].startswith("--") and "=" in joined[-1] and not apart else ""
        lines = [found.mode, *(f"{head}{word}\t{about}" for word, about in found.words if word.isprintable())]
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
        sys.stdout.write("\n".join(lines) + "\n")
        sys.stdout.flush()
    except Exception:
        pass  # whoever presses the tabulator is typing: an error would be in the way
    return 0


def complete(words: Sequence[str]) -> Completions:
    """What may stand in the place of the last word."""
    *before, last = words
    line = read(before)
    if line.pending is None and last.startswith("--") and "=" in last:
        line.pending, _, last = last.partition("=")
    if line.pending is not None:
        from customers.cli.completion import values

        return values.of_option(line, line.pending, last)
    if line.command is None:
        if line.arguments:  # no such command
            return Completions()
        found = _root_options() if last.startswith("-") else [(name, about) for name, (_, about) in COMMANDS.items()]
        return Completions(_beginning(found, last))
    if last.startswith("-") and not line.only_arguments:
        return Completions(_beginning(_options(line), last))
    if hasattr(line.command, "list_commands") and not line.arguments:
        return Completions(_beginning(_subcommands(line.command), last))
    from customers.cli.completion import values

    return values.of_argument(line, last)


def read(words: Sequence[str]) -> PartialCommandLine:
    """Read the words before the one that is being typed."""
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
            _take_word(line, word)
    return line


def _take_word(line: PartialCommandLine, word: str) -> None:
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
    found = []
    for parameter in leaf_of(line.command).params:
        spellings = (*parameter.opts, *parameter.secondary_opts)
        again = parameter.multiple if parameter.param_type_name == "option" else True
        if parameter.param_type_name == "option" and (again or line.options.keys().isdisjoint(spellings)):
            found += [(spelling, parameter.help or "") for spelling in spellings if spelling.startswith("--")]
    return [*found, ("--help", "Show the help.")]


def _root_options() -> list[tuple[str, str]]:
    spelled = {word: about for spelling, about in OPTIONS for word in spelling.replace(",", "").split() if word.startswith("--")}
    return [(option, spelled.get(option, "")) for option in (*VALUES, *FLAGS, "--version", "--help") if option.startswith("--")]


def _subcommands(group: Any) -> list[tuple[str, str]]:
    return [(name, command.get_short_help_str(80)) for name, command in group.commands.items()]


def _beginning(words: Iterable[tuple[str, str]], beginning: str) -> list[tuple[str, str]]:
    return [(word, " ".join(about.split())) for word, about in words if word.startswith(beginning)]


def _joined(words: Sequence[str]) -> list[str]:
    """The words with those joined that bash took apart at an "="."""
    joined: list[str] = []
    for word in words:
        if joined and ((word == "=" and joined[-1].startswith("--")) or (joined[-1].startswith("--") and joined[-1].endswith("="))):
            joined[-1] += word
        else:
            joined.append(word)
    return joined


def _unquoted(word: str) -> str:
    """A word as the shell will take it, even where its quote is still open."""
    if word.isalnum() or not any(mark in word for mark in "\\'\""):
        return word
    import shlex

    for closing in ("", "'", '"'):
        try:
            return " ".join(shlex.split(word + closing))
        except ValueError:
            continue
    return word
