"""`customers erase`."""

import sqlite3
from contextlib import closing
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection

from customers.domain.erasure import ERASED_VALUE
from customers.errors import ExitStatus
from tests.support.erasing import FULL, erase, fill, traces, traces_in_files
from tests.support.factories import HOME, create, events, listed, query, show
from tests.support.program import Program


def merged(customers: Program, survivor: str, absorbed: str) -> None:
    """Insert a merge in force into the database."""
    moment = "1700000000" if customers.url.startswith("sqlite") else "'2023-11-14T22:13:20Z'"
    query(
        customers.url,
        "INSERT INTO merges (customer_id, id, absorbed_id, at, actor, reason, journal)"
        f" VALUES ({{}}, {{}}, {{}}, {moment}, 'priya', 'same zqx person', {{}})",
        UUID(survivor),
        uuid4(),
        UUID(absorbed),
        '{"survivor":{"first_name":"zqx"},"absorbed":{"email":"zqx@example.com"}}',
    )
    query(customers.url, "UPDATE customers SET state = 'absorbed', merged_into = {} WHERE id = {}", UUID(survivor), UUID(absorbed))
    query(customers.url, "UPDATE identities SET customer_id = {} WHERE customer_id = {}", UUID(survivor), UUID(absorbed))
    query(customers.url, "UPDATE customer_statistics SET live = (1 = 0) WHERE customer_id = {}", UUID(absorbed))
    query(customers.url, "DELETE FROM customer_search WHERE customer_id = {}", UUID(absorbed))


def test_erase_leaves_no_trace_in_any_column(customers: Program) -> None:
    asha, usha = fill(customers), create(customers, "Zqxusha", email="zqxusha@example.com", notes="zqx twin", tags=["zqxtwin"])
    nisha = create(customers, "Nisha", notes="stays")
    merged(customers, asha["id"], usha["id"])
    pair = (UUID(nisha["id"]), UUID(asha["id"]))
    dismissal = "SELECT id, {}, created_at, 'priya', 'zqx' FROM customers WHERE id = {}"
    query(customers.url, f"INSERT INTO dismissals (customer_id, other_id, at, actor, reason) {dismissal}", *reversed(pair))
    customers("vip", "pin", asha["id"], "--reason", "zqx cousin").succeeds()
    before = show(customers, nisha["id"])

    receipt = erase(customers, asha["id"])

    assert traces(customers.url) == []
    assert sorted(receipt["erased"]) == sorted([asha["id"], usha["id"]])
    assert show(customers, nisha["id"]) == before


def test_erase_leaves_no_trace_in_bytes_of_sqlite_file(sqlite_customers: Program) -> None:
    asha = fill(sqlite_customers)
    # An open connection prevents the cleanup of the last one.
    path = Path(sqlite_customers.url.removeprefix("sqlite:///"))
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM customers").fetchone() == (1,)
        erase(sqlite_customers, asha["id"])
        assert traces_in_files(sqlite_customers.url) == []


def test_erase_keeps_amounts_dates_and_regions(customers: Program) -> None:
    asha = fill(customers)
    statement = "SELECT number, source, status, total, refunded, placed_at FROM orders ORDER BY number"
    orders = query(customers.url, statement)

    (profile,) = erase(customers, asha["id"])["profiles"]

    assert query(customers.url, statement) == orders
    assert profile["removed"] == {
        "name": 1,
        "email": 1,
        "phone": 1,
        "consent": 1,
        "notes": 1,
        "external_ids": 1,
        "aliases": 1,
        "search_text": 1,
        "tags": 1,
        "addresses": 2,
        "history_values": 5,
        "run_reasons": 4,
    }
    assert profile["kept"] == {"orders": 2, "places": 2, "history": 5, "hashes": 5}
    places = query(customers.url, "SELECT address1, city, city_key, state, state_key, pincode, country FROM addresses")
    assert [tuple(place) for place in places] == [("", "", "", "Maharashtra", "maharashtra", "411", "IN")] * 2


def test_erase_keeps_history_without_values(customers: Program) -> None:
    asha = fill(customers)
    before = events(customers, asha["id"])

    customers("erase", asha["id"], "--yes", "--reason", "case 117", "--actor", "ravi").succeeds()

    *old, last = events(customers, asha["id"])
    assert [(event.actor, event.command, list(event.changes), event.reason) for event in old] == [
        (event.actor, event.command, list(event.changes), None) for event in before
    ]
    assert {value for event in old for change in event.changes.values() for value in change.values()} == {None, ERASED_VALUE}
    assert (last.actor, last.command, last.reason, last.changes) == (
        "ravi",
        "erase",
        "case 117",
        {"state": {"before": "live", "after": "erased"}},
    )


def test_erase_removes_customer_and_frees_identities(customers: Program) -> None:
    asha = create(customers, **FULL)

    erase(customers, "zqx.asha@example.com")

    for command in ("show", "orders", "restore"):
        customers(command, asha["id"]).fails(ExitStatus.NOT_FOUND, asha["id"], "was erased on 20")
    customers("show", FULL["email"]).fails(ExitStatus.NOT_FOUND)
    assert listed(customers, "list") == []
    assert customers("segments", "-o", "json").json()["total"]["count"] == 0
    assert customers("tag", "list", "-o", "ids").stdout == ""
    again = create(customers, "Usha", email=FULL["email"], external_ids={"shopify": "zqx877"})
    assert show(customers, "shopify:zqx877")["id"] == again["id"]


def test_second_erasure_changes_nothing(customers: Program) -> None:
    asha = create(customers, **FULL)
    erase(customers, asha["id"])
    history = events(customers, asha["id"])

    again = customers("erase", asha["id"], "--yes", "-o", "json").succeeds()

    assert (again.json()["erased"], again.json()["already_erased"]) == ([], [asha["id"]])
    assert again.json()["profiles"][0]["removed"] == {}
    assert "nothing left" in again.stderr
    assert events(customers, asha["id"]) == history


@pytest.mark.parametrize("undone", [False, True])
def test_receipt_of_each_person_has_id_time_actor_and_reason(sqlite_customers: Program, *, undone: bool) -> None:
    people = [create(sqlite_customers, name, email=f"{name}@example.com")["id"] for name in ("asha", "usha")]
    if undone:
        for _ in people:
            sqlite_customers("undo", "--yes").succeeds()
    words = ["erase", *(["--undone"] if undone else people), "--yes", "--actor", "meera", "--reason", "case 117"]

    as_json = sqlite_customers(*words, "--dry-run", "-o", "json").succeeds().json()["profiles"]
    as_csv = sqlite_customers(*words, "--dry-run", "-o", "csv").succeeds().stdout.splitlines()
    as_table = sqlite_customers(*words).succeeds().stdout

    assert [(row["id"], row["actor"], row["reason"]) for row in as_json] == [(id_, "meera", "case 117") for id_ in people]
    assert all(row["at"].startswith("20") for row in as_json)
    assert as_csv[0] == "id,at,actor,reason,merged_into,what,removed,kept,why"
    assert {line.split(",")[0] for line in as_csv[1:]} == set(people)
    first, second = (as_table.index(id_) for id_ in people)
    for receipt in (as_table[first:second], as_table[second:]):
        assert "\nActor   meera\nReason  case 117\n\nWHAT" in receipt
        assert "\nname " in receipt
    assert as_table.count("\nNot erased") == 1


def test_receipt_of_second_erasure_has_time_actor_and_reason_of_first(sqlite_customers: Program) -> None:
    asha = create(sqlite_customers, "Asha")
    first = sqlite_customers("erase", asha["id"], "--yes", "--actor", "meera", "--reason", "case 117", "-o", "json").succeeds().json()

    second = sqlite_customers("erase", asha["id"], "--yes", "--actor", "ravi", "-o", "json").succeeds().json()

    names = ("id", "at", "actor", "reason")
    assert [second["profiles"][0][name] for name in names] == [first["profiles"][0][name] for name in names]


def test_erase_accepts_identity_of_deleted_customer(customers: Program) -> None:
    asha = create(customers, **FULL)
    customers("delete", asha["id"], "--yes").succeeds()

    erase(customers, "shopify:zqx877")

    assert traces(customers.url) == []
    customers("restore", asha["id"]).fails(ExitStatus.NOT_FOUND)


def test_erase_warns_of_deleted_customer_with_same_identity(customers: Program) -> None:
    old = create(customers, "Asha", email="asha@example.com")
    customers("delete", old["id"], "--yes").succeeds()
    new = create(customers, "Asha", email="asha@example.com")

    done = customers("erase", "Asha@Example.com", "--yes", "-o", "ids").succeeds()

    assert done.stdout.split() == [new["id"]]
    assert f"not erased; its id is {old['id']}" in done.stderr


def test_erase_of_absorbed_profile_includes_survivor(customers: Program) -> None:
    asha, usha = create(customers, **FULL), create(customers, "Zqxusha", email="zqxusha@example.com")
    merged(customers, asha["id"], usha["id"])

    done = customers("erase", usha["id"], "--yes", "-o", "json").succeeds()

    assert "merged into Asha Zqxrao" in done.stderr
    assert {profile["id"]: profile["merged_into"] for profile in done.json()["profiles"]} == {asha["id"]: None, usha["id"]: asha["id"]}
    assert traces(customers.url) == []
    create(customers, "Nisha", email="zqxusha@example.com")


def test_erase_redacts_events_recorded_while_merged(customers: Program) -> None:
    asha, usha = create(customers, "Asha", notes="hers"), fill(customers)
    options = ("--yes", "--reason", "zqx merge", "-o", "json")
    merge = customers("merge", asha["id"], usha["id"], *options).succeeds().json()
    customers("update", asha["id"], "--notes", "zqx while merged").succeeds()
    customers("unmerge", merge["merge_id"], "--force", *options).succeeds()
    before = show(customers, asha["id"])

    erase(customers, usha["id"])

    assert show(customers, asha["id"]) == before
    assert before["notes"] == "hers"
    assert traces(customers.url) == []


def test_erase_asks_for_confirmation(customers: Program) -> None:
    asha = create(customers, email="asha@example.com")

    customers("erase", asha["id"]).fails(ExitStatus.USAGE, "--yes")
    assert customers("erase", "-", "--yes", "-o", "ids").succeeds().stdout == ""
    customers("erase", "--yes").fails(ExitStatus.USAGE)
    customers("erase", asha["id"], "nobody@example.com", "--yes").fails(ExitStatus.NOT_FOUND, "nobody@example.com")
    assert show(customers, asha["id"]) == asha


def test_dry_run_prints_receipt_and_erases_nothing(customers: Program) -> None:
    asha = fill(customers)
    before = show(customers, asha["id"])

    dry = customers("erase", asha["id"], "--dry-run", "--actor", "ravi", "-o", "json").succeeds().json()
    table = customers("erase", asha["id"], "--dry-run", "--fields", "what,removed,kept").succeeds().stdout

    assert show(customers, asha["id"]) == before
    assert dry.pop("dry_run") is True
    assert [line.split() for line in table.splitlines()][1:3] == [["name", "1"], ["email", "1"]]
    receipt = erase(customers, asha["id"])
    assert receipt["profiles"][0].pop("at") >= dry["profiles"][0].pop("at")
    assert receipt == dry


def test_erase_refuses_reason_that_names_the_customer(customers: Program) -> None:
    asha = create(customers, "Asha", last_name="Rao", email="asha@example.com", external_ids={"shopify": "87797"})

    for reason in ("asked by ASHA@example.com", "asha rao asked", "shop id 87797"):
        customers("erase", asha["id"], "--yes", "--reason", reason).fails(ExitStatus.USAGE, "--reason", "case number")
    assert show(customers, asha["id"]) == asha


@pytest.mark.parametrize("statement", ["BEGIN; SELECT * FROM customers", "BEGIN IMMEDIATE"])
def test_open_connection_delays_cleaning_of_file_only(sqlite_customers: Program, monkeypatch: pytest.MonkeyPatch, statement: str) -> None:
    asha = create(sqlite_customers, **FULL)
    monkeypatch.setattr("customers.database.dialects.sqlite._SCRUB_WAIT", 50)
    commit = Connection.commit
    with closing(sqlite3.connect(sqlite_customers.url.removeprefix("sqlite:///"), isolation_level=None)) as reader:

        def then_another_begins(connection: Connection) -> None:
            commit(connection)
            for part in statement.split("; "):
                reader.execute(part).fetchone()

        monkeypatch.setattr(Connection, "commit", then_another_begins)
        done = sqlite_customers("erase", asha["id"], "--yes", "-o", "ids").succeeds()

    assert done.stdout.split() == [asha["id"]]
    assert "command that writes" in done.stderr
    monkeypatch.undo()
    again = sqlite_customers("erase", asha["id"], "--yes").succeeds()
    assert "command that writes" not in again.stderr


@pytest.mark.parametrize("pincode", ["AB 123", "A\u3000\u00a0B12", "1"])
def test_erase_trims_retained_part_of_pincode(customers: Program, pincode: str) -> None:
    asha = create(customers, addresses=[{"type": "billing", **HOME, "pincode": pincode}])

    customers("erase", asha["id"], "--yes").succeeds()

    assert query(customers.url, "SELECT pincode FROM addresses") == [(pincode[:3].strip(),)]
    customers("doctor").succeeds()
