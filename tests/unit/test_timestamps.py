"""Timestamps: many input forms, one output form."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.domain.timestamps import format_timestamp, now, parse_timestamp

from .refusals import ANY_TEXT, refusal

moments = st.datetimes(datetime(1900, 1, 1), datetime(9998, 12, 31)).map(lambda moment: moment.replace(microsecond=0, tzinfo=UTC))
offsets = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(moments)
def test_timestamps_round_trip(moment: datetime) -> None:
    assert parse_timestamp(format_timestamp(moment)) == moment


@given(st.datetimes(datetime(1901, 1, 1), datetime(9997, 12, 31), timezones=offsets))
def test_zone_is_converted_to_utc(moment: datetime) -> None:
    expected = moment.replace(microsecond=0)
    assert parse_timestamp(moment.isoformat()) == expected
    assert parse_timestamp(expected.strftime("%Y-%m-%d %H:%M:%S %z").rjust(25, "0")) == expected
    assert parse_timestamp(expected.strftime("%Y-%m-%dT%H:%M:%S%z").rjust(24, "0")).tzinfo is UTC


@given(
    ANY_TEXT
    | st.from_regex(r"[0-9]{4}-[01][0-9]-[0-3][0-9]([T ][0-2][0-9]:[0-9]{2}(:[0-9]{2})?([+-][0-9]{2}:?[0-9]{2})?)?", fullmatch=True)
)
def test_any_text_is_time_or_value_error(text: str) -> None:
    refused = refusal(parse_timestamp, text)
    assert refused.isprintable()
    assert refused or (parse_timestamp(text).tzinfo is UTC and 1900 <= parse_timestamp(text).year <= 9998)


@given(ANY_TEXT, st.text("%YmdHMSzZjUwpyBb -/", max_size=12))
def test_any_format_gives_time_or_value_error(text: str, date_format: str) -> None:
    assert refusal(parse_timestamp, text, date_format).isprintable()


@pytest.mark.parametrize(
    ("text", "formatted"),
    [
        ("2026-11-23", "2026-11-23T00:00:00Z"),
        ("2026-11-23T06:41:00Z", "2026-11-23T06:41:00Z"),
        ("2026-11-23T06:41:00z", "2026-11-23T06:41:00Z"),
        ("2026-11-23t06:41:00z", "2026-11-23T06:41:00Z"),
        (" 2013-10-27 13:04:39 ", "2013-10-27T13:04:39Z"),
        ("2013-10-27 13:04", "2013-10-27T13:04:00Z"),
        ("2026-11-23T12:11:00+05:30", "2026-11-23T06:41:00Z"),
        ("2026-11-23T12:11:00+0530", "2026-11-23T06:41:00Z"),
        ("2026-11-23 01:41:00 -0500", "2026-11-23T06:41:00Z"),
        ("2026-11-23 06:41:00 UTC", "2026-11-23T06:41:00Z"),
        ("2026-11-23 06:41:00 GMT", "2026-11-23T06:41:00Z"),
        ("2026-11-23T06:41:00.999999Z", "2026-11-23T06:41:00Z"),
        ("2026-11-23T06:41:00,5+00:00", "2026-11-23T06:41:00Z"),
        ("2024-02-29", "2024-02-29T00:00:00Z"),
    ],
)
def test_accepted_forms_are_parsed(text: str, formatted: str) -> None:
    assert format_timestamp(parse_timestamp(text)) == formatted


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "23/11/2026",
        "2026-02-30",
        "2026-11-23T25:00:00Z",
        "2026-11-23T06:41:00+99:00",
        "20261123",
        "2026-W48-1",
        "２０２６-11-23",
    ],
)
def test_error_lists_accepted_forms(text: str) -> None:
    with pytest.raises(ValueError, match="is not a time; write 2026-11-23"):
        parse_timestamp(text)


@pytest.mark.parametrize(
    "text", ["1899-12-31", "9999-01-01", "0001-01-01T00:00:00+05:30", "1900-01-01T00:00:00+05:30", "9999-12-31T23:59:59-05:00"]
)
def test_years_out_of_range_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="1900 to 9998"):
        parse_timestamp(text)


def test_custom_format_is_parsed() -> None:
    assert format_timestamp(parse_timestamp("23/11/2026 12:11 +0530", "%d/%m/%Y %H:%M %z")) == "2026-11-23T06:41:00Z"
    assert format_timestamp(parse_timestamp("23.11.26", "%d.%m.%y")) == "2026-11-23T00:00:00Z"
    with pytest.raises(ValueError, match="not a time in the format '%d/%m/%Y'"):
        parse_timestamp("2026-11-23", "%d/%m/%Y")
    with pytest.raises(ValueError, match="'%d/%m' has no year"):
        parse_timestamp("23/11", "%d/%m")
    with pytest.raises(ValueError, match="not a time in the format"):
        parse_timestamp("2026 2026", "%Y %Y")


def test_now_is_utc_in_whole_seconds() -> None:
    assert now().tzinfo is UTC
    assert now().microsecond == 0
