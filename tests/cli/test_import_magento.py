"""Customers of Magento: the main file, the file of addresses, both in one; and its orders."""

import pytest

from tests.support.factories import create, show
from tests.support.program import Program
from tests.support.reading import counts, everybody, place, read

MAIN = "email,_website,_store,confirmation,created_at,created_in,dob,firstname,gender,group_id,lastname,password_hash,store_id,website_id\n"
ADDRESSES = "_website,_email,_entity_id,city,company,country_id,firstname,lastname,postcode,region,street,telephone,"
ADDRESSES += "_address_default_billing_,_address_default_shipping_\n"
BOTH = "email,_website,_store,firstname,lastname,group_id,_address_city,_address_country_id,_address_firstname,_address_lastname,"
BOTH += "_address_postcode,_address_region,_address_street,_address_telephone,_address_default_billing_,_address_default_shipping_\n"


def test_main_file_imports_customers_without_addresses(sqlite_customers: Program) -> None:
    file = MAIN + "jon@example.com,base,default,,2015-10-30 12:49:47,Store,,Jon,Male,1,Doe,d708be:mGLq:1,1,1\n"

    done = read(sqlite_customers, "customers", file)

    assert counts(done) == {"created": 1}
    assert "Read as a file of Magento" in done.stderr
    assert "password_hash" in done.stderr
    [jon] = everybody(sqlite_customers)
    assert (jon["full_name"], jon["email"], jon["created_at"]) == ("Jon Doe", "jon@example.com", "2015-10-30T12:49:47Z")
    assert (jon["addresses"], jon["external_ids"], jon["notes"]) == ([], {}, None)


@pytest.mark.parametrize("kind", ["customers", "addresses"])
def test_address_file_matches_customers_by_email(customers: Program, kind: str) -> None:
    create(customers, "Jonathan", email="jon@example.com")
    file = ADDRESSES + 'base,JON@example.com,1,New York,Acme,US,Jane,Roe,10044,NY,"Main Street 1\nFlat 2",(212) 555-0123,0,1\n'

    assert counts(read(customers, kind, file)) == ({"updated": 1} if kind == "customers" else {"created": 1})
    assert counts(read(customers, kind, file)) == {"unchanged": 1}

    jon = show(customers, "jon@example.com")
    assert jon["full_name"] == "Jonathan"
    [home] = jon["addresses"]
    assert (place(home), home["address2"]) == (("shipping", "Main Street 1", "New York", "NY", "10044", "US"), "Flat 2")
    assert (home["first_name"], home["last_name"], home["company"], home["phone"]) == ("Jane", "Roe", "Acme", "+12125550123")


def test_address_file_creates_customers_from_address_names(sqlite_customers: Program) -> None:
    file = ADDRESSES + "base,jon@example.com,1,New York,,US,Jon,Doe,10044,NY,Main Street 1,123456789,1,1\n"

    done = read(sqlite_customers, "customers", file)

    assert counts(done) == {"created": 1}
    assert "Phone was left out: '123456789' is not a phone: it is too short (1 row, the first is line 2)" in done.stderr
    [jon] = everybody(sqlite_customers)
    assert jon["full_name"] == "Jon Doe"
    assert sorted((address["type"], address["is_default"]) for address in jon["addresses"]) == [("billing", True), ("shipping", True)]


def test_rows_of_one_customer_are_grouped_with_addresses(customers: Program) -> None:
    file = BOTH + "jon@example.com,base,default,Jon,Doe,1,Pune,IN,Jon,Doe,411001,MH,1 MG Road,020 26121234,1,0\n"
    file += ",,,,,,Bonn,DE,Mira,Doe,53111,NW,Weg 2,,0,1\n"
    file += "mia@example.com,base,default,Mia,Ray,1,,,,,,,,,,\n"

    assert counts(read(customers, "customers", file)) == {"created": 2}

    jon, mia = everybody(customers)
    assert [place(address) for address in sorted(jon["addresses"], key=place)] == [
        ("billing", "1 MG Road", "Pune", "MH", "411001", "IN"),
        ("shipping", "Weg 2", "Bonn", "NW", "53111", "DE"),
    ]
    assert (jon["default_address"]["first_name"], jon["phone"], mia["addresses"]) == ("Mira", "+912026121234", [])
    assert counts(read(customers, "customers", file)) == {"unchanged": 2}


def test_problem_of_a_further_row_rejects_all_rows_of_customer(sqlite_customers: Program, tmp_path: object) -> None:
    path = f"{tmp_path}/rejects.csv"
    file = BOTH + "jon@example.com,base,default,Jon,Doe,1,Pune,IN,Jon,Doe,411001,MH,1 MG Road,,1,0\n"
    file += ",,,,,,Bonn,DE,Mira,Doe,53111,NW,Weg 2,9.19877E+11,0,1\n"

    assert counts(read(sqlite_customers, "customers", file, "--rejects", path)) == {"refused": 1}

    with open(path) as stream:  # noqa: PTH123
        text = stream.read()
    assert text.count("phone: '9.19877E+11'") == 2
    second_import = read(sqlite_customers, "customers", text.replace(",9.19877E+11,", ",,"))
    assert counts(second_import) == {"created": 1}
    assert len(everybody(sqlite_customers)[0]["addresses"]) == 2


def test_orders_match_by_email_and_keep_numbers(sqlite_customers: Program) -> None:
    file = "entity_id,increment_id,status,customer_id,customer_email,customer_firstname,customer_lastname,grand_total,total_paid,"
    file += "total_refunded,created_at\n"
    file += "7,000001001,complete,306,rosie@example.com,Rosie,Powers,620.0000,620.00,-20.0000,2013-10-27 13:04:39\n"
    file += "8,000001002,canceled,306,rosie@example.com,Rosie,Powers,50.00,0.00,,2013-10-28 13:04:39\n"
    file += "9,000001003,closed,,guest@example.com,Gu,Est,70.00,70.00,70.00,2013-10-28 13:04:39\n"

    assert counts(read(sqlite_customers, "orders", file, "--create-customers")) == {"created": 3}

    rosie = show(sqlite_customers, "magento:306")
    assert (rosie["email"], rosie["full_name"], rosie["total_orders"], rosie["total_spent"]) == (
        "rosie@example.com",
        "Rosie Powers",
        1,
        600,
    )
    orders = [
        (order["number"], order["source"], order["status"]) for order in sqlite_customers("orders", rosie["id"], "--json").json()["data"]
    ]
    assert orders == [("000001002", "magento", "cancelled"), ("000001001", "magento", "completed")]
    assert show(sqlite_customers, "guest@example.com")["total_orders"] == 0
