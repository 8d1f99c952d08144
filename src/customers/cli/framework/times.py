"""Resolve the options that take a TIME, before the command gets them: to RFC 3339 in UTC."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

from customers.errors import InvalidFieldError

if TYPE_CHECKING:
    from customers.config.settings import Settings

TIME = "TIME"


class End:
    """The mark of an option for the end of something: a date is included, and an age counts forward."""


@dataclass(frozen=True, slots=True)
class TimeOption:
    """An option that takes a time: a parameter of a command, or a field of a parameter that is a group of options."""

    parameter: str
    field: str | None
    spelling: str
    is_end: bool

    def text(self, arguments: Mapping[str, Any]) -> str | None:
        """Return the text of the option, None where it is not given."""
        value = arguments[self.parameter]
        text: str | None = value if self.field is None else getattr(value, self.field)
        return text


@cache
def option_hints(group: type) -> Mapping[str, Any]:
    """Return the annotations of a group of options."""
    return get_type_hints(group, include_extras=True)


def time_options(annotations: Mapping[str, Any]) -> list[TimeOption]:
    """Return the options with the placeholder TIME, of a command with these parameters."""
    options: list[TimeOption] = []
    for name, annotation in annotations.items():
        if isinstance(annotation, type) and is_dataclass(annotation):
            hints = option_hints(annotation)
            options += _time_options((name, field.name, hints[field.name]) for field in fields(annotation))
        else:
            options += _time_options([(name, None, annotation)])
    return options


def resolve_times(arguments: Mapping[str, Any], options: Iterable[TimeOption], settings: "Settings") -> dict[str, Any]:
    """Return the arguments of a command with its times as RFC 3339 in UTC; all are read at the same moment.

    Raises:
        InvalidFieldError: a text is not a time; it names the option.
    """
    resolved = dict(arguments)
    texts = [(option, text) for option in options if (text := option.text(arguments)) is not None]
    if not texts:
        return resolved
    from customers.domain.times.moments import Clock
    from customers.domain.timestamps import format_timestamp, now

    clock = Clock(now(), settings.zone)
    for option, text in texts:
        try:
            moment = format_timestamp(clock.end(text) if option.is_end else clock.moment(text))
        except ValueError as error:
            raise InvalidFieldError(field=option.spelling, problem=str(error)) from None
        value = resolved[option.parameter]
        resolved[option.parameter] = moment if option.field is None else replace(value, **{option.field: moment})
    return resolved


def _time_options(parameters: Iterable[tuple[str, str | None, Any]]) -> Iterable[TimeOption]:
    for name, field, annotation in parameters:
        marks = get_args(annotation)[1:]
        option = next((mark for mark in marks if getattr(mark, "metavar", None) == TIME), None)
        if option is not None:
            # Typer stores the first spelling of an annotated option as its default.
            yield TimeOption(name, field, option.default, any(isinstance(mark, End) for mark in marks))
