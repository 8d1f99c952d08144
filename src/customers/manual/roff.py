"""Generate the man pages: one of the program, one of each command, and one of each group of commands."""

from collections.abc import Iterable, Sequence

from customers.cli.registry import ABOUT, COMMANDS, OPTIONS, SECTIONS
from customers.config.settings import SETTINGS
from customers.errors import ExitStatus
from customers.manual.command_docs import CommandDoc, every_command, read_commands
from customers.manual.pages import EXIT_STATUSES, expected_errors


def man_pages() -> dict[str, str]:
    """Return the text of every page by its file name."""
    docs = read_commands()
    return {"customers.1": _program(docs)} | {f"{_name(doc)}.1": _command(doc) for doc in every_command()}


def _program(docs: Sequence[CommandDoc]) -> str:
    lines = [*_head("customers", ABOUT), ".SH SYNOPSIS", r".B customers", "[OPTIONS] COMMAND [ARGS]..."]
    lines += [".SH DESCRIPTION", _text(ABOUT)]
    for section, names in SECTIONS.items():
        lines += [f".SS {_text(section)}", *_terms((f"customers-{name}(1)", about) for name, (_, about) in names.items())]
    lines += [".SH OPTIONS", "Every command takes these, before its name or after it.", *_terms(OPTIONS)]
    lines += [
        ".SH ENVIRONMENT",
        "Each setting is taken from a flag, else the environment, else a file .env in the current folder, else its default.",
    ]
    lines += _terms((setting.name, f"{setting.about} Default: {setting.default or 'none'}.") for setting in SETTINGS)
    lines += [".SH EXIT STATUS", *_terms((str(int(status)), f"{EXIT_STATUSES[status]}.{_codes(status)}") for status in ExitStatus)]
    lines += [".SH SEE ALSO", ", ".join(_text(f"customers-{doc.path}(1)") for doc in docs)]
    return "\n".join(lines) + "\n"


def _codes(status: ExitStatus) -> str:
    codes = dict.fromkeys(error.code for error in expected_errors() if error.status == status)
    return f" Code in JSON: {', '.join(codes)}." if codes else ""


def _command(doc: CommandDoc) -> str:
    about = COMMANDS[doc.path][1] if doc.path in COMMANDS else doc.about
    lines = _head(_name(doc), about)
    lines += [".SH SYNOPSIS", *_synopsis([doc, *doc.commands] if not doc.commands else doc.commands)]
    lines += [".SH DESCRIPTION", *_paragraphs(doc.about)]
    if doc.commands:
        lines += [".SH COMMANDS", *_terms((f"{_name(command)}(1)", command.about.partition("\n\n")[0]) for command in doc.commands)]
    else:
        lines += [*_parameters(doc), *([".SH EXAMPLES", *_examples(doc)] if doc.examples else [])]
    group = doc.path.partition(" ")[0]
    pages = ["customers(1)", *([f"customers-{group}(1)"] if group != doc.path else [])]
    return "\n".join([*lines, ".SH SEE ALSO", _text(", ".join(pages))]) + "\n"


def _name(doc: CommandDoc) -> str:
    """Return the name of the page of a command: `customers-tag-add`."""
    return f"customers-{doc.path.replace(' ', '-')}"


def _head(name: str, about: str) -> list[str]:
    sentence = " ".join(about.split()).partition(". ")[0].rstrip(".")
    return [
        '.\\" Made from the program by `make docs`; do not edit.',
        f'.TH {_text(name.upper())} 1 "" customers "Manual of customers"',
        ".SH NAME",
        f"{_text(name)} \\- {_text(sentence[:1].lower() + sentence[1:])}",
    ]


def _synopsis(docs: Iterable[CommandDoc]) -> list[str]:
    lines: list[str] = []
    for doc in docs:
        words = f"customers {doc.path}"
        lines += [*([".br"] if lines else []), f".B {_text(words)}", _text(doc.usage.removeprefix(words).strip())]
    return lines


def _parameters(doc: CommandDoc) -> list[str]:
    lines: list[str] = []
    for name, records in (("ARGUMENTS", doc.arguments), ("OPTIONS", doc.options)):
        if records:
            lines += [f".SH {name}", *_terms(records)]
    return lines


def _examples(doc: CommandDoc) -> list[str]:
    return [".PP", ".nf", *(_text(line) for line in doc.examples.splitlines()), ".fi"] if doc.examples else []


def _terms(pairs: Iterable[tuple[str, str]]) -> list[str]:
    lines: list[str] = []
    for term, about in pairs:
        lines += [".TP", f".B {_text(term)}", _text(about) if about else r"\&"]
    return lines


def _paragraphs(text: str) -> list[str]:
    return [line for part in text.split("\n\n") for line in (".PP", _text(part))][1:]


def _text(text: str) -> str:
    """Escape text for roff: no line starts with a control character, hyphens stay ASCII."""
    plain = " ".join(text.split()).replace("\\", "\\e").replace("-", "\\-").replace("`", "\\(ga").replace("'", "\\(aq")
    return f"\\&{plain}" if plain.startswith(".") else plain
