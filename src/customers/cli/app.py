"""The root of the command line: commands are imported when they are called."""

import importlib
from typing import Annotated, Any

import typer
import typer.main
from typer.core import TyperGroup

from customers.cli.command import expand
from customers.cli.options import CommonOptions
from customers.cli.registry import ABOUT, COMMANDS, help_text


class LazyGroup(TyperGroup):
    """The commands of the registry, each imported when it is called."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands: Any = dict.fromkeys(COMMANDS)  # their names are all that suggestions need

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in COMMANDS:
            return None
        command = typer.main.get_command(importlib.import_module(COMMANDS[cmd_name][0]).app)
        command.name = cmd_name
        return command

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_help(self, ctx: Any) -> str:
        return help_text()


app = typer.Typer(cls=LazyGroup, help=ABOUT, rich_markup_mode=None, add_completion=False, pretty_exceptions_enable=False)


@app.callback()
@expand
def root(
    context: typer.Context,
    common: CommonOptions,
    version: Annotated[bool, typer.Option("--version", help="Show the version.", is_eager=True)] = False,
) -> None:
    """Keep what stands before the command's name for the command."""
    if version:
        from customers import __version__

        typer.echo(f"customers {__version__}")
        raise typer.Exit
    context.obj = common
