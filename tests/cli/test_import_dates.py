"""Dates in files: one format for a file, detected in the whole of it, or required as an option."""

import pytest

from customers.errors import ExitStatus
from tests.support.factories import show
from tests.support.program import Program, Result
from tests.support.reading import counts, everybody, read


def orders(customers: Program, *dates: str, options: tuple[str, ...] = ()) -> Result:
    rows = "".join(f'{number};a@example.com;5;"{date}"\n' for number, date in enumerate(dates))
    return read(customers, "orders", "Order No;Email;Total;Order Date\n" + rows, "--create-customers", *options)


@pytest.mark.parametrize(
    ("dates", "first", "notice"),
    [
        (["2026-01-05 10:00:00 -0500"], "2026-01-05T15:00:00Z", "ISO 8601"),
        (["2026-01-05T10:00:00.123Z"], "2026-01-05T10:00:00Z", "ISO 8601"),
        (["03/04/2025", "24/04/2025"], "2025-04-03T00:00:00Z", "day first"),
        (["03/04/2025 8:30", "04/24/2025 23:22"], "2025-03-04T08:30:00Z", "month first"),
        (["3/4/25 8:30 PM", "4/24/25 1:00 AM"], "2025-03-04T20:30:00Z", "month first"),
        (["03-04-2025", "24-04-2025"], "2025-04-03T00:00:00Z", "day first"),
        (["03.04.2025"], "2025-04-03T00:00:00Z", "day first"),
        (["2025/4/3 17:05"], "2025-04-03T17:05:00Z", "year, month, day"),
        (["20250403"], "2025-04-03T00:00:00Z", "20261123"),
        (["Apr 3, 2025 5:34 PM"], "2025-04-03T17:34:00Z", "month's name"),
        (["3 April 2025"], "2025-04-03T00:00:00Z", "month's name"),
        (["Thu, 03 Apr 2025 10:00:00 +0530"], "2025-04-03T04:30:00Z", "month's name"),
        (["1743674400"], "2025-04-03T10:00:00Z", "since 1970"),
    ],
)
def test_date_format_is_detected_with_notice(sqlite_customers: Program, dates: list[str], first: str, notice: str) -> None:
    done = orders(sqlite_customers, *dates)

    assert counts(done) == {"created": len(dates)}
    assert "Dates were read as" in done.stderr
    assert notice in done.stderr
    assert show(sqlite_customers, "a@example.com")["first_order_at"] == first


def test_ambiguous_dates_are_refused_before_any_row(sqlite_customers: Program) -> None:
    orders(sqlite_customers, "03/04/2025", "05/06/2025").fails(ExitStatus.USAGE, "--date-format", "day first or month first")
    assert everybody(sqlite_customers) == []

    assert counts(orders(sqlite_customers, "03/04/2025", "05/06/2025", options=("--date-format", "%d/%m/%Y"))) == {"created": 2}
    assert show(sqlite_customers, "a@example.com")["first_order_at"] == "2025-04-03T00:00:00Z"


def test_date_of_the_other_order_is_refused_with_the_line_that_decides(sqlite_customers: Program) -> None:
    done = orders(sqlite_customers, "24/04/2025", "04/24/2025", "03/04/2025")

    assert counts(done) == {"created": 2, "refused": 1}
    assert "Line 3 refused (invalid): placed_at: '04/24/2025' is not day first, as line 2 ('24/04/2025') is" in done.stderr
    assert show(sqlite_customers, "a@example.com")["first_order_at"] == "2025-04-03T00:00:00Z"


def test_order_of_day_and_month_is_that_of_the_whole_column(sqlite_customers: Program) -> None:
    dates = ["2025-04-01", "April 2, 2025", *["03/04/2025"] * 30, "04/24/2025"]

    assert counts(orders(sqlite_customers, *dates)) == {"created": len(dates)}

    assert show(sqlite_customers, "a@example.com")["first_order_at"] == "2025-03-04T00:00:00Z"


@pytest.mark.parametrize(
    ("date_format", "date"),
    [("day-first", "2025-09-10T14:30:00Z"), ("month-first", "2025-10-09T14:30:00Z")],
)
def test_order_of_day_and_month_is_an_option_for_all_shapes(sqlite_customers: Program, date_format: str, date: str) -> None:
    dates = ("10/09/2025 14:30:00", "11/09/2025 09:05", "12-09-25", "2025-12-31", "12.09.2025")

    assert counts(orders(sqlite_customers, *dates, options=("--date-format", date_format))) == {"created": 5}

    assert date in [order["placed_at"] for order in sqlite_customers("orders", "a@example.com", "-o", "jsonl").jsonl()]


def test_unknown_date_format_is_refused_with_suggestion(sqlite_customers: Program) -> None:
    wrong = orders(sqlite_customers, "24/04/2025", options=("--date-format", "day_first"))

    wrong.fails(ExitStatus.USAGE, "--date-format is 'day_first'; it must be day-first, month-first or a pattern", "did you mean day-first?")


CLOCKS = "Order No;Email;Total;Date;Time;Zone\n1;a@example.com;5;{};{};{}\n"


@pytest.mark.parametrize(
    ("date", "time", "zone", "placed_at"),
    [
        ("24/11/2025", "21:18:15", "Pacific Time (US & Canada)", "2025-11-25T05:18:15Z"),
        ("24/07/2025", "9:18 PM", "Pacific Time (US & Canada)", "2025-07-25T04:18:00Z"),
        ("24/11/2025", "21:18:15", "PST", "2025-11-25T05:18:15Z"),
        ("24/07/2025", "12:00", "Europe/Berlin", "2025-07-24T10:00:00Z"),
        ("2025-07-24", "12:00:30.5", "+02:00", "2025-07-24T10:00:30Z"),
        ("Jul 24, 2025", "12:00", "(GMT+01:00) Berlin", "2025-07-24T10:00:00Z"),
        ("2025-07-24 12:00", "", "India Standard Time", "2025-07-24T06:30:00Z"),
        ("2025-07-24 12:00:00Z", "", "Europe/Berlin", "2025-07-24T12:00:00Z"),
    ],
)
def test_time_and_zone_in_columns_of_their_own_are_joined(
    sqlite_customers: Program, date: str, time: str, zone: str, placed_at: str
) -> None:
    file = CLOCKS.format(date, time, zone).replace("Zone", "Time Zone")

    assert counts(read(sqlite_customers, "orders", file, "--create-customers")) == {"created": 1}

    assert show(sqlite_customers, "a@example.com")["first_order_at"] == placed_at


def test_unknown_zone_refuses_its_row(sqlite_customers: Program) -> None:
    done = read(sqlite_customers, "orders", CLOCKS.format("2025-07-24", "12:00", "Middle Earth").replace("Zone", "Time Zone"))

    assert counts(done) == {"refused": 1}
    assert "'Middle Earth' is not a time zone" in done.stderr


def test_date_format_is_of_the_date_beside_a_time_column(sqlite_customers: Program) -> None:
    file = CLOCKS.format("05/06/2025", "8:30", "")
    for number, date_format in enumerate(("day-first", "%d/%m/%Y", "%d/%m/%Y %H:%M")):
        done = read(sqlite_customers, "orders", file.replace("1;", f"{number};", 1), "--create-customers", "--date-format", date_format)
        assert counts(done) == {"created": 1}, done.stderr

    placed = {order["placed_at"] for order in sqlite_customers("orders", "a@example.com", "-o", "jsonl").jsonl()}
    assert placed == {"2025-06-05T08:30:00Z"}


def test_timezone_is_that_of_times_without_one(sqlite_customers: Program) -> None:
    dates = ("2025-07-01 12:00:00", "2025-07-01T12:00:00Z", "24/07/2025 12:00")

    done = orders(sqlite_customers, *dates, options=("--timezone", "Europe/Berlin"))

    assert "in Europe/Berlin where no zone is given" in done.stderr
    placed = [order["placed_at"] for order in sqlite_customers("orders", "a@example.com", "-o", "jsonl").jsonl()]
    assert placed == ["2025-07-24T10:00:00Z", "2025-07-01T12:00:00Z", "2025-07-01T10:00:00Z"]
    orders(sqlite_customers, "2025-07-01", options=("--timezone", "Berlinn")).fails(ExitStatus.USAGE, "--timezone", "is not a time zone")


def test_invalid_date_is_rejected_by_name(sqlite_customers: Program) -> None:
    done = orders(sqlite_customers, "24/04/2025", "31/02/2025", "soon", "45321")

    assert counts(done) == {"created": 1, "refused": 3}
    assert "placed_at: '31/02/2025' is not a date, read day first" in done.stderr


def test_customers_are_imported_without_ambiguous_date(sqlite_customers: Program) -> None:
    file = "email,_website,_store,created_at,created_in,firstname,group_id,lastname\na@example.com,base,x,5/6/2012 15:53,Admin,A,1,B\n"

    done = read(sqlite_customers, "customers", file)

    assert counts(done) == {"created": 1}
    assert "created_at was left out" in done.stderr
    assert "--date-format" in done.stderr
    result = read(sqlite_customers, "customers", file.replace("a@", "b@"), "--date-format", "%m/%d/%Y %H:%M")
    assert counts(result) == {"created": 1}
    assert show(sqlite_customers, "b@example.com")["created_at"] == "2012-05-06T15:53:00Z"
