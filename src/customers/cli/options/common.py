"""Options that several commands share, in groups; a group is one parameter of a command."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar, TypeVar

from typer import Argument, Option

from customers.domain.text import did_you_mean
from customers.errors import InvalidFieldError, UsageError

if TYPE_CHECKING:
    from customers.config.settings import Settings
    from customers.services.paging import PageRequest

Text = TypeVar("Text")
Value = TypeVar("Value")

# Headings of the help, in the order of its sections.
OUTPUT, CHANGES = "Output and settings", "Changes"
HEADINGS = ("Options", "Filters, which must all match", "Pages", CHANGES, OUTPUT)


@dataclass(frozen=True, slots=True)
class CommonOptions:
    """Options of every command."""

    heading: ClassVar[str] = OUTPUT

    output: Annotated[
        str | None, Option("-o", "--output", metavar="FORMAT", help="Format: table, json, jsonl, csv or ids (default: table).")
    ] = None
    json: Annotated[bool, Option("--json", help="The same as -o json.")] = False
    field_names: Annotated[str | None, Option("--fields", metavar="NAMES", help="Fields to show, in order, such as id,email.")] = None
    no_header: Annotated[bool, Option("--no-header", help="Leave out the header of a table or CSV.")] = False
    excel: Annotated[bool, Option("--excel", help="CSV for Excel: accents, phones and ids stay whole.")] = False
    database_url: Annotated[
        str | None,
        Option("--database-url", metavar="URL", help="Database URL. Put passwords into the environment or .env, not here."),
    ] = None
    env_file: Annotated[str | None, Option("--env-file", metavar="FILE", help="Settings file to use instead of .env.")] = None
    shop: Annotated[str | None, Option("--shop", metavar="NAME", help="Shop to use: a section of your config.toml.")] = None
    quiet: Annotated[bool, Option("-q", "--quiet", help="Print no notices or progress, and nothing for a change that succeeds.")] = False
    verbose: Annotated[bool, Option("-v", "--verbose", help="Show the database used and the time taken.")] = False
    debug: Annotated[bool, Option("--debug", help="Show SQL statements, and a traceback if the program fails.")] = False

    @property
    def format(self) -> str | None:
        """The output format, None where no option names one."""
        return "json" if self.json else self.output

    def merged_over(self, leading: "CommonOptions | None") -> "CommonOptions":
        """Return these options, completed by the leading ones, which stand before the name of the command."""
        if leading is None:
            return self
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        # An empty text is a choice too, and an error.
        return CommonOptions(**{name: getattr(leading, name) if value in (None, False) else value for name, value in values.items()})


@dataclass(frozen=True, slots=True)
class WritingOptions:
    """Options of every writing command."""

    heading: ClassVar[str] = CHANGES

    dry_run: Annotated[bool, Option("--dry-run", help="Show what would change, without changing anything.")] = False
    yes: Annotated[bool, Option("-y", "--yes", help="Do not ask for confirmation.")] = False
    reason: Annotated[str | None, Option("--reason", metavar="TEXT", help="Reason to record in the history.")] = None
    actor: Annotated[str | None, Option("--actor", metavar="NAME", help="Person to record in the history (default: your login name).")] = (
        None
    )


LimitOption = Annotated[int | None, Option("-n", "--limit", min=1, max=10**9, metavar="N", help="At most N results in all.")]


@dataclass(frozen=True, slots=True)
class PageOptions:
    """Options of every listing command."""

    heading: ClassVar[str] = "Pages"

    page: Annotated[int | None, Option("--page", min=1, max=10**9, metavar="N", help="Page to show (default: 1).")] = None
    per_page: Annotated[int | None, Option("--per-page", metavar="N", help="Results per page (default: CUSTOMERS_PER_PAGE, 20).")] = None
    cursor: Annotated[str | None, Option("--cursor", metavar="CURSOR", help="Continue after a page: its meta.next_cursor in JSON.")] = None
    all: Annotated[bool, Option("--all", help="All results, without paging.")] = False
    limit: LimitOption = None

    @property
    def is_long(self) -> bool:
        """Whether the list may have more rows than a page."""
        return self.all or self.limit is not None

    def request(self) -> "PageRequest":
        """Return the page for a listing service.

        Raises:
            UsageError: two of the options exclude each other.
        """
        has_page = bool(self.cursor) or self.page is not None or self.per_page is not None
        if self.limit is not None and (self.all or has_page):
            raise UsageError(problem="--limit cannot be used with --all, --page, --per-page or --cursor")
        if self.all and has_page:
            raise UsageError(problem="--all cannot be used with --page, --per-page or --cursor")
        if self.cursor and self.page is not None:
            raise UsageError(problem="--cursor cannot be used with --page: it says where the page begins")
        from customers.services.paging import PageRequest

        return PageRequest(self.page or 1, self.per_page, self.cursor, stream=self.all, limit=self.limit)


CustomerArgument = Annotated[str, Argument(metavar="CUSTOMER", help="An email, phone, id or external id.", show_default=False)]
NamedArgument = Annotated[
    list[str],
    Argument(metavar="CUSTOMER", help="Emails, phones, ids or external ids; - reads them from standard input.", show_default=False),
]
CustomersArgument = Annotated[
    list[str] | None,
    Argument(metavar="CUSTOMER", help="Emails, phones, ids or external ids; - reads them from standard input.", show_default=False),
]
OverwriteOption = Annotated[bool, Option("--overwrite", help="Replace an existing file, whatever its name.")]
FromJsonOption = Annotated[
    str | None, Option("--from-json", metavar="FILE|-", help="Take the fields from a JSON object, as `show -o json` prints it.")
]


def parsed(option: str, parse: Callable[[Text], Value], text: Text) -> Value:
    """Return the value of an option, parsed by a rule.

    Raises:
        InvalidFieldError: the rule raised ValueError; the error names the option.
    """
    try:
        return parse(text)
    except ValueError as error:
        raise InvalidFieldError(field=option, problem=str(error)) from None


def empty_error(label: str) -> UsageError:
    """Return the error of an option or argument with an empty value."""
    return UsageError(problem=f"{label} is empty", hint="give a value, or leave it out; a variable that is not set is empty")


def load_settings(common: CommonOptions, *, has_user_file: bool) -> "Settings":
    """Return the settings of a run, after its options.

    Raises:
        UsageError: the output format is unknown or given twice, or the name of the shop is empty.
        InvalidSettingError: a setting has a value that is not allowed.
    """
    from customers.config.settings import FORMATS, load

    if common.json and common.output not in (None, common.format):
        raise UsageError(problem="--json and --output cannot be used together")
    if common.output is not None and common.output not in FORMATS:
        hint = did_you_mean(common.output, FORMATS) or None
        raise UsageError(problem=f"no output format {common.output!r}; choose {', '.join(FORMATS)}", hint=hint)
    if common.shop is not None and not common.shop.strip():
        raise UsageError(problem="--shop is empty", hint="leave it out for the default shop")
    for label, value in (("--database-url", common.database_url), ("--env-file", common.env_file)):
        if value is not None and not value.strip():
            raise empty_error(label)
    flags = {"CUSTOMERS_OUTPUT": common.format, "CUSTOMERS_DATABASE_URL": common.database_url, "CUSTOMERS_SHOP": common.shop}
    return load(flags, env_file=Path(common.env_file) if common.env_file else None, has_user_file=has_user_file)
