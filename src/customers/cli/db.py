"""`customers db`"""

from customers.cli.command import command
from customers.cli.groups import app_of_commands
from customers.cli.options import WritingOptions
from customers.cli.session import Session

app = app_of_commands("The schema of the database.")


@command(
    app,
    examples="""
    customers db upgrade
    customers db upgrade --database-url postgresql://shop@db.internal/shop
    """,
)
def upgrade(session: Session, writing: WritingOptions) -> None:
    """Make the schema, or bring an older one up to date, keeping all data."""
    from customers.database.engine import open_engine
    from customers.database.upgrade import upgrade_schema

    with session.progress("Upgrading"):
        done = upgrade_schema(open_engine(session.settings.database_url), dry_run=writing.dry_run)
    session.writer.show_counts(done)


@command(
    app,
    examples="""
    customers db status
    customers db status -o json | jq .customers
    """,
)
def status(session: Session) -> None:
    """Say the version of the schema, the engine, the size, and how much is stored."""
    from customers.services.database import get_status

    with session.reading() as tx:
        session.writer.show_counts(get_status(tx))
