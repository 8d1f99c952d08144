"""Errors of the services in the words of Python: `created_after` where a command line has --created-after."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime

from customers.domain.merge.plan import parse_take
from customers.domain.timestamps import parse_timestamp
from customers.errors import CustomersError, InvalidFieldError
from customers.models.types import Time

_OPTION = re.compile(r"(?<!\S)--([a-z]+(?:-[a-z]+)*)")


@contextmanager
def named_by_keywords() -> Iterator[None]:
    """Let errors name keyword arguments instead of options, and drop hints about options."""
    try:
        yield
    except CustomersError as error:
        error.args = (_renamed(error.message),)
        error.details = {name: _renamed(value) if isinstance(value, str) else value for name, value in error.details.items()}
        if error.hint and _OPTION.search(error.hint):
            error.hint = None
        raise


def read_time(name: str, time: Time | None) -> datetime | None:
    """Return a moment given as text or value.

    Raises:
        InvalidFieldError: it cannot be read.
    """
    if time is None:
        return None
    try:
        return parse_timestamp(time.isoformat() if isinstance(time, date) else time)
    except ValueError as error:
        raise InvalidFieldError(field=name, problem=str(error)) from None


def read_sides(name: str, sides: Mapping[str, str]) -> dict[str, str]:
    """Return whose value stays, by field, of a merge.

    Raises:
        InvalidFieldError: a field cannot be taken, or a side is neither profile.
    """
    try:
        return parse_take([f"{field}={side}" for field, side in sides.items()])
    except ValueError as error:
        raise InvalidFieldError(field=name, problem=str(error)) from None


def _renamed(text: str) -> str:
    return _OPTION.sub(lambda option: option[1].replace("-", "_"), text)
