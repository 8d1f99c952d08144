"""Any value of any stored JSON document, replaced by any other: no command fails with a fault of the program, and `doctor` names it."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.database.schema.documents import is_changes, is_external_ids, is_filters, is_journal, is_order_changes, is_segment
from customers.database.schema.tables import metadata
from customers.database.schema.types import Json
from customers.errors import ExitStatus
from tests.support.doctor import doctor, off
from tests.support.factories import HOME, create, import_orders, order, query
from tests.support.kept import kept
from tests.support.program import Program
from tests.support.surroundings import examples

ASHA, USHA = "asha@example.com", "usha@example.com"
SHAPES = (is_changes, is_external_ids, is_filters, is_journal, is_order_changes, is_segment)
COLUMNS = [
    (table.name, column.name, [key.name for key in table.primary_key.columns])
    for table in metadata.sorted_tables
    for column in table.columns
    if isinstance(column.type, Json)
]
WORDS = ["", "x", "(erased)", "live", "undone", "a,b", "2026-01-01T00:00:00Z", "01a21078-b070-77d3-85d0-bc0b53e4305c", "\ud800", "\0", "é"]
single = st.one_of(
    st.none(), st.booleans(), st.integers(-2, 2), st.sampled_from([2**70, 1e300, 0.5]), st.sampled_from(WORDS), st.text(max_size=3)
)
values = st.recursive(
    single,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from([*WORDS, "id", "state", "before", "after"]), inner),
    max_leaves=4,
)
READING = [
    *(
        "history",
        f"history {ASHA}",
        "history -o json",
        f"show {ASHA} --history",
        "list --all",
        "list --all -o jsonl",
        "search asha",
        "runs",
    ),
    *(
        "merges",
        "merges -o json",
        "orders show web:1",
        "orders",
        "export customers -",
        "export customers - --format jsonl",
        "segments --all",
    ),
    *(f"export person {ASHA} -", "segments list", "segments list -o json", "list --segment dear", "vip changes --since 2020-01-01"),
    *("duplicates --min-score 0.1", f"vip explain {ASHA}", "segments changes --since 2020-01-01", f"show {USHA} -o json"),
]
WRITING = [
    *(f"update {ASHA} --notes new", "tag rename x y --yes", f"unmerge {USHA} --yes", f"unmerge {USHA} --yes --force"),
    *(f"erase {ASHA} --yes", f"vip release {ASHA}", f"tag add {ASHA} --tag new", "tag add --has-email --yes --tag new"),
    *(
        f"merge {ASHA} till:7 --yes",
        f"restore {ASHA}",
        f"delete {ASHA} --yes",
        f"orders move web:2 --to {USHA}",
        "segments remove dear --yes",
    ),
]


@kept
def filled(customers: Program) -> dict[str, list[str]]:
    """Create a shop with documents of every kind; return its runs by command, the newest first."""
    asha = create(customers, "Asha", email=ASHA, tags=["x"], external_ids={"erp": "1"}, addresses=[HOME], accepts_marketing=True)
    usha = create(customers, "Usha", email=USHA, external_ids={"erp": "2", "web": "3"}, tags=["y"], addresses=[HOME])
    create(customers, "Nisha", external_ids={"till": "7"})
    import_orders(
        customers, order(asha, "1", "60000", source="web"), order(usha, "2", "5", source="web"), order(usha, "3", "5", source="web")
    )
    import_orders(customers, order(asha, "1", "70000", source="web"))
    for words in (
        f"update {ASHA} --last-name Rao --no-accepts-marketing --external-id erp:4",
        f"update {ASHA} --email asha.rao@example.com",
        f"update {ASHA} --email {ASHA}",
        f"vip pin {ASHA} --reason friend --until 2099-01-01",
        "tag set --has-email --yes --tag x --tag z",
        f"address add {ASHA} --address1 1 --city Pune --state MH --pincode 411001",
        f"duplicates dismiss {ASHA} {USHA}",
        "segments save dear --any-tag x --min-orders 1 --min-spent 5 --ordered-after 90d",
        "segments save dear --any-tag z --replace",
        f"orders move web:2 --to {ASHA}",
        "orders delete web:3 --yes",
        f"merge {ASHA} {USHA} --yes",
        f"tag add {ASHA} --tag late",
        f"delete {ASHA} --yes",
        f"restore {ASHA}",
    ):
        customers(*words.split()).succeeds()
    customers("undo", "--yes").succeeds()
    customers("undo", customers("runs", "-o", "ids").succeeds().stdout.split()[0], "--yes").succeeds()
    runs: dict[str, list[str]] = {}
    for run in customers("runs", "--all", "-o", "json").succeeds().json()["data"]:
        runs.setdefault(run["command"], []).append(run["id"])
    return runs


def paths(document: Any) -> Iterator[tuple[Any, ...]]:
    """Yield the path of a document and those of all values in it."""
    yield ()
    members = document.items() if isinstance(document, dict) else enumerate(document) if isinstance(document, list) else ()
    for name, value in members:
        yield from ((name, *path) for path in paths(value))


def replaced(document: Any, path: tuple[Any, ...], value: Any) -> Any:
    """Return a document with another value at a path."""
    if not path:
        return value
    changed = dict(document) if isinstance(document, dict) else list(document)
    changed[path[0]] = replaced(document[path[0]], path[1:], value)
    return changed


def test_shop_without_damage_has_documents_of_every_kind(customers: Program) -> None:
    filled(customers)

    assert off(doctor(customers)) == {}
    for table, column, _ in COLUMNS:
        assert query(customers.url, f"SELECT count(*) FROM {table} WHERE {column} IS NOT NULL")[0][0]


def test_replaced_value_is_not_a_fault_of_the_program(customers: Program) -> None:
    runs = [run for every in filled(customers).values() for run in every]
    undos = [f"undo {run} --yes{force}" for run in runs for force in ("", " --force", f" --only {ASHA} --skip-changed")]
    reading = [*READING, *(f"runs show {run}" for run in runs)]
    commands = [*reading, *(f"{line} --dry-run" for line in (*WRITING, *undos))]
    documents = {
        (table, column, tuple(key)): query(customers.url, f"SELECT {', '.join([column, *key])} FROM {table} WHERE {column} IS NOT NULL")
        for table, column, key in COLUMNS
    }

    @examples(30)
    @given(st.data(), st.sampled_from(sorted(documents)), values, st.lists(st.sampled_from(commands), min_size=4, max_size=4, unique=True))
    def damage(data: st.DataObject, place: Any, value: Any, lines: list[str]) -> None:
        table, column, key = place
        text, *ids = data.draw(st.sampled_from(documents[place]))
        path = data.draw(st.sampled_from(list(paths(json.loads(text)))))
        damaged = replaced(json.loads(text), path, value)
        update = f"UPDATE {table} SET {column} = {{}} WHERE {' AND '.join(f'{name} = {{}}' for name in key)}"
        query(customers.url, update, json.dumps(damaged), *ids)
        try:
            for line in lines:
                done = customers(*line.split())
                assert done.status != ExitStatus.FAULT, (line, path, done.stderr)
                assert "Traceback" not in done.stderr
            shape = next(shape for shape in SHAPES if metadata.tables[table].c[column].type.shape is shape)
            report = customers("doctor", "-o", "json")
            assert report.status in (ExitStatus.DONE, ExitStatus.PARTIAL), report.stderr
            assert shape(damaged) or "documents" in off(report.json())
        finally:
            query(customers.url, update, text, *ids)

    damage()


@pytest.mark.parametrize(
    ("table", "column", "commands"),
    [
        ("events", "changes", ("history", f"history {ASHA}", "undo {update} --yes", "runs show {update}")),
        ("merges", "journal", (f"unmerge {USHA} --yes", "undo {merge} --yes")),
        ("order_changes", "changes", ("undo {move} --yes", "runs show {change}")),
        ("customers", "external_ids", ("list", f"show {ASHA}")),
        ("saved_segments", "filters", ("segments list", "list --segment dear")),
        ("saved_segment_changes", "after", ("undo {save} --yes",)),
    ],
)
def test_damaged_document_is_said_in_one_line(customers: Program, table: str, column: str, commands: tuple[str, ...]) -> None:
    runs = filled(customers)
    names = {"update": "update", "merge": "merge", "move": "orders move", "change": "import orders", "save": "segments save"}
    names = {word: runs[command][0] for word, command in names.items()}
    query(customers.url, f"UPDATE {table} SET {column} = {{}}", '{"survivor": 1, "absorbed": 5, "notes": 3}')

    for line in commands:
        done = customers(*line.format(**names).split())
        done.fails(ExitStatus.DATABASE, "a stored document is damaged: ", "`customers doctor`", stdout=None)
        assert len(done.stderr.splitlines()) == 2, done.stderr
    assert "documents" in off(doctor(customers))
