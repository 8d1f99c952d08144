"""Times as text for people: in the time zone of the shop, with its name."""

import re
from datetime import UTC, datetime, tzinfo

from customers.output.shapes.columns import MINUTE

_STAMP = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")


def is_stamp(text: str) -> bool:
    """Return whether a text is a time as records have it: RFC 3339 in UTC."""
    return _STAMP.fullmatch(text) is not None


def local_time(stamp: str, zone: tzinfo, length: int) -> tuple[str, str]:
    """Return the first `length` characters of a time in a zone, and the name of the zone at that time, such as CEST or UTC+04."""
    if zone is UTC:
        return stamp[:length].replace("T", " "), "UTC"
    local = datetime.fromisoformat(stamp).astimezone(zone)
    name = local.tzname() or ""
    return local.isoformat(" ")[:length], f"UTC{name}" if name[:1] in "+-" else name


def time_text(stamp: str, zone: tzinfo, length: int = MINUTE) -> str:
    """Return a time in a zone with the name of the zone."""
    return " ".join(local_time(stamp, zone, length))


def with_local_times(sentence: str, zone: tzinfo) -> str:
    """Return a sentence with its times in a zone."""
    return _STAMP.sub(lambda match: time_text(match[0], zone), sentence)
