"""Every command of the program, with its options."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import typer.main

from customers.cli.registry import COMMANDS


def commands_below(command: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Yield the commands of a group, each with its words after `customers`."""
    if not hasattr(command, "list_commands"):
        yield path, command
        return
    context = typer.Context(command, info_name=path)
    for name in command.list_commands(context):
        yield from commands_below(command.get_command(context, name), f"{path} {name}".strip())


def options_of(command: Any) -> set[str]:
    """Return every spelling of every option of a command."""
    return {spelling for parameter in command.params for spelling in (*parameter.opts, *parameter.secondary_opts)}


# By the words after `customers`.
ALL = {
    path: command
    for name, (module, _) in COMMANDS.items()
    for path, command in commands_below(typer.main.get_command(import_module(module).app), name)
}
