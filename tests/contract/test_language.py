"""The language of the source and the tests: words that identifiers, docstrings and comments do not contain.

The counts only go down: who removes words lowers the number of the folder.
"""

import ast
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WORDS = (
    "anew",
    "are no",
    "at work",
    "begun",
    "come in",
    "comes in",
    "forgave",
    "forgive",
    "forgiven",
    "forgives",
    "forgiving",
    "goes on",
    "hear",
    "heard",
    "hears",
    "hereby",
    "is meant",
    "is no",
    "mend",
    "mended",
    "mending",
    "mends",
    "nobody",
    "stand for",
    "stands for",
    "take turns",
    "takes turns",
    "there is no such",
    "told",
    "whoever",
    "whom",
    "whomever",
    "whose",
)
# Names of values: participles and pronouns say nothing of what a name holds.
NAMES = {
    *("asked", "found", "given", "gone", "kept", "left", "made", "said", "shown", "told", "wanted"),
    *("one", "other", "ours", "own", "some", "theirs", "there", "those", "whole", "whom", "whose"),
}
PATTERN = re.compile(rf"\b(?:{'|'.join(WORDS)})\b", re.IGNORECASE)
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
COMMENT = re.compile(r"(?:^\s*|  )#(.*)")
# The attributes of the syntax tree that are identifiers.
IDENTIFIERS: dict[type[ast.AST], tuple[str, ...]] = {
    ast.ClassDef: ("name",),
    ast.FunctionDef: ("name",),
    ast.AsyncFunctionDef: ("name",),
    ast.Name: ("id",),
    ast.Attribute: ("attr",),
    ast.arg: ("arg",),
    ast.keyword: ("arg",),
    ast.alias: ("name", "asname"),
}

# Tables of words that are data, and sentences in which a word has its plain meaning: "there is no database".
PLAIN = {
    "domain/countries.py": 2,
    "cli/console.py": 1,
    "cli/commands/segments.py": 1,
    "cli/options/profile.py": 1,
    "database/admin/roles.py": 3,
}
PLAIN |= {"database/connection/sessions.py": 1, "cli/registry.py": 1, "manual/pages.py": 1}
# The most words of a folder, to be lowered as they are removed.
MAX_WORDS: dict[str, int] = {
    "src/customers/cli": 5,
    "src/customers/errors": 3,
}
MAX_NAMES: dict[str, int] = {
    "src/customers/domain": 1,
    "src/customers/models": 1,
}


def top_folder(path: Path) -> str:
    """Return the folder that a module is counted in: that of the layer, or of the kind of tests."""
    parts = path.relative_to(ROOT).parts
    return "/".join(parts[: 3 if parts[0] == "src" else 2]) if len(parts) > (3 if parts[0] == "src" else 2) else "/".join(parts[:-1])


@dataclass(frozen=True)
class Prose:
    """What a module says: its identifiers as words, its docstrings and comments, each with its line."""

    texts: list[tuple[int, str]]
    values: list[tuple[int, str]]


def parse(source: str) -> Prose:
    """Return the prose of a module."""
    texts = [(number, line) for number, line in enumerate(source.splitlines(), 1) for line in COMMENT.findall(line)]
    values = []
    names: dict[str, int] = {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and (text := ast.get_docstring(node)):
            texts.append((node.body[0].lineno, " ".join(text.split())))
        for attribute in IDENTIFIERS.get(type(node), ()):
            names.setdefault(getattr(node, attribute) or "", getattr(node, "lineno", 1))
        if isinstance(node, ast.arg):
            values.append((node.lineno, node.arg))
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            values.append((node.lineno, node.id))
    texts += [(line, CAMEL.sub(" ", name.replace("_", " "))) for name, line in names.items()]
    return Prose(texts, values)


def messages(source: str) -> list[tuple[int, str]]:
    """Return the texts of a module that people may read, but for docstrings: each literal with its line."""
    tree = ast.parse(source)
    documented = [node for node in ast.walk(tree) if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)]
    docstrings = {id(node.body[0].value) for node in documented if node.body and isinstance(node.body[0], ast.Expr)}
    literals = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in docstrings)
    return [(node.lineno, node.value) for node in literals if isinstance(node.value, str)]


@cache
def modules() -> dict[str, list[Path]]:
    """Return the modules of the source and the tests by their top folders."""
    folders: dict[str, list[Path]] = {}
    for root in ("src", "tests"):
        for path in sorted((ROOT / root).rglob("*.py")):
            if path != Path(__file__):
                folders.setdefault(top_folder(path), []).append(path)
    return folders


@cache
def read(folder: str) -> list[tuple[str, Prose]]:
    """Return the modules of a folder with their prose."""
    return [(path.relative_to(ROOT).as_posix(), parse(path.read_text(encoding="utf-8"))) for path in modules()[folder]]


def banned_words(folder: str) -> list[str]:
    """Return the banned words of a folder, each with its file and line."""
    return [f"{path}:{line}: {word}" for path, prose in read(folder) for line, text in prose.texts for word in PATTERN.findall(text)]


def banned_names(folder: str) -> list[str]:
    """Return the banned names of a folder, each once a file."""
    return [
        f"{path}:{line}: {name}"
        for path, prose in read(folder)
        for name, line in {name: line for line, name in prose.values if name in NAMES}.items()
    ]


def test_messages_have_no_banned_words() -> None:
    package = ROOT / "src" / "customers"
    counts = {}
    for path in sorted(package.rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        # To parse a module takes longer than to see that it has none.
        words = [(line, word) for line, text in messages(source) for word in PATTERN.findall(text)] if PATTERN.search(source) else []
        if len(words) > PLAIN.get(name := path.relative_to(package).as_posix(), 0):
            counts[name] = words

    assert counts == {}


@pytest.mark.parametrize("folder", sorted(modules()))
def test_text_has_no_banned_words(folder: str) -> None:
    words = banned_words(folder)

    assert len(words) <= MAX_WORDS.get(folder, 0), "\n".join(words)


@pytest.mark.parametrize("folder", sorted(modules()))
def test_values_have_no_banned_names(folder: str) -> None:
    names = banned_names(folder)

    assert len(names) <= MAX_NAMES.get(folder, 0), "\n".join(names)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("told = 1", ["told"]),
        ("def test_nobody_asks(): ...", ["nobody"]),
        ("class WhomItConcerns: ...", ["Whom"]),
        ("x = 1  # begin anew", ["anew"]),
        ('"""There\n is no row."""', ["is no"]),
        ("x = 'is no'", []),
        ("mender = amend = 1  # is not", []),
    ],
)
def test_words_are_found_in_identifiers_docstrings_and_comments(source: str, words: list[str]) -> None:
    assert [word for _, text in parse(source).texts for word in PATTERN.findall(text)] == words


def test_folders_with_a_limit_exist() -> None:
    assert (MAX_WORDS.keys() | MAX_NAMES.keys()) - modules().keys() == set()
