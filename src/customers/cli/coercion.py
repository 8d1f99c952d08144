"""From the words of a command line to the types of its parameters.

Typer builds a pydantic adapter for every parameter of a command, given or not, which takes longer than most commands
do. The parameters here are texts, whole numbers, flags and lists of texts: these few lines convert them.
"""

from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup


class PlainParameter:
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
            number = int(value)
        except ValueError:
            raise typer.BadParameter(f"{value!r} is no whole number", ctx=ctx, param=param) from None
        if (self._least is not None and number < self._least) or (self._most is not None and number > self._most):
            bounds = f"at least {self._least}" if self._most is None else f"between {self._least} and {self._most}"
            raise typer.BadParameter(f"{number} is not {bounds}", ctx=ctx, param=param)
        return number


class PlainCommand(TyperCommand):
    """A command whose parameters are converted by `PlainParameter`."""

    def get_params(self, ctx: Any) -> list[Any]:
        return _converted(super().get_params(ctx))


class PlainGroup(TyperGroup):
    """A group of which the same is true."""

    def get_params(self, ctx: Any) -> list[Any]:
        return _converted(super().get_params(ctx))


def _converted(parameters: list[Any]) -> list[Any]:
    for parameter in parameters:
        descriptor = getattr(parameter, "type_descriptor", None)
        if descriptor is not None:
            info = descriptor.parameter_info
            parameter._runtime_param = PlainParameter(descriptor.annotation, info.min, info.max)
    return parameters
