"""Merging many pairs, each on its own."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from itertools import count

from customers.bodies import parse_pair
from customers.errors import CustomersError, ExitStatus
from customers.merge_models import MergeResult, MergeVerdict
from customers.services.merging import merge_customers, resolve_pair
from customers.services.transaction import Transaction, repeated

# What refuses one pair and leaves the others as they are; the rest (the database went away) ends the batch.
_OF_ONE_PAIR = (ExitStatus.USAGE, ExitStatus.NOT_FOUND, ExitStatus.CONFLICT, ExitStatus.BUSY)


def merge_pairs(lines: Iterable[str], transaction: Callable[[], AbstractContextManager[Transaction]]) -> Iterator[MergeVerdict]:
    """Merge the pairs of lines as `bodies.parse_pair` reads them, each in a transaction of its own; blank lines are passed over."""
    for number, text in zip(count(1), lines, strict=False):
        if not text.strip():
            continue
        primary = secondary = None
        try:
            body = parse_pair(text)
            primary, secondary = body.primary_id, body.secondary_id
            result = repeated(partial(_merge, primary, secondary, transaction))
        except CustomersError as error:
            if error.status not in _OF_ONE_PAIR:
                raise
            yield MergeVerdict(number, primary, secondary, "refused", code=error.code, message=error.message)
        else:
            yield MergeVerdict(number, primary, secondary, "merged", result.merge_id)


def _merge(primary: str, secondary: str, transaction: Callable[[], AbstractContextManager[Transaction]]) -> MergeResult:
    with transaction() as tx:
        return merge_customers(tx, resolve_pair(tx, primary, secondary, {}))
