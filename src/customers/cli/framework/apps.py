"""Typer apps of the commands: a single command, or a group of commands with or without a default."""

from typing import Any

import typer

from customers.cli.framework.parameters import FastGroup

_SETTINGS: dict[str, Any] = {"rich_markup_mode": None, "add_completion": False, "pretty_exceptions_enable": False}


def new_app() -> typer.Typer:
    """Return the app of a single command."""
    return typer.Typer(**_SETTINGS)


def command_group(help_text: str) -> typer.Typer:
    """Return the app of a group without a default command."""
    app = typer.Typer(cls=FastGroup, help=help_text, **_SETTINGS)
    app.callback()(_do_nothing)
    return app


def command_group_with_default(default: str, help_text: str) -> typer.Typer:
    """Return the app of a group that runs the command `default` if none is named: `customers vip` is `customers vip list`."""

    class DefaultGroup(FastGroup):
        default_command = default

        def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
            if args[:1] not in (["-h"], ["--help"]) and (not args or args[0] not in self.commands) and not self._is_mistyped(args):
                args = [default, *args]
            return super().parse_args(ctx, args)

        def _is_mistyped(self, args: list[str]) -> bool:
            """Return whether the first word must be the name of a command, as the default command takes no arguments."""
            takes_arguments = any(parameter.param_type_name == "argument" for parameter in self.commands[default].params)
            return bool(args) and not args[0].startswith("-") and not takes_arguments

    app = typer.Typer(cls=DefaultGroup, help=help_text, **_SETTINGS)
    app.callback()(_do_nothing)
    return app


def _do_nothing() -> None:
    """Make Typer treat an app of one command as a group."""
