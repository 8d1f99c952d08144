"""Parse and format timestamps: aware datetimes in UTC, to the whole second."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from customers.domain.text import quote_value

EARLIEST, LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(9998, 12, 31, 23, 59, 59, tzinfo=UTC)

_FORM = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
    r"(?:[Tt ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:[.,][0-9]+)?)?"
    r"\s?(?:([Zz]|UTC|GMT)|([+\-−])([0-9]{2})(?::?([0-9]{2}))?)?)?"
)
_YEAR_DIRECTIVE = re.compile("%[YyGcx]")


def parse_timestamp(text: str, date_format: str | None = None) -> datetime:
    """Return a timestamp from a text, in an accepted form or in `date_format` (of strptime).

    A time without a zone is UTC, a date is its first second, fractions of a second are dropped.

    Raises:
        ValueError: the text has another form, or a year before 1900 or after 9998.
    """
    return to_utc(parse_local(text, date_format), UTC)


def parse_local(text: str, date_format: str | None = None) -> datetime:
    """Return the time that a text is, as `parse_timestamp` does, but without a zone where the text has none.

    Raises:
        ValueError: the text has another form.
    """
    text = text.strip()
    if date_format is not None:
        return _parse_format(text, date_format)
    return _parse_common(text) or _parse_form(text)


def to_utc(moment: datetime, zone: tzinfo) -> datetime:
    """Return a time as a timestamp; one without a zone is in `zone`.

    Raises:
        ValueError: its year is before 1900 or after 9998.
    """
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    try:
        utc = moment.astimezone(UTC)
    except OverflowError:
        raise ValueError(_out_of_range(moment)) from None
    if not 1900 <= utc.year <= 9998:
        raise ValueError(_out_of_range(moment))
    return utc.replace(microsecond=0) if utc.microsecond else utc


def _parse_common(text: str) -> datetime | None:
    """Return a timestamp in one of the most common forms; None for other and for wrong ones. This is the fast path."""
    length = len(text)
    if length not in (10, 19, 20) or text[4] != "-" or text[7] != "-":
        return None
    if length > 10 and (text[10] not in "T " or text[13] != ":" or text[16] != ":"):
        return None
    if length == 20 and text[19] != "Z":
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _parse_form(text: str) -> datetime:
    match = _FORM.fullmatch(text)
    if match is None:
        raise ValueError(_not_a_time(text))
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
    utc, sign, zone_hours, zone_minutes = match.groups()[6:]
    try:
        moment = datetime(year, month, day, hour, minute, second, tzinfo=UTC if utc else None)
    except ValueError as error:
        raise ValueError(_not_a_time(text)) from error
    if sign is None:
        return moment
    hours, minutes = int(zone_hours), int(zone_minutes or 0)
    if hours > 23 or minutes > 59:
        raise ValueError(_not_a_time(text))
    offset = timedelta(hours=hours, minutes=minutes)
    return moment.replace(tzinfo=timezone(offset if sign == "+" else -offset))


def _parse_format(text: str, date_format: str) -> datetime:
    # Without one, strptime takes the year 1900.
    if not _YEAR_DIRECTIVE.search(date_format.replace("%%", "")):
        raise ValueError(f"the format {quote_value(date_format)} has no year (%Y or %y) in it")
    try:
        return datetime.strptime(text, date_format)
    # A format with a directive twice fails in the regular expression.
    except (ValueError, OverflowError, re.error) as error:
        raise ValueError(f"{quote_value(text)} is not a time in the format {quote_value(date_format)}") from error


def _out_of_range(moment: datetime) -> str:
    return f"{quote_value(moment.isoformat(' '))} is out of range: a time lies in the years 1900 to 9998"


def _not_a_time(text: str) -> str:
    return f"{quote_value(text)} is not a time; write 2026-11-23, 2026-11-23T06:41:00Z or 2026-11-23T12:11:00+05:30"


def format_timestamp(moment: datetime) -> str:
    """Return a timestamp as RFC 3339 in UTC, to the second: 2026-11-23T06:41:00Z."""
    return moment.astimezone(UTC).isoformat()[:19] + "Z"


def now() -> datetime:
    """Return the current time."""
    return datetime.now(UTC).replace(microsecond=0)
