"""Filters of lists of orders."""

from dataclasses import dataclass, fields
from typing import Annotated, Any

from typer import Option

from customers.domain.text import did_you_mean
from customers.errors import UsageError
from customers.models.order import OWNERS, OrderFilter
from customers.services.listing.filters import parse_order_filter

OfOption = Annotated[str, Option("--of", metavar="|".join(OWNERS), help="Orders of live, deleted or erased customers, or of all.")]


@dataclass(frozen=True, slots=True)
class OrderFilterOptions:
    """Filters of orders; an order must match all of them."""

    source: Annotated[list[str] | None, Option("--source", metavar="SOURCE", help="From this source (repeat: any of them).")] = None
    status: Annotated[list[str] | None, Option("--status", metavar="STATUS", help="With this status (repeat: any of them).")] = None
    since: Annotated[str | None, Option("--since", metavar="TIME", help="Placed at this time or later: 2026-11-23, yesterday, 7d ...")] = (
        None
    )
    until: Annotated[str | None, Option("--until", metavar="TIME", help="Placed before this time.")] = None
    counted: Annotated[bool | None, Option("--counted/--no-counted", help="Orders that count in the statistics / that do not.")] = None
    of: OfOption = "live"

    def order_filter(self) -> OrderFilter:
        """Return the filter.

        Raises:
            InvalidFieldError: a time, a status or the state of the customers is not valid.
        """
        values: Any = {field.name: value for field in fields(self) if (value := getattr(self, field.name)) is not None}
        return parse_order_filter(values)


def check_of(of: str) -> str:
    """Return the value of `--of`.

    Raises:
        UsageError: the state of the customers is unknown.
    """
    if of not in OWNERS:
        raise UsageError(problem=f"--of is {of!r}; it must be live, deleted, erased or all", hint=did_you_mean(of, OWNERS) or None)
    return of
