"""The statements of a run, each with the plan of its engine."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, event

_EXPLAINED = ("SELECT", "WITH", "INSERT", "UPDATE", "DELETE")
# `SCAN orders USING COVERING INDEX …` of SQLite, `Seq Scan on orders` and `Index Only Scan using … on orders` of PostgreSQL;
# an index scan of PostgreSQL without a condition on the next line reads the whole table too.
# The newest id is the last entry of an index, which both engines call a scan of it.
_NEWEST = re.compile(r"SELECT (\w+)\.id FROM \1 ORDER BY \1\.id DESC LIMIT")
_WHOLE = re.compile(r"^(?:SCAN|.*Seq Scan on) (?:public\.)?(\w+)")
_TABLES = "customers|customer_statistics|customer_search|customer_tags|orders|addresses|identities|events"


class Sent(NamedTuple):
    """A statement with the steps of its plan."""

    statement: str
    plan: tuple[str, ...]

    def uses(self, index: str) -> bool:
        """Return whether the plan uses an index."""
        return any(re.search(rf"\b{index}\b", step) for step in self.plan)

    def searches(self, table: str) -> bool:
        """Return whether rows of a table are looked up by the columns of an index."""
        steps = zip(self.plan, (*self.plan[1:], ""), strict=False)
        return any(
            re.search(rf"SEARCH {table}\b", step) or (re.search(rf"Index (Only )?Scan.* on {table}\b", step) and "Index Cond" in after)
            for step, after in steps
        )

    def scans(self) -> list[str]:
        """Return the tables that are read completely; a table that is read twice is listed twice."""
        if _NEWEST.match(self.statement):
            return []
        tables = [match[1] for step in self.plan if (match := _WHOLE.match(step)) and "VIRTUAL TABLE" not in step]
        return [name for name in tables if re.fullmatch(_TABLES, name)]

    def sorts(self) -> bool:
        """Return whether rows are sorted."""
        return any("TEMP B-TREE FOR ORDER BY" in step or step.startswith("Sort Key") for step in self.plan)


@contextmanager
def recorded(*, explain: bool = True) -> Iterator[list[Sent]]:
    """Record the statements of every engine; with `explain` each is explained before it runs."""
    sent: list[Sent] = []

    def note(connection: Connection, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        plan: tuple[str, ...] = ()
        if explain and not many and statement.lstrip().startswith(_EXPLAINED):
            plan = explained(connection, statement, parameters)
        sent.append(Sent(" ".join(statement.split()), plan))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def explained(connection: Connection, statement: str, parameters: Any) -> tuple[str, ...]:
    """Return the plan of a statement in its transaction."""
    cursor: Any = connection.connection.dbapi_connection.cursor()  # type: ignore[union-attr]
    try:
        if connection.dialect.name == "sqlite":
            return tuple(row[3] for row in cursor.execute(f"EXPLAIN QUERY PLAN {statement}", parameters))
        return tuple(row[0].strip().removeprefix("->").strip() for row in cursor.execute(f"EXPLAIN {statement}", parameters))
    finally:
        cursor.close()


def with_text(sent: list[Sent], *needles: str) -> Sent:
    """Return the one statement that contains all texts."""
    statements = [statement for statement in sent if all(needle in statement.statement for needle in needles)]
    assert len(statements) == 1, "\n".join(statement.statement for statement in sent)
    return statements[0]
