"""Exports: the rows that the database builds as text equal those of the output, byte for byte."""

import json
from collections.abc import Iterator
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from customers.models.fields import IN_OBJECTS
from customers.models.selection import Selection
from customers.output.formats.csv import cells_as_csv, rows_as_csv
from customers.output.formats.jsonl import lines
from customers.output.shapes.customers import CUSTOMER, customer_row
from customers.output.shapes.orders import ORDER
from customers.services.listing.export import ExportedRows
from customers.services.listing.listing import list_customers
from customers.services.paging import STREAM
from customers.services.transaction import Transaction
from customers.transfer.exporter import FIELDS, customer_texts, export_texts
from tests.integration.export_reference import export_rows
from tests.integration.test_transfer_laws import HARD, IDS, people
from tests.support.program import Program
from tests.support.shops import Shops, open_services
from tests.support.surroundings import examples

STEERING = [
    "\u202eabc\u202c",
    "a\u2028b\u2029c",
    "\u200e\u200f\u2066x\u2069",
    "x\ufeffy",
    "tab\tand\nline",
    "\\",
    '\\"',
    "a\\nb",
    "é\u0301",
]
AMOUNTS = [0, 1, 5, 10, 50, 99, 100, 101, 110, 12_345, 51_234_50, 2**52]
EVERYONE = Selection()
CONSENT = ("consent", "consent_source", "consent_at", "consent_state")
BOOKS = (
    ("addresses",),
    ("default_address",),
    ("default_address", "email", "addresses"),
    ("city", "addresses", "default_address", "address_id"),
)


def order(number: int, total: int, customer: int = 0) -> dict[str, Any]:
    amount = f"{total // 100}.{total % 100:02}"
    return {"number": str(number), "customer_id": IDS[customer], "total": amount, "placed_at": f"20{10 + number % 90}-03-04T05:06:07Z"}


HARDEST = {
    "people": [
        {
            "first_name": "=A",
            "last_name": "B\u202e",
            "notes": "\n".join(HARD + STEERING),
            "tags": [text for text in HARD if "," not in text] + ["Zebra", "apple", "Äpfel", 'a"b\\c'],
            "external_ids": {"till": 'a"b,c', "-x": "\\N", "_y": '":"', "a1": "z\u202e", "b": '","-q"'},
            "email": "=a@example.com",
            "consent_state": "yes",
            "consent_at": "2024-05-06T07:08:09Z",
            "consent_source": '=1+2 "x", {y} \u202ea\\',
            "addresses": [
                {"type": kind, "address1": text, "city": text, "company": text, "country": "DE", "is_default": index == 3}
                for kind in ("billing", "shipping")
                for index, text in enumerate(HARD + STEERING[:4])
            ],
        },
        {
            "first_name": "'",
            "external_ids": {"-only": "1"},
            "consent_state": "no",
            "consent_source": "-x",
            "addresses": [{"type": "billing", "address1": "x", "city": '"', "country": "US"}],
        },
    ],
    "totals": AMOUNTS,
}
FOREIGN = [
    {"currency": "JPY", "total": "5001", "refunded": "1", "base_total": "12.5"},
    {"currency": "KWD", "total": "7.105", "refunded": "0.5", "base_total": "0.05", "source": "a1", "status": "=x"},
    {"currency": "USD", "total": "7.10", "base_total": "600", "source": "-x", "number": "-7"},
]


@examples(2)
@example(**HARDEST)
@given(people=st.tuples(people, people.filter(lambda person: "email" not in person)), totals=st.lists(st.sampled_from(AMOUNTS), max_size=4))
def test_database_and_output_write_equal_rows(empty_shops: Shops, people: Any, totals: list[int]) -> None:
    written = []
    for shop in empty_shops():
        fill(shop, people, totals)
        with open_services(shop) as services, services.reading() as tx:
            rows = export_rows(tx, "customers")
            for fields in (
                (*CUSTOMER.fields, *IN_OBJECTS),
                ("email", "consent", "vip_override", "deleted_at"),
                ("email", "tags", "avg_order_value"),
                ("full_name",),
                *BOOKS,
            ):
                assert ready(tx, fields, "jsonl") == "".join(lines(picked(rows, fields)))
            for fields in (
                FIELDS["customers"],
                ("full_name", "external_ids", "city"),
                ("address1", "address_company"),
                *((name,) for name in ("email", "notes", "tags", "avg_order_value", "is_vip", "external_ids", "city")),
                *((name,) for name in CONSENT),
                CONSENT,
                *BOOKS,
            ):
                for raw in (False, True):
                    assert ready(tx, fields, "csv", raw=raw) == "".join(rows_as_csv(rows, fields, raw=raw))
            for sort in ("-total_spent", "name", "last_order_at"):
                page = list_customers(tx, EVERYONE, sort=sort, request=STREAM)
                printed_rows = [customer_row(customer) for customer in page.data]
                assert ready(tx, tuple(printed_rows[0]), "jsonl", sort=sort) == "".join(lines(printed_rows))
            check_the_other_kinds(tx)
            # Ids of addresses differ between shops.
            written.append(ready(tx, ("id", "total_spent", "avg_order_value", "tags", "external_ids"), "csv"))
    assert written[0] == written[1]


def check_the_other_kinds(tx: Transaction) -> None:
    """Compare orders and addresses too; orders both complete and with selected fields."""
    for kind in ("orders", "addresses"):
        rows = export_rows(tx, kind)
        picks = ("customer_external_id", "base_total", "id") if kind == "orders" else ("is_default", "customer_external_id", "city")
        all_fields = (*ORDER.fields, "base_total") if kind == "orders" else FIELDS[kind]
        texts = export_texts(tx, ExportedRows(kind, EVERYONE), all_fields, "jsonl")
        assert "".join(texts) == "".join(lines({name: row[name] for name in all_fields if name in row} for row in rows))
        for fields in (FIELDS[kind], picks, *((name,) for name in picks)):
            texts = export_texts(tx, ExportedRows(kind, EVERYONE), fields, "jsonl", picked=True)
            assert "".join(texts) == "".join(lines({name: row.get(name) for name in fields} for row in rows))
            for raw in (False, True):
                texts = export_texts(tx, ExportedRows(kind, EVERYONE), fields, "csv", raw=raw)
                assert "".join(cells_as_csv(texts, fields, raw=raw)) == "".join(rows_as_csv(rows, fields, raw=raw))


def ready(tx: Transaction, fields: tuple[str, ...], form: str, *, sort: str = "created_at", raw: bool = False) -> str:
    texts = customer_texts(tx, EVERYONE, fields, form, sort=sort, raw=raw)
    return "".join(texts if form == "jsonl" else cells_as_csv(texts, fields, raw=raw))


def picked(rows: list[dict[str, Any]], fields: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    return ({name: row.get(name) for name in fields} for row in rows)


def fill(shop: Program, people: Any, totals: list[int]) -> None:
    known = [person | {"id": id_} for id_, person in zip(IDS, people, strict=True)]
    shop("import", "customers", "-", "--json", stdin="\n".join(map(json.dumps, known))).prints_json(created=2, refused=0)
    foreign = [order(100 + number, 0, number % 2) | row for number, row in enumerate(FOREIGN)]
    if totals:
        rows = "\n".join(json.dumps(row) for row in (*(order(number, total) for number, total in enumerate(totals)), *foreign))
        shop("import", "orders", "-", "--json", stdin=rows).prints_json(created=len(totals) + len(foreign), refused=0)
