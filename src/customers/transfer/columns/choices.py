"""The choices of the operator about the reading of a file: they overrule what the file suggests."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo

AUTO, NATIVE = "auto", "native"
# The names of the native formats, with whether the file is one of JSON lines.
NATIVE_FORMATS: Mapping[str, bool | None] = {NATIVE: None, "csv": False, "jsonl": True}
DECIMALS = ("comma", "point")


@dataclass(frozen=True, slots=True)
class ReadingChoices:
    """How a file is to be read.

    Attributes:
        format: The name of its format, or "auto".
        columns: The header of a column by its field; one header may serve several fields.
        constants: The value of fields that no column has.
        ignored: The headers of columns that are left.
        decimal: The decimal mark of all amounts, "comma" or "point".
        date_format: A pattern of strptime, "day-first" or "month-first".
        zone: The time zone of times without one.
        line_items: Whether the amounts of several rows about one order add up.
    """

    format: str = AUTO
    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    ignored: Sequence[str] = ()
    decimal: str | None = None
    date_format: str | None = None
    zone: tzinfo | None = None
    line_items: bool = False
