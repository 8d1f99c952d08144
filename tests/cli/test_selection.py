"""Selections, equal on every command that takes one."""

import pytest

from customers.errors import ExitStatus
from tests.support.factories import HOME, create_many, import_orders, listed
from tests.support.kept import kept
from tests.support.program import Program

DELHI = {"address1": "1 Ring Road", "city": "New Delhi", "state": "Delhi", "pincode": "110001"}
MUNICH = {"address1": "Hauptstr. 1", "city": "M\u00fcnchen", "country": "DE", "type": "billing", "company": "Rao GmbH"}


@pytest.fixture
@kept
def shop(customers: Program) -> Program:
    """Return a shop of Asha, loyal and a VIP; Usha, returning and at risk; Nisha, without orders."""
    asha = {
        "email": "asha@example.com",
        "phone": "9876543210",
        "first_name": "Asha",
        "last_name": "Rao",
        "accepts_marketing": True,
        "tags": ["Wholesale", "pune"],
        "external_ids": {"shopify": "8779"},
        "addresses": [HOME, MUNICH],
    }
    usha = {
        "phone": "9876543211",
        "first_name": "Usha",
        "last_name": "M\u00fcller",
        "tags": ["wholesale", "100%"],
        "external_ids": {"till": "u"},
        "addresses": [DELHI],
    }
    create_many(customers, asha, usha, {"first_name": "Nisha", "email": "nisha@example.org", "tags": ["Lead"]})
    hers = {"customer_email": "asha@example.com", "total": "10000.50"}
    asha_orders = [{**hers, "number": f"a{day}", "placed_at": f"2026-11-0{day}T12:00:00Z"} for day in range(1, 6)]
    hers = {"customer_external_id": "till:u", "total": "100"}
    usha_orders = [{**hers, "number": f"u{day}", "placed_at": f"2020-01-0{day}T12:00:00Z"} for day in range(1, 3)]
    import_orders(customers, *asha_orders, *usha_orders)
    return customers


def names_of(shop: Program, *words: str) -> str:
    """Return the first names of a selection."""
    return " ".join(listed(shop, "list", "--sort", "name", *words))


def test_search_filter_matches_every_word_literally(shop: Program) -> None:
    assert (
        names_of(shop, "--search", "asha") == names_of(shop, "--search", "RAO example.com") == names_of(shop, "--search", "8779") == "Asha"
    )
    assert (
        names_of(shop, "--search", "muller")
        == names_of(shop, "--search", "M\u00dcLLER")
        == names_of(shop, "--search", "98765-43211")
        == "Usha"
    )
    assert names_of(shop, "--search", "gmbh") == names_of(shop, "--search", "munchen") == "Asha"
    assert names_of(shop, "--search", "whole") == "Asha Usha"
    assert names_of(shop, "--search", "%") == "Usha"
    for text in ("_", "'", '"', "rao muller", "\\"):
        assert names_of(shop, "--search", text) == "", text


def test_tag_filters_ignore_case(shop: Program) -> None:
    assert names_of(shop, "--tag", "WHOLESALE") == "Asha Usha"
    assert names_of(shop, "--tag", "wholesale", "--tag", "pune") == names_of(shop, "--tag", "wholesale,pune") == "Asha"
    assert names_of(shop, "--any-tag", "pune", "--any-tag", "lead") == names_of(shop, "--any-tag", "pune,lead") == "Asha Nisha"
    assert names_of(shop, "--without-tag", "pune") == "Nisha Usha"
    assert names_of(shop, "--without-tag", "pune,lead") == "Usha"
    assert names_of(shop, "--tag", "wholesale", "--without-tag", "pune") == "Usha"
    assert names_of(shop, "--tag", "100") == ""


def test_search_without_match_beside_tag_is_empty(shop: Program) -> None:
    assert listed(shop, "list", "--search", "no-such-text-1", "--tag", "wholesale", "--any-tag", "pune") == []


def test_consent_vip_and_segment_filters_select_customers(shop: Program) -> None:
    assert names_of(shop, "--accepts-marketing") == names_of(shop, "--vip") == "Asha"
    assert names_of(shop, "--no-accepts-marketing") == names_of(shop, "--no-vip") == "Nisha Usha"
    by_segment = {name: names_of(shop, "--segment", name) for name in ("new", "returning", "loyal", "vip", "at_risk")}
    assert by_segment == {"new": "Nisha", "returning": "Usha", "loyal": "Asha", "vip": "Asha", "at_risk": "Usha"}


def test_order_and_amount_filters_include_bounds(shop: Program) -> None:
    assert names_of(shop, "--min-orders", "2") == "Asha Usha"
    assert names_of(shop, "--max-orders", "2") == "Nisha Usha"
    assert names_of(shop, "--min-orders", "3", "--max-orders", "5") == "Asha"
    assert names_of(shop, "--min-spent", "50002.50") == "Asha"
    assert names_of(shop, "--min-spent", "50002.51") == ""
    assert names_of(shop, "--max-spent", "200") == "Nisha Usha"
    assert names_of(shop, "--min-spent", "0.01", "--max-spent", "50002.49") == "Usha"


def test_time_filters_include_start_and_exclude_end(shop: Program) -> None:
    assert names_of(shop, "--created-after", "2020-01-01") == "Asha Nisha Usha"
    assert names_of(shop, "--created-before", "2020-01-01") == ""
    assert names_of(shop, "--ordered-after", "2026-11-05T12:00:00Z") == "Asha"
    assert names_of(shop, "--ordered-before", "2026-11-05T12:00:00") == "Usha"
    assert (
        names_of(shop, "--ordered-before", "2026-11-05T17:30:01+05:30") == names_of(shop, "--ordered-before", "2026-11-06") == "Asha Usha"
    )


def test_place_filters_match_one_address(shop: Program) -> None:
    assert names_of(shop, "--city", "PUNE") == names_of(shop, "--city", "munchen") == names_of(shop, "--country", "de") == "Asha"
    assert names_of(shop, "--city", "Delhi") == ""
    assert names_of(shop, "--state", "delhi") == names_of(shop, "--state", "DL") == names_of(shop, "--state", "IN-DL") == "Usha"
    assert names_of(shop, "--state", "MH", "--country", "India") == "Asha"
    assert names_of(shop, "--state", "MH", "--country", "US") == ""
    assert names_of(shop, "--country", "Deutschland") == "Asha"
    assert names_of(shop, "--country", "IN") == "Asha Usha"
    assert names_of(shop, "--city", "pune", "--country", "DE") == ""


def test_unknown_country_is_usage_error(shop: Program) -> None:
    shop("list", "--country", "Nowhere").fails(2, "--country", "not a country")


def test_state_in_use_by_another_name_has_no_suggestion(shop: Program) -> None:
    assert "nearest" not in shop("list", "--state", "MH", "--tag", "lead").succeeds().stderr


def test_contact_filters_select_customers(shop: Program) -> None:
    assert names_of(shop, "--has-email") == "Asha Nisha"
    assert names_of(shop, "--no-email") == "Usha"
    assert names_of(shop, "--has-phone") == "Asha Usha"
    assert names_of(shop, "--no-phone") == "Nisha"
    assert names_of(shop, "--has-phone", "--no-email", "--tag", "wholesale") == "Usha"


def test_every_command_applies_filters(shop: Program) -> None:
    assert shop("vip", "--tag", "wholesale", "--fields", "first_name", "-o", "csv").stdout == "first_name\nAsha\n"
    assert [row["first_name"] for row in shop("export", "customers", "--tag", "lead", "--format", "jsonl").jsonl()] == ["Nisha"]
    shop("tag", "add", "--any-tag", "wholesale", "--no-vip", "--tag", "second", "--yes", "-o", "json").prints_json(customers=1, added=1)
    assert len(shop("delete", "--segment", "new", "--yes", "-o", "json").succeeds().json()["deleted"]) == 1
    assert names_of(shop) == "Asha Usha"


def test_invalid_filter_is_refused(customers: Program) -> None:
    for words, needles in (
        ("--segment at-risk", ["at-risk", "Did you mean at_risk"]),
        ("--min-spent lots", ["--min-spent", "lots"]),
        ("--min-spent 1.234", ["--min-spent", "1.234"]),
        ("--min-orders two", ["--min-orders", "two"]),
        ("--created-after tomorrow", ["--created-after", "tomorrow"]),
        ("--ordered-before 2026-13-01", ["--ordered-before", "2026-13-01"]),
        ("--tag ,", ["tag"]),
    ):
        customers("list", *words.split()).fails(ExitStatus.USAGE, *needles)


@pytest.mark.parametrize("command", [("list",), ("list", "--all", "-o", "csv"), ("search", "asha"), ("export", "orders"), ("vip",)])
def test_unknown_tag_or_place_gives_suggestion(shop: Program, command: tuple[str, ...]) -> None:
    stderr = shop(*command, "--tag", "wholsale", "--any-tag", "zzz", "--city", "new dehli").succeeds().stderr

    assert "No customer has the tag 'wholsale'; the nearest is 'Wholesale'." in stderr
    assert "No customer has the tag 'zzz'." in stderr
    assert "No customer has the city 'new dehli'; the nearest is 'New Delhi'." in stderr
    assert shop("delete", "--tag", "wholsale", "--yes").succeeds().stderr.count("nearest") == 1
    assert shop(*command, "--tag", "WHOLESALE", "--max-orders", "0", "--city", "NEW delhi").succeeds().stderr == ""


@pytest.mark.parametrize(
    "command",
    [
        ("delete", "--yes"),
        ("tag", "add", "--tag", "x", "--yes"),
        ("tag", "remove", "--tag", "lead", "--yes"),
        ("tag", "set", "--tag", "x", "--yes"),
        ("export", "customers"),
        ("export", "customers", "--format", "jsonl"),
        ("export", "customers", "--format", "jsonl", "--fields", "id"),
        ("export", "customers", "--format", "mailchimp"),
        ("export", "orders"),
        ("export", "addresses"),
    ],
)
def test_writing_commands_and_exports_do_not_tolerate_typos(shop: Program, command: tuple[str, ...]) -> None:
    before = shop("list", "--all", "-o", "jsonl").stdout

    result = shop(*command, "--search", "nissha").succeeds()

    assert "example" not in result.stdout
    assert "exactly" not in result.stderr
    assert shop("list", "--all", "-o", "jsonl").stdout == before


@pytest.mark.parametrize(
    "command", [("list",), ("list", "--all", "-o", "jsonl"), ("list", "--all", "-o", "csv"), ("search", "nissha"), ("list", "--no-vip")]
)
def test_lists_tolerate_typo_with_notice(shop: Program, command: tuple[str, ...]) -> None:
    result = shop(*command, "--search", "nissha").succeeds()

    assert "Nisha" in result.stdout
    assert "exactly" in result.stderr
