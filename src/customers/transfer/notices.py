"""Collect notices about rows, so that each is shown once."""

from dataclasses import dataclass, field


@dataclass
class RowNotices:
    """Notices about ignored cells of imported rows, each with the number of rows and the line of the first."""

    _rows: dict[str, list[int]] = field(default_factory=dict)  # the number of rows, the first line, the last

    def add(self, text: str, line: int) -> None:
        """Add a notice about the row on a line; several about one row count once."""
        entry = self._rows.setdefault(text, [0, line, 0])
        entry[0] += entry[2] != line
        entry[2] = line

    def sentences(self) -> list[str]:
        """Return all notices in the order of their first rows."""
        return [
            f"{text} ({count} row{'s' if count > 1 else ''}, the first is line {line})" for text, (count, line, _) in self._rows.items()
        ]
