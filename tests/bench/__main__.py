"""`python -m tests.bench --size small|medium|large`: the program's times as multiples of raw SQL on the same data."""

import argparse
import os
import platform
import signal
import sys
import tempfile
from pathlib import Path

from tests.bench import floors
from tests.bench.databases import Database, shops
from tests.bench.measures import MEASURES, Bench
from tests.bench.program import Program, timed
from tests.bench.report import Result, Table, write_jsonl
from tests.bench.results import SIZES, record

TIMES = {"small": 5, "medium": 3, "large": 3}
# The load per core of the benchmark and its server alone.
BUSY = 0.8


def main() -> int:
    """Measure and print; ends with 1 where a target is missed."""
    # SIGTERM raises SystemExit, so that servers and folders are removed.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    options = parse()
    engines = ("sqlite", "postgresql") if options.engine == "both" else (options.engine,)
    size, table = SIZES[options.size], Table()
    results: list[Result] = []
    databases: dict[str, str] = {}
    try:
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            program = Program(Path(folder) / "home")
            print(f"{size:,} customers, {size * 10:,} orders; Python {platform.python_version()}, {os.cpu_count()} cores")
            print("floor: raw SQL through the bare driver, or `python -c pass`; medians, floor and program in turn")
            for engine in engines:
                with shops(engine, Path(folder), program.upgrade) as (shop, empty):
                    databases[engine] = shop.about()
                    print(f"\n{databases[engine]}")
                    print(f"generated in {timed(generate, shop, size):.0f} s\n")
                    print(table.head(), flush=True)
                    bench = Bench(program, shop, empty, size, options.times or TIMES[options.size], Path(folder))
                    for name in options.only or MEASURES:
                        for result in MEASURES[name](bench):
                            results.append(result)
                            print(table.line(result), flush=True)
    finally:
        # The results of an interrupted run are recorded too.
        if options.record:
            record(options.size, databases, results)
    if (load := os.getloadavg()[1]) > max(1.6, (os.cpu_count() or 1) * BUSY):
        print(
            f"\nThe machine was busy with other work (load {load:.1f}): wall times of the program are too high, and its CPU times somewhat."
        )
    over = [result for result in results if result.verdict == "over"]
    print(f"\n{len(results) - len(over)} of {len(results)} within their targets" if results else "")
    if options.jsonl:
        write_jsonl(options.jsonl, {"size": options.size, "python": platform.python_version()}, results)
    return 1 if over and options.strict else 0


def parse() -> argparse.Namespace:
    """Parse the options of the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--size", choices=SIZES, default="small", help="10,000, 100,000 or 1,000,000 customers")
    parser.add_argument("--engine", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--only", action="append", choices=MEASURES, metavar="NAME", help=f"one of {', '.join(MEASURES)} (again for more)")
    parser.add_argument("--times", type=int, metavar="N", help="how often each is measured")
    parser.add_argument("--jsonl", type=Path, metavar="FILE", help="keep the results here, one JSON object a line")
    parser.add_argument("--record", action="store_true", help="keep the results beside earlier ones, and write RESULTS.md from all of them")
    parser.add_argument("--strict", action="store_true", help="end with 1 where a target is missed")
    return parser.parse_args()


def generate(shop: Database, size: int) -> None:
    """Fill a shop, and calculate its statistics."""
    shop.fill(size)
    with shop.connect() as connection:
        floors.recalculate(connection, shop.engine)
    shop.settle()


if __name__ == "__main__":
    sys.exit(main())
