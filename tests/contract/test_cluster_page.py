"""The manual's page about clusters: its commands and scripts run on a simulated Citus, and it is complete."""

import re
from pathlib import Path

from customers.database.admin import distribute
from customers.errors import ExitStatus
from tests.support.cluster_page import TEXT, script, shell_lines
from tests.support.factories import create, listed, query
from tests.support.program import Program

README = Path(__file__).parents[2] / "README.md"
COORDINATOR, ELSEWHERE = "postgresql://shop_owner@coordinator.internal/shop", "postgresql://shop@db.internal/shop"


def test_commands_run_in_their_order(on_citus: Program, sqlite_url: str, tmp_path: Path) -> None:
    create(Program(sqlite_url, tmp_path / "former"), "Meera", email="meera@example.com")
    commands = []
    for line in shell_lines():
        words = (
            line.partition(" | ")[0]
            .replace(COORDINATOR, on_citus.url)
            .replace(f"--database-url {ELSEWHERE}", f"--database-url {sqlite_url}")
        )
        if words.startswith("customers "):
            on_citus(*words.replace(ELSEWHERE, "sqlite:///back.db").split()[1:], cwd=on_citus.home).succeeds()
            commands.append(" ".join(words.split()[1:3]))

    assert commands[:5] == ["db upgrade", "db distribute", "db distribute", "db status", "doctor"]
    assert {"db backup", "db copy", "db roles"} <= set(commands)
    assert listed(on_citus, "list") == listed(on_citus, "list", "--database-url", f"sqlite:///{on_citus.home}/back.db") == ["Meera"]


def test_scripts_run(on_citus: Program) -> None:
    for name in ("coordinator", "more-nodes", "passwords"):
        query(on_citus.url, script(name))

    nodes = query(on_citus.url, "SELECT nodename FROM pg_dist_node ORDER BY nodeid")
    assert nodes == [("coordinator.internal",), ("worker1.internal",), ("worker2.internal",), ("worker3.internal",)]


def test_gathering_takes_every_table(on_citus: Program) -> None:
    on_citus("db", "distribute", "--yes").succeeds()

    query(on_citus.url, script("gather"))

    assert query(on_citus.url, "SELECT count(*) FROM pg_dist_partition") == [(0,)]
    assert "index keeps order numbers unique" in on_citus("db", "status").succeeds().stderr
    assert "order_index" in on_citus("doctor").fails(ExitStatus.PARTIAL, stdout=None).stdout
    named = re.findall(r"'(\w+)'", script("gather"))
    assert sorted(named) == sorted([distribute.ROOT, *distribute.APART, *distribute.REFERENCE])


def test_extension_is_created_before_nodes_are_named() -> None:
    statements = ["CREATE DATABASE", "CREATE EXTENSION citus", "citus_set_coordinator_host", "citus_add_node", "customers db upgrade"]

    assert [TEXT.index(statement) for statement in statements] == sorted(TEXT.index(statement) for statement in statements)


def test_readme_refers_to_the_page() -> None:
    assert "[a cluster](src/customers/manual/cluster.md)" in README.read_text(encoding="utf-8")
