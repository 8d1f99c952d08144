"""Remarks about rows that were not refused: why some were skipped, or what else an operator should know."""

from dataclasses import dataclass, field

from customers.errors.notice import Notice
from customers.services.importing.owners import OF_DELETED, OTHER_CUSTOMER
from customers.services.importing.rows import RowResult

# How many lines a notice names.
_SHOWN = 5


@dataclass
class _Kind:
    """The rows of one code: the first of them, their number, and the first lines."""

    first: RowResult
    count: int = 0
    lines: list[int] = field(default_factory=list)


class Remarks:
    """The remarks of an import, counted by code."""

    def __init__(self) -> None:
        """Begin an import."""
        self._kinds: dict[str, _Kind] = {}

    def add(self, result: RowResult) -> None:
        """Count the remark of a row, if it has one."""
        if result.code is None or result.outcome == "refused":
            return
        kind = self._kinds.setdefault(result.code, _Kind(result))
        kind.count += 1
        if len(kind.lines) < _SHOWN:
            kind.lines.append(result.row.line)

    def notices(self) -> list[Notice]:
        """Return a notice for each code: how many rows, the first lines, and the sentence of the first row."""
        return [Notice(_sentence(code, kind), kind.first.remedy) for code, kind in sorted(self._kinds.items())]


def _sentence(code: str, kind: _Kind) -> str:
    is_single, line = kind.count == 1, kind.first.row.line
    if code == OTHER_CUSTOMER:
        lines = ", ".join(map(str, kind.lines)) + (", ..." if kind.count > len(kind.lines) else "")
        head = "1 order stays with another customer" if is_single else f"{kind.count:,} orders stay with other customers"
        place = f"than its row names (line {lines})" if is_single else f"than their rows name (lines {lines})"
        return f"{head} {place}: {kind.first.reason}"
    if code == OF_DELETED:
        head = "1 order is kept with a deleted customer" if is_single else f"{kind.count:,} orders are kept with deleted customers"
        return f"{head} and counted nowhere; the first is line {line}: {kind.first.reason}"
    rows = "1 row was" if is_single else f"{kind.count:,} rows were"
    return f"{rows} skipped ({code}); the first is line {line}: {kind.first.reason}"
