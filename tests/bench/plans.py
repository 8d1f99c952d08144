"""`python -m tests.bench.plans`: print the query plans that matter most in a large shop."""

import argparse
import contextlib
import io
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from uuid import UUID

from tests.bench.__main__ import generate
from tests.bench.databases import shops
from tests.bench.generate import created_at, person, uuid7
from tests.bench.program import Program
from tests.bench.results import SIZES
from tests.support.plans import Sent, recorded


def main() -> int:
    """Fill a shop on each engine, or use an existing one, and print the plans."""
    options = parse()
    if options.url:
        show_all(options.url, SIZES[options.size])
        return 0
    for engine in ("sqlite", "postgresql") if options.engine == "both" else (options.engine,):
        with tempfile.TemporaryDirectory(prefix="plans-") as folder:
            program = Program(Path(folder) / "home")
            with shops(engine, Path(folder), program.upgrade) as (shop, _):
                generate(shop, SIZES[options.size])
                print(f"{SIZES[options.size]:,} customers on {shop.about()}\n")
                show_all(shop.url, SIZES[options.size])
    return 0


def parse() -> argparse.Namespace:
    """Parse the options of the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.plans", description=__doc__)
    parser.add_argument("--size", choices=SIZES, default="small", help="10,000, 100,000 or 1,000,000 customers")
    parser.add_argument("--engine", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--url", help="a shop that the benchmark generated before, of that size; nothing in it is changed")
    return parser.parse_args()


def commands(size: int) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield a title, a text that occurs in one statement of a command, and the command."""
    # A merge of two customers with external ids needs a decision.
    plain = (number for number in range(size // 3, size) if person(number).external is None)
    first, second = (str(uuid_of(size, next(plain))) for _ in range(2))
    last = person(size // 2).last.lower()
    yield "list, a page in the order of creation", "AS sort_value", ("list",)
    yield "list, the exact total", "count(*)", ("list",)
    yield "list, a page in the order of spend", "AS sort_value", ("list", "--sort", "-total_spent")
    yield "list --tag, a page of a rare tag", "AS sort_value", ("list", "--tag", "tag-200")
    yield "list --tag, the total of a common tag", "count(*)", ("list", "--tag", "tag-001")
    yield "search, the first page", "AS sort_value", ("search", last)
    yield "search, the exact total", "count(*)", ("search", last)
    yield "orders of a customer", "AS sort_value", ("orders", first)
    yield "segments", "segment_new", ("segments",)
    yield "vip recalculate", "UPDATE customer_statistics", ("vip", "recalculate", "--dry-run")
    yield "merge, orders that leave", "INSERT INTO moving_orders", ("merge", first, second, "--dry-run", "--yes")


def uuid_of(size: int, number: int) -> UUID:
    """Return the id of a generated customer."""
    return UUID(int=uuid7(created_at(number, size), number))


def show_all(url: str, size: int) -> None:
    """Print each statement and its plan."""
    statements: dict[tuple[str, ...], list[Sent]] = {}
    for title, needle, command in commands(size):
        if command not in statements:
            statements[command] = sent_by(url, command)
        sent = next(sent for sent in statements[command] if needle in sent.statement)
        print(f"## {title}: customers {' '.join(command)}")
        print(f"{shortened(sent.statement)}\n")
        print("\n".join(f"    {step}" for step in sent.plan), end="\n\n", flush=True)


def sent_by(url: str, command: Sequence[str]) -> list[Sent]:
    """Return the statements of a command with their plans."""
    from customers.cli.main import main as run

    os.environ["CUSTOMERS_DATABASE_URL"] = url
    with recorded() as sent, contextlib.redirect_stdout(io.TextIOWrapper(io.BytesIO(), encoding="utf-8")):
        if run([*command, "-o", "json"]) != 0:
            raise SystemExit(f"customers {' '.join(command)} failed")
    return sent


def shortened(statement: str, length: int = 400) -> str:
    """Return the start of a statement."""
    return statement if len(statement) <= length else statement[: length - 1] + "…"


if __name__ == "__main__":
    sys.exit(main())
