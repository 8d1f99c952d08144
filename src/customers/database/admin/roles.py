"""The privileges that the program needs on PostgreSQL, as a script for two roles: one for daily work, one for reports."""

from sqlalchemy import Table

from customers.database.connection.quoting import quoted, quoted_text
from customers.database.schema.tables import alembic_version, metadata

_SCRIPT = """\
-- What `customers` needs on PostgreSQL, for two roles that own nothing and can make no lasting tables.
-- Run it as the owner of the tables (who runs `customers db upgrade`) or as a superuser, and again after an upgrade.
-- The roles get no password here: \\password {app} in psql sets one without showing it.

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = {app_text}) THEN CREATE ROLE {app} LOGIN; END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = {reports_text}) THEN CREATE ROLE {reports} LOGIN; END IF;
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO {app_inside}, {reports_inside}', current_database());
    -- A role that only reads fills no disk with temporary tables, either.
    EXECUTE format('REVOKE TEMPORARY, CREATE ON DATABASE %I FROM PUBLIC', current_database());
    -- Bulk work sorts its rows in temporary tables: nobody else sees them, and they go with the connection.
    EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO {app_inside}', current_database());
END
$$;

-- Nobody but the owner makes tables here; before PostgreSQL 15 everybody could.
REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC;
GRANT USAGE ON SCHEMA {schema} TO {app}, {reports};

-- For reports: `list`, `show`, `search`, `segments`, `export` and whatever else only reads.
GRANT SELECT ON {open} TO {reports};
{confidential}

-- For daily work and cron: rows are read, written and changed ...
GRANT SELECT ON {every} TO {app};
GRANT INSERT ON {written} TO {app};
GRANT UPDATE ON {changed} TO {app};
{restricted}
-- ... and taken out only where the program does so: never a customer, never a line of the history, whose values `erase` empties.
GRANT DELETE ON {emptied} TO {app};
"""


def role_script(*, app: str, reports: str, schema: str) -> str:
    """Return the SQL that creates the roles and grants their privileges; no connection is opened."""

    def listed(tables: "list[Table]") -> str:
        return ", ".join(f"{quoted(schema)}.{quoted(table.name)}" for table in tables)

    written = list(metadata.sorted_tables)
    return _SCRIPT.format(
        app=quoted(app),
        reports=quoted(reports),
        app_text=quoted_text(app),
        reports_text=quoted_text(reports),
        # Quoted again for a text that `format` reads.
        app_inside=quoted(app).replace("'", "''").replace("%", "%%"),
        reports_inside=quoted(reports).replace("'", "''").replace("%", "%%"),
        schema=quoted(schema),
        every=listed([*written, alembic_version]),
        open=listed([*(table for table in written if not table.info["confidential"]), alembic_version]),
        # `doctor` asks which secrets there are.
        confidential="\n".join(
            f"GRANT SELECT ({', '.join(column.name for column in table.columns if column.name not in table.info['confidential'])})"
            f" ON {listed([table])} TO {quoted(reports)};"
            for table in written
            if table.info["confidential"]
        ),
        written=listed(written),
        changed=listed([table for table in written if not table.info["updated"]]),
        restricted="\n".join(
            f"GRANT UPDATE ({', '.join(table.info['updated'])}) ON {listed([table])} TO {quoted(app)};"
            for table in written
            if table.info["updated"]
        ),
        # Profiles change their state, the history is append-only, and an erasure redacts values.
        emptied=listed([table for table in written if not table.info["append_only"]]),
    )
