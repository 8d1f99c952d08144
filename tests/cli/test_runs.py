"""Runs: every command that changed something is listed once, with what it was and how much it touched."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from customers.errors import ExitStatus
from tests.support.factories import create, create_many, import_orders, order, query, show
from tests.support.program import Program
from tests.support.terminal import Screen

KEYS = ["id", "at", "actor", "command", "reason", "source", "customers", "orders", "state", "undone_by", "undo_of"]


def runs(customers: Program, *filters: str) -> list[Any]:
    """Return the runs, newest first."""
    return customers("runs", "--all", "-o", "jsonl", *filters).succeeds().jsonl()


def newest(customers: Program) -> tuple[str, int, int, str]:
    """Return the command, the numbers of customers and orders, and the state of the newest run."""
    run = runs(customers)[0]
    return run["command"], run["customers"], run["orders"], run["state"]


def test_each_command_that_changed_something_is_one_run_newest_first(customers: Program) -> None:
    asha = create(customers, email="asha@example.com")
    customers("tag", "add", asha["id"], "--tag", "Sale", "--reason", "spring", "--actor", "Usha").succeeds()
    customers("tag", "add", asha["id"], "--tag", "Sale").succeeds()
    customers("update", asha["id"], "--notes", "n", "--dry-run").succeeds()

    tagged, created = runs(customers)

    assert list(tagged) == KEYS
    assert tagged | {"id": "", "at": ""} == {
        **dict.fromkeys(KEYS),
        "id": "",
        "at": "",
        "actor": "Usha",
        "command": "tag add",
        "reason": "spring",
        "customers": 1,
        "orders": 0,
        "state": "done",
    }
    assert (created["command"], created["customers"]) == ("create", 1)
    assert customers("runs", "-o", "json").succeeds().json()["meta"]["total"] == 2


def test_each_kind_of_change_is_counted(customers: Program) -> None:
    asha, usha = create(customers, email="a@example.com"), create(customers, "Usha", email="u@example.com")
    import_orders(customers, order(asha, "1", "10"), order(asha, "2", "20"), order(usha, "3", "30"))
    assert newest(customers) == ("import orders", 2, 3, "done")
    import_orders(customers, order(asha, "1", "11"), order(asha, "2", "20"), order(usha, "3", "30"))
    assert newest(customers) == ("import orders", 1, 1, "done")
    customers("orders", "move", "import:1", "--to", usha["id"], "--yes").succeeds()
    assert newest(customers) == ("orders move", 2, 1, "done")
    customers("orders", "delete", "import:1", "import:2", "--yes").succeeds()
    assert newest(customers) == ("orders delete", 2, 2, "done")
    customers("vip", "pin", asha["id"], "--reason", "a friend").succeeds()
    assert newest(customers) == ("vip pin", 1, 0, "done")
    customers("duplicates", "dismiss", asha["id"], usha["id"]).succeeds()
    assert newest(customers) == ("duplicates dismiss", 2, 0, "done")
    customers("merge", usha["id"], asha["id"], "--yes").succeeds()
    assert newest(customers) == ("merge", 2, 0, "done")
    customers("unmerge", asha["id"], "--yes").succeeds()
    assert newest(customers) == ("unmerge", 2, 0, "done")
    customers("erase", asha["id"], "--yes").succeeds()
    assert newest(customers) == ("erase", 1, 0, "done")


def test_recalculation_is_a_run_where_it_changed_something(customers: Program) -> None:
    create(customers)
    customers("vip", "recalculate").succeeds()
    assert newest(customers)[0] == "create"
    query(customers.url, "UPDATE customer_statistics SET total_spent = 7")

    customers("vip", "recalculate").succeeds()

    assert newest(customers) == ("vip recalculate", 1, 0, "done")
    query(customers.url, "UPDATE customers SET name_key = 'zz'")
    customers("doctor", "--fix").succeeds()
    assert newest(customers)[0] == "doctor"


def test_saved_segments_are_changed_by_runs(customers: Program) -> None:
    customers("segments", "save", "big", "--min-spent", "100").succeeds()
    customers("segments", "save", "big", "--min-spent", "100", "--replace").succeeds()
    customers("segments", "remove", "big", "--yes").succeeds()

    assert [(run["command"], run["customers"]) for run in runs(customers)] == [("segments remove", 0), ("segments save", 0)]


def test_import_is_one_run_with_the_name_of_its_file(customers: Program, tmp_path: Path) -> None:
    path = tmp_path / "spring list.jsonl"
    path.write_text("\n".join(json.dumps({"first_name": "Asha", "email": f"a{number}@example.com"}) for number in range(3)))

    customers("import", "customers", str(path)).succeeds()

    [run] = runs(customers)
    assert (run["command"], run["source"], run["customers"], run["state"]) == ("import customers", "spring list.jsonl", 3, "done")
    [digest] = query(customers.url, "SELECT source_digest FROM runs")
    assert re.fullmatch("[0-9a-f]{64}", digest[0])
    customers("import", "customers", str(path)).succeeds()
    assert len(runs(customers)) == 1


def test_import_from_standard_input_has_no_source(customers: Program) -> None:
    create_many(customers, {"first_name": "Asha"})

    assert runs(customers)[0]["source"] is None


def test_import_in_batches_is_one_run_that_counts_each_customer_once(customers: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("customers.transfer.importer.BATCH_SIZE", 2)
    asha, usha = create(customers), create(customers, "Usha")

    import_orders(customers, *(order(owner, str(number), "10") for number in range(4) for owner in [(asha, usha)[number % 2]]))

    assert newest(customers) == ("import orders", 2, 4, "done")
    assert len(runs(customers)) == 3


def test_interrupted_import_stays_partial(customers: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("customers.transfer.importer.BATCH_SIZE", 2)
    create(customers)
    # The database refuses the second batch.
    query(customers.url, "CREATE UNIQUE INDEX one_note ON customers (notes)")
    rows = [json.dumps({"first_name": "Usha", "notes": note}) for note in ("a", "b", "c", "c")]

    result = customers("import", "customers", "-", stdin="\n".join(rows))
    # The tests share one database of PostgreSQL.
    query(customers.url, "DROP INDEX one_note")

    assert result.status != ExitStatus.DONE
    assert newest(customers) == ("import customers", 2, 0, "partial")


def test_refused_atomic_import_leaves_no_run(customers: Program) -> None:
    rows = [json.dumps({"first_name": "Asha"}), json.dumps({"first_name": "Usha", "email": "no email"})]

    customers("import", "customers", "-", "--atomic", stdin="\n".join(rows)).fails(ExitStatus.PARTIAL, stdout=None)

    assert runs(customers) == []


def test_batch_of_merges_is_one_run(customers: Program) -> None:
    people = [create(customers, name) for name in ("Asha", "Usha", "Isha", "Nisha")]
    pairs = [json.dumps({"primary_id": people[0]["id"], "secondary_id": person["id"]}) for person in people[1:]]

    customers("merge", "--batch", "-", "--yes", stdin="\n".join(pairs)).succeeds()

    assert newest(customers) == ("merge", 4, 0, "done")
    assert len(runs(customers)) == 5
    assert query(customers.url, "SELECT count(*) FROM merges JOIN runs ON runs.id = merges.run_id") == [(3,)]


def test_runs_are_filtered_by_time_actor_command_and_state(customers: Program) -> None:
    asha = create(customers)
    customers("tag", "add", asha["id"], "--tag", "Sale", "--actor", "Usha").succeeds()

    assert [run["command"] for run in runs(customers, "--actor", "Usha")] == ["tag add"]
    assert [run["command"] for run in runs(customers, "--action", "tag")] == ["tag add"]
    assert [run["command"] for run in runs(customers, "--since", "2020-01-01", "--not-undone")] == ["tag add", "create"]
    assert runs(customers, "--until", "2020-01-01") == []
    assert runs(customers, "--undone") == []
    assert runs(customers, "--action", "merge") == []
    customers("runs", "--action", "tags").fails(ExitStatus.USAGE, "no command 'tags' in the history", "Did you mean tag?")


def test_table_names_runs_by_the_end_of_their_ids(customers: Program) -> None:
    create(customers)
    run_id = runs(customers)[0]["id"]

    lines = customers("runs").succeeds().stdout.splitlines()

    assert lines[0].split()[:4] == ["RUN", "TIME", "(UTC)", "ACTOR"]
    assert lines[1].split()[0] == run_id[-6:]
    assert customers("runs", "-o", "ids").stdout == f"{run_id}\n"


def test_verbose_result_names_the_run(customers: Program) -> None:
    asha = create(customers)

    printed = customers("tag", "add", asha["id"], "--tag", "Sale", "-o", "json", "-v").succeeds()
    assert printed.json()["run_id"] == runs(customers)[0]["id"]
    assert printed.json()["run_id"] in printed.stderr
    assert customers("tag", "add", asha["id"], "--tag", "Sale", "-o", "json", "-v").succeeds().json()["run_id"] is None
    assert "run_id" not in customers("tag", "remove", asha["id"], "--tag", "Sale", "-o", "json").succeeds().json()
    assert "run_id" not in customers("show", asha["id"], "-o", "json", "-v").succeeds().json()


def test_erasure_empties_what_runs_say_of_the_person(customers: Program, tmp_path: Path) -> None:
    path = tmp_path / "asha rao zqx.jsonl"
    path.write_text(json.dumps({"first_name": "Asha", "last_name": "Zqxrao", "email": "zqx@example.com"}))
    customers("import", "customers", str(path), "--reason", "zqx@example.com asked").succeeds()
    usha = create(customers, "Usha")
    customers("update", usha["id"], "--notes", "n", "--reason", "the sister of Asha Zqxrao").succeeds()
    customers("update", usha["id"], "--notes", "m", "--reason", "a call").succeeds()

    customers("erase", "zqx@example.com", "--yes").succeeds()

    assert [run["reason"] for run in runs(customers)] == [None, "a call", None, None, None]
    customers("doctor").succeeds()


def test_erasure_empties_the_name_of_a_file_that_names_the_person(customers: Program, tmp_path: Path) -> None:
    rows = [json.dumps({"first_name": name, "email": f"{name}@example.com"}) for name in ("Zqxasha", "Usha", "Isha", "Nisha")]
    for name in ("zqxasha and friends.jsonl", "list.jsonl"):
        (tmp_path / name).write_text("\n".join(rows).replace("Isha", f"{name[:2]}isha"))
        customers("import", "customers", str(tmp_path / name), "--reason", "the spring list").succeeds()

    customers("erase", "zqxasha@example.com", "--yes").succeeds()

    described = [(run["source"], run["reason"]) for run in runs(customers, "--action", "import")]
    assert described == [("list.jsonl", "the spring list"), (None, "the spring list")]


@pytest.mark.trial
@pytest.mark.parametrize("columns", [80, 120])
def test_writing_command_names_its_undo_on_a_terminal(sqlite_customers: Program, columns: int) -> None:
    asha = create(sqlite_customers, email="asha@example.com")
    with Screen(sqlite_customers, "tag", "add", "asha@example.com", "--tag", "x", columns=columns) as screen:
        seen = screen.finish()

    (reference,) = re.findall(r"`customers undo ([0-9a-f]{6,})`", seen)
    sqlite_customers("undo", reference, "--yes").succeeds()

    assert show(sqlite_customers, asha["id"])["tags"] == []
    assert "customers undo" not in sqlite_customers("tag", "add", "asha@example.com", "--tag", "x").succeeds().stderr
