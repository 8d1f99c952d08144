"""Options that select customers, in lists and in bulk commands."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Annotated, Any, ClassVar

from typer import Option

from customers.cli.options.common import CHANGES
from customers.models.selection import Guard, Selection
from customers.services.listing.filters import parse_selection


@dataclass(frozen=True, slots=True)
class FilterOptions:
    """Filters of a selection except `--tag`, which names the tags themselves in the commands of `tag`."""

    heading: ClassVar[str] = "Filters, which must all match"

    search: Annotated[
        str | None, Option("--search", metavar="TEXT", help="All words must appear in name, email, phone, id, tag, company or city.")
    ] = None
    any_tag: Annotated[list[str] | None, Option("--any-tag", metavar="TAG", help="Has any of these tags (repeatable).")] = None
    without_tag: Annotated[list[str] | None, Option("--without-tag", metavar="TAG", help="Has none of these tags (repeatable).")] = None
    accepts_marketing: Annotated[
        bool | None, Option("--accepts-marketing/--no-accepts-marketing", help="Only customers who accept marketing / who do not.")
    ] = None
    consent: Annotated[str | None, Option("--consent", metavar="yes|no|unknown", help="Answer to marketing; unknown: never asked.")] = None
    vip: Annotated[bool | None, Option("--vip/--no-vip", help="Only VIPs / only others.")] = None
    vip_override: Annotated[
        str | None, Option("--vip-override", metavar="pinned|excluded", help="Pinned as a VIP by hand, or excluded.")
    ] = None
    segment: Annotated[str | None, Option("--segment", metavar="NAME", help="new, returning, loyal, vip, at_risk or a saved segment.")] = (
        None
    )
    rfm: Annotated[str | None, Option("--rfm", metavar="GROUP", help="In this group of `segments rfm`, such as champions.")] = None
    min_orders: Annotated[int | None, Option("--min-orders", metavar="N", min=0, max=10**9, help="At least N counted orders.")] = None
    max_orders: Annotated[int | None, Option("--max-orders", metavar="N", min=0, max=10**9, help="At most N counted orders.")] = None
    min_spent: Annotated[
        str | None, Option("--min-spent", metavar="AMOUNT", help="Spent at least this amount, in the shop's currency.")
    ] = None
    max_spent: Annotated[str | None, Option("--max-spent", metavar="AMOUNT", help="Spent at most this amount, in the shop's currency.")] = (
        None
    )
    created_after: Annotated[
        str | None, Option("--created-after", metavar="TIME", help="Created at this time or later: 2026-11-23, 2026-11, yesterday, 90d ...")
    ] = None
    created_before: Annotated[str | None, Option("--created-before", metavar="TIME", help="Created before this time.")] = None
    ordered_after: Annotated[str | None, Option("--ordered-after", metavar="TIME", help="Last order at this time or later.")] = None
    ordered_before: Annotated[str | None, Option("--ordered-before", metavar="TIME", help="Last order before this time.")] = None
    city: Annotated[str | None, Option("--city", metavar="CITY", help="Has an address in this city.")] = None
    state: Annotated[str | None, Option("--state", metavar="STATE", help="Has an address in this state, by name or code.")] = None
    country: Annotated[str | None, Option("--country", metavar="COUNTRY", help="Has an address in this country, by name or code.")] = None
    has_email: Annotated[bool | None, Option("--has-email/--no-email", help="With / without an email.")] = None
    has_phone: Annotated[bool | None, Option("--has-phone/--no-phone", help="With / without a phone.")] = None

    def selection(self, currency: str) -> Selection:
        """Return the selection.

        Raises:
            InvalidFieldError: an amount or a time is not valid.
        """
        return parse_selection(self.words(), currency)

    def words(self) -> dict[str, Any]:
        """Return the filters by name as they were given; None for one that was not."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


@dataclass(frozen=True, slots=True)
class SelectionOptions(FilterOptions):
    """Filters of a selection; a customer must match all of them."""

    leading: ClassVar[Sequence[str]] = ("tag",)

    tag: Annotated[list[str] | None, Option("--tag", metavar="TAG", help="Has this tag (repeat: has all of them).")] = None


@dataclass(frozen=True, slots=True)
class GuardOptions:
    """Limits to the number of customers of a bulk command."""

    heading: ClassVar[str] = CHANGES

    expect: Annotated[int | None, Option("--expect", metavar="N", min=0, max=10**9, help="Abort unless exactly N customers match.")] = None
    max: Annotated[int | None, Option("--max", metavar="N", min=0, max=10**9, help="Abort if more than N customers match.")] = None

    def guard(self) -> Guard:
        """Return the limits."""
        return Guard(expect=self.expect, max=self.max)
