"""Emails, phones, names and addresses of customers in the forms of other programs' cells."""

import pytest

from tests.support.factories import create, show
from tests.support.program import Program
from tests.support.reading import counts, everybody, read

GERMANY = {"CUSTOMERS_DEFAULT_COUNTRY": "DE", "CUSTOMERS_CURRENCY": "EUR"}


@pytest.mark.parametrize(
    "file",
    [
        'full name,email\n"Rao, Asha",asha@example.com\n',
        "Full Name,Email,Phone,last_name\nAsha Rao,asha@example.com,,Rao\n",
        '{"email": "asha@example.com", "full_name": "Asha Rao"}\n',
        '{"email": "asha@example.com", "full_name": "Someone Else", "first_name": "Asha", "last_name": "Rao"}\n',
    ],
)
def test_full_name_is_the_name_where_no_column_has_first_names(customers: Program, file: str) -> None:
    done = read(customers, "customers", file)

    assert (counts(done), "named after" in done.stderr) == ({"created": 1}, False)
    asha = show(customers, "asha@example.com")
    assert (asha["first_name"], asha["last_name"]) == ("Asha", "Rao")
    assert counts(read(customers, "customers", file)) == {"unchanged": 1}


def test_full_name_of_an_address_is_its_recipient(sqlite_customers: Program) -> None:
    create(sqlite_customers, "Asha", email="asha@example.com")

    read(sqlite_customers, "addresses", "customer_email,full_name,address1,city,country\nasha@example.com,Bo Lee,1 High St,York,GB\n")

    [address] = show(sqlite_customers, "asha@example.com")["addresses"]
    assert (address["first_name"], address["last_name"]) == ("Bo", "Lee")


@pytest.mark.parametrize("heading", ["email", "E-mail"])
@pytest.mark.parametrize(
    "cell",
    [
        "asha@example.com; a.rao@example.com",
        "asha@example.com,a.rao@example.com",
        "asha@example.com\na.rao@example.com",
        "asha@example.com / a.rao@example.com",
        "Asha Rao <asha@example.com>, A <a.rao@example.com>",
    ],
)
def test_first_of_several_emails_is_taken(sqlite_customers: Program, heading: str, cell: str) -> None:
    done = read(sqlite_customers, "customers", f'{heading},first_name\n"{cell}",Asha\n')

    assert counts(done) == {"created": 1}
    assert "A further email was left out: 'a.rao@example.com' in a cell of several (1 row" in done.stderr
    assert show(sqlite_customers, "asha@example.com")["email"] == "asha@example.com"


@pytest.mark.parametrize("cell", ["mailto:asha@example.com", "Asha <asha@example.com>", "asha@example.com;"])
def test_email_is_taken_out_of_what_surrounds_it(sqlite_customers: Program, cell: str) -> None:
    assert counts(read(sqlite_customers, "customers", f"email,first_name\n{cell},Asha\n")) == {"created": 1}
    assert show(sqlite_customers, "asha@example.com")["email"] == "asha@example.com"


@pytest.mark.parametrize("cell", ["asha@@example.com", "asha@example.com; nobody", "asha example.com"])
def test_cell_with_more_than_emails_is_refused(sqlite_customers: Program, cell: str) -> None:
    assert counts(read(sqlite_customers, "customers", f"email,first_name\n{cell},Asha\n")) == {"refused": 1}


@pytest.mark.parametrize(
    "cell", ["030 901820 / 030 901821", "030 901820; +49 30 901821", "030/901820 oder 030/901821", "030901820\n030901821"]
)
def test_first_of_several_phones_is_taken(sqlite_customers: Program, cell: str) -> None:
    done = read(sqlite_customers, "customers", f'email,first_name,phone\nasha@example.com,Asha,"{cell}"\n', env=GERMANY)

    assert show(sqlite_customers, "asha@example.com")["phone"] == "+4930901820"
    assert "A further phone was left out" in done.stderr


def test_emails_and_phones_of_further_columns_of_a_known_format_are_said(sqlite_customers: Program) -> None:
    header = "First Name,Last Name,Home Street,Business Street,Mobile Phone,Business Phone,E-mail Address,E-mail 2 Address\n"

    done = read(sqlite_customers, "customers", header + "Ann,Lee,,,0171 1234567,030 901820,ann@example.com,lee@example.com\n", env=GERMANY)

    assert "A further email was left out: 'lee@example.com' in another column (1 row, the first is line 2)" in done.stderr
    assert "A further phone was left out: '030 901820' in another column (1 row, the first is line 2)" in done.stderr


def test_customer_without_a_name_is_named_after_the_company(sqlite_customers: Program) -> None:
    file = "First Name,Last Name,E-mail,Company,City\n,,info@example.com,Acme Ltd,\n,,,Bolt Ltd,York\n"

    done = read(sqlite_customers, "customers", file)

    assert {customer["full_name"] for customer in everybody(sqlite_customers)} == {"Acme Ltd", "Bolt Ltd"}
    assert "Customers without a name were named after their company (2 rows, the first is line 2)" in done.stderr
    assert "left out" not in done.stderr
    assert counts(read(sqlite_customers, "customers", file)) == {"unchanged": 2}


@pytest.mark.parametrize("header", ["email,first_name,country", "E-mail,Name,Country"])
def test_country_without_an_address_is_said(sqlite_customers: Program, header: str) -> None:
    done = read(sqlite_customers, "customers", f"{header}\nann@example.com,Ann,FR\n")

    assert "Country was left out: the row has no address that it belongs to (1 row" in done.stderr


@pytest.mark.parametrize(
    ("header", "cells", "street"),
    [
        ("Straße,Hausnummer,Ort,Land", "Lindenallee,12a,Bonn,DE", "Lindenallee 12a"),
        ("Straße,Hausnummer,Ort,Land", "Lindenallee 12a,12a,Bonn,DE", "Lindenallee 12a"),
        ("Straat,Huisnummer,Toevoeging,Plaats,Land", "Kerkstraat,5,bis,Breda,Nederland", "Kerkstraat 5 bis"),
        ("Street,House number,City,Country", "High St,7,York,UK", "7 High St"),
        ("Billing Street,Billing House Number,Billing City,Billing Country", "Weg,7,Bonn,DE", "Weg 7"),
    ],
)
def test_number_of_a_house_in_its_own_column_belongs_to_the_street(sqlite_customers: Program, header: str, cells: str, street: str) -> None:
    read(sqlite_customers, "customers", f"E-mail,Name,{header}\nann@example.com,Ann,{cells}\n")

    assert [address["address1"] for address in show(sqlite_customers, "ann@example.com")["addresses"]] == [street]


def test_address_in_one_cell_is_that_of_a_row_without_its_parts(sqlite_customers: Program) -> None:
    header = "First Name,Labels,E-mail 1 - Value,Phone 1 - Value,Address 1 - Formatted,Address 1 - Street,Address 1 - City\n"
    rows = 'Ann,,ann@example.com,,"1 High St\nYork",1 High St,York\nBo,,bo@example.com,,"2 High St\nYork",,\n'

    read(sqlite_customers, "customers", header + rows)

    ann, bo = (show(sqlite_customers, f"{name}@example.com")["addresses"][0] for name in ("ann", "bo"))
    assert (ann["address1"], ann["address2"], ann["city"]) == ("1 High St", None, "York")
    assert (bo["address1"], bo["address2"]) == ("2 High St", "York")


@pytest.mark.parametrize("kind", ["customers", "addresses"])
def test_system_of_external_ids_is_named_in_any_case(sqlite_customers: Program, kind: str) -> None:
    create(sqlite_customers, "Ann", email="ann@example.com", external_ids={"till-7": "1"})

    done = read(sqlite_customers, kind, "Customer ID,Name,Street,City,Country\n1,Ann,1 High St,York,GB\n", "--set", "source=Till-7")

    assert counts(done) == {"updated" if kind == "customers" else "created": 1}


@pytest.mark.parametrize(
    "header", ["first_name,email,phone,address1,city,country,address_phone", "Name,E-mail,Phone,Street,City,Country,Fax"]
)
def test_country_by_name_is_that_of_the_address_and_its_phones(customers: Program, header: str) -> None:
    read(customers, "customers", f"{header}\nAnn,ann@example.com,07700 900123,1 High St,York,Royaume-Uni,07700 900124\n")

    ann = show(customers, "ann@example.com")
    assert (ann["phone"], ann["addresses"][0]["country"]) == ("+447700900123", "GB")
    if "address_phone" in header:
        assert ann["addresses"][0]["phone"] == "+447700900124"


def test_country_of_an_address_is_given_by_name(customers: Program) -> None:
    create(customers, "Ann", email="ann@example.com")
    place = ("--address1", "Weg 2", "--city", "Bonn", "--pincode", "53111")

    customers("address", "add", "ann@example.com", *place, "--country", "Deutschland", "-o", "json").prints_json(country="DE")
    customers("import", "addresses", "-", stdin="customer_email,address1,city,country\nann@example.com,1 High St,York,England\n").succeeds()

    assert {address["country"] for address in show(customers, "ann@example.com")["addresses"]} == {"DE", "GB"}
    assert "not a country" in customers("address", "add", "ann@example.com", *place, "--country", "Narnia").fails(2).stderr


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("BEGIN:VCARD\nFN:Ann\nEND:VCARD\n", "a file of contact cards (vCard)"),
        ("\ufeff<html><table><tr><td>Email</td></tr>", "a page of HTML"),
    ],
)
def test_text_without_columns_is_refused_by_what_it_is(sqlite_customers: Program, text: str, what: str) -> None:
    sqlite_customers("import", "customers", "-", stdin=text).fails(2, f"it is {what}, not a table", "Export it as CSV")


def test_file_of_a_french_shop_is_read_whole(sqlite_customers: Program) -> None:
    file = (
        '"id_customer";"Prénom";"Nom";"Adresse e-mail";"Lettre d\'informations";"Offres partenaires";"Inscription";'
        '"Ville";"Pays / Région"\n'
        '"1";"Jean";"Petit";"jean@example.com";"1";"0";"2024-01-02 10:11:12";"Lyon";"France"\n'
    )

    read(sqlite_customers, "customers", file, "--set", "source=prestashop")

    jean = show(sqlite_customers, "prestashop:1")
    assert (jean["accepts_marketing"], jean["created_at"]) == (True, "2024-01-02T10:11:12Z")
    assert jean["addresses"][0]["country"] == "FR"


@pytest.mark.parametrize(("email", "is_said"), [("bills@example.com", True), ("ANN@example.com", False), ("", False)])
def test_email_of_an_address_that_is_another_is_said(sqlite_customers: Program, email: str, is_said: bool) -> None:
    file = f"user_login,user_email,first_name,billing_email,billing_city\nann,ann@example.com,Ann,{email},York\n"

    done = read(sqlite_customers, "customers", file)

    assert ("A further email was left out: 'bills@example.com' in another column" in done.stderr) == is_said
    assert show(sqlite_customers, "ann@example.com")["email"] == "ann@example.com"
