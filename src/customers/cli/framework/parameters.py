"""From the words of a command line to the types of its parameters.

Typer builds a pydantic adapter for every parameter of a command, given or not, which takes longer than most commands
do. The parameters here are texts, whole numbers, flags and lists of texts: these few lines convert them.
"""

from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from customers.domain.text import whole_number


class FastParameter:
    """Converts the value of one parameter, in the place of Typer's own conversion."""

    def __init__(self, annotation: Any, least: int | None, most: int | None) -> None:
        self._annotation = annotation
        self._least = least
        self._most = most

    def coerce(self, value: Any, *, param: Any, ctx: Any) -> Any:
        """The value as the function takes it.

        Raises:
            BadParameter: it is no number where one is needed, or out of bounds.
        """
        if value is None or self._annotation is not int:
            return list(value) if isinstance(value, tuple) else value
        try:
            number = value if isinstance(value, int) else whole_number(value)  # a default is a number
        except ValueError:
            raise typer.BadParameter(f"{value!r} is no whole number", ctx=ctx, param=param) from None
        if (self._least is not None and number < self._least) or (self._most is not None and number > self._most):
            bounds = f"at least {self._least}" if self._most is None else f"between {self._least} and {self._most}"
            raise typer.BadParameter(f"{number} is not {bounds}", ctx=ctx, param=param)
        return number


class FastCommand(TyperCommand):
    """A command whose parameters are converted by `FastParameter`."""

    def get_params(self, ctx: Any) -> list[Any]:
        return _converted(super().get_params(ctx))


class FastGroup(TyperGroup):
    """A group of which the same is true."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args[0] not in self.commands and not args[0].startswith("-"):
            from customers.cli.dispatch import no_such

            known = f"the commands are {', '.join(self.commands)}; `{ctx.command_path} --help` tells more"
            raise no_such("command", args[0], self.commands, known)
        return super().resolve_command(ctx, args)

    def get_params(self, ctx: Any) -> list[Any]:
        return _converted(super().get_params(ctx))


def _converted(parameters: list[Any]) -> list[Any]:
    for parameter in parameters:
        descriptor = getattr(parameter, "type_descriptor", None)
        if descriptor is not None:
            info = descriptor.parameter_info
            parameter._runtime_param = FastParameter(descriptor.annotation, info.min, info.max)
            # Bounds are told to whom they stop; in the help they are noise, and so is the type of an argument.
            parameter.min = parameter.max = None
            if parameter.param_type_name == "argument":
                _name_plainly(parameter)
    return parameters


def _name_plainly(argument: Any) -> None:
    """In the help an argument is called by its name alone: CUSTOMER, [FILE], [CUSTOMER]..."""
    name = argument.metavar or argument.name.upper()
    shown = (name if argument.required else f"[{name}]") + ("..." if argument.nargs != 1 else "")
    argument.get_usage_pieces = lambda _context: [shown]
    argument.display_type_rich = lambda **_context: ""
