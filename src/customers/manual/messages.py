"""Read from the source what messages say: the problems of errors that state them where they are raised, and notices, each with its hint."""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from customers.cli.words import REMEDIES, option

_PACKAGE = Path(__file__).parents[1]
# The errors with a sentence of their own where they are raised, and the keyword of it.
OPEN_ERRORS = {
    "UsageError": "problem",
    "InvalidInputError": "problem",
    "InvalidFieldError": "problem",
    "CannotMergeError": "reason",
    "CannotUndoError": "reason",
    "CannotUnmergeError": "reason",
    "CannotDistributeError": "reason",
    "CannotReplaceError": "reason",
    "BackupUnusableError": "reason",
    "UnreadableFileError": "reason",
    "UntrustedFileError": "reason",
}
NOTICE = "notice"
_NOTICES = {"notice", "warn", "Notice"}
_MIN_WORDS = 3


class Message(NamedTuple):
    """A sentence of the program: the error that says it or "notice", the text, and what to do."""

    kind: str
    text: str
    hint: str


def read_messages() -> list[Message]:
    """Return the messages of all modules in the order of their errors and texts."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in sorted(_PACKAGE.rglob("*.py")) if path.parent.name != "manual"]
    calls = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call))
    messages = {message for call in calls for message in _messages_of(call) if len(message.text.split()) >= _MIN_WORDS}
    kinds = [*OPEN_ERRORS, NOTICE]
    return sorted(messages, key=lambda message: (kinds.index(message.kind), message.text.casefold(), message.hint))


def _messages_of(call: ast.Call) -> Iterator[Message]:
    """Yield the message of a call that raises an error or writes a notice."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    keywords = {keyword.arg: keyword.value for keyword in call.keywords}
    sentence = keywords.get(OPEN_ERRORS[name]) if name in OPEN_ERRORS else call.args[0] if name in _NOTICES and call.args else None
    if sentence is None or not isinstance(sentence, ast.Constant | ast.JoinedStr | ast.BinOp | ast.IfExp):
        return
    remedies = [*call.args[1:], keywords.get("remedy"), keywords.get("hint")]
    hint = next(filter(None, map(_hint_of, remedies)), "")
    yield Message(name if name in OPEN_ERRORS else NOTICE, _in_words(_text_of(sentence), keywords.get("parameters")), hint)


def _hint_of(node: ast.expr | None) -> str:
    """Return the sentence of a remedy or of a hint."""
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Remedy" and isinstance(node.args[0], ast.Constant):
        return REMEDIES[str(node.args[0].value)]
    is_text = isinstance(node, ast.Constant | ast.JoinedStr) and isinstance(getattr(node, "value", ""), str)
    return _in_words(_text_of(node), None) if node is not None and is_text else ""


def _in_words(text: str, parameters: ast.expr | None) -> str:
    """Return a text with the options for its parameters, and with braces around what is filled in."""
    for element in getattr(parameters, "elts", ()):
        text = text.replace(f"{{{element.value}}}", option(element.value))
    return text.replace("\0", "{").replace("\1", "}")


def _text_of(node: ast.expr) -> str:
    """Return the text of an expression; what is filled in is named in braces."""
    match node:
        case ast.Constant():
            return str(node.value)
        case ast.JoinedStr():
            return "".join(map(_text_of, node.values))
        case ast.FormattedValue(value=ast.Constant() | ast.IfExp(body=ast.Constant())):
            return _text_of(node.value)
        case ast.BinOp():
            return _text_of(node.left) + _text_of(node.right)
        case ast.IfExp():
            return _text_of(node.body)
        case _:
            return f"\0{_name_in(node)}\1"


def _name_in(node: ast.expr) -> str:
    """Return the name of what an expression fills in: its last attribute or variable that is not called."""
    called = {id(call.func) for call in ast.walk(node) if isinstance(call, ast.Call)}
    inner = (part for part in ast.walk(node) if isinstance(part, ast.Attribute | ast.Name) and id(part) not in called)
    names: Iterable[str] = [part.attr if isinstance(part, ast.Attribute) else part.id for part in inner]
    return next(iter(names), "...")
