"""What a page in Markdown holds: its links, the anchors of its headings, its blocks, command lines and prose."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

from customers.cli.dispatch import CONTEXT, load
from customers.cli.registry import COMMANDS

ROOT = Path(__file__).parents[2]
MANUAL = ROOT / "src" / "customers" / "manual"
README = ROOT / "README.md"
# Every page for readers, by its path in the repository.
PAGES = {
    path.relative_to(ROOT).as_posix(): path
    for path in (README, ROOT / "CHANGELOG.md", *sorted((ROOT / ".github").glob("*.md")), *sorted(MANUAL.glob("*.md")))
}
_FENCE = re.compile(r"^ *```([^\n]*)\n(.*?)^ *```", re.DOTALL | re.MULTILINE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_LINK = re.compile(r"!?\[([^\]]*)\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)
_CODE = re.compile(r"`([^`\n]+)`")
_SCHEDULE = re.compile(r"^(?:\S+\s+){5}(?=customers )")
_SUBSTITUTION = re.compile(r"\$\((customers [^()]*)\)")
_END_OF_COMMAND = re.compile(r"[|&;<>()]+")


def blocks_of(text: str) -> list[tuple[str, str]]:
    """Return the fenced blocks of a page, each with its language."""
    return [(info.split(" ")[0], body) for info, body in _FENCE.findall(text)]


def links_of(text: str) -> list[str]:
    """Return the targets of the links and pictures of a page."""
    return [target for _, target in _LINK.findall(_FENCE.sub("", text))]


def pictures_of(text: str) -> list[tuple[str, str]]:
    """Return the description and the path of each picture of a page."""
    return re.findall(r"!\[([^\]]*)\]\(([^)\s]+)\)", text)


def anchors_of(text: str) -> set[str]:
    """Return the anchors that GitHub gives to the headings of a page."""
    headings = (_LINK.sub(r"\1", heading).replace("`", "").lower() for heading in _HEADING.findall(_FENCE.sub("", text)))
    return {re.sub(r"[^\w\- ]", "", heading).replace(" ", "-") for heading in headings}


def command_lines_of(text: str) -> Iterator[str]:
    """Yield the command lines of the program in the blocks and the inline code of a page."""
    for language, body in blocks_of(text):
        if language in ("console", "sh", "cron"):
            for line in body.replace("\\\n", " ").splitlines():
                yield from _commands_in(_SCHEDULE.sub("", line.strip().removeprefix("$ ")).replace("\\%", "%"))
    for code in _CODE.findall(_FENCE.sub("", text)):
        yield from _commands_in(code)


def _commands_in(line: str) -> Iterator[str]:
    """Yield the command lines of a line of a shell, those of a pipe and of a substitution too."""
    for inner in _SUBSTITUTION.findall(line):
        yield from _commands_in(inner)
    lexer = shlex.shlex(line.partition("  #")[0], posix=True, punctuation_chars="|&;<>()")
    lexer.whitespace_split = True
    lexer.commenters = ""
    words: list[str] = []
    try:
        tokens = list(lexer)
    except ValueError:  # an apostrophe of a sentence
        return
    for token in [*tokens, ";"]:
        if not _END_OF_COMMAND.fullmatch(token):
            words.append(token)
            continue
        if words[:1] == ["customers"] and len(words) > 1:
            yield shlex.join(words)
        words = []


def parse(line: str) -> None:
    """Parse a command line by the real parser, which runs nothing; arguments and options may be missing.

    Raises:
        Exception: a command or an option does not exist, or a value is not valid.
    """
    words = [word for word in shlex.split(line)[1:] if word not in ("--help", "-h", "--version")]
    if not words or words[0] in ("help", "COMMAND"):
        return
    assert words[0] in COMMANDS, f"no such command: {line}"
    command, name, context = load(words[0]), words[0], None
    rest = words[1:]
    while True:
        if hasattr(command, "commands") and not rest:
            return
        try:
            context = command.make_context(name, list(rest), parent=context, **({} if context else CONTEXT))
        except Exception as error:
            if type(error).__name__ == "MissingParameter":
                return
            raise
        if not hasattr(command, "commands"):
            return
        name, command, rest = command.resolve_command(context, [*context._protected_args, *context.args])


def prose_of(text: str) -> list[str]:
    """Return the paragraphs, list items, headings and cells of a page, without code and markup."""
    plain = _COMMENT.sub("", _FENCE.sub("\n\n", text))
    plain = re.sub(r"!\[[^\]]*\]\([^)]*\)", "", plain)
    plain = _LINK.sub(r"\1", plain)
    plain = _CODE.sub("it", plain)
    plain = re.sub(r"(?m)^\|[ \-|]+\|$", "", plain)
    plain = re.sub(r"(?m)^ *(?:[-*]|\d+\.) +|^#+ +|^>+ *", "\n\n", plain)
    plain = re.sub(r"(?m)^\|(.*)\|$", lambda row: "\n\n" + row[1].replace("|", "\n\n") + "\n\n", plain)
    plain = plain.replace("*", "").replace("\\\n", "\n\n")
    return [" ".join(part.split()) for part in re.split(r"\n\s*\n", plain) if part.strip()]
