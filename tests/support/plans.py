"""What a run sends to its database: each statement with the plan that the engine makes for it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, event

_EXPLAINED = ("SELECT", "WITH", "INSERT", "UPDATE", "DELETE")
# `SCAN orders USING COVERING INDEX …` of SQLite, `Seq Scan on orders` and `Index Only Scan using … on orders` of PostgreSQL;
# what PostgreSQL has no condition for on the next line is read from one end to the other too.
_WHOLE = re.compile(r"^(?:SCAN|.*Seq Scan on) (?:public\.)?(\w+)")
_TABLES = "customers|customer_statistics|customer_search|customer_tags|orders|addresses|identities|events"


class Sent(NamedTuple):
    """A statement and its plan, a step a line."""

    statement: str
    plan: tuple[str, ...]

    def uses(self, index: str) -> bool:
        """Whether an index is used."""
        return any(re.search(rf"\b{index}\b", step) for step in self.plan)

    def searches(self, table: str) -> bool:
        """Whether rows of a table are looked up by the columns of an index."""
        steps = zip(self.plan, (*self.plan[1:], ""), strict=False)
        return any(
            re.search(rf"SEARCH {table}\b", step) or (re.search(rf"Index (Only )?Scan.* on {table}\b", step) and "Index Cond" in after)
            for step, after in steps
        )

    def scans(self) -> list[str]:
        """The tables that are read as they lie, from one end to the other; one that is read twice is in it twice."""
        found = [match[1] for step in self.plan if (match := _WHOLE.match(step)) and "VIRTUAL TABLE" not in step]
        return [name for name in found if re.fullmatch(_TABLES, name)]

    def sorts(self) -> bool:
        """Whether rows are sorted."""
        return any("TEMP B-TREE FOR ORDER BY" in step or step.startswith("Sort Key") for step in self.plan)


@contextmanager
def recorded(*, explain: bool = True) -> Iterator[list[Sent]]:
    """What is sent from here on, by whatever engine; with `explain` each statement is explained before it runs."""
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
    """The plan of a statement in the transaction in which it is about to run."""
    cursor: Any = connection.connection.dbapi_connection.cursor()  # type: ignore[union-attr]
    try:
        if connection.dialect.name == "sqlite":
            return tuple(row[3] for row in cursor.execute(f"EXPLAIN QUERY PLAN {statement}", parameters))
        return tuple(row[0].strip().removeprefix("->").strip() for row in cursor.execute(f"EXPLAIN {statement}", parameters))
    finally:
        cursor.close()


def with_text(sent: list[Sent], *needles: str) -> Sent:
    """The one statement that has all of some texts."""
    found = [one for one in sent if all(needle in one.statement for needle in needles)]
    assert len(found) == 1, "\n".join(one.statement for one in sent)
    return found[0]
