"""The options that several commands share, in groups; a command takes a group as one parameter."""

from dataclasses import dataclass, fields
from typing import Annotated, Any

from typer import Argument, Option

from customers.errors import InvalidField, UsageError
from customers.selection import Guard, Selection, parse_selection


@dataclass(frozen=True, slots=True)
class CommonOptions:
    """What every command takes."""

    output: Annotated[str | None, Option("-o", "--output", metavar="FORMAT", help="table, json, jsonl, csv or ids.")] = None
    json: Annotated[bool, Option("--json", help="The same as -o json.")] = False
    shown: Annotated[str | None, Option("--fields", metavar="NAMES", help="Which fields to show, in which order: id,email,...")] = None
    database_url: Annotated[
        str | None,
        Option(
            "--database-url", metavar="URL", help="The database; where it has a password, the environment or .env hides it from others."
        ),
    ] = None
    env_file: Annotated[str | None, Option("--env-file", metavar="FILE", help="A file of settings instead of .env.")] = None
    quiet: Annotated[bool, Option("-q", "--quiet", help="No notices and no progress.")] = False
    verbose: Annotated[bool, Option("-v", "--verbose", help="Say which database was used, and how long it took.")] = False
    debug: Annotated[bool, Option("--debug", help="Show the SQL, and a traceback on a fault.")] = False

    def over(self, before: "CommonOptions | None") -> "CommonOptions":
        """These options, with those that stood before the command's name where these say nothing."""
        if before is None:
            return self
        return CommonOptions(**{field.name: getattr(self, field.name) or getattr(before, field.name) for field in fields(self)})


@dataclass(frozen=True, slots=True)
class WritingOptions:
    """What every writing command takes."""

    dry_run: Annotated[bool, Option("--dry-run", help="Do everything but commit, and show what would change.")] = False
    yes: Annotated[bool, Option("-y", "--yes", help="Do not ask for confirmation.")] = False
    reason: Annotated[str | None, Option("--reason", metavar="TEXT", help="Why, for the history.")] = None
    actor: Annotated[str | None, Option("--actor", metavar="NAME", help="Who, for the history; the login name if not given.")] = None


@dataclass(frozen=True, slots=True)
class PageOptions:
    """What every listing command takes."""

    page: Annotated[int, Option("--page", min=1, max=10**9, metavar="N", help="Which page.")] = 1
    per_page: Annotated[int | None, Option("--per-page", metavar="N", help="How many on a page.")] = None
    cursor: Annotated[str | None, Option("--cursor", metavar="CURSOR", help="Go on after a page: its meta.next_cursor.")] = None
    all: Annotated[bool, Option("--all", help="Everything, as a stream.")] = False

    def arguments(self) -> dict[str, Any]:
        """The parameters of a listing service.

        Raises:
            UsageError: options that exclude each other were given together.
        """
        if self.all and (self.cursor or self.page != 1 or self.per_page is not None):
            raise UsageError(problem="--all is the whole list; --page, --per-page and --cursor do not go with it")
        if self.cursor and self.page != 1:
            raise UsageError(problem="--cursor says where the page begins; --page does not go with it")
        return {"page": self.page, "per_page": self.per_page, "cursor": self.cursor, "everything": self.all}


@dataclass(frozen=True, slots=True)
class FilterOptions:
    """The selection but for `--tag`, which on `tag` names the tags to give."""

    search: Annotated[
        str | None, Option("--search", metavar="TEXT", help="Every word stands in name, email, phone, id, tag, company or city.")
    ] = None
    any_tag: Annotated[list[str] | None, Option("--any-tag", metavar="TAG", help="Has one of these tags.")] = None
    without_tag: Annotated[list[str] | None, Option("--without-tag", metavar="TAG", help="Has none of these tags.")] = None
    accepts_marketing: Annotated[
        bool | None, Option("--accepts-marketing/--no-accepts-marketing", help="Accepts marketing, or does not.")
    ] = None
    vip: Annotated[bool | None, Option("--vip/--no-vip", help="Is a VIP, or is not.")] = None
    segment: Annotated[str | None, Option("--segment", metavar="NAME", help="new, returning, loyal, vip or at_risk.")] = None
    min_orders: Annotated[int | None, Option("--min-orders", metavar="N", min=0, max=10**9, help="At least N counted orders.")] = None
    max_orders: Annotated[int | None, Option("--max-orders", metavar="N", min=0, max=10**9, help="At most N counted orders.")] = None
    min_spent: Annotated[str | None, Option("--min-spent", metavar="AMOUNT", help="Spent at least this.")] = None
    max_spent: Annotated[str | None, Option("--max-spent", metavar="AMOUNT", help="Spent at most this.")] = None
    created_after: Annotated[str | None, Option("--created-after", metavar="TIME", help="Created at that moment or later.")] = None
    created_before: Annotated[str | None, Option("--created-before", metavar="TIME", help="Created before that moment.")] = None
    ordered_after: Annotated[str | None, Option("--ordered-after", metavar="TIME", help="Last order at that moment or later.")] = None
    ordered_before: Annotated[str | None, Option("--ordered-before", metavar="TIME", help="Last order before that moment.")] = None
    city: Annotated[str | None, Option("--city", metavar="CITY", help="Has an address in this city.")] = None
    state: Annotated[str | None, Option("--state", metavar="STATE", help="Has an address in this state.")] = None
    country: Annotated[str | None, Option("--country", metavar="CODE", help="Has an address in this country.")] = None
    has_email: Annotated[bool | None, Option("--has-email/--no-email", help="Has an email, or none.")] = None
    has_phone: Annotated[bool | None, Option("--has-phone/--no-phone", help="Has a phone, or none.")] = None

    def selection(self, currency: str) -> Selection:
        """The selection as values.

        Raises:
            InvalidField: an amount or a time cannot be read.
        """
        return parse_selection({field.name: getattr(self, field.name) for field in fields(self)}, currency)


@dataclass(frozen=True, slots=True)
class SelectionOptions(FilterOptions):
    """Which customers: all the filters given must hold."""

    tag: Annotated[list[str] | None, Option("--tag", metavar="TAG", help="Has this tag (again: all of them).")] = None


@dataclass(frozen=True, slots=True)
class GuardOptions:
    """How many customers a writing command may touch."""

    expect: Annotated[int | None, Option("--expect", metavar="N", min=0, max=10**9, help="Refuse unless they are exactly N.")] = None
    max: Annotated[int | None, Option("--max", metavar="N", min=0, max=10**9, help="Refuse when they are more than N.")] = None

    def guard(self) -> Guard:
        """The guard as a value."""
        return Guard(expect=self.expect, max=self.max)


CustomerArgument = Annotated[str, Argument(metavar="CUSTOMER", help="An id, email, phone or SYSTEM:EXTERNAL_ID.", show_default=False)]
CustomersArgument = Annotated[
    list[str] | None,
    Argument(metavar="CUSTOMER", help="Ids, emails, phones or SYSTEM:EXTERNAL_ID; - reads them from standard input.", show_default=False),
]
FromJsonOption = Annotated[
    str | None, Option("--from-json", metavar="FILE|-", help="Take the fields from a JSON object, as `show -o json` prints it.")
]


def parsed(option: str, parse: Any, *arguments: Any) -> Any:
    """A value read by a rule, its error with the name of the option."""
    try:
        return parse(*arguments)
    except ValueError as error:
        raise InvalidField(field=option, problem=str(error)) from None
