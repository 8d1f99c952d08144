"""`customers segments`"""

from typing import Annotated

from typer import Option

from customers.cli.command import command
from customers.cli.groups import app_with_default
from customers.cli.options import parsed
from customers.cli.session import Session
from customers.output.shapes import SEGMENT
from customers.rules.moments import parse_time

app = app_with_default("count", "Segments. Without a command it counts them: `customers segments count --help` shows how.")


@command(
    app,
    examples="""
    customers segments
    customers segments --as-of 2026-01-01 -o json | jq .vip.count
    """,
)
def count(
    session: Session,
    as_of: Annotated[str | None, Option("--as-of", metavar="TIME", help="Count from the orders placed until then.")] = None,
) -> None:
    """Count new, returning, loyal, VIP and at-risk customers."""
    from customers.rules.values import plain
    from customers.services.segments import count_segments

    session.writer.check_fields(SEGMENT)
    moment = parsed("--as-of", parse_time, as_of) if as_of is not None else None
    with session.reading() as tx:
        session.writer.show_segments(plain(count_segments(tx, moment)))
