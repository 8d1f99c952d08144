"""Aliases in output and files: `--fields aliases`, and the columns that exports and imports of customers have."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.doctor import doctor, off
from tests.support.factories import create, listed, show
from tests.support.kept import kept
from tests.support.merging import merge
from tests.support.program import Program

EMPTY: dict[str, Any] = {"emails": [], "phones": [], "external_ids": {}, "ids": []}


@pytest.fixture
@kept
def shop(customers: Program) -> Any:
    """Create a customer with aliases of every kind, and one without any; return the absorbed profile."""
    survivor = create(customers, email="asha@example.com", phone="+919811111111", external_ids={"shop": "1"})
    absorbed = create(customers, "Twin", email="Twin@example.com", phone="+919876543210", external_ids={"shop": "2", "till": "7"})
    customers("update", absorbed["id"], "--email", "Other@example.com").succeeds()
    customers("update", survivor["id"], "--email", "new@example.com").succeeds()
    merge(customers, survivor, absorbed)
    create(customers, "Usha", email="usha@example.com")
    return absorbed


def aliases_of(absorbed: Any) -> dict[str, Any]:
    return {
        "emails": ["Other@example.com", "Twin@example.com", "asha@example.com"],
        "phones": ["+919876543210"],
        "external_ids": {"shop": ["2"]},
        "ids": [absorbed["id"]],
    }


def test_fields_give_aliases(customers: Program, shop: Any) -> None:
    for options in (["-o", "jsonl"], ["-o", "jsonl", "--all"]):
        rows = customers("list", "--fields", "first_name,aliases", *options).succeeds().jsonl()
        assert {row["first_name"]: row["aliases"] for row in rows} == {"Asha": aliases_of(shop), "Usha": EMPTY}
    assert customers("show", "new@example.com", "--fields", "aliases", "-o", "json").prints_json(aliases=aliases_of(shop))
    assert "aliases" not in show(customers, "new@example.com")


def test_show_prints_aliases_as_a_table(customers: Program, shop: Any) -> None:
    printed = customers("show", "new@example.com").succeeds().stdout

    assert "Other@example.com, Twin@example.com, asha@example.com, +919876543210, shop:2" in " ".join(printed.split())
    assert shop["id"] in printed
    assert "Aliases" not in customers("show", "usha@example.com").succeeds().stdout


def test_csv_export_has_aliases_in_columns(customers: Program, shop: Any) -> None:
    assert shop["first_name"] == "Twin"
    rows = list(csv.DictReader(io.StringIO(customers("export", "customers", "-").succeeds().stdout)))

    assert [[row[f"alias_{kind}"] for kind in ("emails", "phones", "external_ids", "ids")] for row in rows] == [
        ["Other@example.com;Twin@example.com;asha@example.com", "+919876543210", "shop:2", shop["id"]],
        [""] * 4,
    ]


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_export_and_import_give_the_same_aliases(customers: Program, shop: Any, form: str, tmp_path: Path) -> None:
    file = tmp_path / f"customers.{form}"
    customers("export", "customers", str(file)).succeeds()
    target = Program(f"sqlite:///{tmp_path / 'copy.db'}", tmp_path / "home")

    target("import", "customers", str(file), "-o", "json").prints_json(created=2, refused=0)
    target("import", "customers", str(file), "-o", "json").prints_json(unchanged=2)

    copied = target("show", "new@example.com", "--fields", "aliases", "-o", "json").succeeds().json()["aliases"]
    expected = aliases_of(shop)
    assert copied == expected
    for name in ("twin@example.com", "ASHA@example.com", "shop:2", shop["id"], "+919876543210"):
        result = target("show", name, "-o", "json").succeeds()
        assert (result.json()["email"], "alias" in result.stderr) == ("new@example.com", True)
        assert listed(target, "search", name) == ["Asha"] or name == shop["id"]
    assert off(doctor(target)) == {}
    assert file.read_bytes() == second_export(target, tmp_path / f"second.{form}") or form == "csv"


def second_export(target: Program, file: Path) -> bytes:
    target("export", "customers", str(file)).succeeds()
    return file.read_bytes()


def test_import_adds_aliases_that_are_free(customers: Program) -> None:
    asha = create(customers, email="asha@example.com")
    create(customers, "Usha", email="usha@example.com")
    row = {"id": asha["id"], "aliases": {"emails": ["usha@example.com", "old@example.com"], "phones": ["9876543210"], "ids": []}}

    customers("import", "customers", "-", "-o", "json", stdin=json.dumps(row)).prints_json(updated=1)
    customers("import", "customers", "-", "-o", "json", stdin=json.dumps(row)).prints_json(unchanged=1)

    assert show(customers, "old@example.com")["id"] == show(customers, "+919876543210")["id"] == asha["id"]
    assert show(customers, "usha@example.com")["first_name"] == "Usha"
    assert off(doctor(customers)) == {}


def test_aliases_of_a_new_row_that_others_have_are_left(customers: Program) -> None:
    create(customers, "Usha", email="usha@example.com", external_ids={"shop": "1"})
    file = "email,first_name,alias_emails,alias_external_ids\na@example.com,Asha,usha@example.com;a@example.com,shop:1;shop:3\n"

    customers("import", "customers", "-", "-o", "json", stdin=file).prints_json(created=1)

    assert show(customers, "shop:3")["first_name"] == "Asha"
    assert show(customers, "shop:1")["first_name"] == "Usha"


def test_fields_give_vip_override_and_deletion(customers: Program) -> None:
    asha = create(customers)
    customers("vip", "pin", asha["id"], "--reason", "friend", "--until", "2099-01-01").succeeds()
    expected = {"state": "pinned", "reason": "friend"}

    for options in (["-o", "jsonl"], ["-o", "jsonl", "--all"]):
        [row] = customers("list", "--fields", "vip_override,deleted_at", *options).succeeds().jsonl()
        assert row["deleted_at"] is None
        assert expected.items() <= row["vip_override"].items()
    assert "pinned until 2099-01-02" in customers("show", asha["id"]).succeeds().stdout
    customers("vip", "release", asha["id"]).succeeds()
    customers("delete", asha["id"], "--yes").succeeds()

    for options in (["-o", "jsonl"], ["-o", "jsonl", "--all"]):
        [row] = customers("list", "--deleted", "--fields", "vip_override,deleted_at", *options).succeeds().jsonl()
        assert row["vip_override"] is None
        assert row["deleted_at"].startswith("20")
