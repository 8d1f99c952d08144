"""Generate the pages in Markdown: the commands, and the errors."""

import inspect
import re
from collections.abc import Iterable, Iterator, Sequence

from customers.cli.registry import ABOUT, SECTIONS, help_text
from customers.cli.words import REMEDIES, option
from customers.errors import CustomersError, ExitStatus, base, conflict, database, lookup, partial, usage
from customers.manual.command_docs import every_command
from customers.manual.messages import NOTICE, OPEN_ERRORS, ROW, read_messages

EXIT_STATUSES = {
    ExitStatus.DONE: "done",
    ExitStatus.FAULT: "an internal error of the program; `--debug` shows more",
    ExitStatus.USAGE: "wrong usage, or a value that is not valid",
    ExitStatus.NOT_FOUND: "no such customer, order, address, merge or run",
    ExitStatus.CONFLICT: "conflict: an email is taken, a record changed meanwhile, or an undo or merge needs a decision",
    ExitStatus.DATABASE: "the database cannot be reached, does not exist, or has another schema version",
    ExitStatus.PARTIAL: "done in part: refused rows are listed; or `doctor` found problems",
    ExitStatus.BUSY: "busy: another run of the same job is active, or held a lock for too long",
    ExitStatus.HUNG_UP: "hung up: the terminal was closed; uncommitted changes are rolled back",
    ExitStatus.INTERRUPTED: "interrupted; uncommitted changes are rolled back",
    ExitStatus.TERMINATED: "terminated; uncommitted changes are rolled back",
}
_GENERATED = "<!-- Made from the program by `make docs`; do not edit. -->\n"


def command_reference() -> str:
    """Return the page of every command with its help."""
    lines = ["# Commands", "", ABOUT, "", _GENERATED]
    for section, names in SECTIONS.items():
        lines += [f"- {section}: " + ", ".join(f"[{name}](#customers-{name})" for name in names)]
    lines += ["", "```console", "$ customers --help", help_text().rstrip(), "```"]
    for doc in every_command():
        depth = "#" * (2 + doc.path.count(" "))
        lines += ["", f"{depth} customers {doc.path}", "", "```console", f"$ customers {doc.path} --help", doc.help, "```"]
    return "\n".join(lines) + "\n"


def error_table() -> str:
    """Return the page of every expected error, by exit status, and of every notice."""
    lines = [
        "# Errors and notices",
        "",
        "A command that fails prints one or two lines: the message, and what to do. With `-o json` or `-o jsonl` an error is one object",
        'on standard error, `{"error": {"code", "message", "details"}}`. In the messages below `{...}` is a value.',
        "",
        _GENERATED,
        "## Exit statuses",
        "",
        *_table(("exit", "meaning"), ((int(status), meaning) for status, meaning in EXIT_STATUSES.items())),
        "",
        "## Errors",
        "",
    ]
    rows = []
    for error in expected_errors():
        message = re.sub(r"\{(\w+)[^}]*\}", r"{\1}", error.__doc__ or "")
        for parameter in error.parameters:
            message = message.replace(f"{{{parameter}}}", option(parameter))
        hint = error.hint or (REMEDIES[error.remedy.code] if error.remedy else "")
        rows.append((int(error.status), f"`{error.code}`", error.__name__, message, hint))
    lines += _table(("exit", "code", "error", "message", "what to do"), rows)
    messages = read_messages()
    lines += ["", "## Problems and reasons", "", "The messages of the errors above that say `{problem}` or `{reason}`."]
    lines += ["", *_table(("error", "message", "what to do"), ((m.kind, m.text, m.hint) for m in messages if m.kind in OPEN_ERRORS))]
    lines += [
        "",
        "## Rows that are not imported",
        "",
        "The codes and reasons in the file of `--rejects`, and in notices about skipped rows.",
    ]
    lines += ["", *_table(("code", "reason", "what to do"), ((f"`{m.code}`", m.text, m.hint) for m in messages if m.kind == ROW))]
    lines += ["", "## Notices", "", "Lines on standard error beside a result. `--quiet` leaves them out, but for warnings."]
    lines += ["", *_table(("notice", "what to do"), ((m.text, m.hint) for m in messages if m.kind == NOTICE))]
    return "\n".join(lines) + "\n"


def _table(heading: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """Return the lines of a table."""
    body = ("| " + " | ".join(str(cell).replace("|", "\\|") for cell in row) + " |" for row in rows)
    return ["| " + " | ".join(heading) + " |", "| " + " | ".join("---" for _ in heading) + " |", *body]


def expected_errors() -> Iterator[type[CustomersError]]:
    """Yield every expected error by exit status, then in the order of the source."""
    modules = (base, usage, lookup, conflict, database, partial)
    members = [member for module in modules for member in vars(module).values() if getattr(member, "__module__", "") == module.__name__]
    errors = [member for member in members if inspect.isclass(member) and issubclass(member, CustomersError)]
    yield from sorted(errors, key=lambda error: error.status)
