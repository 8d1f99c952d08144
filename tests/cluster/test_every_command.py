"""Every command prints the same as on SQLite."""

import json
import shlex
from itertools import zip_longest

import pytest

from customers.errors import ExitStatus
from tests.cluster.conftest import is_cluster
from tests.support.comparison import Comparison
from tests.support.every_command import EveryCommand
from tests.support.factories import HOME, create, import_orders, listed, order
from tests.support.program import Program

pytestmark = pytest.mark.timeout(1_800)
# More customers than are bound to a statement.
CROWD = 130
# More matches than a search names by their ids.
MANY = 1_050
SEARCHES = (
    "search name",
    "search name --sort -created_at --page 3 --per-page 100",
    "list --search name --sort name",
    "list --search name --tag red",
    "list --search 'name 77'",
    "tag add --tag found --search name --yes",
    "export customers - --search name",
)


def test_every_command_prints_what_it_prints_on_sqlite(cluster: Program, sqlite_customers: Program) -> None:
    differing = []
    results = zip(EveryCommand(sqlite_customers, CROWD).results(), EveryCommand(cluster, CROWD).results(), strict=True)

    for (line, expected), (other_line, text) in results:
        assert other_line == line
        if text != expected:
            pairs = zip_longest(expected.splitlines(), text.splitlines())
            first = next(pair for pair in pairs if pair[0] != pair[1])
            differing.append((line, *(str(words)[:400] for words in first)))

    assert differing == []


def test_searches_with_many_matches_find_what_they_find_on_sqlite(cluster: Program, sqlite_customers: Program) -> None:
    rows = [
        {"first_name": "Name", "last_name": f"{number}", "email": f"{number}@example.com", "tags": ["red"] if number % 3 else []}
        for number in range(MANY)
    ]
    for program in (cluster, sqlite_customers):
        program("import", "customers", "-", stdin="\n".join(map(json.dumps, rows))).succeeds()

    for line in SEARCHES:
        texts = [program(*shlex.split(line), "-o", "json") for program in (sqlite_customers, cluster)]
        first, second = (Comparison(program).stable(text) for program, text in zip((sqlite_customers, cluster), texts, strict=True))
        assert second == first, line


def test_backup_takes_the_place_of_a_shop_on_one_server_alone(cluster: Program) -> None:
    create(cluster, "Meera", email="meera@example.com", addresses=[HOME], tags=["one"])
    backup = str(cluster.home / "backup.db")
    cluster("db", "backup", backup).succeeds()
    create(cluster, "Rao", email="rao@example.net")

    result = cluster("db", "restore", backup, "--replace", "--yes")

    if is_cluster(cluster.url):
        result.fails(ExitStatus.DATABASE, "a cluster holds its tables; nothing was changed")
        assert listed(cluster, "list") == ["Rao", "Meera"]
    else:
        result.succeeds()
        assert listed(cluster, "list") == ["Meera"]
        assert listed(cluster, "search", "merea") == ["Meera"]
    cluster("doctor").succeeds()


def test_shop_is_copied_there_and_back(cluster: Program, sqlite_customers: Program) -> None:
    meera = create(sqlite_customers, "Meera", email="meera@example.com", addresses=[HOME], tags=["one"])
    import_orders(sqlite_customers, order(meera, "1", "5"))
    expected = sqlite_customers("export", "customers", "-", "--format", "jsonl").succeeds().stdout

    sqlite_customers("db", "copy", cluster.url).succeeds()
    assert cluster("export", "customers", "-", "--format", "jsonl").succeeds().stdout == expected
    assert listed(cluster, "search", "merea") == ["Meera"]

    cluster("db", "copy", "sqlite:///back.db", cwd=cluster.home).succeeds()
    back = cluster("export", "customers", "-", "--format", "jsonl", "--database-url", "sqlite:///back.db", cwd=cluster.home)
    assert back.succeeds().stdout == expected
    cluster("doctor").succeeds()
