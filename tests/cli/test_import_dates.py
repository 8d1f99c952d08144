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


def test_mixed_date_formats_are_refused(sqlite_customers: Program) -> None:
    orders(sqlite_customers, "24/04/2025", "04/24/2025").fails(ExitStatus.USAGE, "--date-format", "some are day first, some month first")

    assert everybody(sqlite_customers) == []


def test_invalid_date_is_rejected_by_name(sqlite_customers: Program) -> None:
    done = orders(sqlite_customers, "24/04/2025", "31/02/2025", "soon", "45321")

    assert counts(done) == {"created": 1, "refused": 3}
    assert "placed_at: '31/02/2025' is no date, read day first" in done.stderr


def test_customers_are_imported_without_ambiguous_date(sqlite_customers: Program) -> None:
    file = "email,_website,_store,created_at,created_in,firstname,group_id,lastname\na@example.com,base,x,5/6/2012 15:53,Admin,A,1,B\n"

    done = read(sqlite_customers, "customers", file)

    assert counts(done) == {"created": 1}
    assert "created_at was passed over" in done.stderr
    assert "--date-format" in done.stderr
    result = read(sqlite_customers, "customers", file.replace("a@", "b@"), "--date-format", "%m/%d/%Y %H:%M")
    assert counts(result) == {"created": 1}
    assert show(sqlite_customers, "b@example.com")["created_at"] == "2012-05-06T15:53:00Z"
