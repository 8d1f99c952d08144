"""Merge many pairs, each in a transaction of its own."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, suppress
from dataclasses import replace
from functools import partial
from itertools import count
from typing import NamedTuple

from customers.domain.merge.plan import EXTERNAL_IDS, check_take
from customers.domain.person_name import full_name
from customers.domain.text import quote_value
from customers.errors import AlreadyMergedError, ConcurrentUpdateError, CustomersError, ExitStatus, InvalidFieldError
from customers.models.inputs import MergeInput
from customers.models.merge import MergeOutcome
from customers.services.customers.records import get_customer
from customers.services.inputs import parse_merge_input
from customers.services.merging.merge import merge_customers, resolve_pair
from customers.services.retry import run_with_retry
from customers.services.transaction import Transaction

# Statuses of errors that refuse one pair; any other error, such as a lost database, ends the batch.
_PAIR_STATUSES = (ExitStatus.USAGE, ExitStatus.NOT_FOUND, ExitStatus.CONFLICT, ExitStatus.BUSY)
Step = Callable[[], AbstractContextManager[Transaction]]


class _Merged(NamedTuple):
    """The outcome of a pair, and the fields that the merge compared."""

    outcome: MergeOutcome
    fields: frozenset[str]


def merge_pairs(lines: Iterable[str], transaction: Step, take: Mapping[str, str], notice: Callable[[str], None]) -> Iterator[MergeOutcome]:
    """Merge pairs, one a line, each in a transaction of its own; skip blank lines."""
    unused = {field for field in take if field.startswith(EXTERNAL_IDS)}
    for number, text in zip(count(1), lines, strict=False):
        if not text.strip():
            continue
        primary = secondary = None
        try:
            body = parse_merge_input(text)
            primary, secondary = body.primary_id, body.secondary_id
            outcome, fields = run_with_retry(partial(_merge, number, body, take, transaction))
        except CustomersError as error:
            if error.status not in _PAIR_STATUSES:
                raise
            yield MergeOutcome(number, primary, secondary, "refused", code=error.code, message=error.message)
        else:
            unused -= fields
            yield outcome
    for field in sorted(unused):
        notice(f"no pair that was merged has an external id of {quote_value(field.removeprefix(EXTERNAL_IDS))}")


def describe_pairs(tx: Transaction, lines: Iterable[str], limit: int) -> list[str]:
    """Return the first pairs by name, for a question; a pair that would be refused has none."""
    names: list[str] = []
    for text in filter(str.strip, lines):
        with suppress(CustomersError):
            body = parse_merge_input(text)
            pair = resolve_pair(tx, body.primary_id, body.secondary_id, {}, follow=True)
            survivor, absorbed = (get_customer(tx, customer_id).full_name for customer_id in (pair.survivor_id, pair.absorbed_id))
            names.append(f"{absorbed} into {survivor}")
        if len(names) == limit:
            break
    return names


def _merge(number: int, body: MergeInput, defaults: Mapping[str, str], transaction: Step) -> _Merged:
    try:
        take = check_take(body.take)
    except ValueError as error:
        raise InvalidFieldError(field="take", problem=str(error)) from None
    with transaction() as tx:
        before = len(tx.notices)
        pair = resolve_pair(tx, body.primary_id, body.secondary_id, take, follow=True)
        try:
            result = merge_customers(tx, replace(pair, defaults=defaults))
        except AlreadyMergedError as error:
            # Another run absorbed one since it was resolved: the retry takes its surviving profile.
            raise ConcurrentUpdateError(attempts=1) from error
        message = "; ".join(tx.notices[before:]) or None
        del tx.notices[before:]
    kind = "unchanged" if result.merge_id is None else "merged"
    survivor, absorbed = result.customer, {field.field: field.absorbed for field in result.fields}
    people = (survivor.full_name, survivor.email, full_name(absorbed.get("first_name") or "", absorbed.get("last_name")) or None)
    outcome = MergeOutcome(number, body.primary_id, body.secondary_id, kind, result.merge_id, None, message, *people, absorbed.get("email"))
    return _Merged(outcome, frozenset(field.field for field in result.fields))
