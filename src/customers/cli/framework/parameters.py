"""Convert the words of a command line to the types of its parameters.

Typer builds a pydantic adapter for every parameter of a command, which takes longer than most commands. The parameters
of this program are texts, whole numbers, flags and lists of texts.
"""

from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from customers.cli.options.common import HEADINGS, empty_error
from customers.domain.text import whole_number
from customers.errors import UsageError

# Where these are missing there is a default, or no filter: an empty value would take another shop, run or selection than intended.
_NAMES = ("FILE", "FILE|-", "URL", "RUN", "STATUS", "SOURCE")


class FastParameter:
    """The conversion of one parameter, instead of Typer's own."""

    def __init__(self, annotation: Any, minimum: int | None, maximum: int | None) -> None:
        """Convert to a type, within bounds where it is a whole number."""
        self._annotation = annotation
        self._minimum = minimum
        self._maximum = maximum

    def coerce(self, value: Any, *, param: Any, ctx: Any) -> Any:
        """Return the value as the function of the command takes it.

        Raises:
            BadParameter: the value is not a whole number where one is required, or out of bounds.
        """
        if value is None or self._annotation is not int:
            return list(value) if isinstance(value, tuple) else value
        try:
            number = value if isinstance(value, int) else whole_number(value)  # a default is a number
        except ValueError:
            raise typer.BadParameter(f"{value!r} is not a whole number", ctx=ctx, param=param) from None
        if (self._minimum is not None and number < self._minimum) or (self._maximum is not None and number > self._maximum):
            bounds = f"at least {self._minimum}" if self._maximum is None else f"between {self._minimum} and {self._maximum}"
            raise typer.BadParameter(f"{number} is not {bounds}", ctx=ctx, param=param)
        return number


def _is_blank(value: Any) -> bool:
    """Return whether a text, or one of a list of texts that may each be a list with commas, names nothing."""
    return any(not text.replace(",", " ").strip() for text in value) if isinstance(value, list) else value is not None and not value.strip()


class FastCommand(TyperCommand):
    """A command with parameters converted by `FastParameter`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the arguments.

        Raises:
            UsageError: both sides of a flag are given, of which the first would be dropped; or the name of a file, database or run
                is empty.
        """
        words = set(args[: args.index("--")] if "--" in args else args)
        for parameter in self.params:
            if words.intersection(parameter.opts) and words.intersection(parameter.secondary_opts):
                raise UsageError(problem=f"{parameter.opts[0]} and {parameter.secondary_opts[0]} cannot be used together")
        rest = super().parse_args(ctx, args)
        for parameter in self.params:
            if parameter.metavar in _NAMES and _is_blank(ctx.params.get(parameter.name)):
                label = parameter.metavar.removesuffix("|-") if parameter.param_type_name == "argument" else parameter.opts[-1]
                raise empty_error(label)
        return rest

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the arguments and options in sections: what the command alone takes comes first."""
        for heading, parameters in self.sections(ctx).items():
            with formatter.section(heading):
                formatter.write_dl([parameter.get_help_record(ctx) for parameter in parameters])

    def sections(self, ctx: Any) -> dict[str, list[Any]]:
        """Return the parameters of the help by the headings of its sections."""
        sections: dict[str, list[Any]] = {heading: [] for heading in ("Arguments", *HEADINGS)}
        for parameter in self.get_params(ctx):
            if parameter.get_help_record(ctx) is None:
                continue
            default = "Arguments" if parameter.param_type_name == "argument" else HEADINGS[0]
            heading = HEADINGS[-1] if parameter.name == "help" else getattr(parameter, "rich_help_panel", None)
            sections[heading or default].append(parameter)
        return {heading: parameters for heading, parameters in sections.items() if parameters}

    def get_short_help_str(self, limit: int = 45) -> str:  # noqa: ARG002 lists of commands wrap, and cut nothing
        """Return the first sentence of the help."""
        return " ".join((self.help or "").partition("\n\n")[0].split())

    def get_params(self, ctx: Any) -> list[Any]:
        """Return the parameters with their conversion."""
        return _with_fast_conversion(super().get_params(ctx))


class FastGroup(TyperGroup):
    """A group of commands with parameters converted by `FastParameter`."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the command that the arguments name.

        Raises:
            UsageError: there is none of that name.
        """
        if args[0] not in self.commands and not args[0].startswith("-"):
            from customers.cli.dispatch import unknown_name_error

            hint = f"the commands are {', '.join(self.commands)}; `{ctx.command_path} --help` tells more"
            raise unknown_name_error("command", args[0], self.commands, hint)
        return super().resolve_command(ctx, args)

    def get_params(self, ctx: Any) -> list[Any]:
        """Return the parameters with their conversion."""
        return _with_fast_conversion(super().get_params(ctx))


def _with_fast_conversion(parameters: list[Any]) -> list[Any]:
    for parameter in parameters:
        descriptor = getattr(parameter, "type_descriptor", None)
        if descriptor is not None:
            info = descriptor.parameter_info
            parameter._runtime_param = FastParameter(descriptor.annotation, info.min, info.max)
            # The help shows neither bounds nor the type of an argument; an error names the bounds.
            parameter.min = parameter.max = None
            if parameter.param_type_name == "argument":
                _show_name_only(parameter)
    return parameters


def _show_name_only(argument: Any) -> None:
    """Show an argument in the help by its name alone: CUSTOMER, [FILE], [CUSTOMER]..."""
    name = argument.metavar or argument.name.upper()
    usage = (name if argument.required else f"[{name}]") + ("..." if argument.nargs != 1 else "")
    argument.get_usage_pieces = lambda _context: [usage]
    argument.display_type_rich = lambda **_context: ""
