"""Names of time zones, as files and operators write them."""

from datetime import datetime, timedelta

import pytest

from customers.transfer.cells.zones import parse_zone

SUMMER = datetime(2025, 7, 1, 12)


@pytest.mark.parametrize(
    ("name", "hours"),
    [
        ("Europe/Berlin", 2),
        ("europe/berlin", 2),
        ("America/New York", -4),
        ("UTC", 0),
        ("PST", -8),
        ("pdt", -7),
        ("IST", 5.5),
        ("+02:00", 2),
        ("-0530", -5.5),
        ("UTC+2", 2),
        ("GMT−08:00", -8),
        ("Pacific Time (US & Canada)", -7),
        ("(GMT-08:00) Pacific Time (US & Canada)", -7),
        ("(UTC+01:00) Somewhere, Elsewhere", 1),
        ("Pacific Standard Time", -7),
        ("W. Europe Standard Time", 2),
        ("GMT Standard Time", 1),
        ("India Standard Time", 5.5),
        ("AUS Eastern Standard Time", 10),
        ("Kolkata", 5.5),
        ("New Delhi", 5.5),
    ],
)
def test_name_gives_its_zone(name: str, hours: float) -> None:
    assert SUMMER.replace(tzinfo=parse_zone(name)).utcoffset() == timedelta(hours=hours)


@pytest.mark.parametrize("name", ["", "Nowhere", "+25:00", "America", "../etc/passwd", "/etc/localtime", "Time", "\x00"])
def test_unknown_name_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="is not a time zone such as Europe/Berlin"):
        parse_zone(name)
