"""Measure nightly jobs (the recalculation of some customers, `duplicates`, `doctor`), and undos of imports."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any
from uuid import UUID

from customers.config.settings import load
from customers.services.recalculation import recalculate_customers
from customers.services.shop import ShopContext
from tests.bench import floors
from tests.bench.databases import Database
from tests.bench.duplicates import write_native
from tests.bench.generate import write_customers, write_orders
from tests.bench.households import households
from tests.bench.program import Run, timed
from tests.bench.report import Result, Target

if TYPE_CHECKING:
    from tests.bench.measures import Bench

TOUCHED = 10_000
PROFILES = 100_000
IMPORTED = 100_000
# An undo takes as long as the run that it takes back, at most.
AS_LONG = Target(1)
# The CPU seconds of a prototype on another machine: duplicates have no floor in plain SQL.
PROTOTYPE = 8.7


def recalculate_touched(bench: "Bench") -> Iterator[Result]:
    """Measure the recalculation of wrong statistics of many customers by the service, as an import does it."""
    many = min(TOUCHED, bench.size // 10)
    shop = ShopContext(load({"CUSTOMERS_DATABASE_URL": bench.shop.url}), "bench", "bench")
    floor, took = [], []
    with bench.shop.connect() as connection:
        every = bench.size // many
        numbered = "SELECT customer_id, row_number() OVER (ORDER BY customer_id) AS n FROM customer_statistics"
        ids = [row[0] for row in connection.execute(f"SELECT customer_id FROM ({numbered}) AS r WHERE n % {every} = 0")]
    touched = [id_ if isinstance(id_, UUID) else UUID(bytes=id_) for id_ in ids]
    recalculate(shop, touched)  # imports, connects
    for _ in range(bench.times + 2):
        spoil(bench.shop, ids)
        with bench.shop.connect() as connection:
            floor.append(timed(floors.recalculate_some, connection, bench.engine, ids))
        spoil(bench.shop, ids)
        took.append(timed(recalculate, shop, touched))
    shop.engine.dispose()
    yield Result(f"recalculation of {many:,} touched", bench.engine, median(floor), median(took), target=Target(1.3), rows=many)


def spoil(shop: Database, ids: list[Any]) -> None:
    """Make the statistics of some customers wrong, but no VIP flag."""
    with shop.connect() as connection:
        mark = "?" if shop.engine == "sqlite" else "%s"
        statement = f"UPDATE customer_statistics SET total_spent = total_spent + 1 WHERE customer_id = {mark}"
        connection.cursor().executemany(statement, [(id_,) for id_ in ids])
        connection.commit()
    shop.settle()


def recalculate(shop: ShopContext, customer_ids: list[UUID]) -> None:
    """Recalculate in one transaction of the service."""
    with shop.keep_open(), shop.writing() as tx:
        recalculate_customers(tx, customer_ids)


def duplicates(bench: "Bench") -> Iterator[Result]:
    """Measure the CPU time of `duplicates` in a shop of families."""
    many = min(PROFILES, bench.size)
    file = bench.file("households.csv")
    write_native(file, households(many))
    shop = bench.empty.copy()
    bench.program.run(shop.url, "import", "customers", str(file), "-q", "--set", "country=IN")
    shop.settle()
    runs = [bench.program.run(shop.url, "duplicates", "--all", "-o", "jsonl") for _ in range(min(bench.times, 3))]
    shop.drop()
    cpu, most = median(run.cpu for run in runs), max(run.megabytes for run in runs)
    prototype = PROTOTYPE * many / PROFILES
    yield Result(f"duplicates, {many:,} (CPU)", bench.engine, prototype, cpu, target=Target(1), megabytes=most, rows=many)


def doctor(bench: "Bench") -> Iterator[Result]:
    """Measure every check of `doctor`; the floor is a recalculation of the statistics, one of 35 checks."""
    series = bench.series("doctor", "-o", "json")
    with bench.shop.connect() as connection:
        for _ in range(min(bench.times, 3)):
            series.floor(floors.recalculate, connection, bench.engine)
            series.program(bench.shop, "doctor", "-o", "json")
    yield series.result("doctor", None, bench.size)


def undo(bench: "Bench") -> Iterator[Result]:
    """Measure the undo of an import of new customers and of one of new orders; the floor is the import, by the same program."""
    works: dict[str, tuple[int, Callable[[Path, int, int], None]]] = {
        "customers": (min(bench.size, IMPORTED), write_customers),
        "orders": (bench.size, write_orders),
    }
    for kind, (rows, write) in works.items():
        file = bench.file(f"undone-{kind}.csv")
        write(file, bench.size, rows)
        imports, undos, redos = [], [], []
        for _ in range(bench.times):
            with bench.copy() as shop:
                imports.append(bench.program.run(shop.url, "import", kind, str(file), "-o", "json"))
                undos.append(take_back(bench, shop, kind, rows))
                redos.append(take_back(bench, shop, kind, rows))
        yield result(bench, f"undo of an import of {kind}", imports, undos, rows)
        yield result(bench, f"undo of that undo, {kind}", imports, redos, rows)


def take_back(bench: "Bench", shop: Database, kind: str, rows: int) -> Run:
    """Undo the newest run, and check how much went back.

    Raises:
        RuntimeError: it is not all that the run brought.
    """
    (newest,) = json.loads(bench.program.run(shop.url, "runs", "-n", "1", "-o", "json").stdout)["data"]
    run = bench.program.run(shop.url, "undo", newest["id"], "--yes", "-o", "json")
    if (undone := json.loads(run.stdout)["undone"])[kind] != rows:
        raise RuntimeError(f"expected {rows} {kind}, got {undone}")
    return run


def result(bench: "Bench", name: str, floor: list[Run], runs: list[Run], rows: int) -> Result:
    """Return the medians."""
    seconds, cpu = median(run.seconds for run in runs), median(run.cpu for run in runs)
    megabytes = max(run.megabytes for run in runs)
    return Result(name, bench.engine, median(run.seconds for run in floor), seconds, 0, AS_LONG, cpu, megabytes, rows)
