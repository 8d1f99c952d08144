"""Name the parameters and remedies of errors in the terms of Python."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime

from customers.domain.merge.plan import parse_take
from customers.domain.times.moments import Clock
from customers.errors import CustomersError, InvalidFieldError
from customers.models.types import Time

# What to do about an error, by the code of the remedy; where there is none, nothing is said.
REMEDIES = {
    "confirm": "pass `dry_run=True` to a transaction to see what would change",
    "find_customer": "give an id, an email, a phone or SYSTEM:EXTERNAL_ID; `customers(search=...)` looks for one",
    "find_order": "give an id, SOURCE:NUMBER, or a number that one source has; `orders()` yields all",
    "force_unmerge": "`force=True` gives both profiles back as they were, and drops these changes; the history keeps them",
    "give_reason": "open the shop with a reason",
    "name_survivor": "name the surviving profile instead",
    "restore_customer": "`restore` brings a deleted customer back",
    "select_customers": "name customers, or give a filter such as `tag=` or `segment=`",
    "show_history": "`history` shows who did it and why",
    "show_owner": "`get({owner!r})` shows who that is",
    "stream_all": "`customers()` yields everything",
    "take_side": "add `take={{{field!r}: 'survivor'}}`, or 'absorbed'",
    "unmerge_later": "undo the merge {merge} first",
    "upgrade_schema": "run `customers db upgrade`",
    "create_schema": "run `customers db upgrade` to create them",
}


@contextmanager
def named_by_keywords() -> Iterator[None]:
    """Let errors name keyword arguments and methods."""
    try:
        yield
    except CustomersError as error:
        error.reword(str, REMEDIES)
        raise


def read_time(name: str, time: Time | None, clock: Clock) -> datetime | None:
    """Return a time from text or a value, None for none; raises as `get_time`."""
    return None if time is None else get_time(name, time, clock)


def get_time(name: str, time: Time, clock: Clock) -> datetime:
    """Return a time from text or a value.

    Raises:
        InvalidFieldError: it cannot be parsed.
    """
    try:
        return clock.moment(time.isoformat() if isinstance(time, date) else time)
    except ValueError as error:
        raise InvalidFieldError(field=name, problem=str(error)) from None


def read_sides(name: str, sides: Mapping[str, str]) -> dict[str, str]:
    """Return the side of a merge from which each field is taken.

    Raises:
        InvalidFieldError: a field cannot be taken, or a side is neither profile.
    """
    try:
        return parse_take([f"{field}={side}" for field, side in sides.items()])
    except ValueError as error:
        raise InvalidFieldError(field=name, problem=str(error)) from None
