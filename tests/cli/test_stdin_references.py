"""Customers on standard input: ids, other references, and JSON as `list` prints it."""

import json

import pytest

from tests.support.factories import HOME, create, listed
from tests.support.program import Program


@pytest.fixture
def shop(customers: Program) -> Program:
    """Return a shop of Asha and Ravi, who have addresses, and Meera."""
    create(customers, "Asha", email="asha@example.com", notes="a\nb", addresses=[HOME])
    create(customers, "Ravi", phone="+919876543210", addresses=[HOME])
    create(customers, "Meera", external_ids={"till": "7"})
    return customers


@pytest.mark.parametrize(
    "words",
    [
        ("list", "-o", "jsonl"),
        ("list", "-o", "json"),
        ("list", "--with-addresses", "--all", "-o", "jsonl"),
        ("list", "-o", "jsonl", "--fields", "id"),
        ("search", "a", "-o", "json"),
        ("list", "-o", "ids"),
    ],
)
def test_tag_reads_what_list_prints(shop: Program, words: tuple[str, ...]) -> None:
    printed = shop(*words).succeeds().stdout

    shop("tag", "add", "--tag", "gift", "-", "--yes", "-o", "json", stdin=printed).prints_json(customers=3, added=3, refused=[])


def test_show_prints_what_tag_reads(shop: Program) -> None:
    printed = shop("show", "asha@example.com", "-o", "json").succeeds().stdout
    shop("tag", "add", "--tag", "gift", "-", "--yes", stdin=printed).succeeds()

    assert listed(shop, "list", "--tag", "gift") == ["Asha"]


def test_references_and_objects_mix(shop: Program) -> None:
    ravi = shop("list", "--search", "ravi", "-o", "jsonl").succeeds().stdout
    text = f"asha@example.com\r\n\n{ravi}  till:7  \n"

    shop("tag", "add", "--tag", "gift", "-", "--yes", "-o", "json", stdin=text).prints_json(customers=3)


def test_list_of_ids_is_read(shop: Program) -> None:
    ids = shop("list", "-o", "ids").stdout.split()

    shop("tag", "add", "--tag", "gift", "-", "--yes", "-o", "json", stdin=json.dumps(ids)).prints_json(customers=3)


def test_deleted_and_erased_customers_are_read_from_json_lines(shop: Program) -> None:
    printed = shop("list", "--has-email", "-o", "jsonl").succeeds().stdout
    shop("delete", "-", "--yes", stdin=printed).succeeds()
    assert listed(shop, "list", "--deleted") == ["Asha"]
    shop("erase", "-", "--yes", stdin=printed).succeeds()

    assert listed(shop, "list") == ["Meera", "Ravi"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('asha@example.com\n{"first_name": "Asha"}\n', "line 2 of standard input: the JSON object has no id"),
        ('{"id": 7}\n', "line 1 of standard input: the JSON object has no id"),
        ('{"id": "7"\n', "line 1 of standard input: the JSON object cannot be read"),
        ('[{"id": null}]', "line 1 of standard input: the JSON object has no id"),
    ],
)
def test_object_without_id_is_usage_error(shop: Program, text: str, says: str) -> None:
    shop("tag", "add", "--tag", "gift", "-", "--yes", stdin=text).fails(2, says)

    assert listed(shop, "list", "--tag", "gift") == []


def test_empty_list_names_no_customer(shop: Program) -> None:
    shop("tag", "add", "--tag", "gift", "-", "--yes", "-o", "json", stdin="[]").prints_json(customers=0)
    shop("tag", "add", "--tag", "gift", "-", "--yes", "-o", "json", stdin='{"data": [], "meta": {}}').prints_json(customers=0)
