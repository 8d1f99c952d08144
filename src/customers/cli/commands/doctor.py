"""The command `customers doctor`: check and repair the stored data."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

from typer import Option

from customers.cli.framework.apps import new_app
from customers.cli.framework.command import command
from customers.cli.options.common import empty_error
from customers.cli.session import Session, tune_gc
from customers.errors import ProblemsFoundError
from customers.output.shapes.common import person_text
from customers.output.shapes.summaries import CHECK, checks_document

if TYPE_CHECKING:
    from customers.models.results import CheckResult

app = new_app()


@command(
    app,
    prints=CHECK,
    writes=True,
    examples="""
    customers doctor
    customers doctor --check statistics --check vip_flags -o json
    customers doctor --fix --dry-run
    """,
)
def doctor(
    session: Session,
    *,
    fix: Annotated[bool, Option("--fix", help="Repair what can be repaired without data loss.")] = False,
    check: Annotated[list[str] | None, Option("--check", metavar="NAME", help="Run only this check (repeatable).")] = None,
) -> None:
    """Check the stored data; exit 6 if there are problems.

    Without --fix nothing is written. What cannot be repaired safely is reported, with what to do about it. The checks that are
    in order are counted; --verbose lists them too.
    """
    from customers.services.doctor import doctor
    from customers.services.recalculation import RECALCULATION

    names = [name.strip() for text in check or () for name in text.split(",") if name.strip()]
    if check and not names:
        raise empty_error("--check")
    checks = doctor.find_checks(names)
    tune_gc()
    # How long a repair takes is not known before.
    total = None if fix else sum(doctor.weigh(checks).values())
    with (
        session.console.progress("Checking", total, unit="") as progress,
        session.writing(job=RECALCULATION) if fix else session.reading() as tx,
    ):
        results = doctor.examine(tx, checks, fix=fix, advance=progress.advance)
        people = doctor.find_examples(tx, results) if session.writer.format.is_for_people else ()
    problems = sum(not result.ok for result in results)
    labels = {str(person.id): person_text(person.full_name, person.email, str(person.id)) for person in people}
    document = checks_document(results, labels, lists_all=session.common.verbose, dry_run=session.dry_run)
    session.writer.write(document, is_problem=problems > 0)
    if problems:
        raise ProblemsFoundError(problems=problems, checks=len(results), hint=_hint(results))


def _hint(results: "Sequence[CheckResult]") -> str:
    if any(not result.ok and result.fixable for result in results):
        return "`customers doctor --fix` repairs what can be repaired without data loss"
    return "the rest needs a decision; the table says what to do"
