"""Groups of commands that do something by themselves too."""

from typing import Any

import typer

from customers.cli.framework.parameters import FastGroup


def command_group_with_default(default: str, help_text: str) -> typer.Typer:
    """An app that runs its command `default` where none is named: `customers vip` is `customers vip list`."""

    class DefaultGroup(FastGroup):
        default_command = default

        def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
            if args[:1] not in (["-h"], ["--help"]) and (not args or args[0] not in self.commands) and not self._is_mistyped(args):
                args = [default, *args]
            return super().parse_args(ctx, args)

        def _is_mistyped(self, args: list[str]) -> bool:
            """Whether a word can only have been meant for the name of a command, as `default` takes none."""
            takes_words = any(parameter.param_type_name == "argument" for parameter in self.commands[default].params)
            return bool(args) and not args[0].startswith("-") and not takes_words

    app = typer.Typer(cls=DefaultGroup, rich_markup_mode=None, add_completion=False, help=help_text, pretty_exceptions_enable=False)
    app.callback()(_nothing)
    return app


def command_group(help_text: str) -> typer.Typer:
    """An app whose commands must be named."""
    app = typer.Typer(cls=FastGroup, rich_markup_mode=None, add_completion=False, help=help_text, pretty_exceptions_enable=False)
    app.callback()(_nothing)
    return app


def _nothing() -> None:
    pass
