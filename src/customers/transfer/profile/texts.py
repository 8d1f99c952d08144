"""Collect the different texts of a column, from all of its cells."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from customers.services.importing.rows import SourceRow

# More say nothing new about what a column is.
_MAX_TEXTS = 200


@dataclass
class ColumnTexts:
    """The different texts of a column, the first of them where there are many."""

    header: str
    texts: set[str] = field(default_factory=set)

    def note_all(self, cells: Iterable[tuple[Any, SourceRow]]) -> None:
        """Take cells with their rows into account."""
        for value, _row in cells if len(self.texts) < _MAX_TEXTS else ():
            if len(self.texts) < _MAX_TEXTS:
                self.texts.add(value if isinstance(value, str) else str(value))
