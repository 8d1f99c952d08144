"""The rules of a Citus cluster for schema and statements, checked without Citus.

The statements are those that the server logs while the program works on a database with a simulated Citus, as on a
cluster.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import PrimaryKeyConstraint, UniqueConstraint

from customers.database.admin import distribute
from customers.database.schema.tables import alembic_version, metadata
from tests.support.factories import HOME, OFFICE, create, import_orders, order, query, show
from tests.support.postgres import TempPostgres
from tests.support.program import Program

LOGGED = re.compile(r"^\S+ \S+ \S+ \[\d+\] LOG:  (?:statement|execute [^:]*): ", re.MULTILINE)
ENTRY = re.compile(r"^\S+ \S+ \S+ \[\d+\] ", re.MULTILINE)
TABLES = "|".join(distribute.DISTRIBUTED)
TEMPORARY = r"customer_set_\d+|changing|moving_orders|chosen_orders"


def test_every_table_has_a_placement() -> None:
    places = [*distribute.DISTRIBUTED, *distribute.REFERENCE, *distribute.LOCAL]

    assert sorted(places) == sorted([*metadata.tables, alembic_version.name])
    assert {name for name, column in distribute.DISTRIBUTED.items() if column not in metadata.tables[name].c} == set()


def test_unique_indexes_contain_distribution_column() -> None:
    lacking = set()
    for name, column in distribute.DISTRIBUTED.items():
        table = metadata.tables[name]
        rules = [rule for rule in table.constraints if isinstance(rule, (PrimaryKeyConstraint, UniqueConstraint))]
        uniques: list[Any] = [*rules, *(index for index in table.indexes if index.unique)]
        lacking |= {str(rule.name) for rule in uniques if column not in {rule_column.name for rule_column in rule.columns}}

    # `db distribute` makes it a plain index, and imports of orders hold a lock instead.
    assert lacking == {distribute.ORDER_NUMBERS}


def test_foreign_keys_stay_on_one_node() -> None:
    beside = {name for name in distribute.DISTRIBUTED if name not in distribute.APART}
    leaving = []
    for name in distribute.DISTRIBUTED:
        for key in metadata.tables[name].foreign_keys:
            source, target = key.parent, key.column
            both = {name, target.table.name} <= beside
            if not (both and source.name == distribute.DISTRIBUTED[name] and target.name == distribute.DISTRIBUTED[target.table.name]):
                leaving.append(f"{source} -> {target}")

    assert leaving == []


@pytest.fixture(scope="module")
def sent(postgres: TempPostgres, citus_template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    """Return the statements that most commands send to a distributed database."""
    url = postgres.create_database("recorded", template=citus_template)
    customers = Program(url, tmp_path_factory.mktemp("recorded") / "home")
    customers("db", "distribute", "--yes").succeeds()
    query(url, "ALTER DATABASE recorded SET log_statement = 'all'")
    log = postgres.folder / "log"
    before = log.stat().st_size
    use(customers)
    text = log.read_bytes()[before:].decode(errors="replace")
    ends = [entry.start() for entry in ENTRY.finditer(text)] + [len(text)]
    statements = set()
    for entry in LOGGED.finditer(text):
        end = min(end for end in ends if end > entry.start())
        statements.add(" ".join(text[entry.end() : end].split()))
    yield sorted(statements)
    postgres.drop_database("recorded")


def use(customers: Program) -> None:
    """Run the commands on a shop."""
    asha = create(customers, email="asha@example.com", phone="+919876543210", addresses=[HOME, OFFICE], tags=["one", "two"])
    rao = create(customers, "Rao", email="rao@example.net", external_ids={"shopify": "7"}, addresses=[HOME], tags=["two"])
    create(customers, "Asha", email="asha2@example.com", phone="+919876543210", addresses=[HOME])
    import_orders(customers, order(asha, "1", "10"), order(rao, "2", "60000"), {**order(asha, "3", "5"), "customer_phone": "+919876543210"})
    import_orders(customers, order(asha, "1", "12"), order(rao, "2", "60000", status="cancelled"))
    more = [{"first_name": "Usha", "email": "usha@example.com"}, {"id": rao["id"], "last_name": "Bahadur", "tags": ["three"]}]
    customers("import", "customers", "-", stdin="\n".join(map(json.dumps, more))).succeeds()
    customers("import", "addresses", "-", stdin=json.dumps({"customer_email": "usha@example.com", **HOME})).succeeds()
    book = show(customers, asha["id"])["addresses"]
    for line in (
        "list --all -o json",
        "list --search asha --tag one --city Pune --segment new --sort -total_spent --has-phone -o json",
        "search asha -o json",
        "search ahsa -o json",
        "search two -o json",
        "vip -o json",
        "segments -o json",
        "segments --as-of 2026-01-01 -o json",
        "segments changes --since 2026-01-01 -o json",
        "segments explain asha@example.com -o json",
        "segments rfm -o json",
        "segments rfm --as-of 2026-01-06 -o json",
        "segments trend --since 2026-01-01 --until 2026-02-01 --every week -o json",
        "list --rfm dormant --fields email,rfm -o json",
        "vip explain asha@example.com -o json",
        "segments save some --tag one --segment new",
        "segments list -o json",
        "segments --all -o json",
        "list --segment some -o json",
        "segments remove some --yes",
        "vip changes --since 2026-01-01 -o json",
        "orders asha@example.com -o json",
        "orders --of all --source import --counted --since 2026-01-01 -o json",
        "orders show 1 import:2 -o json",
        "orders move 3 --to rao@example.net",
        "orders delete 3 --yes",
        "vip recalculate",
        "vip pin asha@example.com --reason why",
        "vip release asha@example.com",
        "update asha@example.com --last-name Rao --phone +919876500000",
        "tag add --tag new --search asha --yes",
        "tag remove --tag one --search asha --yes",
        "tag set --tag other --search usha --yes",
        "tag rename other another --yes",
        "tag list -o json",
        f"address default asha@example.com {book[1]['id']}",
        f"address update asha@example.com {book[0]['id']} --city Delhi",
        f"address delete asha@example.com {book[0]['id']} --yes",
        "duplicates -o json",
        "duplicates dismiss asha@example.com usha@example.com",
        "duplicates dismissed -o json",
        "duplicates undismiss asha@example.com usha@example.com",
        "merge asha@example.com rao@example.net --yes",
        "show rao@example.net -o json",
        "show +919876500000 -o json",
        "merges -o json",
        "merges asha@example.com -o json",
        f"unmerge {rao['id']} --yes",
        "delete usha@example.com --yes",
        "restore usha@example.com",
        "delete --search usha --yes",
        "merge asha@example.com asha2@example.com --yes",
        "export customers - --format jsonl",
        "export customers - --tag new",
        "export orders -",
        "export addresses -",
        "export person asha@example.com",
        "history asha@example.com -o json",
        "history -o json",
        "erase rao@example.net --yes",
        "doctor",
        "doctor --fix --yes",
        "db status",
        "db upgrade",
    ):
        done = customers(*line.split())
        assert done.status in (0, 6), f"{line}: {done.stderr}"


def of_spread_tables(statements: list[str]) -> list[str]:
    """Return the statements on distributed tables."""
    return [statement for statement in statements if re.search(rf"\b({TABLES})\b", statement)]


def test_recorded_statements_come_from_the_program(sent: list[str]) -> None:
    assert len(of_spread_tables(sent)) > 150


def test_updates_do_not_change_distribution_column(sent: list[str]) -> None:
    for name, column in distribute.DISTRIBUTED.items():
        assigned = re.compile(rf"^UPDATE {name} SET (?:[^()]|\([^()]*\))*?\b{column}\s*=", re.IGNORECASE)
        assert [s for s in sent if assigned.match(s.partition(" WHERE ")[0].partition(" FROM ")[0])] == []


def test_rows_are_locked_by_shard(sent: list[str]) -> None:
    """A statement locks rows of one shard: the ids that are bound to it are those of a shard."""
    holding = [s for s in of_spread_tables(sent) if re.search(r"\bFOR (NO KEY )?(UPDATE|SHARE)\b", s)]

    assert set(holding) == {"SELECT id FROM customers WHERE id = ANY(CAST($1 AS uuid[])) ORDER BY id FOR UPDATE"}
    assert any("get_shard_id_for_distribution_column('customers', " in s for s in sent)


def test_locks_are_visible_on_every_node(sent: list[str]) -> None:
    # Only the coordinator upgrades the schema, so the lock of upgrades is on it.
    assert {s for s in sent if "advisory" in s and not s.startswith("SELECT pg_advisory_xact_lock(")} == set()
    assert len([s for s in sent if "advisory" in s]) <= 1


def test_identities_are_not_joined_with_customers(sent: list[str]) -> None:
    joined = re.compile(r"JOIN identities\b|\bidentities (LEFT |OUTER )*JOIN\b|FROM identities,|FROM (\w+, )+identities\b")

    assert [s for s in sent if joined.search(s)] == []


def test_queries_are_neither_recursive_nor_writing(sent: list[str]) -> None:
    unwanted = re.compile(r"WITH RECURSIVE|AS \(\s*(INSERT|UPDATE|DELETE)\b|GROUPING SETS|TABLESAMPLE", re.IGNORECASE)

    assert [s for s in of_spread_tables(sent) if unwanted.search(s)] == []


def test_temporary_tables_are_not_queried_by_row(sent: list[str]) -> None:
    """Citus gathers a temporary table before it queries the nodes; a subquery for each of its rows is refused."""
    correlated = re.compile(rf"WHERE (?:\w+\.\w+ = (?:{TEMPORARY})\.|(?:{TEMPORARY})\.\w+ = (?:{TABLES})\.)")

    assert [s for s in of_spread_tables(sent) if correlated.search(s)] == []


def test_updates_are_deterministic(sent: list[str], postgres: TempPostgres) -> None:
    """A function in an UPDATE or DELETE must not depend on settings or the time."""
    changing = [s for s in of_spread_tables(sent) if re.match(r"(UPDATE|DELETE)\b", s)]
    called = {name.lower() for s in changing for name in re.findall(r"\b([A-Za-z_]+)\(", s)}
    with postgres.connect() as connection:
        by_name = "SELECT proname FROM pg_proc WHERE proname = ANY(%s) GROUP BY proname HAVING bool_and(provolatile <> 'i')"
        rows = connection.execute(by_name, [list(called)])
        unsteady = {name for (name,) in rows}
    # A timestamp with a zone only by way of one without: see `PostgresqlDialect.next_timestamp`.
    added = [s for s in changing if "interval" in s and "timezone('UTC'" not in s]

    assert changing
    assert (unsteady, added) == (set(), [])
