"""The period of a list of changes or of a trend."""

from datetime import datetime

from customers.domain.timestamps import format_timestamp
from customers.errors import InvalidFieldError


def check_period(since: datetime, until: datetime) -> None:
    """Refuse a period without length, or with its ends exchanged.

    Raises:
        InvalidFieldError: `since` is not before `until`.
    """
    if since >= until:
        problem = f"{format_timestamp(since)} is not before {format_timestamp(until)}"
        raise InvalidFieldError(field="{since}", problem=problem, parameters=("since",))
