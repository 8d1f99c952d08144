"""Collect the different texts of a column, from all of its cells."""

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

    def note(self, value: Any, _row: SourceRow) -> None:
        """Take a cell into account."""
        if len(self.texts) < _MAX_TEXTS:
            self.texts.add(value if isinstance(value, str) else str(value))
