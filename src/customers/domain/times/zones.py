"""Time zones by their names in the IANA database."""

from datetime import UTC, tzinfo

# Copies of the database with leap seconds, and names that depend on the machine.
_OF_THE_MACHINE = ("posix", "right", "localtime", "posixrules")


def zone_of(name: str) -> tzinfo:
    """Return the zone of a name; UTC, the default, needs no database.

    Raises:
        ValueError: there is none.
    """
    if name == "UTC":
        return UTC
    from zoneinfo import ZoneInfo

    if name.partition("/")[0] in _OF_THE_MACHINE:
        raise ValueError(name)
    try:
        return ZoneInfo(name)
    # A folder of the database is a name too.
    except (OSError, LookupError) as error:
        raise ValueError(name) from error


def zone_name(text: str) -> str:
    """Return the name of a zone; raises ValueError where there is none."""
    zone_of(text)
    return text
