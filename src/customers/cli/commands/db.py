"""The commands `customers db`: schema, backup, copy, roles and distribution."""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option

from customers.cli.framework.apps import command_group
from customers.cli.framework.command import command
from customers.cli.session import Session
from customers.errors import BackupUnusableError, UsageError
from customers.output.shapes.summaries import BACKUP, COPY, PLACEMENT, RESTORE, STATUS, UPGRADE, placements_document

if TYPE_CHECKING:
    from collections.abc import Callable

    from customers.database.connection.engine import Connection

app = command_group("Create, upgrade, back up, restore and copy the database.")


@command(
    app,
    prints=UPGRADE,
    writes=True,
    examples="""
    customers db upgrade
    customers db upgrade --database-url postgresql://shop@db.internal/shop
    """,
)
def upgrade(session: Session) -> None:
    """Create the tables, or upgrade them, keeping all data."""
    from customers.database.schema.upgrade import upgrade_schema

    session.allow_new_database()
    with session.console.progress("Upgrading"):
        result = upgrade_schema(session.shop.engine, dry_run=session.dry_run)
    session.writer.write_summary(result, UPGRADE)
    if result["before"] not in (None, result["after"]):
        session.console.deferred.append("`customers doctor` checks the stored data by the rules of this version")


@command(
    app,
    prints=STATUS,
    examples="""
    customers db status
    customers db status -o json | jq .customers
    """,
)
def status(session: Session) -> None:
    """Show schema version, engine, size and row counts."""
    from customers.services.admin.status import get_status

    with session.reading() as tx:
        session.writer.write_summary(get_status(tx), STATUS)


@command(
    app,
    prints=BACKUP,
    writes=True,
    examples="""
    customers db backup /var/backups/shop.db
    customers db backup "shop-$(date +%F).db" --quiet
    """,
)
def backup(
    session: Session,
    file: Annotated[str, Argument(metavar="FILE", help="The backup.", show_default=False)],
    overwrite: Annotated[bool, Option("--overwrite", help="Replace an earlier backup once the new one is complete.")] = False,
) -> None:
    """Back up the shop to a file, while other commands keep working.

    The backup is a SQLite file with checksums that only you can read.
    """
    from customers.filesystem import format_of_name
    from customers.services.admin.backup import back_up

    format_of_name(file, ("sqlite",))
    if file == "-":
        raise UsageError(problem="a backup is a file, which cannot go to standard output", hint="name a file")
    with session.console.progress("Backing up") as progress:
        result = back_up(session.shop.engine, Path(file), progress.advance, overwrite=overwrite, dry_run=session.dry_run)
    session.writer.write_summary(result, BACKUP)


@command(
    app,
    prints=RESTORE,
    writes=True,
    examples="""
    customers db restore /var/backups/shop.db --database-url sqlite:////srv/shop/shop.db
    customers db restore /var/backups/shop.db --replace --dry-run
    customers db restore shop.db --database-url postgresql://shop@db.internal/shop --yes
    """,
)
def restore(
    session: Session,
    file: Annotated[str, Argument(metavar="FILE", help="The backup.", show_default=False)],
    replace: Annotated[bool, Option("--replace", help="Replace the present shop, which is kept as a backup.")] = False,
    unsealed: Annotated[bool, Option("--unsealed", help="Accept a file without the seal that `db backup` writes.")] = False,
) -> None:
    """Restore a backup into an empty database, or replace the shop.

    The database may be SQLite or PostgreSQL. Checksums are compared.

    With --replace the present shop is replaced in one transaction: it is first written to a backup, beside its file, or
    beside FILE where it is on a server. The restored shop must pass the checks of `doctor` first.
    """
    from customers.services.admin import restore as service

    path = Path(file)

    def question() -> str:
        service.check_backup(path, unsealed=unsealed)
        if not replace:
            return f"Restore {file} into {session.shop.url}?"
        former = service.find_kept_path(path, session.shop.engine)
        return f"Replace the shop {session.shop.url}{service.describe_target(session.shop.engine)} by {file}? It is kept as {former}."

    session.allow_new_database()
    session.confirm(question)
    with session.console.progress("Restoring") as progress:
        work = service.replace_shop if replace else service.restore
        check = _doctor_check(session, file)
        result = work(path, session.shop.engine, progress.advance, check=check, unsealed=unsealed, dry_run=session.dry_run)
    session.writer.write_summary(result, RESTORE)
    if result["kept"] is not None and not session.dry_run:
        session.console.notice(
            f"the former shop is kept as {result['kept']}; `customers db restore {shlex.quote(result['kept'])} --replace` restores it"
        )


def _doctor_check(session: Session, file: str) -> "Callable[[Connection], None]":
    """Return a function that examines a restored shop before it is committed; what `doctor --fix` repairs is only said."""

    def check(connection: "Connection") -> None:
        from customers.services.doctor.doctor import examine, find_checks

        results = [result for result in examine(session.shop.transaction_on(connection), find_checks(())) if not result.ok]
        if broken := [result.name for result in results if not result.fixable]:
            raise BackupUnusableError(path=file, reason=f"these checks of `doctor` fail: {', '.join(broken)}")
        if results:
            names = ", ".join(result.name for result in results)
            session.console.deferred.append(f"`customers doctor --fix` repairs what the backup has wrong: {names}")

    return check


@command(
    app,
    prints=COPY,
    writes=True,
    examples="""
    customers db copy postgresql://shop@db.internal/shop
    customers db copy sqlite:////srv/shop/copy.db
    """,
)
def copy(session: Session, url: Annotated[str, Argument(metavar="URL", help="The empty database.", show_default=False)]) -> None:
    """Copy the whole shop into another, empty database.

    The database may be SQLite or PostgreSQL. Checksums are compared.
    """
    from customers.config.database_url import check_database_url
    from customers.database.connection.engine import open_engine
    from customers.services.admin.backup import copy_shop

    check_database_url(url, "URL")
    source = session.shop.engine
    session.allow_new_database()
    target = open_engine(url, lock_seconds=session.settings.lock_timeout, run=session.command, first_use=session.first_use())
    with session.console.progress("Copying") as progress:
        result = copy_shop(source, target, progress.advance, dry_run=session.dry_run)
    session.writer.write_summary(result, COPY)


@command(
    app,
    prints=None,
    examples="""
    customers db roles | psql postgresql://owner@db.internal/shop
    customers db roles --app till --reports bi --schema shop > roles.sql
    """,
)
def roles(
    session: Session,
    app_role: Annotated[str, Option("--app", metavar="ROLE", help="Name of the role for daily work.")] = "customers_app",
    reports_role: Annotated[str, Option("--reports", metavar="ROLE", help="Name of the role that only reads.")] = "customers_reports",
    schema: Annotated[str, Option("--schema", metavar="SCHEMA", help="PostgreSQL schema with the tables.")] = "public",
) -> None:
    """Print the SQL for two PostgreSQL roles with fewer rights.

    One is for daily work, the other only reads.
    """
    from customers.services.admin.status import get_role_script

    session.writer.write_text([get_role_script(app=app_role, reports=reports_role, schema=schema)])


@command(
    app,
    prints=PLACEMENT,
    writes=True,
    examples="""
    customers db distribute --dry-run
    customers db distribute --shards 64 --yes
    """,
)
def distribute(
    session: Session,
    shards: Annotated[int | None, Option("--shards", metavar="N", min=1, max=64_000, help="Number of shards (default: 32).")] = None,
) -> None:
    """Distribute the tables over a Citus cluster, once.

    The shop cannot be read or written meanwhile. With --dry-run the statements are printed and not run.
    """
    from customers.services.admin import distribution

    with session.reading() as tx:
        plan = distribution.preview_distribution(tx, shards)
    if plan.already:
        session.console.notice("the tables are distributed already; nothing was changed")
    else:
        session.confirm(lambda: f"Spread {plan.database} over {plan.nodes or 'no'} workers? It cannot be used meanwhile.")
    if session.dry_run and not plan.already and session.writer.format.is_for_people and not session.writer.fields:
        session.writer.write_text(f"{statement};\n" for statement in plan.statements)
        return
    if not session.dry_run and not plan.already:
        progress = session.console.progress("Distributing", len(plan.statements), "steps")
        with progress, session.writing(distribution.JOB) as tx:
            plan = distribution.distribute(tx, shards, progress.advance)
    session.writer.write(placements_document(plan))
