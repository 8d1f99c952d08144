"""The times of an operator: forms, time zones, clocks that are put forward and back."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.domain.times.moments import Clock, first_instant

KOLKATA, BERLIN = ZoneInfo("Asia/Kolkata"), ZoneInfo("Europe/Berlin")
# 01:30 of the 1st of December in India.
NOW = datetime(2026, 11, 30, 20, 0, tzinfo=UTC)
ZONES = (
    "UTC",
    "Asia/Kolkata",
    "Europe/Berlin",
    "America/New_York",
    "America/Sao_Paulo",
    "Pacific/Apia",
    "Australia/Lord_Howe",
    "Africa/Cairo",
)
zones = st.sampled_from(ZONES).map(ZoneInfo)
local_times = st.datetimes(datetime(1930, 1, 1), datetime(2090, 1, 1)).map(lambda moment: moment.replace(microsecond=0))
instants = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)).map(
    lambda moment: moment.replace(microsecond=0)
)


def utc(*parts: int) -> datetime:
    """Return a time in UTC."""
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-23T06:41:00Z", utc(2026, 11, 23, 6, 41)),
        ("2026-11-23T06:41:00+02:00", utc(2026, 11, 23, 4, 41)),
        ("2026-11-23T12:11", utc(2026, 11, 23, 6, 41)),
        (" 2026-11-23 12:11:30 ", utc(2026, 11, 23, 6, 41, 30)),
        ("2026-11-23", utc(2026, 11, 22, 18, 30)),
        ("2026-11", utc(2026, 10, 31, 18, 30)),
        ("2026", utc(2025, 12, 31, 18, 30)),
        ("today", utc(2026, 11, 30, 18, 30)),
        ("Yesterday", utc(2026, 11, 29, 18, 30)),
        ("12h", utc(2026, 11, 30, 8)),
        ("7d", utc(2026, 11, 23, 20)),
        ("2w", utc(2026, 11, 16, 20)),
        ("3mo", utc(2026, 8, 31, 20)),
        ("1y", utc(2025, 11, 30, 20)),
        ("0d", NOW),
    ],
)
def test_every_form_is_read_in_zone(text: str, moment: datetime) -> None:
    assert Clock(NOW, KOLKATA).moment(text) == moment


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-12-31", utc(2026, 12, 31, 18, 30)),
        ("2026-12", utc(2026, 12, 31, 18, 30)),
        ("2027", utc(2027, 12, 31, 18, 30)),
        ("today", utc(2026, 12, 1, 18, 30)),
        ("30d", utc(2026, 12, 30, 20)),
        ("36h", utc(2026, 12, 2, 8)),
        ("2027-01-01T00:00", utc(2026, 12, 31, 18, 30)),
    ],
)
def test_end_includes_its_period_and_counts_ages_forward(text: str, moment: datetime) -> None:
    assert Clock(NOW, KOLKATA).end(text) == moment


def test_age_in_months_ends_on_last_day_of_shorter_month() -> None:
    clock = Clock(utc(2026, 3, 31, 12))

    assert clock.moment("1mo") == utc(2026, 2, 28, 12)
    assert clock.end("1mo") == utc(2026, 4, 30, 12)


def test_age_in_days_keeps_time_of_day_and_age_in_hours_counts_hours_when_clocks_are_put_forward() -> None:
    clock = Clock(utc(2026, 3, 29, 10), BERLIN)

    assert clock.moment("1d") == utc(2026, 3, 28, 11)
    assert clock.moment("24h") == utc(2026, 3, 28, 10)


@pytest.mark.parametrize(
    "text", ["", "now", "3m", "7", "d", "-7d", "1.5d", "2026-13", "2026-02-30", "2026-1-1", "26", "2026-11-23T25:00", "٧d"]
)
def test_other_text_is_refused_with_forms(text: str) -> None:
    with pytest.raises(ValueError, match="is not a time; write 2026-11-23, 2026-11, 2026"):
        Clock(NOW, KOLKATA).moment(text)


@pytest.mark.parametrize("text", ["1850", "9999", "0001-01-01", "99999y", "999999999h", "999999999mo", "9999-12-31T23:59"])
def test_time_out_of_range_is_refused(text: str) -> None:
    for parse in (Clock(NOW, KOLKATA).moment, Clock(NOW, ZoneInfo("America/New_York")).end):
        with pytest.raises(ValueError, match="is out of range"):
            parse(text)


@pytest.mark.parametrize(
    ("zone", "local", "instant"),
    [
        ("Europe/Berlin", datetime(2026, 10, 25, 2, 30), utc(2026, 10, 25, 0, 30)),  # repeats: the first one
        ("Europe/Berlin", datetime(2026, 3, 29, 2, 30), utc(2026, 3, 29, 1)),  # skipped: when the clocks skip it
        ("America/Sao_Paulo", datetime(2018, 11, 4), utc(2018, 11, 4, 3)),  # a day without midnight
        ("America/Toronto", datetime(1919, 3, 31), utc(1919, 3, 31, 4, 30)),  # the clocks skip midnight from before it
        ("America/Havana", datetime(2025, 11, 2), utc(2025, 11, 2, 4)),  # midnight twice
        ("Pacific/Apia", datetime(2011, 12, 30), utc(2011, 12, 30, 10)),  # no such day
    ],
)
def test_first_instant_where_clocks_change(zone: str, local: datetime, instant: datetime) -> None:
    assert first_instant(local, ZoneInfo(zone)) == instant


@given(local_times, zones)
def test_clock_shows_time_or_later_from_first_instant_on(local: datetime, zone: ZoneInfo) -> None:
    instant = first_instant(local, zone)

    assert instant.astimezone(zone).replace(tzinfo=None, fold=0) >= local
    assert (instant - timedelta(seconds=1)).astimezone(zone).replace(tzinfo=None, fold=0) < local


@given(local_times, st.integers(0, 10**6), zones)
def test_later_text_is_never_an_earlier_moment(local: datetime, seconds: int, zone: ZoneInfo) -> None:
    clock = Clock(NOW, zone)

    assert clock.moment(str(local)) <= clock.moment(str(local + timedelta(seconds=seconds)))


@given(instants, zones)
def test_rfc_3339_is_read_as_it_is_in_any_zone(moment: datetime, zone: ZoneInfo) -> None:
    assert Clock(NOW, zone).moment(moment.astimezone(zone).isoformat()) == moment


@given(instants, zones)
def test_day_is_between_its_moment_and_its_end(now: datetime, zone: ZoneInfo) -> None:
    clock = Clock(now, zone)
    day = str(now.astimezone(zone).date())

    assert clock.moment(day) == clock.moment("today") <= now < clock.end(day) == clock.end("today")
    assert clock.moment(day[:4]) <= clock.moment(day[:7]) <= clock.moment(day)
    assert clock.end(day) <= clock.end(day[:7]) <= clock.end(day[:4])


@given(instants, zones, st.sampled_from(["h", "d", "w", "mo", "y"]), st.integers(1, 80))
def test_age_is_before_now_and_end_after_it(now: datetime, zone: ZoneInfo, unit: str, count: int) -> None:
    clock = Clock(now, zone)

    assert clock.moment(f"{count + 1}{unit}") < clock.moment(f"{count}{unit}") < now
    assert now < clock.end(f"{count}{unit}") < clock.end(f"{count + 1}{unit}")
