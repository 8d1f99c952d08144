"""The commands `customers tag`: add, remove, set, list and rename."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option

from customers.cli.framework.apps import command_group
from customers.cli.framework.command import command
from customers.cli.options.bulk import BulkTarget
from customers.cli.options.common import CustomersArgument, LimitOption, parsed
from customers.cli.options.filters import FilterOptions, GuardOptions
from customers.cli.session import Session
from customers.domain.json import to_jsonable
from customers.domain.text import count_with_names
from customers.errors import PartlyDoneError, UsageError
from customers.models.aliases import Names
from customers.models.selection import Guard
from customers.output.shapes.summaries import TAG, TAGGING

if TYPE_CHECKING:
    from customers.domain.tags import Tag
    from customers.models.results import TagResult
    from customers.services.listing.confirmation import Confirmed

app = command_group("Tag customers that are named, piped or selected by filters.")

_ADD = "Add {tags} to {customers}?"
TagsOption = Annotated[list[str] | None, Option("--tag", metavar="TAG", help="Required: the tag (repeatable, or separated by commas).")]
BodyOption = Annotated[
    str | None, Option("--from-json", metavar="FILE|-", help="Take customer_ids and tags from a JSON object instead of --tag.")
]
OldArgument = Annotated[str, Argument(metavar="OLD", help="The present tag, in any case.", show_default=False)]
NewArgument = Annotated[str, Argument(metavar="NEW", help="The new tag.", show_default=False)]


@command(
    app,
    prints=TAGGING,
    writes=True,
    examples="""
    customers tag add asha@example.com --tag Wholesale
    customers tag add --tag diwali-2026 --segment loyal --max 500 --yes
    """,
)
def add(
    session: Session,
    *,
    customers: CustomersArgument = None,
    tag: TagsOption = None,
    selection: FilterOptions,
    guard: GuardOptions,
    from_json: BodyOption = None,
) -> None:
    """Add tags to customers."""
    from customers.services.customers import tags

    if from_json is None:
        _tag_customers(session, customers, selection, guard, tag, tags.add_tags, _ADD)
        return
    from customers.models.inputs import BulkTagInput
    from customers.services.inputs import parse_input

    if customers or tag:
        raise UsageError(problem="--from-json names the customers and the tags: name neither on the command line")
    body = parse_input(BulkTagInput, session.input.read_text(from_json), "the body")
    session.limit_names(Names.COMPLETE)
    target = BulkTarget(session, body.customer_ids, selection, guard, skip_unknown=True)
    _tag(session, target, body.tags, tags.add_tags, _ADD)


@command(
    app,
    prints=TAGGING,
    writes=True,
    examples="""
    customers tag remove asha@example.com --tag wholesale
    customers list --any-tag sale --all -o ids | customers tag remove --tag sale - --yes
    """,
)
def remove(
    session: Session,
    *,
    customers: CustomersArgument = None,
    tag: TagsOption = None,
    selection: FilterOptions,
    guard: GuardOptions,
) -> None:
    """Remove tags from customers."""
    from customers.services.customers import tags

    _tag_customers(session, customers, selection, guard, tag, tags.remove_tags, "Remove {tags} from {customers}?")


@command(
    app,
    "set",
    prints=TAGGING,
    writes=True,
    examples="""
    customers tag set asha@example.com --tag wholesale,b2b
    customers tag set --tag archive --ordered-before 2020-01-01 --dry-run
    """,
)
def set_(
    session: Session,
    *,
    customers: CustomersArgument = None,
    tag: TagsOption = None,
    selection: FilterOptions,
    guard: GuardOptions,
) -> None:
    """Replace all tags of customers."""
    from customers.services.customers import tags

    _tag_customers(session, customers, selection, guard, tag, tags.set_tags, "Replace all tags of {customers} by {tags}?")


@command(
    app,
    "list",
    prints=TAG,
    examples="""
    customers tag list
    customers tag list -o ids
    """,
)
def list_(session: Session, limit: LimitOption = None) -> None:
    """List tags with the number of customers."""
    from customers.models.page import Page
    from customers.services.customers.tags import list_tags

    with session.reading() as tx:
        page = Page.first(list_tags(tx), limit)
        session.writer.write_page(page, TAG)
        session.console.hint_limit(page.meta, "tags", first_step="Add one: `customers tag add CUSTOMER --tag TAG`")


@command(
    app,
    prints=TAGGING,
    writes=True,
    examples="""
    customers tag rename wholsale Wholesale --dry-run
    customers tag rename "Diwali 25" diwali-2025 --max 500 --yes
    """,
)
def rename(session: Session, old: OldArgument, new: NewArgument, guard: GuardOptions) -> None:
    """Rename a tag on all customers, including deleted ones."""
    from customers.domain.tags import parse_tag
    from customers.services.customers import tags
    from customers.services.listing.confirmation import lock_tagged_customers

    old_tag, new_tag = parsed("OLD", parse_tag, old), parsed("NEW", parse_tag, new)
    limits = guard.guard()
    confirmed = _confirm_rename(session, old_tag, new_tag, limits)
    with session.writing() as tx:
        result = tags.rename_tag(tx, lock_tagged_customers(tx, old_tag, limits, confirmed), old_tag, new_tag)
    _write(session, result)


def _confirm_rename(session: Session, old: "Tag", new: "Tag", limits: Guard) -> "Confirmed | None":
    """Ask, and return the confirmed customers, None without a question."""
    from customers.services.listing.bulk import ResolvedCustomers, preview_customers, resolve_tagged_customers
    from customers.services.listing.confirmation import confirmed_customers

    confirmed: Confirmed | None = None

    def question() -> str:
        nonlocal confirmed
        with session.preview_transaction() as tx:
            resolved = ResolvedCustomers(resolve_tagged_customers(tx, old, limits))
            confirmed, count = confirmed_customers(resolved), resolved.customers.count()
            names = [customer.full_name for customer in preview_customers(tx, resolved.customers)]
        return f"Rename the tag {old.label} to {new.label} for {count_with_names(count, 'customer', names)}?"

    session.confirm(question)
    return confirmed


def _tag_customers(
    session: Session,
    customers: Sequence[str] | None,
    selection: FilterOptions,
    guard: GuardOptions,
    tag: Sequence[str] | None,
    work: Callable[..., "TagResult"],
    question: str,
) -> None:
    """Change the tags of the customers of the command line."""
    if not tag:
        raise UsageError(problem="no tag given", hint="for example: --tag wholesale")
    target = BulkTarget(session, customers, selection, guard, skip_unknown="-" in (customers or ()))
    _tag(session, target, tag, work, question)


def _write(session: Session, result: "TagResult") -> None:
    """Write the counts; people read a number where no customer is refused."""
    row = to_jsonable(result)
    if session.writer.format.is_for_people and not result.refused:
        row["refused"] = 0
    session.writer.write_summary(row, TAGGING, session.changes)


def _named(texts: Sequence[str]) -> str:
    """Return tags as a question names them.

    Raises:
        InvalidFieldError: a tag is not valid.
    """
    from customers.domain.tags import parse_tags

    labels = [tag.label for tag in parsed("--tag", parse_tags, texts)]
    return f"tag {labels[0]}" if len(labels) == 1 else f"tags {', '.join(labels)}"


def _tag(session: Session, target: BulkTarget, tag: Sequence[str], work: Callable[..., "TagResult"], question: str) -> None:
    """Change the tags of customers, after a question where they are selected, and show the counts.

    Raises:
        PartlyDoneError: some of the customers are unknown.
    """
    if target.is_bulk:
        target.confirm(lambda customers: question.format(tags=_named(tag), customers=customers))
    with session.console.progress("Tagging"), session.writing() as tx:
        locked = target.lock(tx)
        result = work(tx, locked.customers, tag, locked.refused)
    _write(session, result)
    if result.refused:
        total = result.customers + len(result.refused)
        raise PartlyDoneError(refused=len(result.refused), total=total, what="customers", hint=result.refused[0].message)
