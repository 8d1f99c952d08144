"""Read from the source what messages say: the problems of errors that state them where they are raised, and notices, each with its hint."""

import ast
from collections.abc import Iterator, Sequence
from functools import cache
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
NOTICE, ROW = "notice", "row"
_NOTICES = {"notice", "warn", "Notice"}
_ROWS = {"RowRejectedError", "RowSkippedError"}
_MIN_WORDS = 3
# Variables that a value is read by.
_HELPERS = {"tx", "self", "session", "shlex", "result"}


class Message(NamedTuple):
    """A sentence of the program: what says it, its code where it has one of its own, the text, and what to do."""

    kind: str
    code: str
    text: str
    hint: str


@cache
def read_messages() -> Sequence[Message]:
    """Return the messages of all modules in the order of their errors and texts."""
    # One tree at a time: together they take 80 MB.
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in sorted(_PACKAGE.rglob("*.py")) if path.parent.name != "manual")
    calls = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call))
    messages = {message for call in calls for message in _messages_of(call) if len(message.text.split()) >= _MIN_WORDS}
    kinds = [*OPEN_ERRORS, ROW, NOTICE]
    return tuple(sorted(messages, key=lambda message: (kinds.index(message.kind), message.code, message.text.casefold(), message.hint)))


def _messages_of(call: ast.Call) -> Iterator[Message]:
    """Yield the message of a call that raises an error, refuses a row or writes a notice."""
    name = _last_name(call.func)
    keywords = {keyword.arg: keyword.value for keyword in call.keywords}
    kind, code, sentence = NOTICE, "", None
    if name in OPEN_ERRORS:
        kind, sentence = name, keywords.get(OPEN_ERRORS[name])
    elif name in _ROWS and len(call.args) > 1:
        kind, code, sentence = ROW, _text_of(call.args[0]), call.args[1]
    elif call.args and (name in _NOTICES or (name in ("append", "insert") and _is_list_of_notices(call.func))):
        sentence = call.args[0 if name in _NOTICES else -1]
    if not isinstance(sentence, ast.Constant | ast.JoinedStr | ast.BinOp | ast.IfExp):
        return
    remedies = [*call.args, keywords.get("remedy"), keywords.get("hint")]
    hint = next(filter(None, (_hint_of(node) for node in remedies if node is not sentence)), "") if kind != ROW else _row_hint(call)
    yield Message(kind, code, _in_words(_text_of(sentence), keywords.get("parameters")), hint)


def _last_name(node: ast.expr) -> str:
    """Return the name of a variable or an attribute."""
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _is_list_of_notices(function: ast.expr) -> bool:
    return isinstance(function, ast.Attribute) and _last_name(function.value).endswith("notices")


def _row_hint(call: ast.Call) -> str:
    return _hint_of(call.args[2]) if len(call.args) > 2 else ""


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
    """Return the name of what an expression fills in: its first attribute or variable that is neither called nor a helper."""
    called = {id(call.func) for call in ast.walk(node) if isinstance(call, ast.Call)}
    inner = (part for part in ast.walk(node) if isinstance(part, ast.Attribute | ast.Name) and id(part) not in called)
    names = (_last_name(part).lower().strip("_") for part in inner)
    return next((name for name in names if name not in _HELPERS), "...")
