"""`customers doctor`: findings."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from uuid import UUID, uuid4

from customers.domain.ids import shown_end
from customers.errors import ExitStatus
from customers.services.doctor.checks import CHECKS
from tests.support.doctor import ADDRESS, ORDER, PERSON, STATISTICS, TAG, doctor, off
from tests.support.factories import HOME, OFFICE, create, create_many, events, import_orders, order, query, show
from tests.support.kept import kept
from tests.support.program import Program

ORDER_COLUMNS = "customer_id, id, number, source, status, currency, total, refunded, placed_at"
OTHER = "SELECT id FROM customers WHERE first_name = 'Other'"
MERGE = (
    "INSERT INTO merges (customer_id, id, absorbed_id, at, actor, journal)"
    " SELECT o.id, c.id, c.id, c.created_at, 'x', '{' || '}' FROM customers c, customers o WHERE c.id = {} AND o.first_name = 'Other'"
)
# Statements that violate each rule for one customer; `{}` is the customer's id.
BREAKS: dict[str, Sequence[str]] = {
    "documents": ["UPDATE events SET changes = '[]' WHERE customer_id = {}"],
    "merged_into": [PERSON.format(f"merged_into = ({OTHER})")],
    "merges": [MERGE],
    "deleted_at": [PERSON.format("deleted_at = created_at")],
    "deleted_names": [
        "INSERT INTO deleted_identities (kind, value, customer_id) SELECT 'email', 'gone@example.com', id FROM customers WHERE id = {}"
    ],
    "names_left": ["INSERT INTO identities (kind, value, customer_id) SELECT 'email', 'left@example.com', id FROM customers WHERE id = {}"],
    "names_held": ["DELETE FROM identities WHERE customer_id = {}"],
    "names_taken": [PERSON.format("email = 'Twin@example.com'"), "DELETE FROM identities WHERE kind = 'email' AND customer_id = {}"],
    "names": [PERSON.format("last_name = ' Rao'")],
    "emails": [PERSON.format("email = 'no email'"), "UPDATE identities SET value = 'no email' WHERE kind = 'email' AND customer_id = {}"],
    "phones": [PERSON.format("phone = '98765 43210'")],
    "notes": [PERSON.format("notes = 'blank behind '")],
    "external_ids": [
        """UPDATE customers SET external_ids = '{"Shop":"1"}' WHERE id = {}""",
        "UPDATE identities SET value = 'Shop:1' WHERE kind = 'external' AND customer_id = {}",
    ],
    "sort_names": [PERSON.format("name_key = 'zz'")],
    "consent": [PERSON.format("opted_in = (1 = 1)")],
    "tag_labels": [TAG.format("'a, b', 'A, b'")],
    "tag_keys": [TAG.format("'Sale', 'Sale'")],
    "tag_limit": [TAG.format(f"'t{number}', 't{number}'") for number in range(251)],
    "default_addresses": [ADDRESS.format("is_default = (1 = 0)")],
    "address_values": [ADDRESS.format("country = 'India'")],
    "place_names": [ADDRESS.format("city_key = 'poona'")],
    "order_amounts": [ORDER.format("refunded = total + 1")],
    "order_currencies": [ORDER.format("currency = 'USD'")],
    "order_statuses": [ORDER.format("status = 'CANCELLED'")],
    "order_numbers": [ORDER.format("number = ''")],
    "deleted_orders": [
        f"INSERT INTO deleted_orders ({ORDER_COLUMNS}, deleted_at) SELECT {ORDER_COLUMNS}, placed_at FROM orders WHERE customer_id = {{}}"
    ],
    "runs": ["UPDATE events SET run_id = id WHERE customer_id = {}"],
    "statistics_rows": ["DELETE FROM customer_statistics WHERE customer_id = {}"],
    "live": [STATISTICS.format("live = (1 = 0)")],
    "statistics": [STATISTICS.format("total_spent = 1")],
    "vip_overrides": [STATISTICS.format("vip_override = 'excluded'")],
    "vip_flags": [STATISTICS.format("is_vip = (1 = 1)")],
    "dismissals": [
        "INSERT INTO dismissals (customer_id, other_id, at, actor) SELECT id, id, created_at, 'x' FROM customers WHERE id = {}",
    ],
}


@kept
def fill(customers: Program) -> dict[str, str]:
    """Create a shop of customers with a value in every field; return the ids by first name."""
    names = ["Other", "Twin", *BREAKS]
    bodies = [
        {
            "first_name": name,
            "email": f"{name}@example.com",
            "external_ids": {"shop": name},
            "tags": ["all"],
            "addresses": [HOME, {**OFFICE, "type": "billing"}],
        }
        for name in names
    ]
    create_many(customers, *bodies)
    people = {row["first_name"]: row["id"] for row in customers("list", "--all", "-o", "jsonl").jsonl()}
    import_orders(customers, *(order({"id": id_}, name, "100") for name, id_ in people.items()))
    return people


def break_rule(customers: Program, name: str, customer_id: str) -> None:
    """Violate one rule for one customer."""
    for statement in BREAKS[name]:
        query(customers.url, statement, UUID(customer_id))


def test_doctor_finds_every_violation_and_repairs_safe_ones(customers: Program) -> None:
    people = fill(customers)
    for name in BREAKS:
        break_rule(customers, name, people[name])
    repairable = {check.name for check in CHECKS if check.repair is not None}

    findings = off(doctor(customers))
    missed = {name: findings.get(name) for name in BREAKS if people[name] not in findings.get(name, ())}
    assert missed == {}
    fixed = doctor(customers, "--fix")
    remaining = {check["name"] for check in fixed["checks"] if not check["ok"]}

    assert remaining == {name for name in BREAKS if name not in repairable} | {"merged_into"}
    assert {check["name"] for check in fixed["checks"] if check["fixed"]} >= (set(BREAKS) & repairable) - {"merged_into"}
    assert off(doctor(customers)).keys() == remaining


def test_doctor_accepts_consistent_shop(customers: Program) -> None:
    fill(customers)
    usha = create(customers, "Ǘsha", email="ÜSHA@exämple.com", tags=["Größe", "GROẞE 2"], notes="a\n\tb")
    customers("tag", "add", "--tag", "New", "--any-tag", "all", "--yes").succeeds()
    customers("delete", usha["id"], "--yes").succeeds()
    customers("erase", "Other@example.com", "--yes").succeeds()
    # A chain of merges, an undone merge, a deleted survivor, and an erased customer with an absorbed profile.
    merge = ("--yes", "--take", "external_ids.shop=absorbed", "-o", "json")
    for survivor, absorbed in (("names", "emails"), ("notes", "names"), ("live", "phones"), ("merges", "consent")):
        merge_result = customers("merge", f"{survivor}@example.com", f"{absorbed}@example.com", *merge).succeeds().json()
    customers("unmerge", merge_result["merge_id"], "--yes").succeeds()
    customers("delete", "live@example.com", "--yes").succeeds()
    customers("erase", "emails@example.com", "--yes").succeeds()
    foreign = {"currency": "USD", "base_total": "100", "refunded": "0.5"}
    import_orders(customers, order({"id": show(customers, "Twin@example.com")["id"]}, "x1", "2", **foreign))

    done = customers("doctor", "-o", "json").succeeds().json()

    assert done["problems"] == 0
    assert [check["name"] for check in done["checks"]] == [check.name for check in CHECKS]
    assert off(done) == {}


def test_doctor_without_fix_writes_nothing(customers: Program) -> None:
    asha = create(customers)
    query(customers.url, STATISTICS.format("total_orders = 7"), UUID(asha["id"]))

    result = customers("doctor", "--check", "statistics").fails(ExitStatus.PARTIAL, "1 of 1 check ", "doctor --fix", stdout=None)
    line = result.stdout.splitlines()[1]
    assert line.split()[:3] == ["statistics", "off", "1"]
    assert line.endswith(f"statistics match the stored orders, but not for Asha …{shown_end(asha['id'])}: `customers doctor --fix`")
    dry = customers("doctor", "--fix", "--dry-run", "-o", "json").succeeds().json()
    assert [check["name"] for check in dry["checks"] if check["fixed"]] == ["statistics"]
    assert dry["dry_run"] is True
    assert show(customers, asha["id"])["total_orders"] == 7
    customers("doctor", "--fix").succeeds()
    assert show(customers, asha["id"])["total_orders"] == 0
    assert len(events(customers, asha["id"])) == 1


def test_doctor_prints_what_is_off_and_counts_what_is_in_order(sqlite_customers: Program) -> None:
    asha = create(sqlite_customers)
    assert sqlite_customers("doctor").succeeds().stdout.split() == ["Checks", "in", "order", str(len(CHECKS))]
    query(sqlite_customers.url, STATISTICS.format("total_orders = 7"), UUID(asha["id"]))

    lines = sqlite_customers("doctor").fails(ExitStatus.PARTIAL, stdout=None).stdout.splitlines()
    assert [line.split()[0] for line in lines if line] == ["NAME", "statistics", "Checks"]
    assert lines[-1].split()[-1] == str(len(CHECKS) - 1)
    every = sqlite_customers("doctor", "--verbose").fails(ExitStatus.PARTIAL, stdout=None).stdout
    assert all(check.name in every for check in CHECKS)
    dry = sqlite_customers("doctor", "--fix", "--dry-run").succeeds()
    assert "would be fixed" in dry.stdout
    assert "nothing was changed" in dry.stderr


def test_doctor_reads_during_write_of_another_program(sqlite_customers: Program) -> None:
    create(sqlite_customers)
    with closing(sqlite3.connect(sqlite_customers.url.removeprefix("sqlite:///"), isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")

        done = sqlite_customers("doctor", "-o", "json", env={"CUSTOMERS_LOCK_TIMEOUT": "0"}).succeeds()

    assert done.json()["problems"] == 0
    assert "search index was not checked" in done.stderr


def test_check_option_selects_checks_and_suggests_names(customers: Program) -> None:
    report = doctor(customers, "--check", "names", "--check", "live,phones")

    assert [check["name"] for check in report["checks"]] == ["names", "phones", "live"]
    customers("doctor", "--check", "statistcs").fails(ExitStatus.USAGE, "Did you mean statistics?", "vip_flags")
    customers("doctor", "-o", "json", "--fields", "name,ok", "--check", "live").prints_json(
        checks=[{"name": "live", "ok": True}], problems=0
    )
    assert customers("doctor", "-o", "csv", "--fields", "ok,name", "--check", "live").stdout == "ok,name\ntrue,live\n"


def test_doctor_reports_orphan_rows(sqlite_customers: Program) -> None:
    asha = create(sqlite_customers, tags=["a"])
    missing_id = uuid4()
    query(sqlite_customers.url, "INSERT INTO customer_tags (customer_id, key, label) VALUES ({}, 'a', 'a')", missing_id)

    report = doctor(sqlite_customers, "--fix")

    assert off(report)["owners"] == [str(missing_id)]
    assert show(sqlite_customers, asha["id"])["tags"] == ["a"]


def test_doctor_reports_damaged_file(sqlite_customers: Program) -> None:
    create_many(sqlite_customers, *({"first_name": f"Asha {number}", "notes": "n" * 500} for number in range(200)))
    path = sqlite_customers.url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path)) as connection:
        ((page,),) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'ix_customers_phone'").fetchall()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with Path(path).open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\x0a" + b"\xff" * 200)

    findings = off(doctor(sqlite_customers, "--check", "database_file"))

    assert findings.keys() == {"database_file"}
    assert any("page" in line.lower() or "tree" in line.lower() for line in findings["database_file"])
