"""Divide rows into batches."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

Row = TypeVar("Row")


def batched(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    """Yield rows in lists of at most `size`, each read when it is asked for; Python has `itertools.batched` from 3.12 on."""
    remaining = iter(rows)
    while batch := list(islice(remaining, size)):
        yield batch
