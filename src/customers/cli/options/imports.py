"""Options of the imports: the file or query to read, and how its rows are read."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option

from customers.cli.options.common import parsed
from customers.domain.text import did_you_mean
from customers.errors import InvalidFieldError, UsageError

if TYPE_CHECKING:
    from datetime import datetime

    from customers.transfer.columns.choices import ReadingChoices
    from customers.transfer.sources.file import Source
    from customers.transfer.sources.query import QuerySource

FileArgument = Annotated[
    str | None, Argument(metavar="FILE|-", help="CSV or JSON lines, optionally gzipped; - is standard input.", show_default=False)
]


@dataclass(frozen=True, slots=True)
class ReadingOptions:
    """How a file is read, and what happens to refused rows."""

    format: Annotated[
        str,
        Option(
            "--format",
            metavar="auto|csv|jsonl|NAME",
            help="Format of the file: auto recognises it by its header; or a name such as shopify, magento, native, table.",
        ),
    ] = "auto"
    column: Annotated[
        list[str] | None,
        Option("--column", metavar="FIELD=HEADER", help="Read this field from this column, such as phone=Mobile (repeatable)."),
    ] = None
    set: Annotated[
        list[str] | None,
        Option("--set", metavar="FIELD=VALUE", help="Give this field one value in all rows, such as source=till (repeatable)."),
    ] = None
    ignore: Annotated[list[str] | None, Option("--ignore", metavar="HEADER", help="Leave out this column (repeatable).")] = None
    decimal: Annotated[
        str | None, Option("--decimal", metavar="comma|point", help="Decimal mark of all amounts (default: decided for each column).")
    ] = None
    date_format: Annotated[
        str | None,
        Option("--date-format", metavar="FORMAT", help="Form of dates: day-first, month-first, or a pattern such as %d/%m/%Y."),
    ] = None
    timezone: Annotated[
        str | None,
        Option("--timezone", metavar="NAME", help="Time zone of times without one, such as Europe/Berlin (default: CUSTOMERS_TIMEZONE)."),
    ] = None
    rejects: Annotated[
        str | None, Option("--rejects", metavar="FILE", help="Write refused rows to this file: correct it and import it.")
    ] = None
    overwrite: Annotated[bool, Option("--overwrite", help="Let --rejects replace an existing file, whatever its name.")] = False
    on_error: Annotated[
        str, Option("--on-error", metavar="skip|stop", help="After a refused row: skip it, or stop; earlier rows are imported.")
    ] = "skip"
    atomic: Annotated[bool, Option("--atomic", help="Import all rows or none.")] = False

    def choices(self, *, line_items: bool = False) -> "ReadingChoices":
        """Return the choices of these options.

        Raises:
            UsageError: one has another form.
        """
        from customers.transfer.cells.dates import ORDERS
        from customers.transfer.cells.zones import parse_zone
        from customers.transfer.columns.choices import DECIMALS, ReadingChoices

        if self.decimal is not None:
            check_choice("--decimal", self.decimal, *DECIMALS)
        if self.date_format is not None and "%" not in self.date_format:
            check_choice("--date-format", self.date_format, *ORDERS, "a pattern such as %d/%m/%Y")
        return ReadingChoices(
            format=self.format,
            columns=_pairs("--column", self.column),
            constants=_pairs("--set", self.set),
            ignored=[name.strip() for name in self.ignore or ()],
            decimal=self.decimal,
            date_format=self.date_format,
            zone=parsed("--timezone", parse_zone, self.timezone) if self.timezone is not None else None,
            line_items=line_items,
        )


@dataclass(frozen=True, slots=True)
class MatchingOptions:
    """What happens to rows of what is there already, and of erased customers."""

    on_conflict: Annotated[
        str, Option("--on-conflict", metavar="update|skip|fail", help="What to do with customers and orders that exist already.")
    ] = "update"
    allow_erased: Annotated[bool, Option("--allow-erased", help="Import rows of erased customers as new customers.")] = False


@dataclass(frozen=True, slots=True)
class QueryOptions:
    """A query to another database instead of a file."""

    from_url: Annotated[str | None, Option("--from-url", metavar="URL", help="Read from this database instead of a file.")] = None
    query: Annotated[str | None, Option("--query", metavar="SQL", help="SELECT to run there; its columns are the header.")] = None


@dataclass(frozen=True, slots=True)
class OrderOptions:
    """What is read of orders alone."""

    create_customers: Annotated[bool, Option("--create-customers", help="Create customers who do not exist yet.")] = False
    line_items: Annotated[bool, Option("--line-items", help="Each row is an item of an order: add their amounts up.")] = False
    as_of: Annotated[
        str | None, Option("--as-of", metavar="TIME", help="Time of the file: an older file does not overwrite a newer one.")
    ] = None

    def as_of_time(self) -> "datetime | None":
        """Return the moment of the file.

        Raises:
            InvalidFieldError: it is not a time, or lies in the future: no later file would replace its values.
        """
        from datetime import timedelta

        from customers.domain.timestamps import now, parse_timestamp

        if self.as_of is None:
            return None
        moment = parsed("--as-of", parse_timestamp, self.as_of)
        if moment > now() + timedelta(days=2):
            raise InvalidFieldError(field="--as-of", problem=f"{self.as_of} is in the future; give the time at which the file was written")
        return moment


def open_source(kind: str, file: str | None, query: QueryOptions, headers: Collection[str]) -> "Source | QuerySource":
    """Open the file or the query of an import; `headers` of the options are looked for below title lines.

    Raises:
        UsageError: there is neither, or both.
    """
    if query.from_url is not None or query.query is not None:
        if file is not None:
            raise UsageError(problem="FILE and --from-url cannot be used together")
        if query.from_url is None or query.query is None:
            raise UsageError(problem="--from-url and --query must be used together", hint='--from-url URL --query "SELECT ..."')
        from customers.transfer.sources.query import QuerySource

        return QuerySource(query.from_url, query.query)
    if file is None:
        raise UsageError(problem="no file given", hint=f"name a FILE, or - for standard input; `customers import {kind} --help` shows how")
    from customers.transfer.sources.file import Source

    return Source(file, headers)


def check_choice(option: str, value: str, *allowed: str) -> None:
    """Refuse a value that an option does not take.

    Raises:
        UsageError: it is none of those that are `allowed`.
    """
    if value not in allowed:
        raise UsageError(problem=f"{option} is {value!r}; it must be {_one_of(allowed)}", hint=did_you_mean(value, allowed) or None)


def _one_of(names: Sequence[str]) -> str:
    """Return names as a choice: "a, b or c"."""
    return " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _pairs(option: str, texts: Sequence[str] | None) -> dict[str, str]:
    """Return the pairs of an option of the form FIELD=TEXT."""
    pairs: dict[str, str] = {}
    for text in texts or ():
        name, equals, value = text.partition("=")
        if not equals or not name.strip() or not value.strip():
            raise UsageError(problem=f"{option} {text!r} is not of the form {option} FIELD={'HEADER' if option == '--column' else 'VALUE'}")
        if name.strip() in pairs:
            raise UsageError(problem=f"{option} names {name.strip()} twice")
        pairs[name.strip()] = value.strip()
    return pairs
