"""Customers on standard input: ids, other references, and JSON as `list` prints it."""

import json

import pytest

from customers.errors import ExitStatus
from tests.support.factories import HOME, create, listed
from tests.support.kept import kept
from tests.support.program import Program


@pytest.fixture
@kept
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


def test_history_reads_references(shop: Program) -> None:
    printed = shop("list", "--has-email", "-o", "jsonl").succeeds().stdout

    piped = shop("history", "-", "-o", "jsonl", "--fields", "customer_name,command", stdin=printed).succeeds()
    shop("delete", "till:7", "--yes").succeeds()
    named = shop("history", "asha@example.com", "till:7", "nobody@example.com", "-o", "jsonl", "--fields", "customer_name,command")

    assert piped.jsonl() == [{"customer_name": "Asha", "command": "create"}]
    assert [(row["customer_name"], row["command"]) for row in named.jsonl()] == [
        *(("Meera", "delete"), ("Meera", "create"), ("Asha", "create")),
    ]
    named.fails(ExitStatus.PARTIAL, "nobody@example.com", stdout=None)
    shop("history", "nobody@example.com").fails(ExitStatus.NOT_FOUND)
    assert shop("history", "-", "-o", "jsonl").succeeds().stdout == ""


def test_vip_explain_reads_references(shop: Program) -> None:
    printed = shop("list", "-o", "ids").succeeds().stdout

    as_json = shop("vip", "explain", "-", "-o", "json", stdin=printed).succeeds().json()
    as_csv = shop("vip", "explain", "-", "-o", "csv", "--fields", "full_name,is_vip", stdin=printed).succeeds().stdout
    as_table = shop("vip", "explain", "asha@example.com", "till:7", "nobody@example.com")

    assert [row["full_name"] for row in as_json] == ["Meera", "Ravi", "Asha"]
    assert as_csv == "full_name,is_vip\nMeera,false\nRavi,false\nAsha,false\n"
    assert as_table.fails(ExitStatus.PARTIAL, "nobody@example.com", stdout=None).stdout.count("RULE") == 2
    assert shop("vip", "explain", "-", "-o", "json").succeeds().json() == []


def test_restore_and_erase_read_references(shop: Program) -> None:
    shop("delete", "till:7", "asha@example.com", "--yes").succeeds()
    deleted = shop("list", "--deleted", "-o", "jsonl").succeeds().stdout

    shop("restore", "-", "--yes", stdin=deleted).succeeds()
    erased = shop("erase", "-", "--yes", "-o", "ids", stdin=deleted).succeeds().stdout

    assert sorted(erased.split()) == sorted(json.loads(line)["id"] for line in deleted.splitlines())
    assert listed(shop, "list") == ["Ravi"]
    assert shop("erase", "-", "--yes", "-o", "ids").succeeds().stdout == ""
