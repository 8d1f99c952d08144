"""What is said once of many rows."""

from dataclasses import dataclass, field


@dataclass
class RowNotices:
    """Sentences on what was passed over in rows that were taken, each with how many rows and the first of them."""

    _found: dict[str, list[int]] = field(default_factory=dict)  # how many rows, the first line, the last

    def add(self, sentence: str, line: int) -> None:
        """Note that a sentence is true of the row on a line."""
        found = self._found.setdefault(sentence, [0, line, 0])
        found[0] += found[2] != line
        found[2] = line

    def sentences(self) -> list[str]:
        """Everything that was noted, in the order in which it came up."""
        return [
            f"{text} ({count} row{'s' if count > 1 else ''}, the first is line {line})" for text, (count, line, _) in self._found.items()
        ]
