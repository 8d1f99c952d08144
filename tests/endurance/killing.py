"""Commands to kill: their initial shop, their progress, and the states that they may leave."""

import csv
import io
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from tests.support.factories import make_blank, query
from tests.support.postgres import TempPostgres
from tests.support.program import Program
from tests.support.undoing import latest_run
from tests.support.waiting import wait_until

PEOPLE = 300
# The batch size of killed imports, so that a few rows are several batches; and the size of these imports.
BATCH = 500
ROWS = 1_200
IMPORTED = frozenset({0, BATCH, 2 * BATCH, ROWS})
# The first order shows how times are written, and is written before the others, which wait until they are written by customer.
IMPORTED_ORDERS = frozenset({0, 1, 1 + BATCH, 1 + 2 * BATCH, ROWS})
# What a command writes to stderr under `--debug` before its first statement, and before its first change.
STATEMENT = (b"SQL: ",)
CHANGE = (b"SQL: INSERT", b"SQL: UPDATE", b"SQL: DELETE")
SMALLER_BATCHES = f"""
from customers.cli.main import run
from customers.transfer import deferred, importer

importer.BATCH_SIZE = deferred.SPAN = {BATCH}
run()
"""
NUMBERS = count()
State = Callable[[str], int]


@dataclass(frozen=True)
class Trial:
    """A command to kill: its initial shop, its progress, the permitted states, and its final state.

    `again` is how a run ends after a complete one: without work, or with a conflict that says so.
    """

    name: str
    shop: str
    arguments: tuple[str, ...]
    state: State
    states: frozenset[int]
    done: int
    again: int = 0
    stdin: str = ""
    sound: bool = True  # whether its initial shop is
    engine: str = ""  # state with a run of its own
    since: tuple[bytes, ...] = STATEMENT  # the statements from the first of which on its moments count
    copies: bool = False  # whether it copies its shop to {target}, of which the state is
    erases: bool = False  # whether its end may leave erased values in the files, which the next command that writes removes


@dataclass
class Shops:
    """Initial shops, each created once and copied for every trial."""

    folder: Path
    server: TempPostgres | None = None
    urls: dict[str, str] = field(default_factory=dict)
    targets: dict[str, str] = field(default_factory=dict)

    def program(self, url: str) -> Program:
        """Return the program on a shop."""
        return Program(url, self.folder / "home")

    def keep(self, name: str, url: str) -> None:
        """Make the database of a URL an initial shop."""
        self.urls[name] = url

    def copy(self, name: str) -> str:
        """Return the URL of a copy of a shop; for an unknown name that of an empty place."""
        fresh = f"trial{next(NUMBERS)}"
        if self.server is None:
            path = self.folder / f"{fresh}.db"
            if name in self.urls:
                shutil.copy(self.urls[name].removeprefix("sqlite:///"), path)
            return f"sqlite:///{path}"
        if name not in self.urls:
            return self.server.create_database(fresh)
        return self.server.create_database(fresh, template=self._name(self.urls[name]))

    def target(self, url: str) -> str:
        """Return the URL of an empty place beside a copy, the same at each call."""
        if self.server is None:
            return f"{url}-copy"
        name = f"{self._name(url)}copy"
        return self.targets.get(name) or self.targets.setdefault(name, self.server.create_database(name))

    def settle(self, url: str) -> None:
        """Wait until the server has noticed the end of killed connections."""
        if self.server is None:
            return
        for place in filter(None, (url, self.targets.get(f"{self._name(url)}copy"))):
            wait_until(partial(self._is_alone, place))

    @staticmethod
    def _is_alone(url: str) -> bool:
        others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        return query(url, others) == [(0,)]

    def drop(self, url: str) -> None:
        """Remove a copy."""
        if self.server is not None:
            for name in (self._name(url), f"{self._name(url)}copy"):
                self.server.drop_database(name)
            return
        path = Path(url.removeprefix("sqlite:///"))
        for file in path.parent.glob(f"{path.name}*"):
            file.unlink()

    @staticmethod
    def _name(url: str) -> str:
        return url.partition("@/")[2].partition("?")[0]


def table(rows: list[dict[str, Any]]) -> str:
    """Return rows as CSV."""
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def people(number: int, mail: str) -> str:
    """Return customers as a file."""
    return table([{"first_name": f"Asha {n}", "email": f"asha{n}@{mail}", "tags": "one,two"} for n in range(number)])


def orders(number: int) -> str:
    """Return orders of the customers of a shop as a file."""
    row = {"status": "paid", "total": "70.50", "placed_at": "2026-01-05"}
    return table([{"number": str(n), "customer_email": f"asha{n % PEOPLE}@example.com", **row} for n in range(number)])


def addresses(number: int) -> str:
    """Return addresses of the customers of a shop as a file."""
    row = {"city": "Pune", "state": "Maharashtra", "pincode": "411001"}
    return table([{"customer_email": f"asha{n % PEOPLE}@example.com", "address1": f"{n} MG Road", **row} for n in range(number)])


def counted(statement: str) -> State:
    """Return a function that measures the progress of a command by a statement; 0 without a schema."""

    def state(url: str) -> int:
        if url.startswith("sqlite") and not Path(url.removeprefix("sqlite:///")).exists():
            return 0
        if url.startswith("sqlite"):
            rows = query(url, "SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'")
        else:
            rows = query(url, "SELECT count(*) FROM pg_tables WHERE tablename = 'alembic_version'")
        return int(query(url, statement)[0][0] or 0) if rows == [(1,)] else 0

    return state


def make_shops(shops: Shops) -> Mapping[str, Any]:
    """Create the initial shops; return the values that the trials need."""
    empty = shops.copy("nothing")
    shops.program(empty)("db", "upgrade").succeeds()
    shops.keep("empty", empty)
    filled = shops.copy("empty")
    customers = shops.program(filled)
    customers("import", "customers", "-", stdin=people(PEOPLE, "example.com")).succeeds()
    shops.keep("people", filled)
    undone = shops.copy("people")
    customers_import = latest_run(shops.program(undone))
    shops.program(undone)("undo", customers_import, "--yes").succeeds()
    shops.keep("undone", undone)
    busy = shops.copy("people")
    customers = shops.program(busy)
    customers("import", "orders", "-", stdin=orders(4 * PEOPLE)).succeeds()
    orders_import = latest_run(customers)
    customers("import", "addresses", "-", stdin=addresses(PEOPLE)).succeeds()
    shops.keep("busy", busy)
    tagged = shops.copy("busy")
    shops.program(tagged)("tag", "add", "--tag", "third", "--has-email", "--yes").succeeds()
    shops.keep("tagged", tagged)
    merged = shops.copy("busy")
    done = shops.program(merged)("merge", "asha1@example.com", "asha2@example.com", "--yes", "-o", "json").json()
    shops.keep("merged", merged)
    wrong = shops.copy("busy")
    query(wrong, "UPDATE customer_statistics SET total_orders = total_orders + 1")
    shops.keep("wrong", wrong)
    if shops.server is None:
        blank = shops.copy("nothing")
        make_blank(Path(blank.removeprefix("sqlite:///")))
        shops.keep("blank", blank)
    shops.program(busy)("db", "backup", str(shops.folder / "backup.db")).succeeds()
    runs = {
        "customers": customers_import,
        "undo": latest_run(shops.program(undone)),
        "orders": orders_import,
        "tags": latest_run(shops.program(tagged)),
    }
    return {"merge": done["merge_id"], "backup": str(shops.folder / "backup.db"), **runs}


def trials(known: Mapping[str, Any], engine: str) -> list[Trial]:
    """Return the trials of all commands that are killed."""
    schema = counted("SELECT count(*) FROM alembic_version")
    copied = counted("SELECT count(*) FROM orders")
    two = ("asha1@example.com", "asha2@example.com")
    erased = tuple(f"asha{n}@example.com" for n in range(40))
    undone = counted("SELECT count(*) + (SELECT count(*) FROM customers WHERE state = 'absorbed') FROM merges WHERE undone_at IS NULL")
    merged = counted("SELECT count(*) + (SELECT count(*) FROM customers WHERE state = 'absorbed') FROM merges")
    tagged = counted("SELECT count(*) FROM customer_tags WHERE key = 'third'")
    erased_count = counted("SELECT count(*) FROM customers WHERE state = 'erased'")
    wrong = counted("SELECT sum(total_orders) FROM customer_statistics")
    commands = [
        Trial("import customers", "empty", ("import", "customers", "-"), counted("SELECT count(*) FROM customers"), IMPORTED, ROWS),
        Trial("import orders", "people", ("import", "orders", "-"), copied, IMPORTED_ORDERS, ROWS, stdin=orders(ROWS)),
        Trial("import addresses", "people", ("import", "addresses", "-"), counted("SELECT count(*) FROM addresses"), IMPORTED, ROWS),
        Trial("merge", "busy", ("merge", *two, "--yes"), merged, frozenset({0, 2}), 2),
        Trial("unmerge", "merged", ("unmerge", known["merge"], "--yes"), undone, frozenset({0, 2}), 0, again=4),
        Trial("vip recalculate", "wrong", ("vip", "recalculate"), wrong, frozenset({4 * PEOPLE, 5 * PEOPLE}), 4 * PEOPLE, sound=False),
        Trial("tag add", "busy", ("tag", "add", "--tag", "third", "--has-email", "--yes"), tagged, frozenset({0, PEOPLE}), PEOPLE),
        Trial("erase", "busy", ("erase", *erased, "--yes"), erased_count, frozenset({0, 40}), 40, again=3, erases=True),
        Trial("db restore", "empty", ("db", "restore", known["backup"], "--yes"), copied, frozenset({0, 4 * PEOPLE}), 4 * PEOPLE, again=4),
        Trial(
            "db replace", "people", ("db", "restore", known["backup"], "--replace", "--yes"), copied, frozenset({0, 4 * PEOPLE}), 4 * PEOPLE
        ),
        Trial("db upgrade", "blank" if engine == "sqlite" else "nothing", ("db", "upgrade"), schema, frozenset({0, 1}), 1),
        Trial("first use", "nothing", ("db", "upgrade"), schema, frozenset({0, 1}), 1, engine="sqlite"),
    ]
    fed = {"import customers": people(ROWS, "example.org"), "import addresses": addresses(ROWS)}
    return [
        replace(trial, stdin=fed.get(trial.name, trial.stdin), arguments=(*trial.arguments, "--debug"), since=STATEMENT)
        for trial in commands
        if trial.engine in ("", engine)
    ]


def undo_trials(known: Mapping[str, Any]) -> list[Trial]:
    """Return the trials of undos, of each kind of statements that they have, and of moves of orders."""
    live = counted("SELECT count(*) FROM customers WHERE state = 'live'")
    sold = counted("SELECT count(*) FROM orders")
    owner = "(SELECT customer_id FROM identities WHERE kind = 'email' AND value = 'asha1@example.com')"
    moved = counted(f"SELECT count(*) FROM orders WHERE customer_id IN {owner}")
    tagged = counted("SELECT count(*) FROM customer_tags WHERE key = 'third'")
    people, sales, owned, chosen = frozenset({0, PEOPLE}), frozenset({0, 4 * PEOPLE}), 4, 40
    numbers = tuple(f"import:{n}" for n in range(chosen) if n != 1)
    commands = [
        Trial("undo, customers", "people", ("undo", known["customers"]), live, people, 0, again=4),
        Trial("undo of an undo", "undone", ("undo", known["undo"]), live, people, PEOPLE, again=4),
        Trial("undo, orders", "busy", ("undo", known["orders"]), sold, sales, 0, again=4),
        Trial("undo, tags", "tagged", ("undo", known["tags"]), tagged, people, 0, again=4),
        Trial(
            "orders move",
            "busy",
            ("orders", "move", *numbers, "--to", "asha1@example.com"),
            moved,
            frozenset({owned, owned + len(numbers)}),
            owned + len(numbers),
        ),
    ]
    return [replace(trial, arguments=(*trial.arguments, "--yes", "--debug"), since=CHANGE) for trial in commands]
