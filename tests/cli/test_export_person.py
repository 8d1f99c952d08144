"""`customers export person`: all that is stored about one person, and nothing about anybody else."""

import json
import stat
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from customers.database.schema.tables import metadata
from customers.errors import ExitStatus
from tests.endurance.old_shops import every_row
from tests.endurance.test_copies import everything
from tests.support.factories import HOME, create, import_orders, order
from tests.support.merging import merge, unmerge
from tests.support.program import Program

# Columns of a person's table that repeat another column for sorting and comparing, or that only the program reads.
DERIVED = ("key", "name_key", "city_key", "state_key", "run_number", "number", "vip_event", "source_digest", "version", "live")
ID_COLUMNS = ("customer_id", "other_id", "absorbed_id")


def exported(customers: Program, reference: str, *options: str) -> Any:
    """Return the document about a person."""
    return customers("export", "person", reference, *options).succeeds().json()


def texts(value: Any) -> list[str]:
    """Return the texts inside a value of JSON, without regard to case; ids without their dashes."""
    if isinstance(value, dict):
        return [text for name, member in value.items() for text in (name.casefold(), *texts(member))]
    if isinstance(value, list):
        return [text for member in value for text in texts(member)]
    return [value.casefold(), value.replace("-", "")] if isinstance(value, str) else []


def test_document_has_profile_consent_orders_history_and_runs(customers: Program) -> None:
    asha = create(customers, "Asha", email="asha@example.com", accepts_marketing=True, notes="calls on Mondays", addresses=[HOME])
    double = create(customers, "Asha", email="rao@example.net", phone="+919876543210")
    usha = create(customers, "Usha", email="usha@example.com")
    customers("update", "asha@example.com", "--no-accepts-marketing", "--actor", "meera", "--reason", "asked by mail").succeeds()
    import_orders(customers, order(asha, "1", "100.50"), order(asha, "2", "5"), order(asha, "3", "7"))
    customers("orders", "delete", "2", "--yes").succeeds()
    merge(customers, asha, double, "--reason", "same person")
    customers("duplicates", "dismiss", asha["id"], usha["id"], "--reason", "sisters").succeeds()
    customers("vip", "pin", "asha@example.com", "--reason", "a friend").succeeds()

    document = exported(customers, "asha@example.com")

    assert document["profile"]["notes"] == "calls on Mondays"
    assert document["profile"]["addresses"][0]["address1"] == HOME["address1"]
    assert document["profile"]["vip_override"] == {"state": "pinned", "reason": "a friend", "until": None}
    assert document["profile"]["aliases"]["emails"] == ["rao@example.net"]
    assert [profile["email"] for profile in document["absorbed_profiles"]] == ["rao@example.net"]
    assert "vip" in document["segments"]
    statements = [(statement["state"], statement["actor"]) for statement in document["consent_statements"]]
    assert statements == [("yes", "tester"), ("no", "meera")]
    assert [(row["number"], row["total"]) for row in document["orders"]] == [("1", 100.5), ("3", 7)]
    assert [(row["number"], row["total"]) for row in document["deleted_orders"]] == [("2", 5)]
    assert [event["command"] for event in document["history"]][-1] == "vip pin"
    assert document["merges"][0]["journal"]["absorbed"]["email"] == "rao@example.net"
    assert [row["reason"] for row in document["dismissals"]] == ["sisters"]
    commands = [run["command"] for run in document["runs"]]
    assert commands[:3] == ["create", "create", "update"]
    assert {run["id"] for run in document["runs"]} >= {row["created_by"] for row in document["orders"]}
    assert "usha@example.com" not in json.dumps(document, default=str)


def test_document_of_deleted_absorbed_and_erased_customer(customers: Program) -> None:
    asha, double = create(customers, "Asha", email="asha@example.com"), create(customers, "Asha", email="rao@example.net")
    import_orders(customers, order(asha, "1", "100"))
    merge(customers, asha, double)
    by_alias = customers("export", "person", double["id"]).succeeds()
    assert by_alias.json()["customer_id"] == asha["id"]
    assert f"{double['id']} was merged into" in by_alias.stderr

    customers("delete", asha["id"], "--yes").succeeds()
    deleted = exported(customers, "asha@example.com")
    assert (deleted["profile"]["state"], deleted["profile"]["email"]) == ("deleted", "asha@example.com")
    assert [row["number"] for row in deleted["orders"]] == ["1"]

    customers("erase", asha["id"], "--yes").succeeds()
    erased = exported(customers, asha["id"])
    assert (erased["profile"]["state"], erased["profile"]["email"]) == ("erased", None)
    assert "rao@example.net" not in json.dumps(erased, default=str)
    assert [row["number"] for row in erased["orders"]] == ["1"]
    customers("export", "person", "nobody@example.com").fails(ExitStatus.NOT_FOUND, "nobody@example.com")


def test_undone_merge_gives_away_nothing_of_other_profile(customers: Program) -> None:
    asha = create(customers, "Asha", email="asha@example.com", notes="mine")
    usha = create(customers, "Usha", email="usha@example.com", notes="somebody else's", phone="+919812345678")
    unmerge(customers, merge(customers, asha, usha)).succeeds()

    journals = [row["journal"] for row in exported(customers, asha["id"])["merges"]]

    assert [journal["survivor"]["notes"] for journal in journals] == ["mine"]
    assert "somebody else's" not in json.dumps(journals, default=str)


def test_document_has_every_row_about_person(sqlite_customers: Program) -> None:
    everything(sqlite_customers)
    sqlite_customers("tag", "add", "asha@example.com", "--tag", "Wholesale").succeeds()
    rows = every_row(sqlite_customers.url)
    about_people = {table.name: table for table in metadata.tables.values() if "customer_id" in table.c or table.info["personal"]}
    met = set()
    for id_ in sorted(row["id"] for row in rows["customers"] if row["id"].startswith("id:01")):
        document = set(texts(exported(sqlite_customers, str(UUID(id_.removeprefix("id:"))))))
        family = {id_, *(row["id"] for row in rows["customers"] if row["merged_into"] == id_)}
        for name in about_people:
            for row in rows[name]:
                if family & {row.get("id") if name == "customers" else None, *(row.get(column) for column in ID_COLUMNS)}:
                    met.add(name)
                    values = [value for column, value in row.items() if column not in DERIVED and isinstance(value, str)]
                    missing = [value for value in values if value.removeprefix("id:").casefold() not in document]
                    assert [value for value in missing if not is_document(value)] == [], name

    assert met | {"runs"} == about_people.keys()


def is_document(text: str) -> bool:
    """Return whether a stored text is JSON, which the document has as objects."""
    return text.startswith(("{", "["))


def test_file_is_private_and_reported(sqlite_customers: Program, tmp_path: Path) -> None:
    create(sqlite_customers, "Asha", email="asha@example.com")
    path = tmp_path / "asha.json"

    done = sqlite_customers("export", "person", "asha@example.com", str(path)).succeeds()

    assert done.stdout == ""
    assert done.stderr.startswith("Wrote what is stored about Asha <asha@example.com> …")
    assert str(path) in done.stderr
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert json.loads(path.read_text())["profile"]["email"] == "asha@example.com"
    (tmp_path / "notes").write_text("kept")
    sqlite_customers("export", "person", "asha@example.com", str(tmp_path / "notes")).fails(ExitStatus.CONFLICT, "--overwrite")
    sqlite_customers("export", "person", "asha@example.com", str(tmp_path / "asha.csv")).fails(ExitStatus.USAGE, ".json")
    sqlite_customers("export", "person", "asha@example.com", sqlite_customers.url.removeprefix("sqlite:///")).fails(ExitStatus.USAGE)


@pytest.mark.parametrize("format", ["table", "csv", "jsonl", "ids"])
def test_other_formats_are_refused(sqlite_customers: Program, format: str) -> None:
    sqlite_customers("export", "person", "asha@example.com", "-o", format).fails(ExitStatus.USAGE, "json")


def test_fields_pick_sections(sqlite_customers: Program) -> None:
    create(sqlite_customers, "Asha", email="asha@example.com")

    assert list(exported(sqlite_customers, "asha@example.com", "--fields", "runs,profile")) == ["runs", "profile"]
    refused = sqlite_customers("export", "person", "asha@example.com", "--fields", "order")
    refused.fails(ExitStatus.USAGE, "no field 'order'", "Did you mean orders?")
