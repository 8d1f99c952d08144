"""`customers import --dry-run` shows the first rows as they would be stored, and what each column is read as."""

from customers.errors import ExitStatus
from tests.support.program import Program
from tests.support.reading import everybody, read

ORDERS = "Order No;Date;Mail;Store;Order Total\n1;24/11/2025;asha@example.com;Pune;1.234,50\n2;01/12/2025;bo@example.com;Goa;12.500\n"


def test_first_orders_are_shown_as_they_would_be_stored(sqlite_customers: Program) -> None:
    done = read(sqlite_customers, "orders", ORDERS, "--create-customers", "--dry-run")

    stored = "Line 2 as stored: number 1, source import, status paid, total 1,234.50 INR, placed_at 2025-11-24T00:00:00Z"
    assert f"{stored}, email asha@example.com" in done.stderr
    assert "total 12,500.00 INR" in done.stderr
    assert everybody(sqlite_customers) == []


def test_each_column_is_shown_with_its_convention(sqlite_customers: Program) -> None:
    done = read(sqlite_customers, "orders", ORDERS, "--create-customers", "--dry-run", "--set", "source=till")

    line = next(line for line in done.stderr.splitlines() if line.startswith("Columns read by their names: "))
    assert "Order No as number, Date as placed_at (day first (24/11/2025), as line 2 has '24/11/2025'), Mail as customer_email" in line
    assert "Order Total as total (with a decimal comma, as line 2 has '1.234,50')" in line
    assert "Set for all rows: source till" in done.stderr
    assert "Store" in done.stderr.partition("not imported")[2]


def test_first_customers_are_shown_with_their_addresses(sqlite_customers: Program) -> None:
    file = "email,first_name,phone,tags,accepts_marketing,address1,city,pincode\n"
    rows = "".join(f"c{number}@example.com,Asha,09876543210,a,yes,{number} Way,Pune,411001\n" for number in range(9))

    done = read(sqlite_customers, "customers", file + rows, "--dry-run")

    lines = [line for line in done.stderr.splitlines() if " as stored: " in line]
    assert len(lines) == 5
    assert "email c0@example.com" in lines[0]
    assert "phone +919876543210" in lines[0]
    assert "shipping address 0 Way / 411001 / Pune" in lines[0]
    assert " as stored: " not in read(sqlite_customers, "customers", file + rows).stderr


def test_dry_run_with_refused_rows_ends_as_any_other(sqlite_customers: Program) -> None:
    file = ORDERS + "3;02/12/2025;no email;Goa;1\n"

    done = sqlite_customers("import", "orders", "-", "--create-customers", "--dry-run", stdin=file)

    done.fails(ExitStatus.PARTIAL, "1 of 3 rows would be refused", stdout=None)
    assert done.stderr.rstrip(".\n").endswith("dry run: nothing was changed")
