"""`customers search`, and `--search` of every selection: results and their order."""

from typing import Any

import pytest

from tests.support.factories import HOME, create, create_many, listed
from tests.support.factories import query as run_sql
from tests.support.kept import kept
from tests.support.program import Program

PEOPLE: tuple[dict[str, Any], ...] = (
    {"first_name": "José", "last_name": "Núñez", "email": "jose.nunez@example.com", "phone": "+34 912 34 56 78"},
    {"first_name": "Raj", "last_name": "Sharma", "email": "raj@example.com", "phone": "098765 43210", "tags": ["Étoile"]},
    {"first_name": "Maharaj", "last_name": "Singh", "email": "m.singh@example.org", "external_ids": {"shopify": "8779761975521"}},
    {"first_name": "Ірина", "last_name": "Шевченко", "email": "iryna@example.ua"},
    {"first_name": "अमित", "last_name": "शर्मा"},
    {"first_name": "美咲", "last_name": "佐藤", "phone": "+81 90-1234-5678"},
    {"first_name": "100%", "last_name": "Wool_Mill", "email": "o'brien@example.com"},
    {"first_name": 'The "OR" Company', "addresses": [{**HOME, "company": "Ærø & Söhne GmbH", "city": "São Paulo"}]},
    {"first_name": "Straße", "last_name": "Łódź"},
)


@pytest.fixture
@kept
def shop(customers: Program) -> Program:
    """Return a shop with the customers above, each newer than the previous one."""
    lines = [{**person, "created_at": f"2026-01-{number:02}"} for number, person in enumerate(PEOPLE, 1)]
    create_many(customers, *lines)
    return customers


FINDS: tuple[tuple[str, list[str]], ...] = (
    ("jose", ["José"]),
    ("NÚÑEZ JOSÉ", ["José"]),
    ("nun", ["José"]),
    ("raj", ["Raj", "Maharaj"]),
    ("aj", ["Maharaj", "Raj"]),
    ("a", ["Straße", 'The "OR" Company', "100%", "Ірина", "Maharaj", "Raj", "José"]),
    ("ІРИНА", ["Ірина"]),
    ("шев", ["Ірина"]),
    ("शर्मा", ["अमित"]),
    ("अमित शर्मा", ["अमित"]),
    ("佐藤", ["美咲"]),
    ("咲", ["美咲"]),
    ("strasse lodz", ["Straße"]),
    ("aero sohne", ['The "OR" Company']),
    ("sao paulo", ['The "OR" Company']),
    ("etoile", ["Raj"]),
    ("ÉTOILE sharma", ["Raj"]),
    ("shopify:8779761975521", ["Maharaj"]),
    ("8779761975521", ["Maharaj"]),
    ("877976", ["Maharaj"]),
    ("@example.com", ["100%", "Raj", "José"]),
    ("%", ["100%"]),
    ("_", ["100%"]),
    ("00%", ["100%"]),
    ("wool_m", ["100%"]),
    ("l_M", ["100%"]),
    ("x%y", []),
    ("o'brien", ["100%"]),
    ('"OR"', ['The "OR" Company']),
    ("or", ['The "OR" Company', "Maharaj"]),
    ("raj OR jose", []),
    ("raj*", []),
    ("-raj", []),
    ("NEAR(raj)", []),
    ("\\", []),
)
PHONES = ("98765 43210", "+91 98765 43210", "(98765) 43-210", "098765-43210", "9876543210", "765 43", "+91-98765")


def test_search_gives_same_order_on_both_databases(shop: Program) -> None:
    for query, names in FINDS:
        page = shop("search", "-o", "json", "--", query).succeeds().json()
        assert [row["first_name"] for row in page["data"]] == names, query
        assert page["meta"]["total"] == len(names), query
        assert sorted(listed(shop, "list", f"--search={query}")) == sorted(names), query


def test_digits_match_a_phone_whatever_its_punctuation(shop: Program) -> None:
    assert {query: listed(shop, "search", query) for query in PHONES} == {query: ["Raj"] for query in PHONES}


def test_results_rank_identities_then_prefixes_then_others(customers: Program) -> None:
    create(customers, "Exact", email="asha@example.com")
    create(customers, "Asha@example.com")
    create(customers, "Natasha", email="n.asha@example.com")
    create(customers, "Zoya", last_name="Ashan")

    assert listed(customers, "search", "asha@example.com") == ["Exact", "Asha@example.com", "Natasha"]
    assert listed(customers, "search", "asha") == ["Zoya", "Asha@example.com", "Natasha", "Exact"]


def test_rank_uses_words_that_begin_names(customers: Program) -> None:
    create(customers, "Sharma", last_name="Raj")
    create(customers, "Raj", email="sharma@example.com")
    create(customers, "Maharaj", email="x.sharma@example.com")

    assert listed(customers, "search", "raj sharma") == ["Sharma", "Raj", "Maharaj"]


def test_exact_phone_ranks_first(customers: Program) -> None:
    create(customers, "Phone", phone="+919876543210")
    create(customers, "Email", email="9876543210@example.com")

    assert listed(customers, "search", "98765 43210")[0] == "Phone"


def test_search_finds_customer_by_id(customers: Program) -> None:
    customer = create(customers, "Asha")

    assert listed(customers, "search", customer["id"].upper()) == ["Asha"]
    assert listed(customers, "list", "--search", customer["id"]) == ["Asha"]


@pytest.mark.parametrize("query", ["shrama", "sharna", "sharmma", "sharm raj", "sarma", "shamra raj", "etiole", "raj exmaple 98"])
def test_search_tolerates_one_typo_where_nothing_matches(shop: Program, query: str) -> None:
    result = shop("search", query, "-o", "json").succeeds()

    assert [row["first_name"] for row in result.json()["data"]] == ["Raj"]
    if query != "sharm raj":
        assert "exactly" in result.stderr
    assert listed(shop, "list", "--search", query) == ["Raj"]


@pytest.mark.parametrize("query", ["shraam", "rja", "98765 43211"])
def test_search_does_not_tolerate_two_typos_short_words_and_numbers(shop: Program, query: str) -> None:
    assert listed(shop, "search", query) == []


def test_exact_matches_exclude_similar_ones(customers: Program) -> None:
    create_many(customers, {"first_name": "Sharma"}, {"first_name": "Sharna"})

    assert listed(customers, "search", "sharna") == ["Sharna"]


def test_search_combines_with_filters(shop: Program) -> None:
    assert listed(shop, "search", "raj", "--has-phone") == ["Raj"]
    assert listed(shop, "search", "raj", "--without-tag", "étoile") == ["Maharaj"]
    assert listed(shop, "search", "raj", "--search", "singh") == ["Maharaj"]


def test_search_follows_every_change(customers: Program) -> None:
    customer = create(customers, "Asha", email="asha@example.com")
    customers("update", customer["id"], "--first-name", "Meera", "--email", "meera@example.com", "--drop-alias").succeeds()
    customers(
        "address", "add", customer["id"], *(f"--{name}={value}" for name, value in HOME.items()), "--company", "Cotton Works"
    ).succeeds()
    customers("tag", "add", customer["id"], "--tag", "Festive").succeeds()
    matches = {query: listed(customers, "search", query) for query in ("asha", "meera", "cotton", "festive", "pune")}
    customers("delete", customer["id"], "--yes").succeeds()
    former_matches = [listed(customers, "search", query) for query in ("meera", "festive", "me", customer["id"])]
    customers("restore", customer["id"]).succeeds()

    assert matches == {"asha": [], "meera": ["Meera"], "cotton": ["Meera"], "festive": ["Meera"], "pune": ["Meera"]}
    assert former_matches == [[], [], [], []]
    assert listed(customers, "search", "cotton me") == ["Meera"]


def test_pages_visit_each_match_once_in_order(customers: Program) -> None:
    create_many(
        customers,
        *({"first_name": f"Asha {number}", "created_at": f"2026-01-{number:02}"} for number in range(1, 6)),
        *({"first_name": f"Natasha {number}", "created_at": f"2026-02-{number:02}"} for number in range(1, 6)),
        {"first_name": "Mail", "email": "asha@example.com", "created_at": "2026-03-01"},
    )
    complete = listed(customers, "search", "asha")
    by_number = [
        row["first_name"]
        for page in range(1, 5)
        for row in customers("search", "asha", "--per-page", "3", f"--page={page}", "-o", "json").succeeds().json()["data"]
    ]
    by_cursor: list[str] = []
    cursor: list[str] = []
    while True:
        page = customers("search", "asha", "--per-page", "3", *cursor, "-o", "json").succeeds().json()
        by_cursor += [row["first_name"] for row in page["data"]]
        if page["meta"]["next_cursor"] is None:
            break
        cursor = ["--cursor", page["meta"]["next_cursor"]]

    assert complete == [*(f"Asha {n}" for n in (5, 4, 3, 2, 1)), "Mail", *(f"Natasha {n}" for n in (5, 4, 3, 2, 1))]
    assert by_number == by_cursor == complete


def test_limit_option_limits_results(shop: Program) -> None:
    page = shop("search", "a", "--limit", "2", "-o", "json").succeeds().json()

    assert [len(page["data"]), page["meta"]["total"]] == [2, 7]
    shop("search", "a", "--limit", "2", "--all").fails(2, "--limit")


@pytest.mark.parametrize("word", ["ab", "a*", "w%x ", "NEAR(", "abcdefg "])
def test_search_of_any_length_is_answered_or_refused_at_once(shop: Program, word: str) -> None:
    longest = (word * 1_000)[:1_000]

    assert shop("search", longest, "-o", "ids").succeeds().stdout == ""
    shop("search", longest + "x").fails(2, "a search has at most 1,000 characters, not 1,001")
    shop("list", "--search", longest + "x").fails(2, "1,001")


@pytest.mark.parametrize("query", ["", "  ", "\t"])
def test_empty_search_is_usage_error(shop: Program, query: str) -> None:
    shop("search", query).fails(2, "needs a word")
    shop("list", "--search", query).fails(2, "needs a word")


def test_search_without_index_gives_same_results(shop: Program) -> None:
    queries = ("raj", "nun", "a", "shrama", "shopify:8779761975521", "98765 43210", "etoile", "o'brien")
    with_index = {words: listed(shop, "search", words) for words in queries}
    run_sql(shop.url, "DROP TABLE customer_search_index" if shop.url.startswith("sqlite") else "DROP INDEX customer_search_index")

    try:
        assert {words: listed(shop, "search", words) for words in queries} == with_index
        create(shop, "Rajni")
        assert listed(shop, "search", "rajni") == ["Rajni"]
    finally:
        shop("db", "upgrade").succeeds()
    assert listed(shop, "search", "raj") == ["Rajni", *with_index["raj"]]
