"""Arbitrary input: the program ends with a documented status and a message, never with a fault."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.errors import ExitStatus
from tests.support.program import Program, Result
from tests.support.surroundings import examples

KINDS = ["customers", "orders", "addresses"]
HEADERS = {
    "customers": (
        "id email phone first_name last_name accepts_marketing tags notes external_ids created_at updated_at "
        "address_type address1 city state pincode country address_phone"
    ),
    "orders": (
        "number source customer_id customer_email customer_phone customer_external_id customer_name status currency total refunded "
        "base_total placed_at"
    ),
    "addresses": (
        "customer_id customer_email customer_external_id id type is_default first_name last_name company address1 address2 city state "
        "pincode country phone"
    ),
}
NASTY = [
    "",
    " ",
    "-",
    "--",
    "@",
    ":",
    "a:b",
    "%",
    "'",
    '"',
    "\\N",
    "\x1b[2J",
    "\x7f",
    "\udcff",
    "\ufeff",
    "\u202e",
    "9" * 400,
    "-1",
    "1e999",
    "NaN",
    "0x1F",
    "٣",
    "²",
    "0001-01-01",
    "9999-12-31T23:59:59-23:59",
    "+91 98765 43210",
    "a@example.com",
    "018f3c1e-7b00-7000-8000-000000000001",
    "[red]x[/nope]",
    "WyIx",
    "eyJh",
    "x" * 3000,
]
texts = st.one_of(st.sampled_from(NASTY), st.text(max_size=12), st.text(st.characters(exclude_categories=[]), max_size=5)).filter(
    lambda text: "\0" not in text
)
json_texts = st.one_of(st.sampled_from(NASTY), st.text(max_size=12))
json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.just(10**400), st.floats(), json_texts),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.one_of(json_texts, st.just("type")), inner, max_size=3)),
    max_leaves=6,
)


@pytest.mark.parametrize("kind", KINDS)
def test_import_accepts_or_refuses_any_bytes(customers: Program, kind: str) -> None:
    starts = [
        b"",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\x1f\x8b",
        b"{",
        b'{"email": ',
        b"sep=",
        HEADERS[kind].replace(" ", ",").encode() + b"\n",
    ]

    @examples(12)
    @given(st.sampled_from(starts), st.binary(max_size=60))
    def law(start: bytes, rest: bytes) -> None:
        assert_documented(customers("import", kind, "-", stdin=start + rest))

    law()


@pytest.mark.parametrize("kind", KINDS)
def test_import_accepts_or_refuses_any_cells(customers: Program, kind: str) -> None:
    names = HEADERS[kind].split()

    @examples(10)
    @given(st.lists(st.dictionaries(st.sampled_from(names), json_texts, max_size=6), min_size=1, max_size=4))
    def law(rows: list[dict[str, str]]) -> None:
        options = ["--create-customers"] if kind == "orders" else []
        lines = [",".join('"' + row.get(name, "1").replace('"', '""') + '"' for name in names) for row in rows]
        text = ",".join(names) + "\n" + "\n".join(lines)
        assert_documented(customers("import", kind, "-", *options, stdin=text.encode(errors="surrogatepass")))

    law()


@pytest.mark.parametrize("kind", KINDS)
def test_import_accepts_or_refuses_any_json(customers: Program, kind: str) -> None:
    names = [*HEADERS[kind].split(), "addresses"]
    known: dict[str, Any] = {"first_name": "A", "customer_email": "a@example.com", "total": 1, "placed_at": "2026-01-01"}

    @examples(15)
    @given(st.lists(st.dictionaries(st.sampled_from(names), json_values, min_size=1, max_size=4), min_size=1, max_size=3))
    def law(rows: list[dict[str, Any]]) -> None:
        options = ["--create-customers"] if kind == "orders" else []
        text = "\n".join(json.dumps({name: value for name, value in known.items() if name in names} | row) for row in rows)
        assert_documented(customers("import", kind, "-", *options, stdin=text))

    law()


LIST_OPTIONS = (
    "--search --tag --any-tag --without-tag --segment --min-orders --max-orders --min-spent --max-spent --created-after --created-before "
    "--ordered-after --ordered-before --city --state --country --page --per-page --cursor --sort --fields --output"
)


def test_list_accepts_or_refuses_any_option(customers: Program) -> None:
    customers("create", "--first-name", "Asha", "--email", "a@example.com", "--phone", "+919876543210").succeeds()

    @examples(20)
    @given(st.sampled_from(LIST_OPTIONS.split()), texts)
    def law(option: str, text: str) -> None:
        assert_documented(customers("list", f"{option}={text}"))

    law()


def test_show_accepts_or_refuses_any_reference(customers: Program) -> None:
    customers("create", "--first-name", "Asha", "--email", "a@example.com", "--phone", "+919876543210").succeeds()

    @examples(20)
    @given(st.sampled_from([("show",), ("orders",), ("address", "list")]), texts)
    def law(command: tuple[str, ...], text: str) -> None:
        assert_documented(customers(*command, "--", text))

    law()


CREATE_OPTIONS = "--first-name --last-name --email --phone --notes --tag --external-id --reason --actor --fields"


def test_create_accepts_or_refuses_any_field(customers: Program) -> None:
    @examples(20)
    @given(st.sampled_from(CREATE_OPTIONS.split()), texts)
    def law(option: str, text: str) -> None:
        assert_documented(customers("create", "--first-name=A", f"{option}={text}", "--json"))

    law()
    for format in ("table", "json", "csv"):
        customers("list", "--all", "-o", format).succeeds()


def test_create_accepts_or_refuses_any_json(customers: Program) -> None:
    fields = [*HEADERS["customers"].split(), "addresses", "full_name", "is_vip", "total_spent", "default_address"]

    @examples(20)
    @given(
        st.one_of(
            json_values, st.dictionaries(st.sampled_from(fields), json_values, max_size=3).map(lambda body: {"first_name": "A"} | body)
        )
    )
    def law(body: Any) -> None:
        assert_documented(customers("create", "--from-json", "-", stdin=json.dumps(body)))

    law()


def assert_documented(done: Result) -> None:
    __tracebackhide__ = True
    documented = {ExitStatus.DONE, ExitStatus.USAGE, ExitStatus.NOT_FOUND, ExitStatus.CONFLICT, ExitStatus.PARTIAL}
    assert done.status in documented, done.stderr
    assert "Traceback" not in done.stderr
    assert "internal error" not in done.stderr
    assert done.status == ExitStatus.DONE or done.stderr
