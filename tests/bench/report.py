"""Format results as an aligned table and as JSON lines."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Target:
    """The limit of the program's time: a multiple of the floor, plus milliseconds."""

    ratio: float
    milliseconds: float = 0

    def __str__(self) -> str:
        parts = [f"{self.ratio:g}"] * (self.ratio > 0) + [f"{self.milliseconds:g} ms"] * (self.milliseconds > 0)
        return " + ".join(parts)


@dataclass(frozen=True, slots=True)
class Result:
    """One measure on one engine: medians in seconds, of wall time or, where the name contains it, CPU time."""

    name: str
    engine: str
    floor: float
    program: float
    start_up: float = 0  # subtracted from the program's time where the floor is short
    target: Target | None = None
    cpu: float | None = None  # of the program's process without the server, start-up included
    megabytes: float | None = None
    rows: int | None = None

    @property
    def work(self) -> float:
        """The program's time without its start-up."""
        return max(0.0, self.program - self.start_up)

    @property
    def ratio(self) -> float:
        """The program's time as a multiple of the floor."""
        return self.work / self.floor

    @property
    def verdict(self) -> str:
        """The comparison with the target: `ok`, `over`, or blank without one."""
        if self.target is None:
            return ""
        return "ok" if self.work <= self.floor * self.target.ratio + self.target.milliseconds / 1000 else "over"

    @classmethod
    def from_json(cls, document: dict[str, Any]) -> "Result":
        """Return a result from its JSON object."""
        members: dict[str, Any] = {field.name: document.get(field.name) for field in fields(cls)}
        return cls(**(members | {"target": Target(**document["target"]) if document["target"] else None}))


HEADINGS = ("measure", "engine", "floor", "program", "start-up", "work", "ratio", "target", "", "CPU", "MB", "rows/s floor", "rows/s")


def cells(result: Result) -> tuple[str, ...]:
    """Return the cells of a result in the table."""
    rates = [f"{result.rows / seconds:,.0f}" if result.rows and seconds else "" for seconds in (result.floor, result.work)]
    times = (duration(result.floor), duration(result.program), duration(result.start_up) if result.start_up else "", duration(result.work))
    cpu = duration(result.cpu) if result.cpu is not None else ""
    memory = f"{result.megabytes:.0f}" if result.megabytes is not None else ""
    return (result.name, result.engine, *times, f"{result.ratio:.2f}", str(result.target or ""), result.verdict, cpu, memory, *rates)


def duration(seconds: float) -> str:
    """Return a time with three significant digits."""
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.{0 if seconds >= 0.1 else 1 if seconds >= 0.01 else 2}f} ms"


class Table:
    """A table with columns of fixed widths, so that each line can be printed at once."""

    WIDTHS = (38, 10, 8, 8, 8, 8, 6, 10, 4, 8, 4, 12, 8)

    def head(self) -> str:
        """Return the line of headings."""
        return self._line(HEADINGS)

    def line(self, result: Result) -> str:
        """Return the line of a result."""
        return self._line(cells(result))

    def _line(self, texts: Sequence[str]) -> str:
        aligned = [
            text.ljust(width) if index in (0, 1, 7, 8) else text.rjust(width)
            for index, (text, width) in enumerate(zip(texts, self.WIDTHS, strict=True))
        ]
        return "  ".join(aligned).rstrip()


def to_json(result: Result) -> dict[str, Any]:
    """Return the JSON object of a result."""
    return asdict(result) | {"work": result.work, "ratio": round(result.ratio, 3), "verdict": result.verdict or None}


def write_jsonl(path: Path, about: dict[str, Any], results: Iterable[Result]) -> None:
    """Write results as JSON lines, each with the description of its machine."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(about | to_json(result)) + "\n" for result in results)
