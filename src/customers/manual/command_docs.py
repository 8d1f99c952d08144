"""Read the help of the commands, the source of the reference and of the man pages."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import typer

from customers.cli.dispatch import CONTEXT, load
from customers.cli.registry import COMMANDS

WIDTH = 100


@dataclass(frozen=True, slots=True)
class CommandDoc:
    """The help of one command or group; `path` is the words after `customers`."""

    path: str
    usage: str
    about: str
    examples: str
    arguments: list[tuple[str, str]]
    options: list[tuple[str, str]]
    help: str
    commands: "list[CommandDoc]"


def read_commands() -> list[CommandDoc]:
    """Return every entry of the registry in its order, with its subcommands."""
    return [_read(load(name), name) for name in COMMANDS]


def every_command() -> Iterator[CommandDoc]:
    """Yield every command and group, each before its subcommands."""
    queue = read_commands()
    while queue:
        doc = queue.pop(0)
        yield doc
        queue = [*doc.commands, *queue]


def _read(command: Any, path: str) -> CommandDoc:
    context = typer.Context(command, info_name=f"customers {path}", terminal_width=WIDTH, **CONTEXT)
    about, _, examples = (command.help or "").partition("\n\nExamples:\n\n\b\n")
    subcommands = [_read(command.get_command(context, name), f"{path} {name}") for name in getattr(command, "commands", ())]
    records: dict[str, list[tuple[str, str]]] = {"argument": [], "option": []}
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if record is not None:
            records[parameter.param_type_name].append(record)
    return CommandDoc(
        path=path,
        usage=" ".join(["customers", path, *command.collect_usage_pieces(context)]),
        about=about.strip(),
        examples="\n".join(line.strip() for line in examples.strip().splitlines()),
        arguments=records["argument"],
        options=records["option"],
        help="\n".join(line.rstrip() for line in command.get_help(context).rstrip().splitlines()),
        commands=subcommands,
    )
