"""The difference between the engines is known to `database/dialects` and the migrations alone."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import customers

SOURCE = Path(customers.__file__).parent
ENGINES = {"sqlite", "postgresql", "postgres"}
# What SQLAlchemy names an engine by.
NAMES = {"get_backend_name", "drivername"}
# A module with none of these words is not parsed, which takes most of the time.
SIGNS = re.compile("|".join({*ENGINES, *NAMES, "dialect"}))

# Modules beside them, and why.
ALLOWED = {
    "config/database_url.py": "parses the URLs of databases, without SQLAlchemy",
    "filesystem.py": "knows the endings of the names of files",
    "cli/commands/db.py": "names the one format of a backup",
}


def forks(source: str) -> Iterator[str]:
    """Yield the expressions of a module that name an engine, or ask which one is in use."""
    if not SIGNS.search(source):
        return
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Attribute(value=ast.Name(id="dialect") | ast.Attribute(attr="dialect"), attr="name"):
                yield ast.unparse(node)
            case ast.Attribute(attr=attribute) if attribute in NAMES:
                yield ast.unparse(node)
            case ast.keyword(arg=name) if name in NAMES:
                yield ast.unparse(node)
            case ast.Constant(value=str() as text) if text in ENGINES or (text.partition(":")[0] in ENGINES and "://" in text):
                yield ast.unparse(node)


def test_no_other_module_asks_for_the_engine() -> None:
    places_by_module = {}
    for path in sorted(SOURCE.rglob("*.py")):
        name = path.relative_to(SOURCE).as_posix()
        if not name.startswith(("database/dialects/", "database/schema/migrations/")) and (places := list(forks(path.read_text("utf-8")))):
            places_by_module[name] = places

    assert {name: places for name, places in places_by_module.items() if name not in ALLOWED} == {}
    assert set(ALLOWED) - set(places_by_module) == set()


def test_the_check_sees_forks() -> None:
    for fork in (
        'connection.dialect.name == "mysql"',
        "engine.dialect.name",
        "dialect.name",
        "url.get_backend_name()",
        'kind == "sqlite"',
        'url.startswith("sqlite:///")',
    ):
        assert list(forks(fork)), fork
    assert list(forks("connection.dialect.paramstyle")) == []
