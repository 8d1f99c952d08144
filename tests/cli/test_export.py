"""`customers export`: the content of the file, and the file after a failure."""

import csv
import io
import json
import resource
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from customers.errors import ExitStatus
from tests.support.factories import HOME, OFFICE, create, import_orders, order, show
from tests.support.kept import kept
from tests.support.program import Program

FORMULAS = ["=1+2", "+A1", "-x", "@SUM(A1)"]

NO_ALIASES: dict[str, Any] = {"emails": [], "phones": [], "external_ids": {}, "ids": []}


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.fixture
@kept
def asha(customers: Program) -> Any:
    body: dict[str, Any] = {
        "email": "asha@example.com",
        "phone": "+919876543210",
        "last_name": "Rao",
        "notes": 'one,\n"two"',
        "tags": ["b", "A"],
    }
    addresses = [HOME | {"type": "billing"}, OFFICE | {"type": "shipping", "company": "Acme"}, HOME | {"type": "shipping"}]
    customer = create(customers, **body, external_ids={"till": "9", "shopify": "0077"}, addresses=addresses)
    import_orders(
        customers, order(customer, "1", "10.50"), order(customer, "2", "5", "2026-02-03", currency="EUR", base_total="450", refunded="1")
    )
    return show(customers, customer["id"])


def test_customers_csv_has_native_columns(customers: Program, asha: Any) -> None:
    text = customers("export", "customers").succeeds().stdout

    header = "id,email,phone,first_name,last_name,accepts_marketing,consent_state,consent_at,consent_source,tags,notes,external_ids"
    assert text.startswith(header + ",")
    [row] = rows(text)
    assert (row["id"], row["email"], row["phone"]) == (asha["id"], "asha@example.com", "+919876543210")
    assert (row["accepts_marketing"], row["tags"], row["notes"]) == ("false", "A,b", 'one,\n"two"')
    assert row["external_ids"] == "shopify:0077;till:9"
    assert (row["total_orders"], row["total_spent"], row["is_vip"]) == ("2", "370.5", "false")
    assert (row["created_at"], row["updated_at"]) == (asha["created_at"], asha["updated_at"])
    assert (row["address_type"], row["address_company"], row["address1"], row["city"]) == ("shipping", "Acme", "7 Fort Street", "Mumbai")


def test_customers_jsonl_equals_show_with_consent(customers: Program, asha: Any) -> None:
    done = customers("export", "customers", "--format", "jsonl").succeeds()

    assert done.jsonl() == [{**asha, "consent_state": "unknown", "consent_at": None, "consent_source": None, "aliases": NO_ALIASES}]
    assert list(done.jsonl()[0])[: len(asha)] == list(asha)


def test_orders_csv_names_customer_by_every_identity(customers: Program, asha: Any) -> None:
    first, second = rows(customers("export", "orders").succeeds().stdout)

    assert (first["number"], first["source"], first["status"], first["currency"]) == ("1", "import", "paid", "INR")
    assert (first["total"], first["refunded"], first["base_total"], first["placed_at"]) == ("10.5", "0", "", "2026-01-05T00:00:00Z")
    assert (first["customer_id"], first["customer_email"], first["customer_phone"]) == (asha["id"], asha["email"], asha["phone"])
    assert (first["customer_external_id"], first["customer_name"]) == ("shopify:0077", "Asha Rao")
    assert (second["currency"], second["total"], second["refunded"], second["base_total"]) == ("EUR", "5", "1", "450")


def test_orders_jsonl_equals_orders_command(customers: Program, asha: Any) -> None:
    lines = customers("export", "orders", "-o", "jsonl").succeeds().jsonl()

    newest_first = customers("orders", asha["id"], "--json").succeeds().json()["data"]
    assert [{name: line[name] for name in newest_first[0]} for line in lines] == newest_first[::-1]
    assert lines[1]["base_total"] == 450


def test_addresses_csv_names_customer(customers: Program, asha: Any) -> None:
    exported = rows(customers("export", "addresses").succeeds().stdout)

    assert [(row["type"], row["address1"], row["is_default"]) for row in exported] == [
        ("billing", "12 MG Road", "true"),
        ("shipping", "7 Fort Street", "true"),
        ("shipping", "12 MG Road", "false"),
    ]
    assert {(row["customer_id"], row["customer_email"]) for row in exported} == {(asha["id"], asha["email"])}
    lines = customers("export", "addresses", "--format", "jsonl").succeeds().jsonl()
    assert [line["id"] for line in lines] == [address["id"] for address in asha["addresses"]]


@pytest.mark.parametrize("kind", ["customers", "orders", "addresses"])
def test_empty_shop_exports_header_only(customers: Program, kind: str) -> None:
    assert customers("export", kind).succeeds().stdout.count("\n") == 1
    assert customers("export", kind, "--format", "jsonl").succeeds().stdout == ""


@pytest.mark.usefixtures("asha")
def test_selection_limits_orders_and_addresses(customers: Program) -> None:
    ravi = create(customers, "Ravi", tags=["wholesale"], addresses=[HOME])
    import_orders(customers, order(ravi, "7", "99"))

    assert [row["id"] for row in rows(customers("export", "customers", "--tag", "WHOLESALE").stdout)] == [ravi["id"]]
    assert [row["number"] for row in rows(customers("export", "orders", "--tag", "wholesale").stdout)] == ["7"]
    assert [row["customer_id"] for row in rows(customers("export", "addresses", "--tag", "wholesale").stdout)] == [ravi["id"]]
    assert rows(customers("export", "customers", "--tag", "nobody").succeeds().stdout) == []


def test_export_omits_deleted_customers_and_their_orders(customers: Program, asha: Any) -> None:
    customers("delete", asha["id"], "--yes").succeeds()

    for kind in ("customers", "orders", "addresses"):
        assert rows(customers("export", kind).succeeds().stdout) == []


@pytest.mark.usefixtures("asha")
def test_fields_option_selects_and_orders_columns(customers: Program) -> None:
    options = ("--fields", "phone,first_name,city")

    assert customers("export", "customers", *options).succeeds().stdout == "phone,first_name,city\n+919876543210,Asha,Mumbai\n"
    [line] = customers("export", "customers", "--format", "jsonl", "--fields", "tags,email").succeeds().stdout.splitlines()
    assert line == '{"tags":["A","b"],"email":"asha@example.com"}'


def test_unknown_field_gives_suggestion(customers: Program) -> None:
    customers("export", "customers", "--fields", "emial").fails(ExitStatus.USAGE, "emial", "id you mean email?")


def test_formula_cells_are_guarded_and_reimported(customers: Program) -> None:
    for number, text in enumerate([*FORMULAS, "'=1", "'t Hart"]):
        create(customers, text, last_name="-5.5", phone=f"+4930123456{number}", notes=text)

    done = customers("export", "customers", "--fields", "id,first_name,last_name,phone,notes").succeeds()

    exported = rows(done.stdout)
    for field in ("first_name", "notes"):
        assert {row[field] for row in exported} >= {"'" + text for text in FORMULAS}
    assert {row["last_name"] for row in exported} == {"-5.5"}
    assert {row["phone"][0] for row in exported} == {"+"}
    customers("import", "customers", "-", "--json", stdin=done.stdout).prints_json(read=6, unchanged=6)


def test_raw_option_writes_cells_unguarded(customers: Program) -> None:
    create(customers, "=1+2")

    assert customers("export", "customers", "--fields", "first_name", "--raw").succeeds().stdout == "first_name\n=1+2\n"


def test_jsonl_is_not_guarded(customers: Program) -> None:
    create(customers, "=1+2")

    assert customers("export", "customers", "--format", "jsonl").succeeds().jsonl()[0]["first_name"] == "=1+2"


@pytest.mark.usefixtures("asha")
def test_file_suffix_selects_format(customers: Program, tmp_path: Path) -> None:
    for name, start in (("a.csv", "id,"), ("a.jsonl", '{"id"'), ("a.ndjson", '{"id"'), ("a.txt", "id,")):
        assert customers("export", "customers", str(tmp_path / name)).succeeds().stdout == ""
        assert (tmp_path / name).read_text().startswith(start)
    customers("export", "customers", str(tmp_path / "a.csv"), "--format", "jsonl", "--overwrite").succeeds()
    assert json.loads((tmp_path / "a.csv").read_text())["first_name"] == "Asha"


def test_unknown_format_is_refused(customers: Program, tmp_path: Path) -> None:
    customers("export", "customers", str(tmp_path / "x"), "--format", "xml").fails(ExitStatus.USAGE, "xml", "csv", "jsonl")

    assert list(tmp_path.glob("x*")) == []


@pytest.mark.usefixtures("asha")
def test_exported_file_is_private(customers: Program, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.touch(0o644)

    for _ in range(2):
        customers("export", "customers", str(path)).succeeds()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        path.chmod(0o644)
    assert "Asha" in path.read_text()


@pytest.mark.usefixtures("asha")
def test_dash_writes_to_standard_output(customers: Program) -> None:
    assert customers("export", "customers", "-").succeeds().stdout == customers("export", "customers").stdout


def test_error_names_unwritable_file(customers: Program) -> None:
    customers("export", "customers", "no/such/folder/x.csv").fails(ExitStatus.USAGE, "no/such/folder/x.csv")
    customers("export", "customers", ".").fails(ExitStatus.USAGE, "cannot write .")


def test_full_disk_keeps_previous_file(customers: Program, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_text("old")
    lines = (json.dumps({"first_name": "A", "email": f"a{number}@example.com", "notes": "x" * 1000}) for number in range(150))
    customers("import", "customers", "-", stdin="\n".join(lines)).succeeds()

    with no_file_beyond(100_000):
        customers("export", "customers", str(path)).fails(ExitStatus.USAGE, str(path))

    assert path.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir() if "out.csv" in entry.name] == ["out.csv"]
    customers("export", "customers", str(path)).succeeds()
    assert path.stat().st_size > 100_000


@contextmanager
def no_file_beyond(size: int) -> Iterator[None]:
    """Limit the size of files, as a full disk does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
