"""Customers of Shopify, in each generation of the header, and its orders with a row for each line item."""

from decimal import Decimal
from pathlib import Path

import pytest

from customers.errors import ExitStatus
from tests.support.factories import create, show
from tests.support.program import Program
from tests.support.reading import counts, everybody, place, read

OLD = "First Name,Last Name,Email,Company,Address1,Address2,City,Province,Province Code,Country,Country Code,Zip,Phone,Accepts Marketing,"
OLD += "Total Spent,Total Orders,Tags,Note,Tax Exempt\n"
OLD += 'Asha,Rao,asha@example.com,Rao & Co,1 MG Road,Flat 2,Pune,Maharashtra,MH,India,IN,411001,,yes,900.50,12,"vip, fair",rings,no\n'
LATER = "Customer ID,First Name,Last Name,Email,Company,Address1,Address2,City,Province,Province Code,Country,Country Code,Zip,Phone,"
LATER += "Accepts Email Marketing,Total Spent,Total Orders,Tags,Note,Tax Exempt\n"
LATER += '71,Asha,Rao,asha@example.com,Rao & Co,1 MG Road,Flat 2,Pune,Maharashtra,MH,India,IN,411001,,yes,900.50,12,"vip, fair",rings,no\n'
CURRENT = "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address Company,Default Address Address1,"
CURRENT += "Default Address Address2,Default Address City,Default Address Province Code,Default Address Country Code,Default Address Zip,"
CURRENT += (
    "Default Address Phone,Phone,Accepts SMS Marketing,Total Spent,Total Orders,Note,Tax Exempt,Tags,Metafield: custom.size [number]\n"
)
ASHA = 'Asha,Rao,asha@example.com,yes,Rao & Co,1 MG Road,Flat 2,Pune,MH,IN,411001,,,no,900.50,12,rings,no,"vip, fair",42\n'

ORDERS = "Name,Email,Financial Status,Paid at,Currency,Subtotal,Shipping,Total,Created at,Lineitem quantity,Lineitem name,Billing Name,"
ORDERS += "Billing Street,Billing Address1,Billing City,Billing Zip,Billing Country,Shipping Name,Cancelled at,Refunded Amount,Id,Source\n"
FIRST = "#1001,asha@example.com,paid,,INR,90,10,100.00,2026-01-05 10:00:00 +0530,1,Tea,"
FIRST += '"Rao, Asha",1 MG Road,1 MG Road,Pune,411001,India,,,0.00,55,web\n'


def order(number: str, email: str, status: str, total: str, *, name: str = "", cancelled: str = "", refunded: str = "0.00") -> str:
    return f"{number},{email},{status},,INR,{total},0,{total},2026-01-05 10:00:00 +0530,1,Tea,{name},,,,,,,{cancelled},{refunded},56,web\n"


def item(number: str) -> str:
    return f"{number},,,,,,,,,2,Cup,,,,,,,,,,,\n"


@pytest.mark.parametrize(
    ("file", "ids", "state"),
    [
        (OLD, {}, "Maharashtra"),
        (LATER, {"shopify": "71"}, "Maharashtra"),
        (CURRENT + "71," + ASHA, {"shopify": "71"}, "MH"),
        (CURRENT + "'71," + ASHA.replace("411001", "'411001"), {"shopify": "71"}, "MH"),
    ],
    ids=["2019", "2021", "current", "apostrophes"],
)
def test_every_generation_of_the_format_gives_same_customer(sqlite_customers: Program, file: str, ids: dict[str, str], state: str) -> None:
    done = read(sqlite_customers, "customers", file)

    assert counts(done) == {"created": 1}
    assert "Read as a file of Shopify (--format shopify)." in done.stderr
    assert "Columns not imported, as they are calculated from the orders: Total Spent, Total Orders." in done.stderr
    [asha] = everybody(sqlite_customers)
    assert (asha["email"], asha["full_name"], asha["external_ids"]) == ("asha@example.com", "Asha Rao", ids)
    assert (asha["accepts_marketing"], asha["notes"], asha["tags"], asha["total_orders"]) == (True, "rings", ["fair", "vip"], 0)
    [home] = asha["addresses"]
    assert (*place(home), home["company"]) == ("shipping", "1 MG Road", "Pune", state, "411001", "IN", "Rao & Co")
    assert counts(read(sqlite_customers, "customers", file)) == {"unchanged": 1}


def test_customer_without_name_is_named_by_contact(sqlite_customers: Program) -> None:
    rows = ["1,,,news@example.com,yes" + "," * 16, "'2,,,,no,,,,,,,,,'+16305550000" + "," * 7, "3,,Iyer,,no" + "," * 16]

    assert counts(read(sqlite_customers, "customers", CURRENT + "\n".join(rows) + "\n")) == {"created": 3}

    customers = [(customer["first_name"], customer["last_name"], customer["phone"]) for customer in everybody(sqlite_customers)]
    assert customers == [("news", None, None), ("2", None, "+16305550000"), ("Iyer", None, None)]
    assert counts(read(sqlite_customers, "customers", CURRENT + "\n".join(rows) + "\n")) == {"unchanged": 3}


def test_row_without_name_keeps_known_name(sqlite_customers: Program) -> None:
    create(sqlite_customers, "Asha", last_name="Rao", email="news@example.com")

    read(sqlite_customers, "customers", CURRENT + "1,,,news@example.com,no" + "," * 16 + "\n").prints_json(updated=1)

    assert show(sqlite_customers, "news@example.com")["full_name"] == "Asha Rao"


def test_phones_use_country_of_address(sqlite_customers: Program) -> None:
    row = "1,Hollis,P,h@example.com,no,,1 Main St,,Ogden,UT,US,84403,(801) 555-0188,,no,0,0,,no,,\n"
    bad = "2,Lee,Q,q@example.com,no,,2 Main St,,Ogden,UT,US,84403,555-0188,,no,0,0,,no,,\n"

    done = read(sqlite_customers, "customers", CURRENT + row + bad)

    assert counts(done) == {"created": 2}
    assert "Phone was left out: '555-0188' is not a phone: its area code is missing (1 row, the first is line 3)" in done.stderr
    hollis, lee = everybody(sqlite_customers)
    assert (hollis["phone"], hollis["addresses"][0]["phone"]) == ("+18015550188", "+18015550188")
    assert (lee["phone"], lee["addresses"][0]["phone"]) == (None, None)


@pytest.mark.parametrize(
    ("row", "needle"),
    [
        ("8.77976E+12,A,B,a@example.com,yes" + "," * 16, "external_ids: '8.77976E+12'"),
        ("1,A,B,a@example.com,yes" + "," * 9 + "9.19877E+11" + "," * 7, "phone: '9.19877E+11'"),
        ("1,A,B,a@example.com,yes,,x,,y,,,,9.19877E+11" + "," * 8, "phone: '9.19877E+11'"),
        ("1,A,B,a@example,yes" + "," * 16, "email: 'a@example'"),
    ],
    ids=["rounded id", "rounded phone", "rounded phone of the address", "email"],
)
def test_spreadsheet_damage_is_rejected_by_name(sqlite_customers: Program, row: str, needle: str) -> None:
    done = read(sqlite_customers, "customers", CURRENT + row + "\n")

    assert counts(done) == {"refused": 1}
    assert f"Line 2 refused (invalid): {needle}" in done.stderr


def test_rows_of_one_order_are_grouped(customers: Program) -> None:
    file = ORDERS + FIRST + item("#1001") + item("") + order("#1002", "asha@example.com", "refunded", "40", refunded="40")
    file += order("#1003", "asha@example.com", "paid", "30", cancelled="2026-01-06 09:00:00 +0530")
    file += order("#1004", "asha@example.com", "partially_refunded", "20", refunded="5") + order("#1005", "asha@example.com", "voided", "9")

    assert counts(read(customers, "orders", file, "--create-customers")) == {"created": 5}

    asha = show(customers, "asha@example.com")
    assert (asha["full_name"], asha["total_orders"], asha["total_spent"]) == ("Asha Rao", 2, 115)
    assert place(asha["default_address"])[1:] == ("1 MG Road", "Pune", "", "411001", "IN")
    statuses = {row["number"]: row["status"] for row in customers("orders", asha["id"], "--json").json()["data"]}
    assert statuses == {"#1001": "paid", "#1002": "refunded", "#1003": "cancelled", "#1004": "partially_refunded", "#1005": "cancelled"}
    assert counts(read(customers, "orders", file)) == {"unchanged": 5}


def test_repeated_order_is_counted_once(sqlite_customers: Program) -> None:
    second = order("#1002", "ravi@example.com", "paid", "40")

    file = ORDERS + FIRST + second + FIRST + FIRST.replace("100.00", "90.00")

    done = read(sqlite_customers, "orders", file, "--create-customers")
    assert counts(done) == {"created": 2, "skipped": 2}
    assert "1 order appears several times with different values; the last one counts, such as #1001 in line 5" in done.stderr
    assert counts(read(sqlite_customers, "orders", file)) == {"unchanged": 2, "skipped": 2}
    assert show(sqlite_customers, "asha@example.com")["total_spent"] == 90


def test_guests_are_rejected_or_created_by_name(customers: Program, tmp_path: Path) -> None:
    guest, unnamed = order("#1", "", "paid", "25", name="Harriet Boyle"), order("#2", "", "paid", "5")
    path = tmp_path / "rejects.csv"

    assert counts(read(customers, "orders", ORDERS + guest + item("#1") + unnamed, "--rejects", str(path))) == {"refused": 2}
    assert path.read_text().count("not_found") == 3
    again = customers("import", "orders", str(path), "--create-customers", "--json")
    assert counts(again) == {"created": 1, "refused": 1}
    assert counts(read(customers, "orders", ORDERS + guest, "--create-customers")) == {"unchanged": 1}

    assert [(customer["full_name"], customer["email"], customer["total_spent"]) for customer in everybody(customers)] == [
        ("Harriet Boyle", None, 25)
    ]


def test_all_rows_of_rejected_order_are_kept_and_reimported(sqlite_customers: Program, tmp_path: Path) -> None:
    path = tmp_path / "rejects.csv"
    file = ORDERS + FIRST.replace(",INR,", ",EUR,") + item("#1001") + order("#1002", "asha@example.com", "paid", "40")

    done = read(sqlite_customers, "orders", file, "--create-customers", "--rejects", str(path))

    assert counts(done) == {"created": 1, "refused": 1}
    assert "1 currency; the first is line 2" in done.stderr
    lines = path.read_text().splitlines()
    assert [line.rsplit(",currency,", 1)[0].rsplit(",", 1)[1] for line in lines[1:]] == ["2", "3"]
    path.write_text(path.read_text().replace(",EUR,", ",INR,"))
    second_import = sqlite_customers("import", "orders", str(path), "--json")
    assert counts(second_import) == {"created": 1}
    assert show(sqlite_customers, "asha@example.com")["total_spent"] == 140


def test_subtotal_replaces_missing_total_with_notice(sqlite_customers: Program) -> None:
    file = "Name,Email,Financial Status,Currency,Subtotal,Created at,Lineitem name,Lineitem quantity\n"
    file += "#1,a@example.com,paid,INR,54.50,2026-01-05 10:00:00 +0000,Tea,1\n,,,,,,Cup,1\n"

    done = read(sqlite_customers, "orders", file, "--create-customers")

    assert counts(done) == {"created": 1}
    assert "the subtotal, without shipping and taxes, is used as the total" in done.stderr
    assert show(sqlite_customers, "a@example.com")["total_spent"] == Decimal("54.5")


def test_invalid_phone_does_not_reject_order_with_other_identity(sqlite_customers: Program) -> None:
    file = "Name,Email,Financial Status,Total,Created at,Phone,Lineitem name\n"

    done = read(sqlite_customers, "orders", file + "#1,a@example.com,paid,5,2026-01-05,555-0100,Tea\n", "--create-customers")
    assert counts(done) == {"created": 1}
    result = read(sqlite_customers, "orders", file + "#2,,paid,5,2026-01-05,12,Tea\n", "--create-customers")
    result.fails(ExitStatus.PARTIAL, "phone", stdout=None)
