"""Measure floor and program in turn; the results are medians."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID

from tests.bench import floors, importing
from tests.bench.databases import Database
from tests.bench.generate import created_at, iso, uuid7, write_customers, write_orders
from tests.bench.merging import merges
from tests.bench.program import Program, Run, timed
from tests.bench.report import Result, Target
from tests.bench.searches import searches, show, typing_error
from tests.bench.segments import recalculate_with_period, rfm, saved_segments, segments
from tests.bench.upkeep import doctor, duplicates, recalculate_touched, undo

# Seconds of the floor from which the start-up of about 0.4 s is not subtracted.
LONG = 2.0
PAGES, SHORT = 15, 15
COMMON, RARE = "tag-001", "tag-200"


@dataclass
class Bench:
    """A generated shop on one engine, an empty one, and the program."""

    program: Program
    shop: Database
    empty: Database
    size: int
    times: int
    folder: Path

    @property
    def engine(self) -> str:
        """The engine's name."""
        return self.shop.engine

    def series(self, *idle: str) -> "Series":
        """Return a series of measurements; `idle` is the command with almost no work, for the empty shop."""
        return Series(self, idle)

    def file(self, name: str) -> Path:
        """Return the path of a file of the benchmark."""
        return self.folder / name

    def resident(
        self, name: str, floor: list[float], command: tuple[str, ...], target: Target | None, idle: tuple[str, ...] | None = None
    ) -> Result:
        """Measure a short command repeatedly in one process; the `idle` one on the empty shop is its start-up."""
        seconds = self.program.resident(self.shop.url, *command, times=PAGES)
        empty = self.program.resident(self.empty.url, *(idle or command), times=PAGES)
        return Result(name, self.engine, median(floor), median(seconds), median(empty), target)

    @contextmanager
    def copy(self) -> Iterator[Database]:
        """Copy the shop for a run that changes it, and drop the copy afterwards."""
        shop = self.shop.copy()
        try:
            yield shop
        finally:
            shop.drop()


@dataclass
class Series:
    """The times of floor, program and start-up, measured in turn."""

    bench: Bench
    idle: tuple[str, ...]
    floors: list[float] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    idles: list[float] = field(default_factory=list)

    def floor(self, work: Callable[..., Any], *arguments: Any) -> None:
        """Measure the floor once."""
        self.floors.append(timed(work, *arguments))

    def program(self, shop: Database, *command: str) -> Run:
        """Measure the program once, and its start-up."""
        self.idles.append(self.bench.program.run(self.bench.empty.url, *self.idle).seconds)
        self.runs.append(self.bench.program.run(shop.url, *command))
        return self.runs[-1]

    def result(self, name: str, target: Target | None, rows: int | None = None) -> Result:
        """Return the medians of the series."""
        floor, seconds, cpu = median(self.floors), median(run.seconds for run in self.runs), median(run.cpu for run in self.runs)
        start_up = median(self.idles) if floor < LONG else 0
        return Result(name, self.bench.engine, floor, seconds, start_up, target, cpu, max(run.megabytes for run in self.runs), rows)


Measure = Callable[[Bench], Iterator[Result]]


def start_up(bench: Bench) -> Iterator[Result]:
    """Measure the CPU time of short commands, as a multiple of that of an idle interpreter."""
    customer = str(UUID(int=uuid7(created_at(7, bench.size), 7)))
    commands: dict[str, list[tuple[float, str, tuple[str, ...]]]] = {
        "sqlite": [
            (1.4, "--version", ("--version",)),
            (1.5, "--help", ("--help",)),
            (8, "list --help", ("list", "--help")),
            (24, "show ID -o json", ("show", customer, "-o", "json")),
            (26, "show ID", ("show", customer, "-o", "table")),
        ],
        "postgresql": [(26, "show ID -o json", ("show", customer, "-o", "json"))],
    }
    for ratio, name, arguments in commands[bench.engine]:
        pairs = [(bench.program.bare().cpu, bench.program.run(bench.shop.url, *arguments).cpu) for _ in range(SHORT)]
        bare, cpu = (median(column) for column in zip(*pairs, strict=True))
        yield Result(f"start-up (CPU): {name}", bench.engine, bare, cpu, target=Target(ratio))


def recalculate_nothing(bench: Bench) -> Iterator[Result]:
    """Measure `vip recalculate` of correct statistics."""
    command = ("vip", "recalculate", "-o", "json")
    series = bench.series(*command)
    with bench.shop.connect() as connection:
        for _ in range(bench.times):
            series.floor(recalculate, connection, bench.engine, 0)
            expect((bench.size, 0), counts(series.program(bench.shop, *command), "examined", "changed"))
    yield series.result("vip recalculate, nothing to change", Target(1.2))


def recalculate_everything(bench: Bench) -> Iterator[Result]:
    """Measure `vip recalculate` of statistics that are all wrong."""
    command = ("vip", "recalculate", "-o", "json")
    series = bench.series(*command)
    with bench.copy() as shop:
        for _ in range(bench.times):
            floors.spoil(shop)
            with shop.connect() as connection:
                series.floor(recalculate, connection, bench.engine, bench.size)
            floors.spoil(shop)
            expect((bench.size, bench.size), counts(series.program(shop, *command), "examined", "changed"))
    yield series.result("vip recalculate, everything to change", Target(1.15))


def recalculate(connection: Any, engine: str, changed: int) -> None:
    """Run the floor, and check the number of changed rows."""
    expect(changed, floors.recalculate(connection, engine))


def lists(bench: Bench) -> Iterator[Result]:
    """Measure pages of customers with their tags and the exact total, in several orders."""
    pages = (
        ("list, first page", (), floors.FIRST_PAGE, Target(1.3, 5)),
        ("list --tag, a common one", ("--tag", COMMON), floors.tag_page(COMMON, common=True), Target(1.3, 5)),
        ("list --tag, a rare one", ("--tag", RARE), floors.tag_page(RARE, common=False), Target(1.3, 5)),
        ("list --sort -total_spent", ("--sort", "-total_spent"), floors.SPENT_PAGE, Target(1.3)),
    )
    for name, arguments, page, target in pages:
        yield page_of(bench, name, page, arguments, target)
    depth = bench.size // 2
    deep = bench.program.run(bench.shop.url, "list", "-o", "json", "--page", str(depth // 100), "--per-page", "100").stdout
    cursor = json.loads(deep)["meta"]["next_cursor"]
    page = floors.deep_page(bench.shop, depth // 100 * 100)
    yield page_of(bench, "list --cursor, half-way down", page, ("--cursor", cursor), Target(1.3, 5))


def page_of(bench: Bench, name: str, page: floors.Page, arguments: tuple[str, ...], target: Target) -> Result:
    """Measure a page by the program and by the driver, and compare the totals."""
    command = ("list", "-o", "json", *arguments)
    with bench.shop.connect() as connection:
        total = floors.read_page(connection, page)
        floor = [timed(floors.read_page, connection, page) for _ in range(PAGES)]
    expect(total, json.loads(bench.program.run(bench.shop.url, *command).stdout)["meta"]["total"])
    return bench.resident(name, floor, command, target)


def import_customers(bench: Bench) -> Iterator[Result]:
    """Measure the import of new customers from CSV, with tags, addresses and history, against two floors.

    Both read the file with `csv.reader` and write parsed rows with all indexes in one transaction. The first writes all rows of the
    import (profiles, identities, statistics, tags, addresses, search texts with their trigrams, history), the same work without the
    rules; the second writes the profiles alone, a third of it on SQLite and a sixth on PostgreSQL.
    """
    many = min(bench.size, 100_000)
    file, empty = bench.file("customers.csv"), bench.file("no-customers.csv")
    write_customers(file, bench.size, many)
    write_customers(empty, bench.size, 0)
    series = bench.series("import", "customers", str(empty), "-o", "json")
    rows_alone = bench.series()
    for _ in range(bench.times):
        with bench.copy() as shop:
            run = series.program(shop, "import", "customers", str(file), "-o", "json")
            expect((many, many), counts(run, "read", "created"))
            rows = importing.imported(shop, "customers")
        for target, tables in ((series, rows), (rows_alone, {"customers": rows["customers"]})):
            with bench.copy() as shop, shop.connect() as connection:
                target.floor(importing.read_and_write, shop, connection, file, tables)
    rows_alone.runs, rows_alone.idles = series.runs, series.idles
    yield series.result("import customers / all rows it writes", Target(2), many)
    yield rows_alone.result("import customers / profiles alone", None, many)


def import_orders(bench: Bench) -> Iterator[Result]:
    """Measure the import of new orders of known customers from CSV, against two floors.

    The first reads the file with `csv.reader`, twice, as rows that differ about one order are refused whichever comes first; looks up
    its customers by email and external id, and its orders by their numbers, as known ones are updated; writes parsed rows in the order
    of their key, and recalculates all statistics once, in two transactions: the same work without the rules. On PostgreSQL it passes
    the values that it looks up as arrays. The second only writes the rows.
    """
    many = bench.size
    file, empty = bench.file("orders.csv"), bench.file("no-orders.csv")
    write_orders(file, bench.size, many)
    write_orders(empty, bench.size, 0)
    series = bench.series("import", "orders", str(empty), "-o", "json")
    rows_alone = bench.series()
    for _ in range(bench.times):
        with bench.copy() as shop:
            run = series.program(shop, "import", "orders", str(file), "-o", "json")
            expect((many, many), counts(run, "read", "created"))
            rows = importing.imported(shop, "orders")
        with bench.copy() as shop, shop.connect() as connection:
            series.floor(importing.import_orders, shop, connection, file, rows)
        with bench.copy() as shop, shop.connect() as connection:
            rows_alone.floor(importing.write, shop, connection, rows)
    rows_alone.runs, rows_alone.idles = series.runs, series.idles
    yield series.result("import orders / found, written, recalculated", Target(2), many)
    yield rows_alone.result("import orders / rows alone", None, many)


def exports(bench: Bench) -> Iterator[Result]:
    """Measure the export of all customers; the floor writes profiles, statistics, tags and addresses as the engine prints their values."""
    ratios = {"csv": {"sqlite": 3, "postgresql": 1.5}, "jsonl": {"sqlite": 1.5, "postgresql": 1.5}}
    for form, ratio in ratios.items():
        path, idle = bench.file(f"export.{form}"), bench.file(f"idle.{form}")
        export = floors.exporter(bench.engine, form)
        series = bench.series("export", "customers", str(idle), "--format", form)
        for _ in range(bench.times):
            with bench.shop.connect() as connection:
                series.floor(export, connection, path)
            series.program(bench.shop, "export", "customers", str(path), "--format", form)
            with path.open("rb") as file:
                expect(bench.size + (form == "csv"), sum(1 for _ in file))
        yield series.result(f"export customers, {form}", Target(ratio[bench.engine]), bench.size)


def tag_add(bench: Bench) -> Iterator[Result]:
    """Measure adding two tags to the newest customers; the floor too writes history and run."""
    labels, many = ("Bench-A", "Bench-B"), min(bench.size, 100_000)
    since = created_at(bench.size - many, bench.size)
    command = ("tag", "add", "--tag", ",".join(labels), "--created-after", iso(since), "--yes", "-o", "json")
    bound = str(since) if bench.engine == "sqlite" else f"to_timestamp({since})"
    series = bench.series(*command)
    for _ in range(bench.times):
        with bench.copy() as shop, shop.connect() as connection:
            series.floor(floors.add_tags, connection, bench.engine, labels, bound)
        with bench.copy() as shop:
            expect((many, 2 * many), counts(series.program(shop, *command), "customers", "added"))
    yield series.result(f"tag add, 2 tags to {many:,}", Target(1.5), many)


def counts(run: Run, *names: str) -> tuple[int, ...]:
    """Return counts of the JSON that a command printed."""
    printed = json.loads(run.stdout)
    return tuple(printed[name] for name in names)


def expect(expected: object, actual: object) -> None:
    """Stop the benchmark where program or floor did other work: their times cannot be compared.

    Raises:
        RuntimeError: the values differ.
    """
    if actual != expected:
        raise RuntimeError(f"expected {expected}, got {actual}")


MEASURES: dict[str, Measure] = {
    "start-up": start_up,
    "recalculate-nothing": recalculate_nothing,
    "recalculate-everything": recalculate_everything,
    "recalculate-touched": recalculate_touched,
    "recalculate-period": recalculate_with_period,
    "segments": segments,
    "saved-segments": saved_segments,
    "rfm": rfm,
    "list": lists,
    "search": searches,
    "typing-error": typing_error,
    "show": show,
    "import-customers": import_customers,
    "import-orders": import_orders,
    "export": exports,
    "tag-add": tag_add,
    "merge": merges,
    "duplicates": duplicates,
    "doctor": doctor,
    "undo": undo,
}
