"""Generate the pages in Markdown: the commands, and the errors."""

import inspect
import re
from collections.abc import Iterator

from customers.cli.registry import ABOUT, SECTIONS, help_text
from customers.cli.words import REMEDIES, option
from customers.errors import CustomersError, base, conflict, database, lookup, partial, usage
from customers.manual.command_docs import every_command

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
    """Return the page of every expected error, by exit status."""
    lines = [
        "# Errors",
        "",
        'With `-o json` or `-o jsonl` an error is one object on stderr, `{"error": {"code", "message", "details"}}`; else it is one or two',
        "lines: the message, and what to do. In the messages `{...}` is replaced by what it is about.",
        "",
        _GENERATED,
        "| exit | code | error | message | what to do |",
        "| --- | --- | --- | --- | --- |",
    ]
    for error in expected_errors():
        message = re.sub(r"\{(\w+)[^}]*\}", r"{\1}", error.__doc__ or "")
        for parameter in error.parameters:
            message = message.replace(f"{{{parameter}}}", option(parameter))
        hint = error.hint or (REMEDIES[error.remedy.code] if error.remedy else "")
        cells = (int(error.status), f"`{error.code}`", error.__name__, message, hint)
        lines.append("| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def expected_errors() -> Iterator[type[CustomersError]]:
    """Yield every expected error by exit status, then in the order of the source."""
    modules = (base, usage, lookup, conflict, database, partial)
    members = [member for module in modules for member in vars(module).values() if getattr(member, "__module__", "") == module.__name__]
    errors = [member for member in members if inspect.isclass(member) and issubclass(member, CustomersError)]
    yield from sorted(errors, key=lambda error: error.status)
