"""Customers and addresses of PrestaShop, in two files with semicolons."""

import pytest

from tests.support.factories import show
from tests.support.program import Program
from tests.support.reading import counts, everybody, place, read

CUSTOMERS = "Customer ID;Active (0/1);Titles ID (Mr = 1, Ms = 2, else 0);Email *;Password *;Birthday (yyyy-mm-dd);Last Name *;First Name *;"
CUSTOMERS += "Newsletter (0/1);Opt-in (0/1);Registration date (yyyy-mm-dd);Groups (x,y,z...);Default group ID\n"
CUSTOMERS += "1;1;1;peter@example.com;secret;1987-04-02;Pan;Peter;1;0;2015-01-10;Customer;3\n"
CUSTOMERS += "2;0;2;wendy@example.com;secret;;Darling;Wendy Moira;0;1;0000-00-00;Customer, Kids;4\n"
ADDRESSES = "Address ID;Alias*;Active (0/1);Customer e-mail*;Customer ID;Manufacturer;Supplier;Company;Lastname*;Firstname*;Address 1*;"
ADDRESSES += "Address 2;Zipcode*;City*;Country*;State;Other;Phone;Mobile Phone;VAT number;DNI\n"
ADDRESSES += "1;Home;1;peter@example.com;1;;;Acme;Pan;Peter;1 rue Haute;;75001;Paris;France;;;01 42 68 53 00;;;\n"


def test_customers_have_ids_and_newsletter_consent(sqlite_customers: Program) -> None:
    done = read(sqlite_customers, "customers", CUSTOMERS)

    assert counts(done) == {"created": 2}
    assert "Read as a file of PrestaShop" in done.stderr
    assert "Password *" in done.stderr
    peter, wendy = show(sqlite_customers, "prestashop:1"), show(sqlite_customers, "prestashop:2")
    assert (peter["full_name"], peter["accepts_marketing"], peter["created_at"]) == ("Peter Pan", True, "2015-01-10T00:00:00Z")
    assert (wendy["first_name"], wendy["last_name"], wendy["accepts_marketing"]) == ("Wendy Moira", "Darling", False)
    assert counts(read(sqlite_customers, "customers", CUSTOMERS)) == {"unchanged": 2}


@pytest.mark.parametrize("kind", ["customers", "addresses"])
def test_addresses_match_their_customers(customers: Program, kind: str) -> None:
    read(customers, "customers", CUSTOMERS).succeeds()

    assert counts(read(customers, kind, ADDRESSES)) == ({"updated": 1} if kind == "customers" else {"created": 1})

    [home] = show(customers, "prestashop:1")["addresses"]
    assert (place(home), home["phone"]) == (("shipping", "1 rue Haute", "Paris", "", "75001", "FR"), "+33142685300")
    assert (home["company"], home["first_name"]) == ("Acme", "Peter")
    assert counts(read(customers, kind, ADDRESSES)) == {"unchanged": 1}


def test_address_of_unknown_customer_is_rejected_or_creates_one(sqlite_customers: Program) -> None:
    assert counts(read(sqlite_customers, "addresses", ADDRESSES)) == {"refused": 1}

    assert counts(read(sqlite_customers, "customers", ADDRESSES)) == {"created": 1}
    [peter] = everybody(sqlite_customers)
    assert (peter["full_name"], peter["external_ids"], peter["email"]) == ("Peter Pan", {"prestashop": "1"}, "peter@example.com")
