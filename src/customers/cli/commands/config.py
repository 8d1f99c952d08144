"""The command `customers config`: the effective settings."""

from customers.cli.framework.apps import new_app
from customers.cli.framework.command import command
from customers.cli.session import Session
from customers.output.shapes.customers import SETTING

app = new_app()


@command(
    app,
    prints=SETTING,
    examples="""
    customers config
    customers config --env-file shop.env -o json
    """,
)
def config(session: Session) -> None:
    """Show the effective settings, and where each came from."""
    from customers.database.connection.engine import public_url

    values = {name: origin.text for name, origin in session.settings.origins.items()}
    values["CUSTOMERS_DATABASE_URL"] = public_url(session.settings.database_url)
    rows = [{"name": name, "value": values[name], "source": origin.source} for name, origin in session.settings.origins.items()]
    session.writer.write_list(rows, SETTING)
