"""The commands `customers duplicates`: list pairs, go through them, dismiss and undismiss them."""

import re
import sys
from contextlib import ExitStack
from typing import Annotated

from typer import Argument, Option

from customers.cli.framework.apps import command_group_with_default
from customers.cli.framework.command import command
from customers.cli.options.common import CustomerArgument, LimitOption, PageOptions
from customers.cli.session import Session
from customers.errors import InvalidFieldError, UsageError
from customers.output.shapes.common import person_text
from customers.output.shapes.merges import DISMISSAL, PAIR
from customers.output.shapes.summaries import DISMISSED, REVIEW, UNDISMISSED

app = command_group_with_default("list", "Pairs that look like one person; `customers duplicates` alone lists them.")

_FIRST_STEP = "Less likely ones: `customers duplicates --min-score 0.3`"

OtherArgument = Annotated[str, Argument(metavar="OTHER", help="The other customer.", show_default=False)]
ScoreOption = Annotated[str | None, Option("--min-score", metavar="SCORE", help="Lowest score to list, 0 to 1 (default: 0.6).")]
OnlyOption = Annotated[str | None, Option("--customer", metavar="CUSTOMER", help="Only pairs with this customer.")]


@command(
    app,
    "list",
    prints=PAIR,
    examples="""
    customers duplicates
    customers duplicates --min-score 0.95 --all -o jsonl | customers merge --batch - --dry-run
    customers duplicates --customer asha@example.com
    """,
)
def list_(
    session: Session,
    paging: PageOptions,
    min_score: ScoreOption = None,
    customer: OnlyOption = None,
) -> None:
    """List likely duplicates, with a score and the evidence.

    The first of a pair is the older profile, the surviving one of a merge. Dismissed pairs are not shown.
    """
    from customers.services.customers.lookup import get_customer_id
    from customers.services.merging.duplicates import list_duplicates

    score = _parse_score(min_score)
    with session.reading() as tx, ExitStack() as stack:
        customer_id = get_customer_id(tx, customer) if customer is not None else None
        with session.console.progress("Comparing profiles"):
            page = stack.enter_context(list_duplicates(tx, score, customer_id=customer_id, request=paging.request()))
        session.writer.write_page(page, PAIR)
        session.console.hint_next_page(page.meta, "pairs", paging.limit, _FIRST_STEP if min_score is None else "")


def _parse_score(text: str | None) -> float:
    """Return a score; of the spellings of `float` only plain decimals are allowed."""
    from customers.domain.matching.model import DEFAULT_SCORE

    if text is None:
        return DEFAULT_SCORE
    score = float(text) if re.fullmatch(r"[0-9]*\.?[0-9]+|[0-9]+\.", text) else -1.0
    if not 0 <= score <= 1:
        raise InvalidFieldError(field="--min-score", problem=f"{text!r} is not a number from 0 to 1")
    return score


@command(
    app,
    prints=REVIEW,
    writes=True,
    examples="""
    customers duplicates review
    customers duplicates review --min-score 0.9 --reason "spring clean"
    customers duplicates review --customer asha@example.com --dry-run
    """,
)
def review(session: Session, min_score: ScoreOption = None, customer: OnlyOption = None, limit: LimitOption = None) -> None:
    """Review the pairs one by one: merge, dismiss or skip.

    Each merge and each dismissal is a run of its own, which the key b takes back. At most 1,000 pairs are held at a time.
    """
    from customers.cli.review import Review
    from customers.services.customers.lookup import get_customer_id
    from customers.services.merging.review import list_likely_pairs

    score = _parse_score(min_score)
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        hint = "`customers duplicates -o jsonl` lists the pairs, and `customers merge --batch -` takes those that are right"
        raise UsageError(problem="a review needs a terminal to ask on", hint=hint)
    session.retryable = False
    with session.reading() as tx, session.console.progress("Comparing profiles"):
        customer_id = get_customer_id(tx, customer) if customer is not None else None
        pairs, total = list_likely_pairs(tx, score, customer_id=customer_id, limit=limit)
    session.console.write_deferred()
    session.console.deferred.clear()
    if not pairs:
        session.console.notice("no pairs look like one person")
    reviewed = Review(session, pairs, total)
    reviewed.run()
    session.writer.write_summary(reviewed.counts(), REVIEW)


@command(
    app,
    prints=DISMISSED,
    writes=True,
    examples="""
    customers duplicates dismiss asha@example.com usha@example.com --reason sisters
    customers duplicates dismiss asha@example.com shopify:8779761975521 --dry-run
    """,
)
def dismiss(session: Session, customer: CustomerArgument, second: OtherArgument) -> None:
    """Record that two customers are different people.

    The pair is not listed again.
    """
    _change(session, customer, second, dismissed=True)


@command(
    app,
    prints=UNDISMISSED,
    writes=True,
    examples="""
    customers duplicates undismiss asha@example.com usha@example.com
    customers duplicates undismiss asha@example.com usha@example.com --reason "the same person"
    """,
)
def undismiss(session: Session, customer: CustomerArgument, second: OtherArgument) -> None:
    """Undo a dismissal: list the pair again."""
    _change(session, customer, second, dismissed=False)


@command(
    app,
    prints=DISMISSAL,
    examples="""
    customers duplicates dismissed
    customers duplicates dismissed -o csv > dismissed.csv
    """,
)
def dismissed(session: Session, limit: LimitOption = None) -> None:
    """List dismissed pairs, newest first."""
    from customers.services.merging.dismissals import list_dismissals

    with session.reading() as tx:
        page = list_dismissals(tx, limit)
        session.writer.write_page(page, DISMISSAL)
        session.console.hint_limit(page.meta, "dismissed pairs")


def _change(session: Session, customer: str, second: str, *, dismissed: bool) -> None:
    from customers.services.customers.lookup import get_customer_id
    from customers.services.customers.records import get_customers
    from customers.services.merging import dismissals

    shape = DISMISSED if dismissed else UNDISMISSED
    with session.writing() as tx:
        ids = get_customer_id(tx, customer), get_customer_id(tx, second)
        pair = (dismissals.dismiss if dismissed else dismissals.undismiss)(tx, *ids)
        words = list(map(str, pair))
        if session.writer.format.is_for_people:
            words = [person_text(person.full_name, person.email, str(person.id)) for person in get_customers(tx, pair)]
    session.writer.write_summary({shape.key: words}, shape, session.changes)
