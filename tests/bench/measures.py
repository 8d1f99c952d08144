"""What is measured: each measure runs floor and program in turn and gives medians."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID

from tests.bench import floors
from tests.bench.databases import Database
from tests.bench.generate import created_at, iso, uuid7, write_customers, write_orders
from tests.bench.merging import merges
from tests.bench.program import Program, Run, timed
from tests.bench.report import Result, Target
from tests.bench.searches import searches, show, typing_error
from tests.bench.upkeep import doctor, duplicates, recalculate_touched

# From here on a start-up, which is about 0.4 s and varies, is left in: it is the user's time too.
LONG = 1.0
PAGES = 15
SHORT = 15
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
        """Measurements of a command to come; `idle` is the same with next to nothing to do, for the empty shop."""
        return Series(self, idle)

    def file(self, name: str) -> Path:
        """A file of the benchmark."""
        return self.folder / name

    def resident(
        self, name: str, floor: list[float], command: tuple[str, ...], target: Target | None, idle: tuple[str, ...] | None = None
    ) -> Result:
        """A short command, run again and again in one process; the same (or another) on an empty shop is its start-up."""
        took = self.program.resident(self.shop.url, *command, times=PAGES)
        empty = self.program.resident(self.empty.url, *(idle or command), times=PAGES)
        return Result(name, self.engine, median(floor), median(took), median(empty), target)

    @contextmanager
    def copy(self) -> Iterator[Database]:
        """A copy of the shop for a run that changes it."""
        copied = self.shop.copy()
        try:
            yield copied
        finally:
            copied.drop()


@dataclass
class Series:
    """Floor and program, measured in turn, with the program's start-up beside them."""

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
        """The medians."""
        floor, seconds, cpu = median(self.floors), median(run.seconds for run in self.runs), median(run.cpu for run in self.runs)
        start_up = median(self.idles) if floor < LONG else 0
        return Result(name, self.bench.engine, floor, seconds, start_up, target, cpu, max(run.megabytes for run in self.runs), rows)


Measure = Callable[[Bench], Iterator[Result]]


def start_up(bench: Bench) -> Iterator[Result]:
    """CPU time of short commands, as a multiple of an interpreter that does nothing."""
    customer = str(UUID(int=uuid7(created_at(7, bench.size), 7)))
    commands: dict[str, list[tuple[float, str, tuple[str, ...]]]] = {
        "sqlite": [
            (1.5, "--version", ("--version",)),
            (5.5, "--help", ("--help",)),
            (12, "list --help", ("list", "--help")),
            (24, "show ID -o json", ("show", customer, "-o", "json")),
            (27, "show ID", ("show", customer, "-o", "table")),
        ],
        "postgresql": [(31, "show ID -o json", ("show", customer, "-o", "json"))],
    }
    for ratio, name, arguments in commands[bench.engine]:
        pairs = [(bench.program.bare().cpu, bench.program.run(bench.shop.url, *arguments).cpu) for _ in range(SHORT)]
        bare, cpu = (median(column) for column in zip(*pairs, strict=True))
        yield Result(f"start-up (CPU): {name}", bench.engine, bare, cpu, target=Target(ratio))


def recalculate_nothing(bench: Bench) -> Iterator[Result]:
    """`vip recalculate` where all is right."""
    command = ("vip", "recalculate", "-o", "json")
    series = bench.series(*command)
    with bench.shop.connect() as connection:
        for _ in range(bench.times):
            series.floor(recalculate, connection, bench.engine, 0)
            expect((bench.size, 0), counts(series.program(bench.shop, *command), "examined", "changed"))
    yield series.result("vip recalculate, nothing to change", Target(1.2))


def recalculate_everything(bench: Bench) -> Iterator[Result]:
    """`vip recalculate` where every row is wrong."""
    command = ("vip", "recalculate", "-o", "json")
    series = bench.series(*command)
    with bench.copy() as shop:
        for _ in range(bench.times):
            floors.spoil(shop)
            with shop.connect() as connection:
                series.floor(recalculate, connection, bench.engine, bench.size)
            floors.spoil(shop)
            expect((bench.size, bench.size), counts(series.program(shop, *command), "examined", "changed"))
    yield series.result("vip recalculate, everything to change", Target(1.25))


def recalculate(connection: Any, engine: str, changed: int) -> None:
    """The floor, which must change as many rows as it ought to."""
    expect(changed, floors.recalculate(connection, engine))


def segments(bench: Bench) -> Iterator[Result]:
    """`segments`, whose start-up is larger than its work: many runs in one process."""
    with bench.shop.connect() as connection:
        floor = [timed(floors.count_segments, connection, bench.engine) for _ in range(PAGES)]
    yield bench.resident("segments", floor, ("segments", "-o", "json"), Target(1.3))


def lists(bench: Bench) -> Iterator[Result]:
    """A page of customers, its tags and the exact total, by several ways."""
    ways = (
        ("list, first page", (), floors.FIRST_PAGE, Target(1.3, 5)),
        ("list --tag, a common one", ("--tag", COMMON), floors.tag_page(COMMON, common=True), Target(1.3, 5)),
        ("list --tag, a rare one", ("--tag", RARE), floors.tag_page(RARE, common=False), Target(1.3, 5)),
        ("list --sort -total_spent", ("--sort", "-total_spent"), floors.SPENT_PAGE, Target(1.3)),
    )
    for name, arguments, page, target in ways:
        yield page_of(bench, name, page, arguments, target)
    depth = bench.size // 2
    deep = bench.program.run(bench.shop.url, "list", "-o", "json", "--page", str(depth // 100), "--per-page", "100").stdout
    cursor = json.loads(deep)["meta"]["next_cursor"]
    page = floors.deep_page(bench.shop, depth // 100 * 100)
    yield page_of(bench, "list --cursor, half-way down", page, ("--cursor", cursor), Target(1.3, 5))


def page_of(bench: Bench, name: str, page: floors.Page, arguments: tuple[str, ...], target: Target) -> Result:
    """A page by the program and by the driver, which must agree on the total."""
    command = ("list", "-o", "json", *arguments)
    with bench.shop.connect() as connection:
        total = floors.read_page(connection, page)
        floor = [timed(floors.read_page, connection, page) for _ in range(PAGES)]
    expect(total, json.loads(bench.program.run(bench.shop.url, *command).stdout)["meta"]["total"])
    return bench.resident(name, floor, command, target)


def import_customers(bench: Bench) -> Iterator[Result]:
    """New customers from CSV, with tags, addresses and history, beside two floors.

    Both read the file with `csv.reader` and write rows that are parsed already, with every index, in one transaction: the
    first all the rows that the import writes (profiles, identities, statistics, tags, addresses, search texts with their
    trigrams, history), which is the same work but for the rules; the second the profiles alone, a third of it on SQLite
    and a sixth on PostgreSQL.
    """
    many = min(bench.size, 100_000)
    file, nobody = bench.file("customers.csv"), bench.file("nobody.csv")
    write_customers(file, bench.size, many)
    write_customers(nobody, bench.size, 0)
    series = bench.series("import", "customers", str(nobody), "-o", "json")
    alone = bench.series()
    for _ in range(bench.times):
        with bench.copy() as shop:
            run = series.program(shop, "import", "customers", str(file), "-o", "json")
            expect((many, many), counts(run, "read", "created"))
            rows = floors.imported(shop, "customers")
        for into, tables in ((series, rows), (alone, {"customers": rows["customers"]})):
            with bench.copy() as shop, shop.connect() as connection:
                into.floor(floors.read_and_write, shop, connection, file, tables)
    alone.runs, alone.idles = series.runs, series.idles
    yield series.result("import customers / all rows it writes", Target(2.7), many)
    yield alone.result("import customers / profiles alone", Target(2.7), many)


def import_orders(bench: Bench) -> Iterator[Result]:
    """New orders of known customers from CSV, beside two floors.

    The first reads the file with `csv.reader`, looks its customers up by their emails and external ids, writes the rows,
    parsed already and in the order of their key, and recalculates everybody's statistics once, in two transactions: the
    same work but for the rules. The second writes the rows and nothing else.
    """
    many = bench.size
    file, nothing = bench.file("orders.csv"), bench.file("nothing.csv")
    write_orders(file, bench.size, many)
    write_orders(nothing, bench.size, 0)
    series = bench.series("import", "orders", str(nothing), "-o", "json")
    alone = bench.series()
    for _ in range(bench.times):
        with bench.copy() as shop:
            run = series.program(shop, "import", "orders", str(file), "-o", "json")
            expect((many, many), counts(run, "read", "created"))
            rows = floors.imported(shop, "orders")
        with bench.copy() as shop, shop.connect() as connection:
            series.floor(floors.bring_orders, shop, connection, file, rows)
        with bench.copy() as shop, shop.connect() as connection:
            alone.floor(floors.write, shop, connection, rows)
    alone.runs, alone.idles = series.runs, series.idles
    yield series.result("import orders / found, written, recalculated", Target(3), many)
    yield alone.result("import orders / rows alone", Target(3), many)


def exports(bench: Bench) -> Iterator[Result]:
    """All customers into a file; the floor writes profiles, statistics and tags, but no addresses."""
    ratios = {"csv": {"sqlite": 3.5, "postgresql": 1.5}, "jsonl": {"sqlite": 1.8, "postgresql": 1.8}}
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
    """Two tags for a tenth of the customers, with history; the floor writes none."""
    labels = ("Bench-A", "Bench-B")
    since = created_at(bench.size * 9 // 10, bench.size)
    command = ("tag", "add", "--tag", ",".join(labels), "--created-after", iso(since), "--yes", "-o", "json")
    bound = str(since) if bench.engine == "sqlite" else f"to_timestamp({since})"
    series = bench.series(*command)
    for _ in range(bench.times):
        with bench.copy() as shop, shop.connect() as connection:
            series.floor(floors.add_tags, connection, labels, bound)
        with bench.copy() as shop:
            expect((bench.size // 10, bench.size // 5), counts(series.program(shop, *command), "customers", "added"))
    yield series.result("tag add, 2 tags to a tenth", Target(2), bench.size // 10)


def counts(run: Run, *names: str) -> tuple[int, ...]:
    """Some counts of what a command printed."""
    printed = json.loads(run.stdout)
    return tuple(printed[name] for name in names)


def expect(wanted: object, found: object) -> None:
    """End the benchmark where program or floor did something else: their times could not be compared."""
    if found != wanted:
        raise RuntimeError(f"expected {wanted}, found {found}")


MEASURES: dict[str, Measure] = {
    "start-up": start_up,
    "recalculate-nothing": recalculate_nothing,
    "recalculate-everything": recalculate_everything,
    "recalculate-touched": recalculate_touched,
    "segments": segments,
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
}
