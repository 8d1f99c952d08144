"""The command `customers merge`: one pair, a plan, or a batch of pairs."""

import shlex
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from typer import Argument, Option

from customers.cli.framework.apps import new_app
from customers.cli.framework.command import command
from customers.cli.options.common import FromJsonOption, OverwriteOption, parsed
from customers.cli.session import Session
from customers.domain.text import NAMES_IN_LIST, count_with_names
from customers.errors import PartlyDoneError, UsageError
from customers.models.aliases import Names
from customers.output.shapes.merges import MERGE_OUTCOME, MERGE_RESULT, merge_document

if TYPE_CHECKING:
    from customers.filesystem import OutputFile
    from customers.models.merge import MergeOutcome, MergeResult
    from customers.services.merging.merge import MergePreview
    from customers.services.transaction import Transaction

app = new_app()


@dataclass(frozen=True, slots=True)
class PlanOptions:
    """A pair or a plan in a file, instead of two arguments, and a plan to be written."""

    from_json: FromJsonOption = None
    plan: Annotated[str | None, Option("--plan", metavar="FILE|-", help="Change nothing; write the merge to a file for --apply.")] = None
    overwrite: OverwriteOption = False
    apply: Annotated[
        str | None, Option("--apply", metavar="FILE", help="Do the merge of a --plan file, unless either profile changed since.")
    ] = None

    def output(self, session: Session) -> "OutputFile | None":
        """Return the file of the plan, None without a plan and for standard output."""
        from customers.cli.output_file import output_file

        if self.plan in (None, "-"):
            return None
        inputs = [self.from_json] if self.from_json is not None else []
        return output_file(session, str(self.plan), "json", overwrite=self.overwrite, inputs=inputs)


@command(
    app,
    prints=MERGE_RESULT,
    prints_with={"batch": MERGE_OUTCOME},
    writes=True,
    examples="""
    customers merge asha@example.com asha.rao@example.net --dry-run
    customers merge asha@example.com shopify:8779761975521 --take phone=absorbed --take external_ids.shopify=absorbed
    customers duplicates --all -o jsonl | customers merge --batch - --yes
    """,
)
def merge(
    session: Session,
    *,
    survivor: Annotated[str | None, Argument(metavar="SURVIVOR", help="The profile that stays.", show_default=False)] = None,
    absorbed: Annotated[str | None, Argument(metavar="ABSORBED", help="The profile that is merged into it.", show_default=False)] = None,
    take: Annotated[
        list[str] | None,
        Option(
            "--take",
            metavar="FIELD=SIDE",
            help="Use the absorbed profile's value: phone=absorbed, external_ids.SYSTEM=absorbed; with --batch for every pair.",
        ),
    ] = None,
    files: PlanOptions,
    batch: Annotated[
        str | None,
        Option("--batch", metavar="FILE|-", help="Merge the pairs of JSON lines, as `duplicates -o jsonl` prints them: `a` survives."),
    ] = None,
) -> None:
    """Merge one profile into another; `unmerge` undoes it.

    The surviving profile's values stay and its blanks are filled; --take chooses the other value. The absorbed id, email,
    phone and external ids keep working and lead to the surviving profile. Of two external ids of one system the surviving one stays.
    Two names of one customer change nothing. In a batch the name of an absorbed profile means its surviving profile.
    """
    names = [name for name in (survivor, absorbed) if name is not None]
    sources = [bool(names), files.from_json is not None, files.apply is not None, batch is not None]
    if sum(sources) != 1 or len(names) == 1 or (files.plan and (files.apply or batch)) or (take and files.apply):
        raise UsageError(
            problem="give SURVIVOR and ABSORBED, or one of --from-json, --apply and --batch",
            hint="--plan needs two customers; a plan has its own --take",
        )
    session.check_names()
    if not names:
        session.limit_names(Names.COMPLETE)
    if batch is not None:
        _merge_batch(session, batch, take or [])
    elif files.apply is not None:
        _apply(session, files.apply)
    else:
        _merge_pair(session, _read_pair(session, names, files.from_json, take or []), files)


class Pair(NamedTuple):
    """Two customers by their references, and by field the side that keeps its value."""

    survivor: str
    absorbed: str
    take: Mapping[str, str]


def _read_pair(session: Session, names: Sequence[str], from_json: str | None, take: list[str]) -> Pair:
    """Return the pair of the command line or of a JSON object."""
    from customers.domain.merge.plan import check_take, parse_take

    sides = parsed("--take", parse_take, take)
    if from_json is None:
        return Pair(names[0], names[1], sides)
    from customers.models.inputs import MergeInput
    from customers.services.inputs import parse_input

    body = parse_input(MergeInput, session.input.read_text(from_json))
    return Pair(body.primary_id, body.secondary_id, parsed("take", check_take, body.take) | sides)


def _merge_pair(session: Session, pair: Pair, files: PlanOptions) -> None:
    """Merge two customers, or write the plan of it."""
    from customers.services.merging import merge as service

    if files.plan is not None:
        session.force_dry_run()
    output = files.output(session)
    confirmed: dict[str, Any] | None = None

    def question() -> str:
        nonlocal confirmed
        with session.preview_transaction() as tx:
            preview = service.preview_merge(tx, service.resolve_pair(tx, *pair, follow=True))
        confirmed = preview.document()
        return f"{service.describe_merge(preview)}?"

    session.confirm(question)
    with session.writing() as tx:
        # With --yes an alias is refused: nothing has shown which profile it leads to.
        resolved = service.resolve_pair(tx, *pair, follow=not session.yes)
        if files.plan is not None:
            _write_plan(session, service.preview_merge(tx, resolved), output)
        result = service.merge_customers(tx, resolved, confirmed)
    if files.plan != "-":
        _show(session, result)
    if files.plan is not None:
        file = "FILE" if output is None else shlex.quote(files.plan)
        session.console.notice(f"`customers merge --apply {file}` merges them, unless either profile changes before")


def _write_plan(session: Session, preview: "MergePreview", output: "OutputFile | None") -> None:
    """Write a plan to its file, or to standard output."""
    from customers.domain.json import encode

    texts = [encode(preview.document(), 2) + "\n"]
    if output is None:
        session.writer.write_text(texts)
    else:
        output.write(texts)


def _apply(session: Session, path: str) -> None:
    """Merge as a plan says."""
    from customers.models.inputs import MergePlanDocument
    from customers.services.inputs import parse_input
    from customers.services.merging import merge as service

    plan = parse_input(MergePlanDocument, session.input.read_text(path), path)
    pair = service.MergePair(plan.survivor_id, plan.absorbed_id, dict(plan.take))

    def question() -> str:
        with session.preview_transaction() as tx:
            preview = service.preview_merge(tx, pair)
        return f"{service.describe_merge(preview)}, as planned?"

    session.confirm(question)
    with session.writing() as tx:
        result = service.merge_customers(tx, pair, plan.model_dump(mode="json"))
    _show(session, result)


def _show(session: Session, result: "MergeResult") -> None:
    """Show a merge, with a summary in a table, and write how it is undone."""
    session.writer.write(merge_document(result, dry_run=session.dry_run))
    if not (session.dry_run or result.merge_id is None):
        session.console.notice(f"`customers unmerge {result.merge_id}` undoes it")


def _merge_batch(session: Session, path: str, take: list[str]) -> None:
    """Merge the pairs of a file, each in a transaction of its own, and list their outcomes.

    Raises:
        PartlyDoneError: pairs were refused.
    """
    from customers.domain.merge.plan import parse_take
    from customers.models.page import Page, PageMeta
    from customers.services.merging.batch import describe_pairs, merge_pairs

    sides = parsed("--take", parse_take, take)
    lines = session.input.read_text(path).splitlines()
    total = sum(bool(line.strip()) for line in lines)

    def question() -> str:
        with session.preview_transaction() as tx:
            return f"Merge {count_with_names(total, 'pair', describe_pairs(tx, lines, NAMES_IN_LIST + 1))}?"

    session.confirm(question)
    counts: Counter[str] = Counter()
    is_conditional = session.dry_run and session.writer.format.is_for_people

    def counted(outcomes: "Iterable[MergeOutcome]") -> "Iterator[MergeOutcome]":
        for outcome in outcomes:
            counts[outcome.outcome] += 1
            if session.writer.is_silent and outcome.outcome == "refused":
                session.console.warn(f"line {outcome.line} refused ({outcome.code}): {outcome.message}")
            yield replace(outcome, outcome="would merge") if is_conditional and outcome.outcome == "merged" else outcome

    session.run.in_batches = not session.dry_run
    with _transactions(session) as transaction:
        outcomes = counted(merge_pairs(lines, transaction, sides, session.console.notice))
        session.writer.write_page(Page(outcomes, PageMeta.whole(total)), MERGE_OUTCOME)
    session.shop.finish_run()
    if counts["refused"]:
        raise PartlyDoneError(refused=counts["refused"], total=total, what="pairs", hint="the reason of each is listed")


@contextmanager
def _transactions(session: Session) -> "Iterator[Callable[[], AbstractContextManager[Transaction]]]":
    """Yield the transactions of the pairs; a dry run has savepoints in one, so that a pair sees the pairs before it."""
    if not session.dry_run:
        yield session.writing
        return
    with session.writing() as tx:

        @contextmanager
        def savepoint() -> "Iterator[Transaction]":
            with tx.connection.begin_nested():
                yield tx

        yield savepoint
