"""The rules of a Citus cluster for statements, checked without Citus.

The statements are those that the server logs while every command is used on a database with a simulated Citus, as on a
cluster. Each rule is what Citus 13.2 refuses, answers otherwise, or takes long for.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from customers.database.admin import distribute
from customers.database.selection.customer_set import MAX_BOUND
from tests.support.commands import ALL
from tests.support.every_command import APART, EveryCommand, command_of
from tests.support.factories import query
from tests.support.postgres import TempPostgres
from tests.support.program import Program

ENTRY = re.compile(r"^\d\S+ \S+ \S+ (?=\[\d+\] )", re.MULTILINE)
LOGGED = re.compile(r"\[(?P<session>\d+)\] LOG:  (?:statement|execute [^:]*): ")
TABLES = "|".join(distribute.DISTRIBUTED)
REFERENCE = "|".join(distribute.REFERENCE)
TEMPORARY = r"customer_set_\d+|changing|moving_orders|chosen_orders|kept_orders|returning_tags|keys_of_labels|returning_identities"
PROPAGATED = "SET LOCAL citus.propagate_set_commands = 'local'"


class Recording(NamedTuple):
    """What the commands of a shop sent to a distributed database: the statements of each session in order, and the command lines."""

    sessions: list[list[str]]
    lines: list[str]


@pytest.fixture(scope="module")
def recording(postgres: TempPostgres, citus_template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Recording]:
    """Record every command on a shop with more customers than are bound to a statement."""
    url = postgres.create_database("recorded", template=citus_template)
    customers = Program(url, tmp_path_factory.mktemp("recorded") / "home")
    customers("db", "distribute", "--yes").succeeds()
    query(url, "ALTER DATABASE recorded SET log_statement = 'all'")
    log = postgres.folder / "log"
    before = log.stat().st_size
    # Another address than before: no session is taken over that began without the log.
    logged = Program(f"{url}&connect_timeout=9", customers.home)
    results = list(EveryCommand(logged, MAX_BOUND + 1).results())
    assert [(line, text) for line, text in results if "[1]\n" in text or "[5]\n" in text] == []
    sessions: dict[tuple[str, int], list[str]] = {}
    ends: Counter[str] = Counter()
    for entry in ENTRY.split(log.read_bytes()[before:].decode(errors="replace"))[1:]:
        if statement := LOGGED.match(entry):
            words, session = " ".join(entry[statement.end() :].split()), statement["session"]
            sessions.setdefault((session, ends[session]), []).append(words)
            ends[session] += words == "DISCARD ALL"  # the tests use the session again, as another one
    yield Recording(list(sessions.values()), [line for line, _ in results])
    postgres.drop_database("recorded")


@pytest.fixture(scope="module")
def sent(recording: Recording) -> list[str]:
    """Return the statements, each once."""
    return sorted({statement for session in recording.sessions for statement in session})


def of_spread_tables(statements: list[str]) -> list[str]:
    """Return the statements on distributed tables."""
    return [statement for statement in statements if re.search(rf"\b({TABLES})\b", statement)]


def subqueries(statement: str) -> Iterator[str]:
    """Yield a statement without its literals, and every query in parentheses in it."""
    statement = re.sub("'(?:[^']|'')*'", "''", statement)
    yield statement
    starts: list[int] = []
    for index, character in enumerate(statement):
        if character == "(":
            starts.append(index + 1)
        elif character == ")" and starts and statement.startswith("SELECT", start := starts.pop()):
            yield statement[start:index]


def without_parentheses(statement: str) -> str:
    """Return a statement with nothing between its parentheses."""
    while (shorter := re.sub(r"\([^()]*\)", "[]", statement)) != statement:
        statement = shorter
    return statement.replace("[]", "()")


def test_every_command_is_recorded(recording: Recording, sent: list[str]) -> None:
    assert len(of_spread_tables(sent)) > 500
    assert {command_of(line, set(ALL)) for line in recording.lines} == ALL.keys() - APART


def test_updates_do_not_change_distribution_column(sent: list[str]) -> None:
    for name, column in distribute.DISTRIBUTED.items():
        assigned = re.compile(rf"^UPDATE {name} SET (?:[^()]|\([^()]*\))*?\b{column}\s*=", re.IGNORECASE)
        assert [s for s in sent if assigned.match(s.partition(" WHERE ")[0].partition(" FROM ")[0])] == []


def test_rows_are_locked_by_shard(sent: list[str]) -> None:
    """A statement locks rows of one shard: the ids that are bound to it are those of a shard."""
    holding = [s for s in of_spread_tables(sent) if re.search(r"\bFOR (NO KEY )?(UPDATE|SHARE)\b", s)]

    assert set(holding) == {"SELECT id FROM customers WHERE id = ANY(CAST($1 AS uuid[])) ORDER BY id FOR UPDATE"}
    assert any("get_shard_id_for_distribution_column('customers', " in s for s in sent)


def test_settings_reach_the_nodes(recording: Recording) -> None:
    """The nodes hold the locks: what follows the detection of the cluster has its timeout there too."""
    lacking = []
    for session in recording.sessions:
        places = [number for number, statement in enumerate(session) if re.search(rf"\b(?:{TABLES}|{REFERENCE})\b", statement)]
        first = next((number for number in places if "to_regclass" not in session[number]), None)
        if first is None:
            continue
        settings = [statement for statement in session[:first] if re.match("SET LOCAL (citus|lock_timeout)", statement)]
        if PROPAGATED not in settings[:-1] or "lock_timeout" not in settings[-1]:
            lacking.append(session[first])

    assert lacking == []


def test_planner_is_left_alone(sent: list[str]) -> None:
    assert [s for s in sent if re.search(r"SET LOCAL (enable_|max_parallel)", s)] == []


def test_inserted_rows_are_counted_by_what_is_returned(sent: list[str]) -> None:
    """The count of an insert that passes over conflicts is wrong."""
    passing = [s for s in of_spread_tables(sent) if re.match(r"INSERT INTO .* SELECT .* ON CONFLICT DO NOTHING", s)]

    assert passing
    assert [s for s in passing if "RETURNING" not in s] == []


def test_reference_tables_change_without_other_tables(sent: list[str]) -> None:
    changing = [s for s in sent if re.match(rf"(?:UPDATE|DELETE FROM) (?:{REFERENCE})\b", s)]

    assert changing
    assert [s for s in changing if re.search(rf"(?:FROM|JOIN|USING) (?:{TEMPORARY}|{TABLES})\b", s)] == []


def test_subqueries_over_functions_contain_no_others(sent: list[str]) -> None:
    source = re.compile(r" FROM \w+\(\)")
    over_functions = [part for s in of_spread_tables(sent) for part in subqueries(s) if source.search(without_parentheses(part))]

    assert over_functions
    assert [part for part in over_functions if "(SELECT" in part] == []


def test_functions_as_tables_are_immutable(sent: list[str], postgres: TempPostgres) -> None:
    called = {name for s in of_spread_tables(sent) for name in re.findall(r"(?:FROM|JOIN|,) (\w+)\([^()]*\) AS \w+", s)}
    with postgres.connect() as connection:
        rows = connection.execute("SELECT DISTINCT proname FROM pg_proc WHERE proname = ANY(%s) AND provolatile <> 'i'", [list(called)])
        unsteady = {name for (name,) in rows}

    assert "json_array_elements" in called
    assert unsteady == set()


def test_conditions_with_subqueries_are_not_columns(sent: list[str]) -> None:
    assert [s for s in of_spread_tables(sent) if re.match(r"SELECT (?:(?! FROM ).)* IN \(SELECT", s)] == []


def test_rows_of_two_customers_are_not_joined(sent: list[str]) -> None:
    """Rows are joined by the customer; a survivor, or another order of a number, is on another node."""
    equal = re.compile(
        r"(\w+\.(?:merged_into|source|number|value|email|phone)) = \w+\.\w+|\w+\.\w+ = \w+\.(?:merged_into|source|number|value)\b"
    )

    assert [match[0] for s in of_spread_tables(sent) if (match := equal.search(s))] == []


def test_unions_are_not_outer_joined(sent: list[str]) -> None:
    assert [s for s in of_spread_tables(sent) if re.search(r"LEFT OUTER JOIN \w+ ON \w+\.customer_id = traces\.", s)] == []


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
