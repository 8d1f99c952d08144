"""What the operator says about a file wins over what its form suggests."""

from decimal import Decimal
from typing import Any

import pytest

from customers.errors import ExitStatus
from tests.support.factories import create, show
from tests.support.program import Program
from tests.support.reading import counts, read

SHOPIFY = "Name,Email,Financial Status,Fulfillment Status,Currency,Total,Created at\n#1001,asha@example.com,paid,,INR,{},2025-01-05\n"
TILL = "Receipt,Customer,Mail,When,Sum,Source\nR1,Asha,asha@example.com,2025-01-05,7,counter\n"
COLUMNS = ("--column", "number=Receipt", "--column", "customer_email=Mail", "--column", "placed_at=When", "--column", "total=Sum")


def sources(customers: Program) -> list[Any]:
    rows = customers("orders", "asha@example.com", "--all", "-o", "jsonl").succeeds().jsonl()
    return sorted((order["source"], order["number"], Decimal(order["total"])) for order in rows)


def test_set_source_wins_over_the_platform(customers: Program) -> None:
    read(customers, "orders", SHOPIFY.format(10), "--create-customers").prints_json(created=1)
    read(customers, "orders", SHOPIFY.format(20), "--set", "source=store2").prints_json(created=1)

    assert sources(customers) == [("shopify", "#1001", 10), ("store2", "#1001", 20)]


def test_column_source_wins_over_the_platform(sqlite_customers: Program) -> None:
    file = SHOPIFY.format(10).replace("Fulfillment Status", "Store").replace("paid,,", "paid,store3,")
    read(sqlite_customers, "orders", file, "--create-customers", "--format", "shopify", "--column", "source=Store").prints_json(created=1)

    assert sources(sqlite_customers) == [("store3", "#1001", 10)]


def test_source_of_a_foreign_file_is_a_sales_channel(sqlite_customers: Program) -> None:
    done = read(sqlite_customers, "orders", TILL, "--create-customers", *COLUMNS)

    assert counts(done) == {"created": 1}
    assert "Columns not imported: " in done.stderr
    assert "Source" in done.stderr.partition("Columns not imported: ")[2].partition("\n")[0]
    assert sources(sqlite_customers) == [("import", "R1", 7)]
    read(sqlite_customers, "orders", TILL, *COLUMNS, "--column", "source=Source").prints_json(created=1)


def test_source_is_taken_where_all_headers_are_native(sqlite_customers: Program) -> None:
    file = "number,source,customer_email,total,placed_at{0}\n1,web,asha@example.com,5,2025-01-05{1}\n"
    read(sqlite_customers, "orders", file.format("", ""), "--create-customers").prints_json(created=1)

    mixed = file.format(",shelf", ",A")
    assert "Columns not imported: shelf, source" in read(sqlite_customers, "orders", mixed).succeeds().stderr
    read(sqlite_customers, "orders", mixed, "--ignore", "shelf").prints_json(unchanged=1)
    read(sqlite_customers, "orders", file.format(",currency", ",INR"), "--set", "currency=INR").prints_json(unchanged=1)
    assert sources(sqlite_customers) == [("import", "1", 5), ("web", "1", 5)]


def test_one_header_serves_two_fields(sqlite_customers: Program) -> None:
    options = (*COLUMNS, "--column", "customer_name=Customer", "--column", "customer_external_id=Customer", "--set", "source=till")

    read(sqlite_customers, "orders", TILL, "--create-customers", *options).prints_json(created=1)

    customer = show(sqlite_customers, "till:Asha")
    assert (customer["first_name"], customer["email"]) == ("Asha", "asha@example.com")


@pytest.mark.parametrize(
    "file",
    [
        "Name,Email,Phone,Country\nAsha,asha@example.com,+919876543210,Atlantis\n",
        "first_name,email,phone,country\nAsha,asha@example.com,+919876543210,IN\n",
        '{"first_name": "Asha", "email": "asha@example.com", "phone": "+919876543210", "Country": 7}\n',
    ],
)
def test_ignored_column_is_left_out_of_every_form(sqlite_customers: Program, file: str) -> None:
    country = "country" if "country" in file else "Country"
    phone = "Phone" if "Phone" in file else "phone"

    done = read(sqlite_customers, "customers", file, "--ignore", country, "--ignore", phone)

    assert counts(done) == {"created": 1}
    assert "not imported" not in done.stderr
    customer = show(sqlite_customers, "asha@example.com")
    assert (customer["phone"], customer["addresses"]) == (None, [])


def test_unknown_ignored_header_is_refused_with_suggestion(sqlite_customers: Program) -> None:
    wrong = read(sqlite_customers, "customers", "Name,Email,Country\nAsha,a@example.com,IN\n", "--ignore", "Contry")
    wrong.fails(ExitStatus.USAGE, "the file has no column 'Contry'", "did you mean Country?")
    both = read(sqlite_customers, "customers", "Name,Email\nAsha,a@example.com\n", "--ignore", "Name", "--column", "first_name=Name")
    both.fails(ExitStatus.USAGE, "Name is given by --column and by --ignore")


@pytest.mark.parametrize(("format", "file"), [("csv", "email,first_name\na@example.com,A\n"), ("jsonl", '{"first_name": "A"}\n')])
def test_native_formats_have_names(sqlite_customers: Program, format: str, file: str) -> None:
    read(sqlite_customers, "customers", file, "--format", format).prints_json(created=1)
    opposite = {"csv": "jsonl", "jsonl": "csv"}[format]
    read(sqlite_customers, "customers", file, "--format", opposite).fails(ExitStatus.USAGE, f"--format {opposite}: this file holds")
    read(sqlite_customers, "customers", file, "--format", "jsno").fails(ExitStatus.USAGE, "did you mean jsonl?")


def test_as_of_takes_a_time(sqlite_customers: Program) -> None:
    read(sqlite_customers, "orders", SHOPIFY.format(1), "--create-customers", "--as-of", "2025-01-06").prints_json(created=1)
    read(sqlite_customers, "orders", SHOPIFY.format(1), "--as-of", "then").fails(ExitStatus.USAGE, "--as-of")


def test_mapped_column_without_an_effect_is_named(sqlite_customers: Program) -> None:
    done = read(sqlite_customers, "orders", TILL, "--create-customers", *COLUMNS, "--column", "subtotal=Sum", "--column", "id=Customer")

    assert counts(done) == {"created": 1}
    assert "Sum as subtotal has no effect: the file has totals" in done.stderr
    assert "Customer as id has no effect" in done.stderr
    wrong = read(sqlite_customers, "customers", "Name,Home\nAsha,x\n", "--column", "addresses=Home")
    wrong.fails(ExitStatus.USAGE, "addresses are objects, which only JSON lines have")


def test_set_and_column_win_in_addresses_of_other_programs(customers: Program) -> None:
    for name in ("ann", "bo"):
        create(customers, name, email=f"{name}@example.com")
    file = "E-mail,Name,Street,City,Country,Kind,Company\nann@example.com,Ann,1 High St,York,GB,billing,Old Ltd\n"

    read(customers, "addresses", file, "--set", "type=billing", "--set", "company=Acme").prints_json(created=1)
    read(customers, "addresses", file, "--column", "type=Kind", "--set", "customer_email=bo@example.com").prints_json(created=1)

    ann, bo = (show(customers, f"{name}@example.com")["addresses"] for name in ("ann", "bo"))
    assert [(address["type"], address["company"]) for address in ann] == [("billing", "Acme")]
    assert [(address["type"], address["company"]) for address in bo] == [("billing", "Old Ltd")]


def test_ignored_addresses_of_json_lines_are_not_read(customers: Program) -> None:
    row = '{"email": "ann@example.com", "first_name": "Ann", "addresses": [{"address1": "1 Way", "city": "York", "country": "GB"}]}'

    read(customers, "customers", row, "--ignore", "addresses").prints_json(created=1)
    read(customers, "customers", row, "--column", "notes=addresses").fails(ExitStatus.PARTIAL, "notes: must be text", stdout=None)

    assert show(customers, "ann@example.com")["addresses"] == []
