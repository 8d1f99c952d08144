"""`customers merge`"""

import shlex
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from typer import Argument, Option

from customers.cli.framework.command import command, new_app
from customers.cli.options.common import FromJsonOption, OverwriteOption, parsed
from customers.cli.session import Session
from customers.errors import PartlyDoneError, UsageError
from customers.output.shapes.merges import MERGE_FIELD, MERGE_OUTCOME, MERGE_RESULT

if TYPE_CHECKING:
    from customers.filesystem import OutputFile
    from customers.models.merge import MergeOutcome, MergeResult
    from customers.services.transaction import Transaction

app = new_app()


@command(
    app,
    prints=MERGE_RESULT,
    prints_as={"csv": MERGE_FIELD},
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
    survivor: Annotated[str | None, Argument(metavar="SURVIVOR", help="The profile that is kept.", show_default=False)] = None,
    absorbed: Annotated[str | None, Argument(metavar="ABSORBED", help="The profile that is folded into it.", show_default=False)] = None,
    take: Annotated[
        list[str] | None,
        Option(
            "--take",
            metavar="FIELD=SIDE",
            help="Let a field be the absorbed's: phone=absorbed, external_ids.SYSTEM=absorbed; with --batch of every pair.",
        ),
    ] = None,
    from_json: FromJsonOption = None,
    plan: Annotated[
        str | None, Option("--plan", metavar="FILE|-", help="Change nothing; write down what would be done, for --apply.")
    ] = None,
    overwrite: OverwriteOption = False,
    apply: Annotated[
        str | None, Option("--apply", metavar="FILE", help="Do what --plan wrote down, unless one of both was changed since.")
    ] = None,
    batch: Annotated[
        str | None,
        Option("--batch", metavar="FILE|-", help="Merge the pairs of JSON lines, as `duplicates -o jsonl` prints them: `a` survives."),
    ] = None,
) -> None:
    """Fold one profile into another: orders, addresses, tags, notes and names; `unmerge` takes it back.

    The survivor's values stay and its blanks are filled; --take turns that round for a field. The absorbed id, email,
    phone and external ids lead to the survivor from then on. Of two external ids of one system the survivor's stays.
    Two names of one customer change nothing. In a batch the name of an absorbed profile means its survivor.
    """
    named = [name for name in (survivor, absorbed) if name is not None]
    ways = [bool(named), from_json is not None, apply is not None, batch is not None]
    if sum(ways) != 1 or len(named) == 1 or (plan and (apply or batch)) or (take and apply):
        raise UsageError(
            problem="give SURVIVOR and ABSORBED, or one of --from-json, --apply and --batch",
            hint="--plan goes with two customers; a plan holds what was taken when it was made",
        )
    if batch is not None:
        _merge_batch(session, batch, take or [])
        return
    if apply is not None:
        _apply(session, apply)
    else:
        _merge_pair(session, named, from_json, take or [], PlanFile(plan, overwrite) if plan is not None else None)


@dataclass(frozen=True, slots=True)
class PlanFile:
    """Where a plan goes."""

    file: str
    overwrite: bool

    def output(self, session: Session, from_json: str | None) -> "OutputFile | None":
        """Return the file to be written, None for standard output."""
        from customers.cli.output_file import output_file

        if self.file == "-":
            return None
        inputs = [from_json] if from_json is not None else []
        return output_file(session, self.file, "json", overwrite=self.overwrite, inputs=inputs)


def _merge_pair(session: Session, named: list[str], from_json: str | None, take: list[str], plan: PlanFile | None) -> None:
    from customers.domain.merge.plan import check_take, parse_take
    from customers.services.merging import merge as merging_merge

    taken = parsed("--take", parse_take, take)
    if from_json is not None:
        from customers.models.inputs import MergeInput
        from customers.services.inputs import parse_input

        body = parse_input(MergeInput, session.input.read_text(from_json))
        named = [body.primary_id, body.secondary_id]
        taken = parsed("take", check_take, body.take) | taken
    output = None
    if plan is not None:
        session.force_dry_run()
        output = plan.output(session, from_json)
    planned: dict[str, Any] | None = None

    def question() -> str:
        nonlocal planned
        with session.preview_transaction() as tx:
            outlook = merging_merge.preview_merge(tx, merging_merge.resolve_pair(tx, named[0], named[1], taken, follow=True))
        planned = outlook.document()
        return f"{merging_merge.describe_merge(outlook)}?"

    session.confirm(question)
    with session.writing() as tx:
        # An alias means its surviving profile where somebody has seen which one that is.
        pair = merging_merge.resolve_pair(tx, named[0], named[1], taken, follow=not session.yes)
        if plan is not None:
            from customers.output.formats.json import document

            texts = document(merging_merge.preview_merge(tx, pair).document())
            if output is None:
                session.writer.write_text(texts)
            else:
                output.write(texts)
        result = merging_merge.merge_customers(tx, pair, planned)
    if plan is None or output is not None:
        _show(session, result)
    if plan is not None:
        file = "FILE" if output is None else shlex.quote(plan.file)
        session.console.notice(f"`customers merge --apply {file}` carries it out, unless one of both is changed before")


def _apply(session: Session, path: str) -> None:
    from customers.models.inputs import MergePlanDocument
    from customers.services.inputs import parse_input
    from customers.services.merging import merge as merging_merge

    body = parse_input(MergePlanDocument, session.input.read_text(path), path)
    pair = merging_merge.MergePair(body.survivor_id, body.absorbed_id, dict(body.take))
    planned = body.model_dump(mode="json")

    def question() -> str:
        with session.preview_transaction() as tx:
            outlook = merging_merge.preview_merge(tx, pair)
        return f"{merging_merge.describe_merge(outlook)}, as planned?"

    session.confirm(question)
    with session.writing() as tx:
        result = merging_merge.merge_customers(tx, pair, planned)
    _show(session, result)


def _show(session: Session, result: "MergeResult") -> None:
    from customers.domain.json import to_jsonable
    from customers.models.records import as_dict

    rows = [MERGE_FIELD.row(field) for field in result.fields]
    moved = {f"moved_{name}": value for name, value in as_dict(result.moved).items()}
    ids = {"survivor": str(result.customer.id), "absorbed": to_jsonable(result.absorbed_id)}
    merged = {} if session.dry_run else {"merge_id": to_jsonable(result.merge_id)}
    session.writer.write_result(result, MERGE_RESULT, rows, MERGE_FIELD.table, merged | ids | moved)
    if not (session.dry_run or result.merge_id is None):
        session.console.notice(f"`customers unmerge {result.merge_id}` takes it back")


def _merge_batch(session: Session, path: str, take: list[str]) -> None:
    from customers.domain.merge.plan import parse_take
    from customers.models.page import Page, PageMeta
    from customers.services.merging.batch import merge_pairs

    taken = parsed("--take", parse_take, take)
    lines = session.input.read_text(path).splitlines()
    total = sum(bool(line.strip()) for line in lines)
    session.confirm(lambda: f"Merge {total} pair{'' if total == 1 else 's'}?")
    outcomes: Counter[str] = Counter()

    def counted(verdicts: "Iterator[MergeOutcome]") -> "Iterator[MergeOutcome]":
        for verdict in verdicts:
            outcomes[verdict.outcome] += 1
            yield verdict

    with ExitStack() as stack:
        transaction: Callable[[], AbstractContextManager[Transaction]] = session.writing
        if session.dry_run:
            # All in one transaction, so that a pair sees what the pairs before it would have done.
            transaction = _steps_of(stack.enter_context(session.writing()))
        meta = PageMeta.whole(total)
        session.writer.write_page(Page(counted(merge_pairs(lines, transaction, taken, session.console.notice)), meta), MERGE_OUTCOME)
    if outcomes["refused"]:
        raise PartlyDoneError(refused=outcomes["refused"], total=total, what="pairs", hint="what refused each is listed")


def _steps_of(tx: "Transaction") -> "Callable[[], AbstractContextManager[Transaction]]":
    @contextmanager
    def step() -> "Iterator[Transaction]":
        with tx.connection.begin_nested():
            yield tx

    return step
