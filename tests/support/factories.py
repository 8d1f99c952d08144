"""Builders of a shop's content, and plain SQL on its database."""

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from tests.support.kept import kept
from tests.support.program import Program
from tests.support.sessions import connected

HOME = {"address1": "12 MG Road", "city": "Pune", "state": "Maharashtra", "pincode": "411001"}
OFFICE = {"address1": "7 Fort Street", "city": "Mumbai", "state": "Maharashtra", "pincode": "400001"}


@dataclass(frozen=True, slots=True)
class Event:
    """One record of the history, as the database stores it."""

    actor: str
    reason: str | None
    command: str
    changes: dict[str, dict[str, Any]]


def create(customers: Program, first_name: str = "Asha", env: Mapping[str, str] | None = None, **body: Any) -> Any:
    """Create a customer from the fields of a JSON object; return the printed customer."""
    text = json.dumps({"first_name": first_name, **body})
    return customers("create", "--from-json", "-", "-o", "json", stdin=text, env=env).succeeds().json()


def create_many(customers: Program, *bodies: Mapping[str, Any]) -> None:
    """Create customers in order, from the lines of one file."""
    text = "\n".join(map(json.dumps, bodies))
    customers("import", "customers", "-", "-o", "json", stdin=text).prints_json(created=len(bodies))


@kept
def fill_beyond_pipe(customers: Program) -> Program:
    """Create more customers than fit into a pipe; return the program."""
    rows = "".join(f"Name {number},{'x' * 2000}\n" for number in range(150))
    customers("import", "customers", "-", stdin=f"first_name,notes\n{rows}").succeeds()
    return customers


def show(customers: Program, reference: str) -> Any:
    """Return a customer as `show -o json` prints it."""
    return customers("show", reference, "-o", "json").succeeds().json()


def listed(customers: Program, *arguments: str) -> list[str]:
    """Return the first names that a list command prints, in order."""
    return [row["first_name"] for row in customers(*arguments, "--all", "-o", "jsonl").succeeds().jsonl()]


def order(customer: Any, number: str, total: str, placed_at: str = "2026-01-05", **more: str) -> dict[str, str]:
    """Return a row of an orders file for a created customer."""
    return {"number": number, "customer_id": customer["id"], "total": total, "placed_at": placed_at, **more}


def import_orders(customers: Program, *rows: Mapping[str, str], env: Mapping[str, str] | None = None) -> None:
    """Import orders as JSON lines."""
    text = "\n".join(map(json.dumps, rows))
    if text:
        customers("import", "orders", "-", stdin=text, env=env).succeeds()


def events(customers: Program, customer_id: str) -> list[Event]:
    """Return the history of a customer, oldest first, by plain SQL."""
    statement = "SELECT actor, reason, command, changes FROM events WHERE customer_id = {} ORDER BY id"
    id_ = UUID(customer_id)
    rows = query(customers.url, statement, id_)
    return [Event(actor, reason, command, json.loads(changes)) for actor, reason, command, changes in rows]


def make_blank(path: Path) -> None:
    """Create a SQLite file with pages but without a table."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE before_us (id INTEGER)")
        connection.execute("DROP TABLE before_us")


def query(url: str, statement: str, *parameters: Any) -> list[Any]:
    """Run a statement on the database, `{}` in the place of parameters; return its rows."""
    with open_transaction(url) as run:
        return run(statement, *parameters)


@contextmanager
def open_transaction(url: str) -> Iterator[Callable[..., list[Any]]]:
    """Open a transaction; return a function that runs a statement in it, as `query` does."""
    if url.startswith("sqlite:///"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection, connection:

            def run(statement: str, *parameters: Any) -> list[Any]:
                values = [value.bytes if isinstance(value, UUID) else value for value in parameters]
                return connection.execute(statement.replace("{}", "?"), values).fetchall()

            yield run
        return
    with connected(url) as server:

        def run_on_server(statement: str, *parameters: Any) -> list[Any]:
            cursor = server.execute(statement.replace("{}", "%s").encode(), parameters)
            return cursor.fetchall() if cursor.description else []

        yield run_on_server
