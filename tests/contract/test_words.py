"""The words of the command line stand in cli alone: below it, errors and notices carry parameters and remedies by code."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from customers.cli.words import REMEDIES
from customers.services.keyword_errors import REMEDIES as KEYWORD_REMEDIES

PACKAGE = Path(__file__).parents[2] / "src" / "customers"
BELOW = ("config", "database", "domain", "errors", "models", "services", "transfer")
WORDS = re.compile(
    r"(?<![\w-])--[a-z][a-z-]+|customers (?:address|config|db|doctor|history|import|list|merge|restore|show|tag|unmerge|update|vip)"
)
# What has no error or notice to carry a code, with the number of its texts. A smaller number is always right.
ALLOWED = {
    "config/settings.py": 1,  # the description of a setting, in .env.example and the manual
    "database/admin/roles.py": 1,  # a comment in the SQL script that an operator runs
    "database/connection/sqlite_file.py": 2,  # the command with a URL, a value of a remedy
    "domain/statistics/vip_wording.py": 1,  # a sentence of an explanation
    "services/doctor/checks.py": 9,  # what to do about a broken rule
    "services/doctor/doctor.py": 1,  # the same
    "services/importing/lookup.py": 2,  # reasons of refused rows, in the rejects file
    "services/importing/orders.py": 1,  # the same
    "services/keyword_errors.py": 2,  # upgrading is for the command line alone
    "transfer/cells/dates.py": 1,  # a notice about rows
    "transfer/cells/values.py": 1,  # a reason of refused rows
    "transfer/columns/external.py": 1,  # a notice about rows
    "transfer/columns/reader.py": 1,  # a notice about the format that was detected
    "transfer/importer.py": 3,  # the summary of an import, and how to continue one
}


def texts_of(path: Path) -> Iterator[str]:
    """Return the texts of a module; its docstrings are none, but for the messages of errors."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documented = (
        (ast.Module, ast.FunctionDef, ast.AsyncFunctionDef)
        if path.parent.name == "errors"
        else (
            ast.Module,
            ast.ClassDef,
            ast.FunctionDef,
            ast.AsyncFunctionDef,
        )
    )
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


def test_no_option_or_command_is_named_below_the_command_line() -> None:
    modules = [path for folder in BELOW for path in (PACKAGE / folder).rglob("*.py")] + [PACKAGE / "filesystem.py"]
    counts = {str(path.relative_to(PACKAGE)): sum(bool(WORDS.search(text)) for text in texts_of(path)) for path in modules}

    assert {module: count for module, count in counts.items() if count > ALLOWED.get(module, 0)} == {}


def test_every_remedy_has_its_words() -> None:
    codes = {code for path in PACKAGE.rglob("*.py") for code in re.findall(r'Remedy\(\s*"(\w+)"', path.read_text(encoding="utf-8"))}

    assert codes == REMEDIES.keys()
    assert KEYWORD_REMEDIES.keys() <= codes
