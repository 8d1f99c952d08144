"""What every command shares: option groups as parameters, the session, errors of the library as the program's own."""

import functools
import inspect
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from typing import Any, get_type_hints

import typer

from customers.cli.framework.parameters import FastCommand
from customers.cli.options.common import CommonOptions
from customers.errors import Interrupted, OutputClosed

Command = Callable[..., None]


def command(app: typer.Typer, name: str | None = None, *, examples: str = "") -> Callable[[Command], Command]:
    """Register a function as a command.

    A parameter that is a dataclass of options is taken apart for the command line and put together for the function;
    `session` is made from the options that every command takes.
    """

    def register(function: Command) -> Command:
        takes_session = _with_session(function)
        text = inspect.cleandoc(function.__doc__ or "")
        if examples:
            text += "\n\nExamples:\n\n\b\n" + "\n".join(f"  {line}" for line in inspect.cleandoc(examples).splitlines())
        app.command(name, cls=FastCommand, help=text)(expand(takes_session))
        return function

    return register


def new_app(help_text: str = "") -> typer.Typer:
    """A Typer app with the house's settings."""
    return typer.Typer(rich_markup_mode=None, add_completion=False, help=help_text or None, pretty_exceptions_enable=False)


def _with_session(function: Command) -> Command:
    """Give a function its session, from the options that every command takes."""
    hints = get_type_hints(function, include_extras=True)

    def run(context: typer.Context, common: CommonOptions, **arguments: Any) -> None:
        from customers.cli.session import Session

        name = context.command_path.partition(" ")[2]
        session = Session(common.merged_over(context.find_root().obj), name, arguments.get("writing"))
        try:
            with session:
                session.run(lambda: function(session, **arguments))
        except BrokenPipeError:
            raise OutputClosed from None
        except KeyboardInterrupt:
            raise Interrupted from None

    signature = inspect.signature(function)
    own = [parameter.replace(annotation=hints[parameter.name]) for parameter in list(signature.parameters.values())[1:]]
    lead = [
        inspect.Parameter("context", inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context),
        inspect.Parameter("common", inspect.Parameter.KEYWORD_ONLY, annotation=CommonOptions),
    ]
    run.__signature__ = inspect.Signature([*own, *lead])  # type: ignore[attr-defined]
    run.__name__ = function.__name__
    run.__wrapped__ = function  # type: ignore[attr-defined]
    return run


def expand(function: Command) -> Command:
    """A function whose groups of options are parameters of their own."""
    signature = inspect.signature(function, eval_str=True)
    parameters: list[inspect.Parameter] = []
    groups: dict[str, type] = {}
    for parameter in signature.parameters.values():
        if is_dataclass(parameter.annotation):
            groups[parameter.name] = parameter.annotation  # type: ignore[assignment]
            parameters += _options_of(parameter.annotation)  # type: ignore[arg-type]
        else:
            parameters.append(parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY))

    @functools.wraps(function)
    def collected(**values: Any) -> None:
        for name, group in groups.items():
            values[name] = group(**{field.name: values.pop(field.name) for field in fields(group)})
        function(**values)

    collected.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    collected.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return collected


def _options_of(group: type) -> list[inspect.Parameter]:
    hints = get_type_hints(group, include_extras=True)
    return [
        inspect.Parameter(field.name, inspect.Parameter.KEYWORD_ONLY, default=field.default, annotation=hints[field.name])
        for field in fields(group)
    ]
