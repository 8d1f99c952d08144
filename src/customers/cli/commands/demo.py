"""The command `customers demo`: a sample shop, and what the program does with it."""

import shlex
import shutil
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from customers.cli.framework.apps import new_app
from customers.cli.framework.command import command
from customers.cli.session import Session
from customers.output.shapes.summaries import DEMO

app = new_app()

# What the first screen shows, and what to try next.
_SHOWN = ("list --sort -total_spent --per-page 2", "segments")
_NEXT = ("duplicates", "tag add --segment loyal --tag diwali --dry-run")


@command(
    app,
    prints=DEMO,
    examples="""
    customers demo
    customers demo -o json
    """,
)
def demo(session: Session) -> None:
    """Show the program on a sample shop in a temporary folder, and commands to try next.

    Your own shop is not touched.
    """
    from customers.config.database_url import sqlite_url

    folder = Path(tempfile.mkdtemp(prefix="customers-demo-"))
    url = sqlite_url(folder / "shop.db")
    try:
        with session.console.progress("Making a sample shop"):
            _fill(url)
        counts = _counts(session, url)
        if session.writer.format.is_for_people and not session.writer.fields:
            _show(url, folder, counts["customers"], counts["orders"])
        else:
            session.writer.write_summary({"database": url, "folder": str(folder), **counts}, DEMO)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _fill(url: str) -> None:
    """Import the sample files into a new database."""
    from customers import sample

    _run("db", "upgrade", url=url)
    for kind, source in (("customers", sample.CUSTOMERS), ("addresses", sample.ADDRESSES), ("orders", sample.ORDERS)):
        _run("import", kind, str(source), url=url)


def _run(*words: str, url: str) -> None:
    """Run a command on the sample shop without output."""
    from customers.cli.dispatch import invoke

    invoke([*words, "--database-url", url, "--quiet"])


def _counts(session: Session, url: str) -> dict[str, int]:
    """Return how much the sample shop has."""
    from customers.services.admin.status import get_status
    from customers.services.shop import ShopContext

    shop = ShopContext(replace(session.settings, database_url=url), "demo", session.command)
    with shop.reading() as tx:
        status = get_status(tx)
    return {name: status[name] for name in ("customers", "addresses", "orders")}


def _show(url: str, folder: Path, customers: int, orders: int) -> None:
    """Print the first screen."""
    from customers.cli.dispatch import invoke

    # A table on a terminal has blank lines around it.
    end = "" if sys.stdout.isatty() else "\n"
    sys.stdout.write(f"A sample shop of {customers} customers and {orders:,} orders, in a temporary folder\n{end}")
    for line in _SHOWN:
        sys.stdout.write(f"$ customers {line}\n")
        invoke([*line.split(), "--database-url", url, "-o", "table", "--quiet"])
        sys.stdout.write(end)
    if not end:
        sys.stdout.write("\n")
    sys.stdout.write(f"Try it; `rm -r {shlex.quote(str(folder))}` removes it:\n  export CUSTOMERS_DATABASE_URL={shlex.quote(url)}\n")
    sys.stdout.writelines(f"  customers {line}\n" for line in _NEXT)
