"""Find a time zone by its name: of the IANA database, of Windows, an abbreviation, an offset."""

import re
from datetime import UTC, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from customers.domain.text import quote_value

# An abbreviation has an offset of its own: PST is winter time in July too.
_ABBREVIATIONS = """
Z 0, UTC 0, GMT 0, WET 0, WEST 1, BST 1, CET 1, MEZ 1, CEST 2, MESZ 2, EET 2, EEST 3, MSK 3, SAST 2, IST 5.5, PKT 5, NPT 5.75, WIB 7, ICT 7,
SGT 8, HKT 8, PHT 8, AWST 8, JST 9, KST 9, ACST 9.5, ACDT 10.5, AEST 10, AEDT 11, NZST 12, NZDT 13, NST -3.5, NDT -2.5, BRT -3, ART -3,
AST -4, ADT -3, EST -5, EDT -4, CST -6, CDT -5, MST -7, MDT -6, PST -8, PDT -7, AKST -9, AKDT -8, HST -10
"""
# The first words of names such as "Pacific Time (US & Canada)" and "Pacific Standard Time".
_NAMES = {
    "pacific": "America/Los_Angeles",
    "mountain": "America/Denver",
    "usmountain": "America/Phoenix",
    "arizona": "America/Phoenix",
    "central": "America/Chicago",
    "eastern": "America/New_York",
    "useastern": "America/Indiana/Indianapolis",
    "atlantic": "America/Halifax",
    "newfoundland": "America/St_Johns",
    "alaska": "America/Anchorage",
    "alaskan": "America/Anchorage",
    "hawaii": "Pacific/Honolulu",
    "hawaiian": "Pacific/Honolulu",
    "esouthamerica": "America/Sao_Paulo",
    "brasilia": "America/Sao_Paulo",
    "gmt": "Europe/London",
    "british": "Europe/London",
    "greenwichmean": "UTC",
    "coordinateduniversal": "UTC",
    "weurope": "Europe/Berlin",
    "westerneuropean": "Europe/Lisbon",
    "centraleurope": "Europe/Budapest",
    "centraleuropean": "Europe/Berlin",
    "romance": "Europe/Paris",
    "easterneuropean": "Europe/Bucharest",
    "eeurope": "Europe/Chisinau",
    "fle": "Europe/Kyiv",
    "gtb": "Europe/Bucharest",
    "turkey": "Europe/Istanbul",
    "russian": "Europe/Moscow",
    "israel": "Asia/Jerusalem",
    "southafrica": "Africa/Johannesburg",
    "arabian": "Asia/Dubai",
    "india": "Asia/Kolkata",
    "mumbai": "Asia/Kolkata",
    "chennai": "Asia/Kolkata",
    "newdelhi": "Asia/Kolkata",
    "seasia": "Asia/Bangkok",
    "china": "Asia/Shanghai",
    "beijing": "Asia/Shanghai",
    "singapore": "Asia/Singapore",
    "korea": "Asia/Seoul",
    "japan": "Asia/Tokyo",
    "waustralia": "Australia/Perth",
    "australianwestern": "Australia/Perth",
    "cenaustralia": "Australia/Adelaide",
    "australiancentral": "Australia/Adelaide",
    "eaustralia": "Australia/Brisbane",
    "auseastern": "Australia/Sydney",
    "australianeastern": "Australia/Sydney",
    "newzealand": "Pacific/Auckland",
}
_OFFSET = re.compile(r"(?:UTC|GMT)?\s*(?P<sign>[+\-−])(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?", re.IGNORECASE)
_PREFIX = re.compile(r"\((?P<offset>[^)]*)\)\s*(?P<name>.+)")
_PARENTHESES = re.compile(r"\([^)]*\)")
_KIND = re.compile(r"\b(?:standard|daylight|summer|time|zone)\b", re.IGNORECASE)
_OFFSETS = {name: float(hours) for name, hours in (entry.split() for entry in _ABBREVIATIONS.split(","))}


@lru_cache(maxsize=256)
def parse_zone(text: str) -> tzinfo:
    """Return the time zone of a name such as Europe/Berlin, PST, +02:00 or "Pacific Time (US & Canada)".

    Raises:
        ValueError: the name is not known.
    """
    name = " ".join(text.split())
    zone = _offset(name) or _database_zone(name) or _named(name)
    prefix = _PREFIX.fullmatch(name)
    if zone is None and prefix is not None:
        zone = _named(prefix["name"]) or _offset(prefix["offset"])
    if zone is None:
        raise ValueError(f"{quote_value(text)} is not a time zone such as Europe/Berlin or +02:00")
    return zone


def offset_of(abbreviation: str) -> str | None:
    """Return the offset of an abbreviation in the form of ISO 8601, None where it is not known."""
    hours = _OFFSETS.get(abbreviation.upper())
    if hours is None:
        return None
    minutes = round(abs(hours) * 60)
    return f"{'-' if hours < 0 else '+'}{minutes // 60:02}:{minutes % 60:02}"


def _offset(name: str) -> tzinfo | None:
    if name.upper() in _OFFSETS:
        hours = _OFFSETS[name.upper()]
        return timezone(timedelta(hours=hours)) if hours else UTC
    match = _OFFSET.fullmatch(name)
    if match is None or int(match["hours"]) > 23:
        return None
    offset = timedelta(hours=int(match["hours"]), minutes=int(match["minutes"] or 0))
    return timezone(offset if match["sign"] == "+" else -offset)


def _database_zone(name: str) -> tzinfo | None:
    try:
        return ZoneInfo(name)
    # A folder of the database is a name too.
    except (ValueError, OSError, ZoneInfoNotFoundError):
        return None


def _named(name: str) -> tzinfo | None:
    """Return a zone by a name of Windows or of a country, by a city, or by a name of the database in another case."""
    key = "".join(character for character in _KIND.sub("", _PARENTHESES.sub("", name)).lower() if character.isalpha())
    if key in _NAMES:
        return _database_zone(_NAMES[key])
    city = name.lower().replace(" ", "_")
    known = sorted(available_timezones())
    match = next((zone for zone in known if zone.lower() == city), None)
    match = match or next((zone for zone in known if "/" in zone and zone.lower().rpartition("/")[2] == city), None)
    return ZoneInfo(match) if match is not None else None
