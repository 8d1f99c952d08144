"""Files of unknown platforms: columns recognised by name in several languages; amounts; --format, --column, --set."""

from decimal import Decimal

import pytest

from customers.errors import ExitStatus
from tests.support.factories import listed, show
from tests.support.program import Program
from tests.support.reading import counts, everybody, place, read


@pytest.mark.parametrize(
    "file",
    [
        "Name,E-mail,Mobile\nAnn Lee,a@example.com,098765 43210\n",
        "Given Name,Surname,Email Address,Phone Number\nAnn,Lee,a@example.com,+919876543210\n",
        "firstName,lastName,emailAddress,phoneNumber\nAnn,Lee,a@example.com,+919876543210\n",
        "sep=;\r\nNamn;E-post;Mobil\r\nAnn Lee;a@example.com;+919876543210\r\n",
        "Vorname;Nachname;E-Mail;Telefon\nAnn;Lee;a@example.com;+919876543210\n",
        "Prénom;Nom;Courriel;Téléphone\nAnn;Lee;a@example.com;+919876543210\n",
        "Nombre\tApellidos\tCorreo electrónico\tTeléfono\nAnn\tLee\ta@example.com\t+919876543210\n",
        "Customer Name|Mail|Tel\nLee, Ann|a@example.com|`+919876543210\n",
    ],
    ids=["english", "given", "camel", "swedish", "german", "french", "spanish", "comma"],
)
def test_columns_are_recognized_by_name(sqlite_customers: Program, file: str) -> None:
    done = read(sqlite_customers, "customers", file)

    assert counts(done) == {"created": 1}
    assert "Columns read by their names: " in done.stderr
    [ann] = everybody(sqlite_customers)
    assert [ann[name] for name in ("first_name", "last_name", "email", "phone")] == ["Ann", "Lee", "a@example.com", "+919876543210"]


def test_address_cell_with_two_lines_is_split(sqlite_customers: Program) -> None:
    read(sqlite_customers, "customers", 'Name,Address,Postcode,Land\nAnn,"Storgatan 1\nFlat 2",11455,Sverige\n').prints_json(created=1)

    [home] = everybody(sqlite_customers)[0]["addresses"]
    assert (place(home), home["address2"]) == (("shipping", "Storgatan 1", "", "", "11455", "SE"), "Flat 2")


def test_customer_without_a_name_is_named_after_the_email_in_every_format(sqlite_customers: Program) -> None:
    file = "Name,E-mail\nAnn,a@example.com\n,b@example.com\n"

    assert counts(read(sqlite_customers, "customers", file)) == {"created": 2}
    assert counts(read(sqlite_customers, "customers", file, "--format", "klaviyo")) == {"unchanged": 2}
    assert listed(sqlite_customers, "list", "--sort", "email") == ["Ann", "b"]


def test_command_line_mapping_overrides_detection(sqlite_customers: Program) -> None:
    file = "Name,E-mail,Contact email,City\nAnn,a@example.com,b@example.com,Pune\n"

    done = read(sqlite_customers, "customers", file, "--column", "email=Contact email", "--set", "city=Bonn", "--set", "country=DE")

    assert counts(done) == {"created": 1}
    [ann] = everybody(sqlite_customers)
    assert (ann["email"], ann["addresses"][0]["city"], ann["addresses"][0]["country"]) == ("b@example.com", "Bonn", "DE")


def test_second_column_of_field_fills_blanks(sqlite_customers: Program) -> None:
    read(sqlite_customers, "customers", "Name,Mobile,Phone\nAnn,+919876543210,\nBo,+919876543211,+919876543212\n").prints_json(created=2)

    assert [customer["phone"] for customer in everybody(sqlite_customers)] == ["+919876543210", "+919876543212"]


def test_foreign_ids_require_source(sqlite_customers: Program) -> None:
    file = "Customer ID,Name\n42,Ann\n43,Bo\n"

    done = read(sqlite_customers, "customers", file)
    assert counts(done) == {"created": 2}
    assert "--set source=NAME names that system (2 rows, the first is line 2)" in done.stderr
    assert counts(read(sqlite_customers, "customers", file.replace("Ann", "Cy"), "--set", "source=till")) == {"created": 2}

    assert show(sqlite_customers, "till:42")["first_name"] == "Cy"
    orders = "Order No,Customer ID,Amount,Date\n1,42,5,2026-01-02\n2,42,6,2026-01-03\n"
    assert counts(read(sqlite_customers, "orders", orders, "--set", "source=till")) == {"created": 2}
    assert show(sqlite_customers, "till:42")["total_spent"] == 11


@pytest.mark.parametrize(
    ("amount", "total"),
    [
        ("1234.5", "1234.5"),
        ("₹1,234.50", "1234.5"),
        ("1.234,50", "1234.5"),
        ("1 234,50", "1234.5"),
        ("1'234.50", "1234.5"),
        ("INR 1,23,456.00", "123456"),
        ("12,5", "12.5"),
        ("118.22999999999999", "118.23"),
        ("$5", None),
        ("1,23", "1.23"),
        ("five", None),
        ("5.0001", None),
    ],
)
def test_unambiguous_amounts_are_read(sqlite_customers: Program, amount: str, total: str | None) -> None:
    file = f'Order No;Email;Date;Order Total\n1;a@example.com;2026-01-02;"{amount}"\n'

    done = read(sqlite_customers, "orders", file, "--create-customers")

    assert counts(done) == ({"refused": 1} if total is None else {"created": 1})
    if total is not None:
        assert show(sqlite_customers, "a@example.com")["total_spent"] == Decimal(total)


@pytest.mark.parametrize(
    ("options", "needle"),
    [
        (["--format", "shopfy"], "did you mean shopify?"),
        (["--format", "native"], "no column that names the customer"),
        (["--column", "email=Mial"], "did you mean Mail?"),
        (["--on-error", "maybe"], "--on-error"),
    ],
)
def test_invalid_format_and_column_are_refused(sqlite_customers: Program, options: list[str], needle: str) -> None:
    read(sqlite_customers, "customers", "Namn,Mail\nAnn,a@example.com\n", *options).fails(ExitStatus.USAGE, needle)


def test_format_option_overrides_recognition(sqlite_customers: Program) -> None:
    done = read(sqlite_customers, "customers", "id,email,first_name\n42,a@example.com,A\n", "--format", "shopify")

    assert counts(done) == {"created": 1}
    assert show(sqlite_customers, "shopify:42")["email"] == "a@example.com"
