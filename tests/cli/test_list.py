"""`customers list`: pages, order and formats of a list."""

import base64
import json

import pytest

from customers.errors import ExitStatus
from tests.support.factories import HOME, create, create_many, import_orders, listed, order
from tests.support.program import Program


def test_empty_shop_has_empty_page(customers: Program) -> None:
    meta = {"page": 1, "per_page": 20, "total": 0, "pages": 1, "next_cursor": None}

    assert customers("list", "-o", "json").succeeds().json() == {"data": [], "meta": meta}
    for format in ("jsonl", "ids"):
        assert customers("list", "-o", format).succeeds().stdout == ""
    assert customers("list", "-o", "csv", "--fields", "id,email").succeeds().stdout == "id,email\n"


def test_page_has_position_in_meta(customers: Program) -> None:
    create_many(customers, *({"first_name": name} for name in "abcde"))

    page = customers("list", "--sort", "name", "--per-page", "2", "--page", "2", "-o", "json").succeeds().json()

    assert [row["first_name"] for row in page["data"]] == ["c", "d"]
    assert page["meta"] | {"next_cursor": ""} == {"page": 2, "per_page": 2, "total": 5, "pages": 3, "next_cursor": ""}


def test_cursors_visit_equal_rows_once(customers: Program) -> None:
    create_many(customers, *[{"first_name": "Same"}] * 5)
    expected = set(customers("list", "-o", "ids").stdout.split())

    for sort in ("created_at", "-created_at", "-name", "email", "total_spent", "-last_order_at"):
        ids: list[str] = []
        cursor: list[str] = []
        for _ in range(3):
            page = customers("list", "--sort", sort, "--per-page", "2", *cursor, "-o", "json").succeeds().json()
            ids += [row["id"] for row in page["data"]]
            cursor = ["--cursor", str(page["meta"]["next_cursor"])]
        assert page["meta"]["next_cursor"] is None, sort
        assert len(ids) == len(expected), sort
        assert set(ids) == expected, sort


def test_pages_by_number_equal_complete_list(customers: Program) -> None:
    create_many(customers, *[{"first_name": "Same"}] * 5)

    pages = [customers("list", "--per-page", "2", "--page", str(page), "-o", "ids").succeeds().stdout for page in (1, 2, 3, 4)]

    assert "".join(pages) == customers("list", "--all", "-o", "ids").stdout
    assert pages[3] == ""


def test_default_order_is_newest_first(customers: Program) -> None:
    for name in "abc":
        create(customers, name)

    assert listed(customers, "list") == ["c", "b", "a"]


def test_every_sort_key_is_reversible(customers: Program) -> None:
    asha = create(customers, "asha", email="c@example.com")
    eva = create(customers, "\u00c9va", email="B@example.com")
    usha = create(customers, "Usha", email="a@example.com")
    import_orders(customers, order(asha, "1", "10", "2026-01-03"), order(eva, "2", "9", "2026-01-01"), order(eva, "3", "2", "2026-01-02"))
    import_orders(
        customers, order(usha, "4", "100", "2026-01-01"), order(usha, "5", "1", "2026-01-01"), order(usha, "6", "1", "2026-01-01")
    )
    customers("update", asha["id"], "--notes", "x").succeeds()
    customers("update", asha["id"], "--notes", "y").succeeds()

    expected = {
        "created_at": ["asha", "\u00c9va", "Usha"],
        "name": ["asha", "\u00c9va", "Usha"],
        "email": ["Usha", "\u00c9va", "asha"],
        "total_orders": ["asha", "\u00c9va", "Usha"],
        "total_spent": ["asha", "\u00c9va", "Usha"],
        "last_order_at": ["Usha", "\u00c9va", "asha"],
    }
    for key, names in expected.items():
        assert listed(customers, "list", "--sort", key) == names, key
        assert listed(customers, "list", "--sort", f"-{key}") == names[::-1], key
    assert listed(customers, "list", "--sort", "-updated_at")[0] == "asha"


def test_unknown_sort_key_error_lists_keys(customers: Program) -> None:
    customers("list", "--sort", "total_spend").fails(ExitStatus.USAGE, "total_spend", "total_spent")


def test_invalid_page_is_refused(customers: Program) -> None:
    for size in ("101", "0", "-1", "many"):
        customers("list", "--per-page", size).fails(ExitStatus.USAGE, "--per-page", size)
    for page in ("0", "two"):
        customers("list", "--page", page).fails(ExitStatus.USAGE, "--page", page)
    for cursor in ("nonsense", "", "WyJ4Il0"):
        customers("list", "--cursor", cursor).fails(ExitStatus.USAGE, f"{cursor!r} is not a cursor")


@pytest.mark.parametrize(
    ("sort", "value"),
    [
        ("total_spent", 2**63),
        ("total_spent", True),
        ("total_orders", None),
        ("name", "\0"),
        ("name", "\ud800"),
        ("name", None),
        ("email", 5),
        ("-created_at", True),
        ("-created_at", 1e300),
    ],
)
def test_forged_cursor_is_refused(customers: Program, sort: str, value: object) -> None:
    cursor = base64.urlsafe_b64encode(json.dumps([sort, 2, value, "01a22afc-74d4-744c-ae49-68cb96ba8d23"]).encode()).decode()

    customers("list", "--sort", sort, "--cursor", cursor).fails(ExitStatus.USAGE, "is not a cursor")


def test_all_excludes_page_options(customers: Program) -> None:
    for arguments in (["--page", "2"], ["--per-page", "5"], ["--cursor", "x"]):
        customers("list", "--all", *arguments).fails(ExitStatus.USAGE, "--all")
    customers("list", "--page", "2", "--cursor", "x").fails(ExitStatus.USAGE, "--page", "--cursor")


def test_cursor_of_another_order_is_refused(customers: Program) -> None:
    create_many(customers, *({"first_name": name} for name in "abc"))
    cursor = customers("list", "--per-page", "1", "--sort", "name", "-o", "json").json()["meta"]["next_cursor"]

    customers("list", "--per-page", "1", "--sort", "email", "--cursor", cursor).fails(ExitStatus.USAGE, "cursor")


def test_max_per_page_setting_limits_page(customers: Program) -> None:
    create_many(customers, *({"first_name": name} for name in "abc"))
    settings = {"CUSTOMERS_PER_PAGE": "2", "CUSTOMERS_MAX_PER_PAGE": "2"}

    assert len(customers("list", "-o", "jsonl", env=settings).jsonl()) == 2
    customers("list", "--per-page", "3", env=settings).fails(ExitStatus.USAGE, "CUSTOMERS_MAX_PER_PAGE", "--all")
    assert len(customers("list", "--all", "-o", "jsonl", env=settings).jsonl()) == 3


def test_all_as_json_is_one_page(customers: Program) -> None:
    ids = [create(customers, "Same")["id"] for _ in range(3)]

    page = customers("list", "--all", "-o", "json").succeeds().json()

    assert [row["id"] for row in page["data"]] == ids[::-1]
    assert page["meta"] | {"per_page": 0} == {"page": 1, "per_page": 0, "total": 3, "pages": 1, "next_cursor": None}


def test_with_addresses_option_adds_addresses(customers: Program) -> None:
    asha = create(customers, addresses=[HOME])

    [plain] = customers("list", "-o", "jsonl").jsonl()
    [with_addresses] = customers("list", "--with-addresses", "-o", "jsonl").jsonl()
    [picked] = customers("list", "--fields", "default_address", "-o", "jsonl").jsonl()

    assert with_addresses == asha
    assert plain == {name: value for name, value in asha.items() if name not in ("addresses", "default_address")}
    assert picked == {"default_address": asha["default_address"]}


def test_table_in_pipe_is_plain_and_complete(customers: Program) -> None:
    long = "x" * 200
    asha = create(customers, "Asha", last_name=long, email="asha@example.com", tags=["a" * 64, "b" * 64])
    import_orders(customers, order(asha, "1", "12345678.90"))

    head, row = customers("list", env={"COLUMNS": "40"}).succeeds().stdout.splitlines()

    for text in (asha["id"], f"Asha {long}", "asha@example.com", "1,23,45,678.90", "2026-01-05", "a" * 64, "b" * 64):
        assert text in row
    assert head.split()[:3] == ["ID", "NAME", "EMAIL"]
    assert (head + row).isascii()


def test_list_omits_deleted_customers(customers: Program) -> None:
    asha = create(customers)
    create(customers, "Usha")
    customers("delete", asha["id"], "--yes").succeeds()

    assert listed(customers, "list") == ["Usha"]
    assert customers("list", "-o", "json").json()["meta"]["total"] == 1


def test_incomplete_page_gives_notice_unless_size_was_requested(sqlite_customers: Program) -> None:
    create_many(sqlite_customers, *({"first_name": f"A{number}"} for number in range(21)))

    for form in ("table", "csv", "jsonl", "ids"):
        assert sqlite_customers("list", "-o", form).succeeds().stderr == "20 of 21 customers; --all gives all of them.\n", form
    quiet = (("-o", "json"), ("--all", "-o", "csv"), ("--page", "2"), ("--per-page", "5", "-o", "csv"), ("-o", "csv", "--quiet"))
    for arguments in quiet:
        assert sqlite_customers("list", *arguments).succeeds().stderr == "", arguments
