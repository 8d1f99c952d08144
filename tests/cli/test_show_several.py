"""`customers show` of several customers, named or from standard input; overrides of several from standard input."""

import csv
import io
import json

import pytest

from customers.errors import ExitStatus
from tests.support.factories import HOME, create, create_many, listed, show
from tests.support.kept import kept
from tests.support.program import Program


@pytest.fixture
@kept
def shop(customers: Program) -> Program:
    """Return a shop of Lena, who has an address, Tariq and Mei."""
    create(customers, "Lena", email="lena@example.com", addresses=[HOME])
    create(customers, "Tariq", phone="+919876543210", tags=["b2b"])
    create(customers, "Mei", external_ids={"till": "9"})
    return customers


def test_several_are_an_array_in_the_order_of_their_names(shop: Program) -> None:
    single = [show(shop, name) for name in ("till:9", "lena@example.com")]

    assert shop("show", "till:9", "LENA@example.com", "9", "-o", "json").succeeds().json() == single
    assert shop("show", "till:9", "LENA@example.com", "-o", "jsonl").succeeds().jsonl() == single


def test_single_name_of_standard_input_is_an_array(shop: Program) -> None:
    assert shop("show", "-", "-o", "json", stdin="till:9").succeeds().json() == [show(shop, "till:9")]
    assert shop("show", "-", "-o", "json", stdin="").succeeds().json() == []


def test_ids_emails_and_json_lines_are_read(shop: Program) -> None:
    lines = shop("list", "--search", "mei", "-o", "jsonl").succeeds().stdout
    text = f"lena@example.com\n{lines}{show(shop, '9876543210')['id']}\n+91 98765 43210\n"

    assert [row["first_name"] for row in shop("show", "-", "-o", "jsonl", stdin=text).succeeds().jsonl()] == ["Lena", "Mei", "Tariq"]


def test_every_format_has_the_rows(shop: Program) -> None:
    names = ("lena@example.com", "till:9")
    ids = [show(shop, name)["id"] for name in names]

    assert shop("show", *names, "-o", "ids").succeeds().stdout.split() == ids
    rows = list(csv.DictReader(io.StringIO(shop("show", *names, "-o", "csv").succeeds().stdout)))
    assert [row["id"] for row in rows] == ids
    picked = shop("show", *names, "-o", "csv", "--fields", "first_name,consent").succeeds().stdout
    assert picked.startswith("first_name,consent\n")
    assert "Lena" in picked


def test_people_see_a_card_each(shop: Program) -> None:
    shop("vip", "pin", "till:9", "--reason", "first customer").succeeds()
    cards = [shop("show", name).succeeds().stdout for name in ("lena@example.com", "till:9")]

    assert shop("show", "lena@example.com", "till:9").succeeds().stdout == "\n".join(cards)
    assert "first customer" in cards[1]


def test_missing_ones_of_several_are_named_and_the_rest_is_shown(shop: Program) -> None:
    shop("delete", "9876543210", "--yes").succeeds()
    names = ("lena@example.com", "unknown@example.com", "9876543210")

    result = shop("show", *names, "-o", "ids", "--quiet")
    result.fails(ExitStatus.PARTIAL, "unknown@example.com", "9876543210 is deleted", stdout=None)
    assert result.stdout.split() == [show(shop, "lena@example.com")["id"]]
    result = shop("show", *names, "-o", "json")
    assert result.status == ExitStatus.PARTIAL
    assert json.loads(result.stderr)["error"]["details"]["missing"] == ["unknown@example.com", "9876543210"]
    shop("show", "unknown@example.com").fails(ExitStatus.NOT_FOUND)
    shop("show", "-", stdin="unknown@example.com").fails(ExitStatus.PARTIAL, "unknown@example.com")


def test_alias_among_several_leads_to_the_survivor_once(shop: Program) -> None:
    create(shop, "Ines", email="ines@example.com")
    shop("merge", "lena@example.com", "ines@example.com", "--yes").succeeds()

    result = shop("show", "ines@example.com", "lena@example.com", "-o", "json").succeeds()

    assert [row["first_name"] for row in result.json()] == ["Lena"]
    assert "ines@example.com was merged into Lena" in result.stderr


def test_long_list_is_read_in_batches(customers: Program) -> None:
    create_many(customers, *({"first_name": f"Person {number}", "email": f"p{number}@example.com"} for number in range(1200)))
    emails = [f"p{number}@example.com" for number in reversed(range(1200))]

    rows = customers("show", "-", "-o", "jsonl", "--debug", stdin="\n".join(emails)).succeeds()

    assert [row["email"] for row in rows.jsonl()] == emails
    assert rows.stderr.count("SELECT") < 100


def test_overrides_are_read_from_standard_input_after_a_confirmation(shop: Program) -> None:
    ids = shop("list", "-o", "ids").succeeds().stdout

    shop("vip", "pin", "-", "--reason", "r", stdin=ids).fails(ExitStatus.USAGE, "confirmation")
    assert listed(shop, "vip") == []
    shop("vip", "pin", "-", "--reason", "r", "--yes", stdin=ids).succeeds()
    assert sorted(listed(shop, "vip")) == ["Lena", "Mei", "Tariq"]
    shop("vip", "release", "-", "--yes", stdin="till:9\n9876543210").succeeds()
    assert listed(shop, "vip") == ["Lena"]
    shop("vip", "exclude", "-", "--reason", "r", "--yes", stdin=ids + "unknown@example.com").fails(ExitStatus.NOT_FOUND, "unknown")
    assert listed(shop, "vip") == ["Lena"]
