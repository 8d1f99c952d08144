"""Addresses in one cell, under short American headings, and of cards."""

import pytest

from tests.support.program import Program
from tests.support.reading import counts, everybody, place, read

AMERICAN = {"CUSTOMERS_DEFAULT_COUNTRY": "US", "CUSTOMERS_CURRENCY": "USD"}


def addresses(customers: Program) -> list[tuple[str | None, ...]]:
    """Return the places of all addresses, with their second lines."""
    return [(*place(address), address["address2"]) for customer in everybody(customers) for address in customer["addresses"]]


@pytest.mark.parametrize(
    ("cell", "stored"),
    [
        ("12 Quay Rd  Nome  AK  99762  US", ("12 Quay Rd", "Nome", "AK", "99762", "US", None)),
        ("12 Quay Rd  Unit 4  Nome  Alaska  99762  USA", ("12 Quay Rd", "Nome", "Alaska", "99762", "US", "Unit 4")),
        ("12 Quay Rd  Nome  AK  99762", ("12 Quay Rd", "Nome", "AK", "99762", "US", None)),
        ("3 Kaistraße  Bremen    28195  DE", ("3 Kaistraße", "Bremen", "", "28195", "DE", None)),
        ("3 Kaistraße  28195  Germany", ("3 Kaistraße", "", "", "28195", "DE", None)),
        ("12 Quay Rd  Nome  AK    US", ("12 Quay Rd", "Nome", "AK", "", "US", None)),
        ("12 Quay Rd, Nome", ("12 Quay Rd, Nome", "", "", "", "US", None)),
        ("12 Quay Rd  rear house", ("12 Quay Rd  rear house", "", "", "", "US", None)),
    ],
)
@pytest.mark.parametrize("header", ["Email Address,First Name,Address,LEID", "Email,First,Street Address,Fax"])
def test_parts_between_two_blanks_are_those_of_an_address(
    sqlite_customers: Program, header: str, cell: str, stored: tuple[str | None, ...]
) -> None:
    done = read(sqlite_customers, "customers", f'{header}\nmo@example.com,Mo,"{cell}",7\n', env=AMERICAN)

    assert counts(done) == {"created": 1}
    assert addresses(sqlite_customers) == [("shipping", *stored)]


def test_columns_named_as_in_contact_cards_are_known(sqlite_customers: Program) -> None:
    row = "Ida Falk,2125550123,ida@example.com,;;4 Mill St;Dover;DE;19901;US,Moor"
    read(sqlite_customers, "customers", f"FN,TEL,EMAIL,ADR,ORG\n{row}\n", env=AMERICAN)

    (ida,) = everybody(sqlite_customers)
    assert (ida["full_name"], ida["phone"], ida["addresses"][0]["company"]) == ("Ida Falk", "+12125550123", "Moor")
    assert addresses(sqlite_customers) == [("shipping", "4 Mill St", "Dover", "DE", "19901", "US", None)]


def test_initials_of_both_names_are_parts_of_it(sqlite_customers: Program) -> None:
    read(sqlite_customers, "customers", "FN,LN,Email\nIda Mae,Falk,ida@example.com\n", env=AMERICAN)

    (ida,) = everybody(sqlite_customers)
    assert (ida["first_name"], ida["last_name"]) == ("Ida Mae", "Falk")


def test_street_beside_a_city_stays_whole(sqlite_customers: Program) -> None:
    read(sqlite_customers, "customers", "Email,Name,Address,City\nmo@example.com,Mo,1 A  2 B  3 C,Nome\n", env=AMERICAN)

    assert [address[1:3] for address in addresses(sqlite_customers)] == [("1 A  2 B  3 C", "Nome")]


def test_export_for_mailchimp_comes_back_with_its_addresses(sqlite_customers: Program) -> None:
    place_options = ("--address1", "5 Weir Ln", "--city", "Ely", "--state", "NV", "--pincode", "89301")
    sqlite_customers("create", "--first-name", "Una", "--email", "una@example.com", "--accepts-marketing", env=AMERICAN).succeeds()
    sqlite_customers("address", "add", "una@example.com", *place_options, env=AMERICAN).succeeds()
    file = sqlite_customers("export", "customers", "-", "--format", "mailchimp", env=AMERICAN).succeeds().stdout

    done = read(sqlite_customers, "customers", file, "--format", "mailchimp", env=AMERICAN)

    assert counts(done) == {"unchanged": 1}
    assert len(addresses(sqlite_customers)) == 1


def test_labelled_addresses_of_bigcommerce_are_taken(sqlite_customers: Program) -> None:
    first = "Address ID: 7, Address First Name: Ola, Address Last Name: Berg, Address Company: , Address Line 1: 4 Pier Ave, Apt: 2,"
    first += " Address Line 2: , City/Suburb: Bath, State: Maine, Zip/Postcode: 04530, Country: United States, Phone: 2075550123"
    second = "Address ID: 8, Address Line 1: 9 Low St, City/Suburb: Camden, State: Maine, Zip/Postcode: 04843, Country: United States"
    header = "Customer ID,Customer Name,Email,Store Credit,Customer Group,Date Joined,Addresses"
    file = (
        f'{header}\n15,Ola Berg,ola@example.com,0.00,Retail,2026-01-25,"{first} | {second}"\n16,Ed Ray,ed@example.com,0.00,,2026-01-26,\n'
    )

    done = read(sqlite_customers, "customers", file, env=AMERICAN)

    assert counts(done) == {"created": 2}
    assert addresses(sqlite_customers) == [
        ("shipping", "4 Pier Ave", "Bath", "Maine", "04530", "US", None),
        ("shipping", "9 Low St", "Camden", "Maine", "04843", "US", None),
    ]
    assert everybody(sqlite_customers)[0]["phone"] == "+12075550123"
    assert counts(read(sqlite_customers, "customers", file, env=AMERICAN)) == {"unchanged": 2}


def test_cell_of_addresses_without_labels_is_left_out(sqlite_customers: Program) -> None:
    done = read(sqlite_customers, "customers", "Email,Name,Addresses\nmo@example.com,Mo,two of them\n", env=AMERICAN)

    assert counts(done) == {"created": 1}
    assert "addresses was left out: 'two of them' has no labels" in done.stderr.replace("Addresses was", "addresses was")


@pytest.mark.parametrize(
    ("header", "row", "stored"),
    [
        ("Email,First,Street,City,ST,Zip", "12 Quay Rd,Nome,AK,99762", ("12 Quay Rd", "Nome", "AK", "99762")),
        ("Email,First,Street,City,St.,Zip+4", "12 Quay Rd,Nome,AK,99762-0001", ("12 Quay Rd", "Nome", "AK", "99762-0001")),
        ("Email,First,Addr1,City,ST,Zip", "12 Quay Rd,Nome,AK,99762", ("", "Nome", "AK", "99762")),
        (
            "Email,First,Mailing Street,Mailing City,Mailing ST,Mailing Zip",
            "12 Quay Rd,Nome,AK,99762",
            ("12 Quay Rd", "Nome", "AK", "99762"),
        ),
        ("Email,First,Street,City,ST,Zip", "12 Quay Rd,Nome,AK,99762.0", ("12 Quay Rd", "Nome", "AK", "99762")),
        ("Email,First,Street,City,Zip5,Zip+4", "12 Quay Rd,Nome,99762,0001", ("12 Quay Rd", "Nome", "", "99762-0001")),
        ("Email,First,Street,City,Zip,Plus 4", "12 Quay Rd,Nome,,0001", ("12 Quay Rd", "Nome", "", "")),
        ("Email,First,St,City,Fax,Zip", "12 Quay Rd,Nome,7,99762", ("", "Nome", "", "99762")),
    ],
)
def test_short_american_headings_are_known(sqlite_customers: Program, header: str, row: str, stored: tuple[str, ...]) -> None:
    done = read(sqlite_customers, "customers", f"{header}\nmo@example.com,Mo,{row}\n", env=AMERICAN)

    assert counts(done) == {"created": 1}
    assert [address[1:5] for address in addresses(sqlite_customers)] == [stored]


@pytest.mark.parametrize("heading", ["Attn", "ATTN:", "Attention", "Attn. to"])
def test_attention_beside_a_company_is_a_person(sqlite_customers: Program, heading: str) -> None:
    file = f"Company,{heading},Email,Street,City\nMoor Mills,Ida Falk,ida@example.com,4 Mill St,Dover\nFalk Ltd,,bo@example.com,,\n"

    assert counts(read(sqlite_customers, "customers", file, env=AMERICAN)) == {"created": 2}

    ida, falk = everybody(sqlite_customers)
    assert (ida["full_name"], ida["addresses"][0]["company"], falk["full_name"]) == ("Ida Falk", "Moor Mills", "Falk Ltd")


CARD = "Card Name,Card Address Line1,Card Address Line2,Card Address City,Card Address State,Card Address Country,Card Address Zip"


@pytest.mark.parametrize(
    ("kind", "header", "row", "options"),
    [
        (
            "orders",
            f"id,Created (UTC),Amount,Amount Refunded,Currency,Status,Customer ID,Customer Email,{CARD}",
            "ch_1,2026-03-01 10:00,40.00,0.00,usd,Paid,cus_9,vera@example.com,Vera Lund,9 Oak Rd,Unit 2,Reno,NV,US,89501",
            ("--create-customers",),
        ),
        (
            "customers",
            f"id,Email,Name,Created (UTC),Delinquent,Card ID,Card Last4,{CARD},Status",
            "cus_9,vera@example.com,,2026-02-01 10:00,false,card_1,4242,Vera Lund,9 Oak Rd,Unit 2,Reno,NV,US,89501,Active",
            (),
        ),
    ],
    ids=["payments", "customers"],
)
def test_address_of_a_card_is_that_of_the_bill(
    sqlite_customers: Program, kind: str, header: str, row: str, options: tuple[str, ...]
) -> None:
    assert counts(read(sqlite_customers, kind, f"{header}\n{row}\n", *options, env=AMERICAN)) == {"created": 1}

    (vera,) = everybody(sqlite_customers)
    assert vera["full_name"] == "Vera Lund"
    assert addresses(sqlite_customers) == [("billing", "9 Oak Rd", "Reno", "NV", "89501", "US", "Unit 2")]
