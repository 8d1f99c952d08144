"""Record the last results of each size as JSON lines, and generate `RESULTS.md` from them."""

import json
import os
import platform
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tests.bench.report import HEADINGS, Result, cells, to_json

FOLDER = Path(__file__).parent
RECORDED = FOLDER / "results"
REPORT = FOLDER / "RESULTS.md"
SIZES = {"small": 10_000, "medium": 100_000, "large": 1_000_000}
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
LIBRARIES = ("sqlalchemy", "psycopg", "typer", "pydantic")
GROWTH = 10  # the large size as a multiple of the medium one
HEAD = """# What the program takes

Written by `make bench SIZE=... RECORD=yes`; do not edit. Times are medians of wall time unless a measure says CPU, with the
program and its floor measured in turn. The floor is the same work on the same data in raw SQL through the bare driver, or
`python -c pass` for start-up. Where the floor is short, the start-up is taken off the program's time. The ratio is that of the
program's work to the floor; a target is a ratio, a ratio and some milliseconds, or milliseconds alone. MB is the peak memory
of the program's own process.
"""


def record(size: str, databases: dict[str, str], results: Sequence[Result]) -> None:
    """Replace earlier results of the same measures, and write the report."""
    now = datetime.now(UTC)
    about = {"date": f"{now:%Y-%m-%d}", "machine": machine(), "load": round(os.getloadavg()[2], 1)}
    new = [about | {"database": databases[result.engine]} | to_json(result) for result in results]
    measured = {(line["engine"], line["name"]) for line in new}
    lines = [line for line in read(size) if (line["engine"], line["name"]) not in measured] + new
    RECORDED.mkdir(exist_ok=True)
    (RECORDED / f"{size}.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    REPORT.write_text("\n".join(report()) + "\n", encoding="utf-8")


def read(size: str) -> list[dict[str, Any]]:
    """Return the recorded results of a size."""
    path = RECORDED / f"{size}.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


def machine() -> str:
    """Return the processor, the system, and the versions of Python and the libraries that affect the speed."""
    models = [line.partition(":")[2].strip() for line in cpu_info() if line.startswith("model name")]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    processor = f"{os.cpu_count()} cores of {models[0] if models else platform.machine()}, {memory:.0f} GiB"
    return f"{processor}; {platform.system()}, Python {platform.python_version()}, {libraries}"


def cpu_info() -> list[str]:
    """Return the model of the processors on Linux."""
    path = Path("/proc/cpuinfo")
    return path.read_text().splitlines() if path.exists() else []


def report() -> Iterator[str]:
    """`RESULTS.md`, line by line."""
    yield HEAD
    by_size = {size: lines for size in SIZES if (lines := read(size))}
    for size, lines in reversed(by_size.items()):
        yield f"## {size.capitalize()}: {SIZES[size]:,} customers, {SIZES[size] * 10:,} orders\n"
        for engine in NAMES:
            mine = [line for line in lines if line["engine"] == engine]
            if mine:
                yield from section(engine, mine)
    if {"medium", "large"} <= by_size.keys():
        yield from growth(by_size["medium"], by_size["large"])


def section(engine: str, lines: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Return the table of one engine at one size."""
    dates = sorted({line["date"] for line in lines})
    yield f"### {NAMES[engine]}\n"
    yield f"{' to '.join(dict.fromkeys((dates[0], dates[-1])))}. {'; '.join(dict.fromkeys(line['machine'] for line in lines))}."
    yield f"{'; '.join(dict.fromkeys(line['database'] for line in lines))}. Load {max(line['load'] for line in lines)}.\n"
    chosen = [index for index, heading in enumerate(HEADINGS) if heading != "engine"]
    yield row(HEADINGS[index] for index in chosen)
    yield row("---" if index == 0 else "---:" for index in range(len(chosen)))
    for line in lines:
        values = cells(Result.from_json(line))
        yield row(values[index] for index in chosen)
    yield ""


def growth(medium: Sequence[dict[str, Any]], large: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Return the table of the growth of each measure with ten times the data."""
    yield f"## Growth from medium to large: {GROWTH} times the data\n"
    yield row(("measure", "engine", "floor", "program's work"))
    yield row(("---", "---", "---:", "---:"))
    before = {(line["engine"], line["name"]): line for line in medium}
    for line in large:
        smaller = before.get((line["engine"], line["name"]))
        if smaller and not line["name"].startswith("start-up"):
            grown = (f"{line[part] / smaller[part]:.1f}" if smaller[part] > 0.0005 else "" for part in ("floor", "work"))
            yield row((line["name"], NAMES[line["engine"]], *grown))


def row(values: Any) -> str:
    """Return a line of a table."""
    return f"| {' | '.join(values)} |"
