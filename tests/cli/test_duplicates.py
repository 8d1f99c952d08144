"""`customers duplicates`."""

import json
from pathlib import Path
from typing import Any

import pytest

from customers import sample
from customers.database.queries import duplicates as statements
from customers.errors import ExitStatus
from tests.support.factories import HOME, OFFICE, create, create_many
from tests.support.program import Program

SAMPLE = Path(sample.__file__).parent

PHONE = "+919876543210"


def pairs(customers: Program, *arguments: str) -> list[tuple[str, str]]:
    """Return the emails of the listed pairs in order."""
    rows = customers("duplicates", *arguments, "--all", "-o", "jsonl").succeeds().jsonl()
    return [(row["a"]["email"], row["b"]["email"]) for row in rows]


def body(first_name: str, last_name: str | None, email: str, **more: Any) -> dict[str, Any]:
    """Return a customer for `create_many`."""
    return {"first_name": first_name, "last_name": last_name, "email": email, **more}


def household() -> list[dict[str, Any]]:
    """Return a family of three with a duplicate of one member, and another customer."""
    at_home = {"phone": PHONE, "addresses": [{"type": "shipping", **HOME}]}
    return [
        body("Asha", "Rao", "asha.rao@gmail.com", created_at="2026-03-01", **at_home),
        body("Vikram", "Rao", "vikram@example.com", **at_home),
        body("Asha", "Rao", "asharao+shop@gmail.com", created_at="2024-01-01", **at_home),
        body("Usha", "Rao", "usha@example.com", **at_home),
        body("Meera", "Nair", "meera@example.com", phone="+919123456789", addresses=[{"type": "shipping", **OFFICE}]),
    ]


def test_list_shows_score_and_evidence_with_older_profile_first(customers: Program) -> None:
    create_many(customers, *household())

    page = customers("duplicates", "-o", "json").succeeds().json()

    (pair,) = page["data"]
    assert page["meta"] == {"page": 1, "per_page": 20, "total": 1, "pages": 1, "next_cursor": None}
    assert list(pair) == ["a", "b", "score", "evidence"]
    assert [pair[side]["email"] for side in "ab"] == ["asharao+shop@gmail.com", "asha.rao@gmail.com"]
    assert 0.9 < pair["score"] < 1
    assert [(evidence["field"], evidence["why"]) for evidence in pair["evidence"]] == [
        ("name", "same name"),
        ("email", "same mailbox, but for dots or a + tag"),
        ("phone", "same phone"),
        ("address", "same address"),
    ]
    assert [list(evidence) for evidence in pair["evidence"]] == [["field", "a", "b", "why"]] * 4
    assert pair["evidence"][1]["a"] == "asharao+shop@gmail.com"


def test_pair_shows_customers_as_list_does(customers: Program) -> None:
    create_many(customers, *household())

    (pair,) = customers("duplicates", "-o", "json").succeeds().json()["data"]

    listed = {row["id"]: row for row in customers("list", "-o", "json").succeeds().json()["data"]}
    assert pair["a"] == listed[pair["a"]["id"]]
    assert pair["b"] == listed[pair["b"]["id"]]


def test_list_sorts_by_score_and_filters_by_min_score(customers: Program) -> None:
    create_many(
        customers,
        body("Kiran", "Nair", "kiran@example.com", phone=PHONE),
        body("Karan", "Nair", "karan@example.com", phone=PHONE),
        body("Rohan", "Gokhale", "rohan.gokhale@gmail.com", phone="+919123456789"),
        body("Rohan", "Gokhale", "rohangokhale@gmail.com", phone="+919123456789"),
    )

    surest = ("rohan.gokhale@gmail.com", "rohangokhale@gmail.com")
    assert pairs(customers) == pairs(customers, "--min-score", "0.9") == [surest]
    assert pairs(customers, "--min-score", "0") == [surest, ("kiran@example.com", "karan@example.com")]
    assert pairs(customers, "--min-score", "1") == []


@pytest.mark.parametrize("score", ["-0.1", "-0", "1.01", "2", "nan", "high", "0_1", "1e-1", "\u0660.5", ""])
def test_min_score_must_be_between_0_and_1(sqlite_customers: Program, score: str) -> None:
    sqlite_customers("duplicates", f"--min-score={score}").fails(ExitStatus.USAGE, "--min-score", "is not a number from 0 to 1")


TWINS = (("Rohan", "Gokhale"), ("Sneha", "Iyer"), ("Farhan", "Qureshi"), ("Lata", "Bose"), ("Gurpreet", "Sodhi"))


def twins(count: int) -> list[dict[str, Any]]:
    """Return customers with one duplicate each, equally similar."""
    return [
        body(first, last, f"{number}.{copy}@example.com", phone=f"+91{9_876_543_210 - 111_111_111 * number}")
        for number, (first, last) in enumerate(TWINS[:count], 10)
        for copy in "ab"
    ]


def test_pages_by_number_equal_pages_by_cursor(customers: Program) -> None:
    create_many(customers, *twins(5))
    everything = pairs(customers)
    assert len(everything) == 5

    first = customers("duplicates", "--per-page", "2", "-o", "json").succeeds().json()
    second = customers("duplicates", "--per-page", "2", "--page", "2", "-o", "json").succeeds().json()
    continued = customers("duplicates", "--per-page", "2", "--cursor", first["meta"]["next_cursor"], "-o", "json").succeeds().json()
    last = customers("duplicates", "--per-page", "2", "--cursor", second["meta"]["next_cursor"], "-o", "json").succeeds().json()

    assert continued == second
    listed_pairs = [(pair["a"]["email"], pair["b"]["email"]) for page in (first, second, last) for pair in page["data"]]
    assert listed_pairs == everything
    assert second["meta"] | {"next_cursor": None} == {"page": 2, "per_page": 2, "total": 5, "pages": 3, "next_cursor": None}
    assert last["meta"]["next_cursor"] is None


def test_list_refuses_cursor_of_another_list(sqlite_customers: Program) -> None:
    create_many(sqlite_customers, *twins(1))
    cursor = sqlite_customers("list", "--per-page", "1", "-o", "json").json()["meta"]["next_cursor"]

    for text in (cursor, "x", "W10", ""):
        sqlite_customers("duplicates", "--cursor", text).fails(ExitStatus.USAGE, "is not a cursor")


def test_customer_option_gives_pairs_of_the_list(customers: Program) -> None:
    # The first letter is wrong, and only the email has the surname.
    misspelled = (
        body("Telliot", None, "e.pageant13@dyer.example", phone="+919812345678"),
        {"first_name": "Elliot", "last_name": "Pageant", "phone": "+919812355678"},
    )
    create_many(customers, *household(), *twins(3), *misspelled)
    rows = {frozenset((row["a"]["id"], row["b"]["id"])): row for row in customers("duplicates", "-o", "json").json()["data"]}

    assert any(row["a"]["first_name"] == "Telliot" for row in rows.values())
    for email in ("asha.rao@gmail.com", "10.a@example.com", "meera@example.com", "e.pageant13@dyer.example"):
        customer_rows = customers("duplicates", "--customer", email, "-o", "json").succeeds().json()["data"]
        customer_id = customers("show", email, "-o", "json").json()["id"]
        assert customer_rows == [row for ids, row in rows.items() if customer_id in ids]


def test_list_compares_active_customers_only(customers: Program) -> None:
    create_many(customers, *household())
    customers("delete", "asha.rao@gmail.com", "--yes").succeeds()

    assert pairs(customers) == []
    customers("duplicates", "--customer", "asha.rao@gmail.com").fails(ExitStatus.NOT_FOUND, "is deleted")


@pytest.mark.parametrize("large", [0, 1000])
def test_large_shop_is_calibrated_by_sample_and_uses_finer_keys(customers: Program, monkeypatch: pytest.MonkeyPatch, large: int) -> None:
    monkeypatch.setattr("customers.services.merging.duplicates.SAMPLE_SIZE", 4)
    monkeypatch.setattr("customers.domain.matching.blocking.LARGE", large)
    monkeypatch.setattr("customers.database.admin.pair_store._PAIR_BUFFER", 2)
    create_many(customers, *twins(5), *household())

    rows = customers("duplicates", "-o", "json").succeeds().json()["data"]

    emails = {row["a"]["email"] for row in rows}
    assert emails == {"asharao+shop@gmail.com", *(f"{number}.a@example.com" for number in range(10, 15))}
    for row in rows:
        assert customers("duplicates", "--customer", row["b"]["id"], "-o", "json").succeeds().json()["data"] == [row]


def test_list_finds_every_copy_of_a_customer(customers: Program) -> None:
    create_many(customers, *(body("Lata", "Bose", f"lata.bose+{number}@example.com", phone=PHONE) for number in range(12)))

    assert len(pairs(customers)) == 12 * 11 // 2


def test_list_prints_every_format(customers: Program) -> None:
    create_many(customers, *household())
    (pair,) = customers("duplicates", "-o", "jsonl").succeeds().jsonl()

    table = customers("duplicates").succeeds().stdout
    csv = customers("duplicates", "-o", "csv", "--fields", "a_email,b_email,evidence").succeeds().stdout
    ids = customers("duplicates", "-o", "ids").succeeds().stdout

    assert table.splitlines()[0].split() == ["SCORE", "A", "B", "EVIDENCE"]
    assert "Asha Rao <asharao+shop@gmail.com>" in table
    assert "same phone" in table
    assert csv.splitlines() == [
        "a_email,b_email,evidence",
        'asharao+shop@gmail.com,asha.rao@gmail.com,"same name; same mailbox, but for dots or a + tag; same phone; same address"',
    ]
    assert ids.split() == [pair["a"]["id"], pair["b"]["id"]]
    assert customers("duplicates", "--fields", "score", "-o", "jsonl").succeeds().jsonl() == [{"score": pair["score"]}]


def test_empty_shop_has_no_pairs(customers: Program) -> None:
    page = customers("duplicates", "-o", "json").succeeds().json()
    assert (page["data"], page["meta"]["total"]) == ([], 0)

    customer = create(customers)
    assert customers("duplicates", "--customer", customer["id"], "-o", "json").succeeds().json()["data"] == []


def test_common_name_alone_is_not_evidence(customers: Program) -> None:
    create_many(customers, *(body("Rahul", "Sharma", f"rahul{number}@example{number}.in") for number in range(60)))

    assert pairs(customers) == []


def test_list_compares_names_of_any_script(customers: Program) -> None:
    names = [("आशा", "राव"), ("Acme, Inc.", None), ("-", None), ("O'Brien", "Ng"), ("\u202eabc", "[red]"), ("a" * 255, "b" * 255)]
    create_many(
        customers,
        *(
            body(first, last, f"{number}.{copy}@example.com", phone=f"+9198765432{number}")
            for number, (first, last) in enumerate(names, 10)
            for copy in "ab"
        ),
    )

    listed_pairs = pairs(customers)

    assert ("10.a@example.com", "10.b@example.com") in listed_pairs
    assert ("13.a@example.com", "13.b@example.com") in listed_pairs
    assert ("12.a@example.com", "12.b@example.com") not in listed_pairs
    assert all(older[:2] == newer[:2] for older, newer in listed_pairs)
    assert "\u202e" not in customers("duplicates").succeeds().stdout


def test_merge_batch_reads_list(customers: Program) -> None:
    create_many(customers, *household())

    line = json.loads(customers("duplicates", "-o", "jsonl").succeeds().stdout)

    assert {"id", "email", "full_name"} <= line["a"].keys() & line["b"].keys()
    assert line["a"]["created_at"] < line["b"]["created_at"]


def test_customer_option_handles_non_ascii_emails(customers: Program) -> None:
    create_many(customers, body("Asha", "Rao", "ÜMÜLLER+a@gmail.com"), body("Nisha", "Sen", "ümüller+b@gmail.com"))

    (pair,) = pairs(customers, "--min-score", "0.01")

    for email in pair:
        assert pairs(customers, "--min-score", "0.01", "--customer", email) == [pair]


@pytest.mark.trial
def test_output_does_not_depend_on_hash_seed(customers: Program) -> None:
    for kind in ("customers", "addresses"):
        customers("import", kind, str(SAMPLE / f"{kind}.csv")).succeeds()

    command = ("duplicates", "--min-score", "0.01", "--json", "--per-page", "30")

    def printed(seed: str, *arguments: str) -> str:
        return customers.spawn(*command, *arguments, env={"PYTHONHASHSEED": seed}).succeeds().stdout

    first, second = printed("1"), printed("4")
    cursor = json.loads(first)["meta"]["next_cursor"]

    assert first == second
    assert printed("4", "--cursor", cursor) == customers(*command, "--cursor", cursor).succeeds().stdout


def test_customer_without_name_and_contact_has_no_duplicates(customers: Program) -> None:
    first, _ = create(customers, "?"), create(customers, "?")

    assert customers("duplicates", "--customer", first["id"], "--min-score", "0", "-o", "jsonl").succeeds().stdout == ""


def test_many_similar_names_are_split_into_statements(customers: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    create_many(customers, *household())
    few = pairs(customers, "--customer", "asha.rao@gmail.com", "--min-score", "0.01")

    monkeypatch.setattr(statements, "_MAX_NAMES", 0)

    assert few
    assert pairs(customers, "--customer", "asha.rao@gmail.com", "--min-score", "0.01") == few


def test_list_handles_names_of_symbols_in_every_format(customers: Program) -> None:
    create_many(customers, body("?", "de Souza", "a@example.com", phone=PHONE), body("Ana", "Souza", "b@example.com", phone=PHONE))

    for format in ("table", "json", "jsonl", "csv", "ids"):
        assert customers("duplicates", "--min-score", "0.01", "-o", format).succeeds().stdout
