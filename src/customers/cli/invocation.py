"""One command line through Typer, its errors as the program's own."""

from collections.abc import Sequence

import typer
import typer.main

from customers.cli.app import app
from customers.errors import UsageError


def invoke(argv: Sequence[str]) -> int:
    """Run a command line; returns the exit status.

    Raises:
        UsageError: the command line cannot be understood.
        CustomersError: what the command raised.
    """
    for number, argument in enumerate(argv, 1):
        if not argument.isascii() and any("\ud800" <= character <= "\udfff" for character in argument):
            raise UsageError(problem=f"argument {number} is not valid UTF-8")
    root = typer.main.get_command(app)
    try:
        return root.main(args=list(argv), prog_name="customers", standalone_mode=False) or 0
    except typer.Exit as done:
        return done.exit_code
    except typer.Abort:
        raise KeyboardInterrupt from None
    except Exception as error:
        message = getattr(error, "format_message", None)
        if message is None:
            raise
        raise _usage(message(), getattr(error, "ctx", None)) from None


def _usage(message: str, context: typer.Context | None) -> UsageError:
    path = context.command_path if context is not None else "customers"
    sentence = " ".join(message.split()).rstrip(".")
    return UsageError(problem=sentence[:1].lower() + sentence[1:], hint=f"`{path} --help` shows what it takes")
