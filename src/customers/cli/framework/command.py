"""The decorator of commands: the session, option groups as parameters, and what a command declares about itself."""

import functools
import inspect
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any, NotRequired, TypedDict, Unpack, get_type_hints

import typer

from customers.cli.framework.parameters import FastCommand
from customers.cli.framework.times import option_hints, resolve_times, time_options
from customers.cli.options.common import CommonOptions, WritingOptions
from customers.errors import Interrupted, OutputClosed, UsageError
from customers.output.shapes.columns import Shape

Command = Callable[..., None]
_EXAMPLE_WIDTH = 76  # of a terminal of 80 columns, beside the margin
_CONTINUED = " \\"
# The blanks before an option or a pipe, outside of quotes.
_BREAK = re.compile(r""" (?=(?:-{1,2}[a-z]|\|)(?:[^'"]|'[^']*'|"[^"]*")*$)""")


class Declared(TypedDict):
    """The keywords of `command` that make a `Declaration`."""

    prints: Shape | None
    prints_with: NotRequired[Mapping[str, Shape]]
    formats: NotRequired[Sequence[str]]
    writes: NotRequired[bool]
    has_user_file: NotRequired[bool]
    keeps_times: NotRequired[bool]


@dataclass(frozen=True, slots=True)
class Declaration:
    """What a command declares: the records that it prints, and whether it writes to the database.

    Attributes:
        prints: The shape of its records; none for a script, which has neither format nor fields.
        prints_with: By parameter, the shape that takes the place of `prints` where that parameter is given.
        formats: The formats of the file that it writes, where its result is one; the command itself checks the fields then.
        writes: Whether it takes the options of writing commands.
        has_user_file: Whether the user's file of settings is read.
        keeps_times: Whether times are passed as they are typed, so that an age stays relative to the moment of use.
    """

    prints: Shape | None
    prints_with: Mapping[str, Shape] = field(default_factory=dict)
    formats: Sequence[str] = ()
    writes: bool = False
    has_user_file: bool = True
    keeps_times: bool = False

    @property
    def shapes(self) -> list[Shape]:
        """Every shape that the command may print."""
        return [*([self.prints] if self.prints else []), *self.prints_with.values()]

    def shape(self, arguments: Mapping[str, Any]) -> Shape | None:
        """Return the shape of the records of a run with these arguments."""
        for name, shape in self.prints_with.items():
            if arguments[name] is not None:
                return shape
        return self.prints


def command(app: typer.Typer, name: str | None = None, *, examples: str, **declared: Unpack[Declared]) -> Callable[[Command], Command]:
    """Register a function as a command, with what it declares (see `Declaration`).

    The function takes its session first. A parameter that is a dataclass of options becomes these options on the command
    line. The options of all commands, and of writing commands, are added; format and fields are checked before the call.
    """
    declaration = Declaration(**declared)

    def register(function: Command) -> Command:
        text = inspect.cleandoc(function.__doc__ or "")
        text += "\n\nExamples:\n\n\b\n" + "\n".join(
            f"  {line}" for example in inspect.cleandoc(examples).splitlines() for line in wrap_example(example)
        )
        app.command(name, cls=FastCommand, help=text)(_expand_groups(_with_session(function, declaration)))
        return function

    return register


def wrap_example(line: str) -> list[str]:
    """Return a command line in lines that fit a terminal of 80 columns, broken before options and pipes as a shell allows."""
    lines: list[str] = []
    for part in _BREAK.split(line):
        if lines and len(lines[-1]) + 1 + len(part) <= _EXAMPLE_WIDTH - len(_CONTINUED):
            lines[-1] += f" {part}"
        else:
            lines.append(f"    {part}" if lines else part)
    return [text + _CONTINUED for text in lines[:-1]] + lines[-1:]


def declaration_of(callback: Any) -> Declaration:
    """Return what the command of a callback declares."""
    declaration: Declaration = callback.declaration
    return declaration


def _with_session(function: Command, declaration: Declaration) -> Command:
    """Return a function that makes the session from its options and calls `function` with it."""
    hints = get_type_hints(function, include_extras=True)
    times = () if declaration.keeps_times else time_options(hints)

    def run(context: typer.Context, common: CommonOptions, writing: WritingOptions | None = None, **arguments: Any) -> None:
        from customers.cli.session import Session

        name = context.command_path.partition(" ")[2]
        session = Session(common.merged_over(context.find_root().obj), name, writing, has_user_file=declaration.has_user_file)
        try:
            with session:
                _check_output(session, declaration, arguments)
                resolved = resolve_times(arguments, times, session.settings)
                session.call(lambda: function(session, **resolved))
        except BrokenPipeError:
            raise OutputClosed from None
        except KeyboardInterrupt:
            raise Interrupted from None

    signature = inspect.signature(function)
    parameters = [parameter.replace(annotation=hints[parameter.name]) for parameter in list(signature.parameters.values())[1:]]
    added: list[tuple[str, Any]] = [("writing", WritingOptions)] if declaration.writes else []
    added += [("context", typer.Context), ("common", CommonOptions)]
    parameters += [inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=annotation) for name, annotation in added]
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__name__ = function.__name__
    run.declaration = declaration  # type: ignore[attr-defined]
    return run


def _check_output(session: Any, declaration: Declaration, arguments: Mapping[str, Any]) -> None:
    """Refuse a format or fields that the result of a command does not have, before any work is done.

    Raises:
        UsageError: the command does not give the format, or its records do not have a field.
    """
    shape = declaration.shape(arguments)
    if not declaration.formats:
        session.check_style(None if shape is None else session.settings.output)
    if shape is not None and not declaration.formats:
        session.writer.check_fields(shape)
        return
    format = session.common.format
    if format is not None and format not in declaration.formats:
        allowed = " or ".join(declaration.formats) or "text only"
        raise UsageError(problem=f"this command cannot print {format}; it prints {allowed}")
    if shape is None and session.writer.fields:
        raise UsageError(problem="--fields: this command prints a script, which has no fields")


def _expand_groups(function: Command) -> Command:
    """Return a function with each option of a group as a parameter."""
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
    """Return the options of a group as parameters, under its heading; the leading ones come first."""
    hints = option_hints(group)
    if (heading := getattr(group, "heading", None)) is not None:
        for option in fields(group):
            hints[option.name].__metadata__[0].rich_help_panel = heading
    leading = getattr(group, "leading", ())
    return [
        inspect.Parameter(option.name, inspect.Parameter.KEYWORD_ONLY, default=option.default, annotation=hints[option.name])
        for option in sorted(fields(group), key=lambda option: option.name not in leading)
    ]
