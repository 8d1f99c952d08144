"""Stand in for a cell that the convention of its column cannot read."""

from typing import NamedTuple


class Unread(NamedTuple):
    """A cell with the reason why it has no value; `is_open` where the column has no convention."""

    reason: str
    is_open: bool = False
