"""`customers config`"""

from customers.cli.framework.command import command, new_app
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

    rows = []
    for name, origin in session.settings.origins.items():
        value = public_url(origin.text) if name == "CUSTOMERS_DATABASE_URL" else origin.text
        rows.append({"name": name, "value": value, "source": origin.source})
    session.writer.write_list(rows, SETTING)
