"""`customers db distribute`, on a PostgreSQL with a simulated Citus."""

from customers.database.schema.tables import metadata
from customers.errors import ExitStatus
from tests.support import citus
from tests.support.factories import HOME, create, import_orders, listed, order, query
from tests.support.program import Program

PLACED = {
    kind: sorted(table.name for table in metadata.tables.values() if table.info["placement"] == kind)
    for kind in ("distributed", "reference")
}
ALONE = ["customers", "deleted_identities", "identities"]  # by another column than the customer's id
TOGETHER = [name for name in PLACED["distributed"] if name not in ALONE]
INDEXES = (
    "SELECT indexrelid::regclass::text, indisunique FROM pg_index"
    " WHERE indexrelid::regclass::text ~ '^(.._orders_source_number|customer_search_index)$'"
)
KEYS = "SELECT conrelid::regclass::text FROM pg_constraint WHERE contype = 'f' ORDER BY 1"


def test_distribute_places_tables_in_order_and_keeps_rows(on_citus: Program) -> None:
    asha = create(on_citus, addresses=[HOME])
    import_orders(on_citus, order(asha, "1", "10"), order(asha, "2", "5"))
    before = on_citus("export", "customers", "-").succeeds().stdout

    done = on_citus("db", "distribute", "--shards", "64", "--yes", "-o", "json").succeeds().json()

    calls = citus.calls(on_citus.url)
    placed = [call for call in calls if call[0].startswith("create_")]
    assert placed[0] == ("create_distributed_table", "customers", "id", "none", 64)
    assert sorted(call[1] for call in placed if call[3:4] == ("none",)) == ALONE
    assert sorted(call[:4] for call in placed if call[3:4] == ("customers",)) == [
        ("create_distributed_table", table, "customer_id", "customers") for table in TOGETHER
    ]
    assert sorted(call[1] for call in placed if call[0] == "create_reference_table") == PLACED["reference"]
    assert {call[1] for call in calls if call[0].startswith("truncate_local_data")} == {call[1] for call in placed}
    assert len(calls) == 2 * len(placed)
    assert {row["table"]: row["kind"] for row in done["tables"]}["locks"] == "local"
    assert {row["table"]: row["rows"] for row in done["tables"]}["orders"] == 2
    assert [row["table"] for row in done["tables"]][-2:] == ["locks", "alembic_version"]
    assert (done["citus"], done["nodes"], done["already"]) == (citus.VERSION, 2, False)
    assert on_citus("export", "customers", "-").succeeds().stdout == before


def test_distribute_drops_constraints_that_citus_refuses(on_citus: Program) -> None:
    assert dict(query(on_citus.url, INDEXES)) == {"uq_orders_source_number": True, "customer_search_index": False}

    on_citus("db", "distribute", "--yes").succeeds()

    # An order number cannot be unique across nodes; merges and dismissals refer to customers of two nodes.
    assert dict(query(on_citus.url, INDEXES)) == {"ix_orders_source_number": False, "customer_search_index": False}
    assert {table for (table,) in query(on_citus.url, KEYS)} == set(TOGETHER)


def test_second_distribution_changes_nothing(on_citus: Program) -> None:
    on_citus("db", "distribute", "--yes").succeeds()
    calls = citus.calls(on_citus.url)

    again = on_citus("db", "distribute", "--yes", "-o", "json").succeeds()

    assert again.json()["already"] is True
    assert "distributed already" in again.stderr
    assert citus.calls(on_citus.url) == calls
    on_citus("db", "distribute", "--dry-run").succeeds()


def test_dry_run_prints_statements_only(on_citus: Program) -> None:
    result = on_citus("db", "distribute", "--dry-run", "--shards", "48").succeeds()
    document = on_citus("db", "distribute", "--dry-run", "--shards", "48", "-o", "json").succeeds().json()

    assert "SELECT create_distributed_table('customers', 'id', colocate_with => 'none', shard_count => 48);" in result.stdout.splitlines()
    assert [f"{statement};" for statement in document["statements"]] == result.stdout.splitlines()
    assert document["dry_run"] is True
    assert citus.calls(on_citus.url) == []
    assert dict(query(on_citus.url, INDEXES))["uq_orders_source_number"] is True


def test_printed_statements_distribute_tables(on_citus: Program) -> None:
    script = on_citus("db", "distribute", "--dry-run").succeeds().stdout

    query(on_citus.url, f"BEGIN; {script} COMMIT")

    on_citus("db", "distribute", "--yes", "-o", "json").prints_json(already=True)
    assert dict(query(on_citus.url, INDEXES)) == {"ix_orders_source_number": False, "customer_search_index": False}


def test_distribute_asks_for_confirmation(on_citus: Program) -> None:
    on_citus("db", "distribute").fails(ExitStatus.USAGE, "--yes")

    assert citus.calls(on_citus.url) == []


def test_failed_distribution_changes_nothing(on_citus: Program) -> None:
    query(on_citus.url, "DROP FUNCTION create_reference_table")

    on_citus("db", "distribute", "--yes").fails(ExitStatus.DATABASE, "create_reference_table")

    assert citus.calls(on_citus.url) == []
    assert len(query(on_citus.url, KEYS)) == len(TOGETHER) + 2
    assert listed(on_citus, "list") == []


def test_distribute_refuses_tables_distributed_differently(on_citus: Program) -> None:
    query(on_citus.url, "INSERT INTO pg_dist_partition VALUES ('orders', 'h', 'id', 1, 's')")

    on_citus("db", "distribute", "--yes").fails(ExitStatus.DATABASE, "not as this program does it", "orders")

    assert citus.calls(on_citus.url) == []


def test_distribute_without_citus_names_requirements(customers: Program) -> None:
    needs = "SQLite is one file" if customers.url.startswith("sqlite") else "no `citus` extension"
    for options in ([], ["--yes"], ["--dry-run"]):
        customers("db", "distribute", *options).fails(ExitStatus.DATABASE, needs)
    assert customers("db", "status", "-o", "json").succeeds().json()["distributed"] is False


def test_distribute_refuses_old_citus(on_citus: Program) -> None:
    query(on_citus.url, "SET allow_system_table_mods = on; UPDATE pg_extension SET extversion = '10.2-4' WHERE extname = 'citus'")

    on_citus("db", "distribute", "--yes").fails(ExitStatus.DATABASE, "10.2-4", "11.3")


def test_status_shows_cluster(on_citus: Program) -> None:
    assert on_citus("db", "status", "-o", "json").succeeds().json()["distributed"] is False

    on_citus("db", "distribute", "--yes").succeeds()

    status = on_citus("db", "status", "-o", "json").prints_json(distributed=True, citus=citus.VERSION, nodes=2)
    # With the tables that are not distributed.
    assert status.json()["size_bytes"] > 0


def test_worker_refers_to_coordinator(on_citus: Program) -> None:
    on_citus("db", "distribute", "--yes").succeeds()
    query(on_citus.url, "UPDATE pg_dist_local_group SET groupid = 1")

    for command in (["list"], ["create", "--first-name", "Asha"], ["db", "status"], ["db", "upgrade"], ["doctor"]):
        on_citus(*command).fails(ExitStatus.DATABASE, "it is a worker of a cluster, not its coordinator", "Name the coordinator instead")

    # A worker has no table that stays on the coordinator.
    query(on_citus.url, "DROP TABLE alembic_version")
    on_citus("list").fails(ExitStatus.DATABASE, "it is a worker of a cluster")
    on_citus("db", "upgrade").fails(ExitStatus.DATABASE, "it is a worker of a cluster")


def test_gathered_tables_are_distributed_again(on_citus: Program) -> None:
    on_citus("db", "distribute", "--yes").succeeds()
    query(on_citus.url, "SELECT undistribute_table('customers', cascade_via_foreign_keys => true)")
    on_citus("db", "status", "-o", "json").prints_json(distributed=False)

    on_citus("db", "distribute", "--yes", "-o", "json").prints_json(already=False)

    assert dict(query(on_citus.url, INDEXES)) == {"ix_orders_source_number": False, "customer_search_index": False}
    assert {table for (table,) in query(on_citus.url, KEYS)} == set(TOGETHER)
    on_citus("db", "distribute", "-o", "json").prints_json(already=True)
