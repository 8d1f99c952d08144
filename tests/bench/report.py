"""What was measured: as an aligned table, and as JSON lines."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Target:
    """How long the program may take: so many times the floor, and so many milliseconds more."""

    ratio: float
    milliseconds: float = 0

    def __str__(self) -> str:
        parts = [f"{self.ratio:g}"] * (self.ratio > 0) + [f"{self.milliseconds:g} ms"] * (self.milliseconds > 0)
        return " + ".join(parts)


@dataclass(frozen=True, slots=True)
class Result:
    """One measure on one engine: medians in seconds, of wall time unless the name says CPU."""

    name: str
    engine: str
    floor: float
    program: float
    start_up: float = 0  # taken off the program's time where the floor is too short to ignore it
    target: Target | None = None
    cpu: float | None = None  # of the program's own process, without that of a server; start-up included
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
        """Whether the target is met."""
        if self.target is None:
            return ""
        return "ok" if self.work <= self.floor * self.target.ratio + self.target.milliseconds / 1000 else "over"

    @classmethod
    def of(cls, told: dict[str, Any]) -> "Result":
        """A result from what `told` made of it."""
        chosen: dict[str, Any] = {field.name: told.get(field.name) for field in fields(cls)}
        return cls(**(chosen | {"target": Target(**told["target"]) if told["target"] else None}))


HEADINGS = ("measure", "engine", "floor", "program", "start-up", "work", "ratio", "target", "", "CPU", "MB", "rows/s floor", "rows/s")


def cells(result: Result) -> tuple[str, ...]:
    """A result as a line of the table."""
    rates = [f"{result.rows / seconds:,.0f}" if result.rows and seconds else "" for seconds in (result.floor, result.work)]
    times = (duration(result.floor), duration(result.program), duration(result.start_up) if result.start_up else "", duration(result.work))
    cpu = duration(result.cpu) if result.cpu is not None else ""
    memory = f"{result.megabytes:.0f}" if result.megabytes is not None else ""
    return (result.name, result.engine, *times, f"{result.ratio:.2f}", str(result.target or ""), result.verdict, cpu, memory, *rates)


def duration(seconds: float) -> str:
    """A time with three figures."""
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.{0 if seconds >= 0.1 else 1 if seconds >= 0.01 else 2}f} ms"


class Table:
    """Lines printed as they come, in columns wide enough for what is likely."""

    WIDTHS = (38, 10, 8, 8, 8, 8, 6, 10, 4, 8, 4, 12, 8)

    def head(self) -> str:
        """The line of headings."""
        return self._line(HEADINGS)

    def line(self, result: Result) -> str:
        """The line of a result."""
        return self._line(cells(result))

    def _line(self, texts: Sequence[str]) -> str:
        aligned = [
            text.ljust(width) if index in (0, 1, 7, 8) else text.rjust(width)
            for index, (text, width) in enumerate(zip(texts, self.WIDTHS, strict=True))
        ]
        return "  ".join(aligned).rstrip()


def told(result: Result) -> dict[str, Any]:
    """A result as JSON has it."""
    return asdict(result) | {"work": result.work, "ratio": round(result.ratio, 3), "verdict": result.verdict or None}


def write_jsonl(path: Path, about: dict[str, Any], results: Iterable[Result]) -> None:
    """Every result as one JSON object a line, each with what it was measured on."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(about | told(result)) + "\n" for result in results)
