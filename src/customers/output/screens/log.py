"""The history and the runs, as a log: a line a run, below it the reason, the people and the changes of each."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from rich.text import Text

from customers.domain.text import escape_for_terminal
from customers.output.screens.changes import change_lines
from customers.output.screens.view import View, dim, hang
from customers.output.shapes.columns import Row
from customers.output.shapes.common import END_LENGTH
from customers.output.shapes.merges import side_of_outcome

_INDENT, _GAP = 4, 2
# Reasons and files stand below the time of a run.
_REMARK = END_LENGTH + 2
# With less room for numbers the columns of runs are not aligned.
_LONGEST_NUMBERS = len("  100,000 customers")
# How many runs have their columns aligned with each other.
_ALIGNED = 500


def history_texts(events: Iterable[Row], view: View) -> Iterator[str]:
    """Return the events of many customers as a log, the records of a run below each other; `events` are read one by one."""
    return _log(
        events,
        view,
        lambda event: _person_lines(event["customer_name"], event["customer_email"], event["customer_id"], event["changes"], view, _INDENT),
    )


def own_history_texts(events: Iterable[Row], view: View) -> Iterator[str]:
    """Return the events of one customer as a log."""
    return _log(events, view, lambda event: change_lines(event["changes"], view, _REMARK))


def _log(events: Iterable[Row], view: View, record_lines: Callable[[Row], Iterable[Text]]) -> Iterator[str]:
    for number, (_, records) in enumerate(groupby(events, _run_of)):
        first = next(records)
        head = _run_lines(first, (0, 0), _people(first["run_customers"]), view)
        yield view.render([*([Text()] if number else []), *head, *_remarks(first, view), *record_lines(first)])
        for record in records:
            yield view.render(record_lines(record))


def run_change_texts(changes: Iterable[Row], view: View) -> Iterator[str]:
    """Return what a run changed, the changes below each person."""
    for customer_id, records in groupby(changes, lambda row: row["customer_id"]):
        first = next(records)
        yield view.render([view.person(first["full_name"], first["email"], customer_id)])
        for record in (first, *records):
            yield view.render(change_lines(record["changes"], view, _INDENT))


def dry_run_texts(changes: Iterable[Row], view: View) -> Iterator[str]:
    """Return the changes of a dry run, below each person where there are several."""
    changes = list(changes)
    if changes and "customer" not in changes[0]:
        yield view.render(change_lines(changes, view, 0))
        return
    by_customer: dict[str, list[Row]] = {}
    for change in changes:
        by_customer.setdefault(change["customer"], []).append(change)
    for customer_id, rows in by_customer.items():
        yield view.render(_person_lines(rows[0]["customer_name"], rows[0]["customer_email"], customer_id, rows, view))


def run_texts(runs: Iterable[Row], view: View) -> Iterator[str]:
    """Return runs, a line each, with the imported file and the reason below."""
    rest = iter(runs)
    while rows := [row for row, _ in zip(rest, range(_ALIGNED), strict=False)]:
        widths = [max(len(escape_for_terminal(row[name])) for row in rows) for name in ("actor", "command")]
        for row in rows:
            yield view.render([*_run_lines(row, widths, _numbers(row), view), *_remarks(row, view)])


def merge_texts(merges: Iterable[Row], view: View) -> Iterator[str]:
    """Return merges, a line each, with both profiles and the reason below."""
    for merge in merges:
        head = Text.assemble(
            (f"{merge['id'][-END_LENGTH:]}  ", "bold"), (f"{view.minute(merge['at'])}  ", "dim"), escape_for_terminal(merge["actor"])
        )
        people = [view.person(merge[f"{side}_name"], merge[f"{side}_email"], merge[f"{side}_id"]) for side in ("absorbed", "survivor")]
        lines = [head.append(f"  {merge['state']}", "" if merge["state"] == "merged" else "red")]
        for label, text in zip(("", "into "), people, strict=True):
            lines += hang(Text(label), text, view.width, view.console, _REMARK)
        yield view.render([*lines, *_indented([merge["reason"]], view)])


def outcome_texts(outcomes: Iterable[Row], view: View) -> Iterator[str]:
    """Return the outcomes of a batch of merges, a line each, with the message below."""
    for row in outcomes:
        label = dim(f"{row['line']:>5}  ").append(f"{row['outcome']:<11}  ", "red" if row["outcome"] == "refused" else "bold")
        people = " into ".join(escape_for_terminal(side_of_outcome(row, side)) for side in ("absorbed", "survivor"))
        lines = hang(label, Text(people), view.width, view.console)
        if row["message"]:
            lines += hang(Text(), dim(escape_for_terminal(row["message"])), view.width, view.console, label.cell_len)
        yield view.render(lines)


def _run_of(event: Row) -> str:
    """Return the run of an event; an event of former versions has none, and is one by itself."""
    return str(event["run_id"] or event["id"])


def _run_lines(run: Row, widths: Sequence[int], numbers: str, view: View) -> list[Text]:
    """Return a run: the end of its id, time, actor, command and numbers."""
    label = Text().append(f"{str(run.get('run_id') or run['id'])[-END_LENGTH:]}  ", "bold")
    line = _who(run, widths, view)
    if sum(widths) and label.cell_len + line.cell_len + _LONGEST_NUMBERS > view.width:
        line = _who(run, (0, 0), view)
    if label.cell_len + line.cell_len + len(numbers) + _GAP <= view.width:
        return [label.append_text(line).append(" " * _GAP + numbers)]
    return [*hang(label, line, view.width, view.console), *hang(Text(), Text(numbers), view.width, view.console, _REMARK)]


def _who(run: Row, widths: Sequence[int], view: View) -> Text:
    """Return time, actor and command of a run, padded to widths."""
    actor, command = (escape_for_terminal(run[name]).ljust(width) for name, width in zip(("actor", "command"), widths, strict=True))
    return dim(f"{view.minute(run['at'])}  ").append(f"{actor}  ").append(command, "bold")


def _state(run: Row) -> Text:
    state = run.get("state", "done")
    by = f" by {run['undone_by'][-END_LENGTH:]}" if run.get("undone_by") else ""
    return Text() if state == "done" else Text(f"{state}{by}", "red")


def _numbers(run: Row) -> str:
    orders = f"{run['orders']:,} order{'' if run['orders'] == 1 else 's'}" if run["orders"] else ""
    return ", ".join(filter(None, (_people(run["customers"]), orders)))


def _people(number: int | None) -> str:
    return "" if number is None else f"{number:,} customer{'' if number == 1 else 's'}"


def _remarks(run: Row, view: View) -> Iterator[Text]:
    """Return the state if the run is not done, the imported file, the run that was taken back, and the reason, indented below a run."""
    undone = run.get("undo_of")
    if state := _state(run):
        yield from hang(Text(), state, view.width, view.console, _REMARK)
    yield from _indented([run.get("source"), f"undo of {undone[-END_LENGTH:]}" if undone else None, run["reason"]], view)


def _indented(texts: Iterable[str | None], view: View) -> Iterator[Text]:
    """Return those texts that there are below a line of the log."""
    for text in texts:
        if text:
            yield from hang(Text(), dim(escape_for_terminal(text)), view.width, view.console, _REMARK)


def _person_lines(name: Any, email: Any, customer_id: str, changes: Sequence[Row], view: View, indent: int = 0) -> Iterator[Text]:
    yield from hang(Text(), view.person(name, email, customer_id), view.width, view.console, indent)
    yield from change_lines(changes, view, indent + _INDENT)
