"""Upgrade the schema: the only module that imports Alembic."""

from pathlib import Path
from typing import Any

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from customers.database.connection.engine import connect, public_url
from customers.database.connection.schema import check_node, find_revision, make_sqlite_on_first_use, refuse_foreign
from customers.database.dialects.base import dialect_of
from customers.database.schema.tables import REVISIONS
from customers.database.search.index import rebuild_texts
from customers.database.search.trigram_index import has_search_index
from customers.errors import SchemaTooNewError


def upgrade_schema(engine: Engine, *, dry_run: bool = False) -> dict[str, Any]:
    """Upgrade a database to the schema of this program, in one transaction; return the revisions before and after.

    Raises:
        DatabaseMissingError: a SQLite file is missing, and this is a dry run.
        ForeignDatabaseError: a SQLite file has the tables of another program.
        SchemaTooNewError: the schema is newer than this program; nothing is changed.
        JobRunningError: another upgrade, or on SQLite another writer, does not end.
        WorkerNodeError: the database is a worker of a cluster.
    """
    if make_sqlite_on_first_use(engine, dry_run=dry_run):
        return {"database": public_url(engine.url), "before": None, "after": REVISIONS[-1]}
    with connect(engine, writing=True) as connection:
        dialect_of(engine).lock_schema(connection)
        before = find_revision(connection)
        check_node(connection)
        if before is None:
            refuse_foreign(connection)
        if before is not None and before not in REVISIONS:
            raise SchemaTooNewError(url=public_url(engine.url), found=before, wanted=REVISIONS[-1])
        if before != REVISIONS[-1]:
            _run(connection)
            rebuild_texts(connection)
        elif not has_search_index(connection):
            # The extension was not installed before, or the index was dropped: a new one is empty on SQLite.
            rebuild_texts(connection)
        if not dry_run:
            connection.commit()
    return {"database": public_url(engine.url), "before": before, "after": REVISIONS[-1]}


def migration_config() -> Config:
    """Return Alembic's configuration for the migrations of the package."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    return config


def _run(connection: Connection) -> None:
    config = migration_config()
    script = ScriptDirectory.from_config(config)

    def steps(revision: Any, _context: Any) -> Any:
        return script._upgrade_revs("head", revision)

    with EnvironmentContext(config, script, fn=steps, destination_rev="head") as environment:
        environment.configure(connection=connection, version_table="alembic_version", transaction_per_migration=False)
        environment.run_migrations()
