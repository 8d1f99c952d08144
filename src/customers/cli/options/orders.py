"""Filters of lists of orders."""

from dataclasses import dataclass
from typing import Annotated

from typer import Option

from customers.cli.options.common import parsed
from customers.domain.text import did_you_mean
from customers.domain.timestamps import parse_timestamp
from customers.errors import UsageError
from customers.models.order import OWNERS, OrderFilter

OfOption = Annotated[str, Option("--of", metavar="|".join(OWNERS), help="Those of live, deleted or erased customers, or of all.")]


@dataclass(frozen=True, slots=True)
class OrderFilterOptions:
    """Filters of orders; an order must match all of them."""

    source: Annotated[list[str] | None, Option("--source", metavar="SOURCE", help="From this source (again: any of them).")] = None
    status: Annotated[list[str] | None, Option("--status", metavar="STATUS", help="Has this status (again: any of them).")] = None
    since: Annotated[str | None, Option("--since", metavar="TIME", help="Placed at that moment or later.")] = None
    until: Annotated[str | None, Option("--until", metavar="TIME", help="Placed before that moment.")] = None
    counted: Annotated[bool | None, Option("--counted/--no-counted", help="Counts in the statistics, or does not.")] = None
    of: OfOption = "live"

    def order_filter(self) -> OrderFilter:
        """Return the filter.

        Raises:
            InvalidFieldError: a time is not valid.
            UsageError: the state of the customers is unknown.
        """
        return OrderFilter(
            sources=_words(self.source),
            statuses=_words(self.status),
            since=None if self.since is None else parsed("--since", parse_timestamp, self.since),
            until=None if self.until is None else parsed("--until", parse_timestamp, self.until),
            counted=self.counted,
            of=check_of(self.of),
        )


def check_of(of: str) -> str:
    """Return the value of `--of`.

    Raises:
        UsageError: the state of the customers is unknown.
    """
    if of not in OWNERS:
        raise UsageError(problem=f"--of {of!r} is none of {', '.join(OWNERS)}", hint=did_you_mean(of, OWNERS) or None)
    return of


def _words(texts: list[str] | None) -> tuple[str, ...]:
    """Return words in lower case, separated by commas or given one by one."""
    return tuple(word for text in texts or () for part in text.split(",") if (word := " ".join(part.lower().split())))
