"""Divide the rows of a source into blocks."""

from collections.abc import Callable, Iterable, Iterator

from customers.errors import CustomersError
from customers.services.importing.rows import SourceRow

_MAX_CHARACTERS = 2**21


def blocks(rows: Iterable[SourceRow], characters: Callable[[], int], size: int, first: int | None = None) -> Iterator[list[SourceRow]]:
    """Yield rows in blocks of a size, shorter ones where the rows are long; `first` is the size of the first block.

    `characters` returns how many were read.
    """
    block: list[SourceRow] = []
    limit, start = first or size, characters()
    try:
        for row in rows:
            block.append(row)
            if len(block) >= limit or characters() - start > _MAX_CHARACTERS:
                yield block
                block, limit, start = [], size, characters()
    except CustomersError:
        # What stands before a broken line is written as far as its batch was complete.
        if block:
            yield block
        raise
    if block:
        yield block
