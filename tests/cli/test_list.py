"""`customers list`: pages, order and formats of a list"""

from customers.errors import ExitStatus
from tests.support.factories import HOME, create, create_many, import_orders, listed, order
from tests.support.program import Program


def test_an_empty_shop_has_an_empty_page(customers: Program) -> None:
    meta = {"page": 1, "per_page": 20, "total": 0, "pages": 1, "next_cursor": None}

    assert customers("list", "-o", "json").succeeds().json() == {"data": [], "meta": meta}
    for format in ("jsonl", "ids"):
        assert customers("list", "-o", format).succeeds().stdout == ""
    assert customers("list", "-o", "csv", "--fields", "id,email").succeeds().stdout == "id,email\n"


def test_a_page_tells_where_it_stands(customers: Program) -> None:
    create_many(customers, *({"first_name": name} for name in "abcde"))

    page = customers("list", "--sort", "name", "--per-page", "2", "--page", "2", "-o", "json").succeeds().json()

    assert [row["first_name"] for row in page["data"]] == ["c", "d"]
    assert page["meta"] | {"next_cursor": ""} == {"page": 2, "per_page": 2, "total": 5, "pages": 3, "next_cursor": ""}


def test_cursors_give_everyone_once_though_all_are_equal(customers: Program) -> None:
    create_many(customers, *[{"first_name": "Same"}] * 5)
    wanted = set(customers("list", "-o", "ids").stdout.split())

    for sort in ("created_at", "-created_at", "-name", "email", "total_spent", "-last_order_at"):
        found: list[str] = []
        cursor: list[str] = []
        for _ in range(3):
            page = customers("list", "--sort", sort, "--per-page", "2", *cursor, "-o", "json").succeeds().json()
            found += [row["id"] for row in page["data"]]
            cursor = ["--cursor", str(page["meta"]["next_cursor"])]
        assert page["meta"]["next_cursor"] is None, sort
        assert len(found) == len(wanted), sort
        assert set(found) == wanted, sort


def test_pages_by_number_agree_with_everything_at_once(customers: Program) -> None:
    create_many(customers, *[{"first_name": "Same"}] * 5)

    pages = [customers("list", "--per-page", "2", "--page", str(page), "-o", "ids").succeeds().stdout for page in (1, 2, 3, 4)]

    assert "".join(pages) == customers("list", "--all", "-o", "ids").stdout
    assert pages[3] == ""


def test_the_newest_come_first(customers: Program) -> None:
    for name in "abc":
        create(customers, name)

    assert listed(customers, "list") == ["c", "b", "a"]


def test_every_sort_key_and_its_reverse(customers: Program) -> None:
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


def test_an_unknown_sort_key_is_refused_with_those_there_are(customers: Program) -> None:
    customers("list", "--sort", "total_spend").fails(ExitStatus.USAGE, "total_spend", "total_spent")


def test_a_page_that_cannot_be_is_refused(customers: Program) -> None:
    for size in ("101", "0", "-1", "many"):
        customers("list", "--per-page", size).fails(ExitStatus.USAGE, "--per-page", size)
    for page in ("0", "two"):
        customers("list", "--page", page).fails(ExitStatus.USAGE, "--page", page)
    for cursor in ("nonsense", "", "WyJ4Il0"):
        customers("list", "--cursor", cursor).fails(ExitStatus.USAGE, f"{cursor!r} is not a cursor")


def test_everything_is_no_page(customers: Program) -> None:
    for arguments in (["--page", "2"], ["--per-page", "5"], ["--cursor", "x"]):
        customers("list", "--all", *arguments).fails(ExitStatus.USAGE, "--all")
    customers("list", "--page", "2", "--cursor", "x").fails(ExitStatus.USAGE, "--page", "--cursor")


def test_a_cursor_belongs_to_its_order(customers: Program) -> None:
    create_many(customers, *({"first_name": name} for name in "abc"))
    cursor = customers("list", "--per-page", "1", "--sort", "name", "-o", "json").json()["meta"]["next_cursor"]

    customers("list", "--per-page", "1", "--sort", "email", "--cursor", cursor).fails(ExitStatus.USAGE, "cursor")


def test_the_largest_page_is_a_setting(customers: Program) -> None:
    create_many(customers, *({"first_name": name} for name in "abc"))
    settings = {"CUSTOMERS_PER_PAGE": "2", "CUSTOMERS_MAX_PER_PAGE": "2"}

    assert len(customers("list", "-o", "jsonl", env=settings).jsonl()) == 2
    customers("list", "--per-page", "3", env=settings).fails(ExitStatus.USAGE, "CUSTOMERS_MAX_PER_PAGE", "--all")
    assert len(customers("list", "--all", "-o", "jsonl", env=settings).jsonl()) == 3


def test_everything_as_json_is_one_page(customers: Program) -> None:
    ids = [create(customers, "Same")["id"] for _ in range(3)]

    page = customers("list", "--all", "-o", "json").succeeds().json()

    assert [row["id"] for row in page["data"]] == ids[::-1]
    assert page["meta"] | {"per_page": 0} == {"page": 1, "per_page": 0, "total": 3, "pages": 1, "next_cursor": None}


def test_addresses_come_when_asked_for(customers: Program) -> None:
    asha = create(customers, addresses=[HOME])

    [plain] = customers("list", "-o", "jsonl").jsonl()
    [with_addresses] = customers("list", "--with-addresses", "-o", "jsonl").jsonl()
    [picked] = customers("list", "--fields", "default_address", "-o", "jsonl").jsonl()

    assert with_addresses == asha
    assert plain == {name: value for name, value in asha.items() if name not in ("addresses", "default_address")}
    assert picked == {"default_address": asha["default_address"]}


def test_a_table_in_a_pipe_cuts_nothing_and_draws_nothing(customers: Program) -> None:
    long = "x" * 200
    asha = create(customers, "Asha", last_name=long, email="asha@example.com", tags=["a" * 64, "b" * 64])
    import_orders(customers, order(asha, "1", "12345678.90"))

    head, row = customers("list", env={"COLUMNS": "40"}).succeeds().stdout.splitlines()

    for text in (asha["id"], f"Asha {long}", "asha@example.com", "1,23,45,678.90", "2026-01-05", "a" * 64, "b" * 64):
        assert text in row
    assert head.split()[:3] == ["ID", "NAME", "EMAIL"]
    assert (head + row).isascii()


def test_deleted_customers_are_in_no_list(customers: Program) -> None:
    asha = create(customers)
    create(customers, "Usha")
    customers("delete", asha["id"], "--yes").succeeds()

    assert listed(customers, "list") == ["Usha"]
    assert customers("list", "-o", "json").json()["meta"]["total"] == 1


def test_a_page_that_is_not_all_says_so_unless_its_size_was_asked_for(sqlite_customers: Program) -> None:
    create_many(sqlite_customers, *({"first_name": f"A{number}"} for number in range(21)))

    for form in ("table", "csv", "jsonl", "ids"):
        assert sqlite_customers("list", "-o", form).succeeds().stderr == "20 of 21 customers; --all gives all of them.\n", form
    quiet = (("-o", "json"), ("--all", "-o", "csv"), ("--page", "2"), ("--per-page", "5", "-o", "csv"), ("-o", "csv", "--quiet"))
    for arguments in quiet:
        assert sqlite_customers("list", *arguments).succeeds().stderr == "", arguments
