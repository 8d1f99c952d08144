"""Exports of a shop, imported into an empty one, give the same exports byte for byte; a second import changes nothing."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.support.program import Program
from tests.support.shops import Shops
from tests.support.surroundings import examples

HARD = [
    "=1+2",
    "+cmd|' /C calc'!A0",
    "-x",
    "@SUM(A1)",
    "'",
    "''",
    "'=1",
    "'t Hart",
    "'0123",
    "\\N",
    "'\\N",
    "\\n",
    "NULL",
    "null",
    "None",
    "N/A",
    "true",
    "007",
    "1e5",
    "-0.50",
    '"',
    '""quoted"", and more',
    "a, b; c|d\te".replace("\t", " "),
    "José\u0301 Nun\u0303ez",
    "👩‍👩‍👧‍👦🇮🇳",
    "שלום \u202eabc\u202c",
    "مرحبا",
    "क्षेत्र",
    "ﷺ",
    "[bold]x[/bold]",
    "%s %n {0} $HOME `id`",
    "'; DROP TABLE customers; --",
    "x\u2028y\u200bz\ufeff!",
    "ß ẞ ı İ",
]
REQUIRED = ("address1", "city")
OPTIONAL = ("first_name", "last_name", "company", "address2", "state", "pincode")
characters = st.characters(codec="utf-8", exclude_categories=["Cc"])
texts = st.one_of(
    st.sampled_from(HARD), st.text(characters, max_size=8).map("x{}x".format), st.text(characters, max_size=4).map("{}x".format)
)
emails = st.sampled_from(
    ["=a@example.com", "_B@Example.com", "+c@example.com", "'d@example.com", "o'hara@example.org", "1@xn--bcher-kva.example"]
)
phones = st.sampled_from(["+919876543210", "+4930123456", "+12015550123"])
times = st.sampled_from(["1997-01-01", "2026-02-28T23:59:59+05:30", "2026-11-01 10:00"])
tags = texts.filter(lambda text: "," not in text)
values = texts.filter(lambda text: ";" not in text)
addresses = st.fixed_dictionaries(
    {"type": st.sampled_from(["billing", "shipping"]), **dict.fromkeys(REQUIRED, texts), "country": st.sampled_from(["DE", "US"])},
    optional={
        **dict.fromkeys(OPTIONAL, texts),
        "phone": phones,
        "is_default": st.just(True),
    },
)
people = st.fixed_dictionaries(
    {"first_name": texts, "addresses": st.lists(addresses, max_size=3), "created_at": times, "updated_at": times},
    optional={
        "email": emails,
        "phone": phones,
        "last_name": texts,
        "notes": st.lists(texts, min_size=1, max_size=3).map("\n".join),
        "tags": st.lists(tags, max_size=3),
        "external_ids": st.dictionaries(st.sampled_from(["shopify", "till", "a-b_1"]), values, max_size=2),
        "accepts_marketing": st.booleans(),
    },
)
orders = st.fixed_dictionaries(
    {
        "customer": st.integers(0, 1),
        "number": st.one_of(st.sampled_from(["1", "#1001", "0007"]), texts),
        "total": st.sampled_from(["0.01", "1234.5", "60000"]),
        "placed_at": times,
        "source": st.sampled_from(["till", "web-2"]),
        "base_total": st.sampled_from(["0.5", "77"]),
    },
    optional={"status": texts, "refunded": st.just("0.01"), "currency": st.just("USD")},
)
IDS = ["018f3c1e-7b00-7000-8000-00000000000a", "018f3c1e-7b00-4000-8000-00000000000b"]
KINDS = ("customers", "addresses", "orders")


EVERYTHING = {
    "people": [
        {
            "first_name": "A",
            "addresses": [dict.fromkeys((*REQUIRED, *OPTIONAL), text) for text in HARD],
            "notes": "\n".join(HARD),
        },
        {"first_name": "=B", "addresses": [], "tags": [text for text in HARD if "," not in text], "email": "=a@example.com"},
    ],
    "orders": [{"customer": 1, "source": "till", "number": text, "status": text, "total": 1, "placed_at": "2026-01-02"} for text in HARD],
}


@examples(3)
@example(**EVERYTHING)
@given(people=st.tuples(people, people.filter(lambda person: "email" not in person)), orders=st.lists(orders, max_size=5))
def test_export_and_import_preserve_shop(empty_shops: Shops, tmp_path_factory: pytest.TempPathFactory, people: Any, orders: Any) -> None:
    folder = tmp_path_factory.mktemp("files")
    first, second = empty_shops()
    fill(first, people, orders)
    files = export(first, folder)

    bring_in(second, folder, "csv")
    bring_in(second, folder, "csv", again=True)
    assert export(second, folder) == files

    third, _ = empty_shops()
    bring_in(third, folder, "jsonl")
    bring_in(third, folder, "jsonl", again=True)
    assert export(third, folder) == files


def fill(shop: Program, people: Any, orders: Any) -> None:
    known = [
        {**person, "id": id_, "external_ids": {f"{system}{number}": value for system, value in person.get("external_ids", {}).items()}}
        for number, (id_, person) in enumerate(zip(IDS, people, strict=True))
    ]
    shop("import", "customers", "-", "--json", stdin="\n".join(map(json.dumps, known))).prints_json(created=len(known), refused=0)
    # Orders with the same number are one order: its customer must not change.
    owners: dict[tuple[str, str], str] = {}
    rows = [order | {"customer_id": IDS[order["customer"]]} for order in orders]
    rows = [row for row in rows if owners.setdefault((row["source"], row["number"].strip()), row["customer_id"]) == row["customer_id"]]
    for changed in ({"placed_at": "2001-02-03", "total": "100000"}, {}) if rows else ():
        text = "\n".join(json.dumps(row | changed) for row in rows)
        shop("import", "orders", "-", "--json", stdin=text).prints_json(read=len(rows), refused=0)


def export(shop: Program, folder: Path) -> dict[str, str]:
    """Return all exports of a shop by file name; existing files in the folder stay."""
    printed = {}
    for name in ("customers.csv", "addresses.csv", "orders.csv", "customers.jsonl", "orders.jsonl"):
        kind, _, format = name.partition(".")
        printed[name] = shop("export", kind, "--format", format).succeeds().stdout
        if not (folder / name).exists():
            (folder / name).write_text(printed[name], newline="")
    return printed


def bring_in(shop: Program, folder: Path, format: str, again: bool = False) -> None:
    for kind in KINDS if format == "csv" else ("customers", "orders"):
        path = folder / f"{kind}.{format}"
        if not path.stat().st_size:
            continue
        result = shop("import", kind, "-", "--json", stdin=path.read_bytes()).prints_json(refused=0)
        if again:
            result.prints_json(created=0, updated=0)
