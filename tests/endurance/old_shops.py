"""Shops of earlier versions of the program: every row, in `shops/REVISION.json`.

A file is written by the program of its revision, before the next revision is added:
`python -m tests.endurance.old_shops sqlite:///shop.db > tests/endurance/shops/REVISION.json`.
"""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, DateTime, LargeBinary, MetaData, Table, Uuid, insert, select

from customers.database.connection.engine import connect, open_engine
from customers.database.schema.upgrade import migration_config
from customers.database.search.trigram_index import SEARCH_INDEX

SHOPS = Path(__file__).parent / "shops"
Rows = list[dict[str, Any]]


def every_row(url: str) -> dict[str, Rows]:
    """Return every row of every table for any schema, equal on both engines: ids as `id:` and digits, times as numbers."""
    with connect(open_engine(url), writing=False) as connection:
        return {
            table.name: sorted(
                ({name: _plain(value) for name, value in row._mapping.items()} for row in connection.execute(select(table))), key=repr
            )
            for table in _tables(connection)
        }


def make_old_shop(url: str, revision: str) -> dict[str, Rows]:
    """Migrate a database to an earlier revision and fill it with the shop of that revision; return its rows."""
    shop: dict[str, Rows] = json.loads((SHOPS / f"{revision}.json").read_text(encoding="utf-8"))
    with connect(open_engine(url), writing=True) as connection:
        _migrate(connection, revision)
        tables = {table.name: table for table in _tables(connection)}
        for name, rows in sorted(shop.items(), key=lambda item: item[0] != "customers"):
            if rows:
                connection.execute(insert(tables[name]), [_stored(tables[name], row) for row in rows])
        connection.commit()
    return shop


def _migrate(connection: Connection, revision: str) -> None:
    config = migration_config()
    script = ScriptDirectory.from_config(config)

    def steps(before: Any, _context: Any) -> Any:
        return script._upgrade_revs(revision, before)

    with EnvironmentContext(config, script, fn=steps, destination_rev=revision) as environment:
        environment.configure(connection=connection, transaction_per_migration=False)
        environment.run_migrations()


def _tables(connection: Connection) -> list[Table]:
    reflected = MetaData()
    reflected.reflect(connection, only=lambda name, _: not name.startswith((SEARCH_INDEX, "alembic_version")))
    return reflected.sorted_tables


def _plain(value: Any) -> Any:
    if isinstance(value, bytes | UUID):
        return f"id:{(UUID(bytes=value) if isinstance(value, bytes) else value).hex}"
    return int(value.timestamp()) if isinstance(value, datetime) else value


def _stored(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    return {name: None if value is None else _typed(table.c[name].type, value) for name, value in row.items()}


def _typed(kind: Any, value: Any) -> Any:
    if isinstance(kind, Uuid):
        return UUID(value.removeprefix("id:"))
    if isinstance(kind, LargeBinary):
        return UUID(value.removeprefix("id:")).bytes
    return datetime.fromtimestamp(value, UTC) if isinstance(kind, DateTime) else value


if __name__ == "__main__":
    lines = (
        f"{json.dumps(name)}: [\n" + ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n]"
        for name, rows in every_row(sys.argv[1]).items()
    )
    sys.stdout.write("{\n" + ",\n".join(lines) + "\n}\n")
