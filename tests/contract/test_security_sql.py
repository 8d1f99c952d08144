"""SQL consists of constants: values are bound, names are quoted by `quoted`."""

import ast
from collections.abc import Iterator
from pathlib import Path

import customers

SOURCE = Path(customers.__file__).parent
# Functions that execute SQL as text.
SINKS = {"text", "exec_driver_sql", "execute", "executemany", "executescript", "copy", "literal_column", "DDL", "scalar", "scalars", "op"}
DRIVERS = {"sqlalchemy", "sqlite3", "psycopg", "alembic"}
# Functions that compose a text of others, and functions that return a quoted name or a number.
QUOTING = {"quoted", "len", "int"}
MAKERS = {"format", "join", "replace", "encode", "strip"}

# SQL from elsewhere: (module, function), and the reason why no data reaches it.
ALLOWED = {
    ("database/dialects/postgresql.py", "replace_check"): "a condition that a migration has as a constant",
    ("database/dialects/postgresql.py", "set_lock_timeout"): "a number of seconds, which is an int",
    ("database/dialects/postgresql.py", "fetch_in"): "constants of its callers (see below), with marks put in",
    ("database/dialects/sqlite.py", "fetch_in"): "constants of its callers (see below), with marks put in",
    ("database/dialects/completion.py", "_rows"): "constants of its callers, with marks put in",
    ("database/dialects/postgresql_export.py", "*"): "expressions over the names of fields, and a statement that SQLAlchemy compiled",
    ("database/dialects/export.py", "cell_columns"): "expressions over the names of fields",
    ("database/export/customers.py", "*"): "expressions over the names of fields",
    ("database/dialects/search.py", "create_index"): "constants of the dialects",
    ("database/dialects/postgresql_search.py", "install"): "a constant of the class",
    ("database/dialects/postgresql_search.py", "create_index"): "a constant of the class",
    ("database/doctor/foreign_objects.py", "find_foreign_objects"): "a constant of the class",
    ("database/admin/distribute.py", "distribute_tables"): "statements about the tables of the schema, which tables.py names",
    ("database/admin/external_query.py", "open_query"): "the operator's own query of --query, in a transaction that may only read",
}

# Where a constant is handed on to `fetch_in`.
HANDED_ON = {(f"database/dialects/{name}.py", "fetch_locked") for name in ("base", "postgresql", "citus")}


class Module:
    """One module, with its constants."""

    def __init__(self, path: Path) -> None:
        self.name = path.relative_to(SOURCE).as_posix()
        self.tree = ast.parse(path.read_text(encoding="utf-8"))
        self.constants = {name: value for node in self.tree.body for name, value in assigned(node)}

    @property
    def speaks_to_databases(self) -> bool:
        """Return whether the module imports a driver or SQLAlchemy."""
        names = [node.module or "" for node in ast.walk(self.tree) if isinstance(node, ast.ImportFrom)]
        names += [name.name for node in ast.walk(self.tree) if isinstance(node, ast.Import) for name in node.names]
        return not DRIVERS.isdisjoint(name.partition(".")[0] for name in names)

    def functions(self) -> Iterator[ast.FunctionDef]:
        """Return every function of the module, methods too."""
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef))

    def unsafe(self) -> Iterator[tuple[str, int, str]]:
        """Yield function, line and text of each call with SQL that may contain other values than constants."""
        for function in self.functions():
            locals_: dict[str, list[ast.expr]] = {}
            for node in ast.walk(function):
                for name, value in assigned(node):
                    locals_.setdefault(name, []).append(value)
            for call in (node for node in ast.walk(function) if isinstance(node, ast.Call) and node.args and name_of(node) in SINKS):
                if is_text(call.args[0], name_of(call), locals_) and not self.is_own(call.args[0], locals_):
                    yield function.name, call.lineno, ast.unparse(call)[:100]

    def is_own(self, value: ast.expr, locals_: dict[str, list[ast.expr]], seen: tuple[str, ...] = ()) -> bool:
        """Return whether a value is made of nothing but constants, quoted names and numbers."""
        if isinstance(value, ast.Name):
            return value.id in seen or self._is_own_name(value.id, locals_, seen)
        if isinstance(value, ast.Call):
            return self._is_own_call(value, locals_, seen)
        if isinstance(value, ast.Attribute):
            return isinstance(value.value, ast.Name) and value.attr.isupper()
        parts = parts_of(value)
        return parts is not None and all(self.is_own(part, locals_, seen) for part in parts)

    def _is_own_name(self, name: str, locals_: dict[str, list[ast.expr]], seen: tuple[str, ...]) -> bool:
        values = locals_.get(name) or ([self.constants[name]] if name in self.constants else [])
        return bool(values) and all(self.is_own(each, locals_, (*seen, name)) for each in values)

    def _is_own_call(self, call: ast.Call, locals_: dict[str, list[ast.expr]], seen: tuple[str, ...]) -> bool:
        if name_of(call) in QUOTING:
            return True
        if isinstance(call.func, ast.Attribute) and call.func.attr in MAKERS:
            arguments = [*call.args, *(keyword.value for keyword in call.keywords)]
            return all(self.is_own(each, locals_, seen) for each in (call.func.value, *arguments))
        return name_of(call) == "text"  # checked as a call of its own


def parts_of(value: ast.expr) -> list[ast.expr] | None:
    """Return the parts of a composed expression: none of a constant, None for an expression of another kind."""
    match value:
        case ast.Constant():
            return []
        case ast.JoinedStr():
            return [part.value if isinstance(part, ast.FormattedValue) else part for part in value.values]
        case ast.BinOp():
            return [value.left, value.right]
        case ast.UnaryOp():
            return [value.operand]
        case ast.IfExp():
            return [value.body, value.orelse]
        case ast.Tuple() | ast.List():
            return value.elts
        case ast.Starred() | ast.Subscript():
            return [value.value]
        case ast.Dict():
            return [each for each in (*value.keys, *value.values) if each is not None]
        case ast.GeneratorExp() | ast.ListComp():
            return [value.elt]
    return None


def assigned(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """Yield the names that a statement assigns, with their values; for a loop its iterable."""
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=value) | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
            yield name, value
        case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values) as whole):
            # Of values that are unpacked a name may have any.
            each = values if len(values) == len(names) else [whole] * len(names)
            yield from ((name.id, value) for name, value in zip(names, each, strict=True) if isinstance(name, ast.Name))
        case ast.For(target=ast.Name(id=name), iter=value) | ast.comprehension(target=ast.Name(id=name), iter=value):
            yield name, value


def name_of(call: ast.Call) -> str:
    """Return the name of the called function."""
    return call.func.id if isinstance(call.func, ast.Name) else call.func.attr if isinstance(call.func, ast.Attribute) else ""


def is_text(value: ast.expr, sink: str, locals_: dict[str, list[ast.expr]], depth: int = 0) -> bool:
    """Return whether a sink gets text; `execute` and `scalar` also take statements of SQLAlchemy, which bind values."""
    if sink not in ("execute", "executemany", "copy", "scalar", "scalars"):
        return True
    match value:
        case ast.Constant() | ast.JoinedStr() | ast.BinOp(op=ast.Mod()) | ast.BinOp(left=ast.JoinedStr() | ast.Constant()):
            return True
        case ast.Call(func=ast.Attribute(attr=attribute)) if attribute in MAKERS:
            return True
        case ast.IfExp(body=body, orelse=other):
            return is_text(body, sink, locals_, depth) or is_text(other, sink, locals_, depth)
        case ast.Tuple(elts=parts):
            return any(is_text(part, sink, locals_, depth) for part in parts)
        case ast.Name(id=name) if depth < 3:
            return any(is_text(each, sink, locals_, depth + 1) for each in locals_.get(name, ()))
    return False


MODULES = [module for module in map(Module, sorted(SOURCE.rglob("*.py"))) if module.speaks_to_databases]


def test_statements_contain_constants_only() -> None:
    places = [(module.name, *place) for module in MODULES for place in module.unsafe() if not is_allowed(module.name, place[0])]

    assert places == [], "bind values, put names through `quoted`, or say in ALLOWED why it is safe"


def is_allowed(module: str, function: str) -> bool:
    """Return whether a function, or its module, has a recorded reason."""
    return (module, function) in ALLOWED or (module, "*") in ALLOWED


def test_exceptions_exist() -> None:
    places = {(module.name, name) for module in MODULES for place in module.unsafe() for name in (place[0], "*")}

    assert set(ALLOWED) - places == set()


def test_bulk_lookups_use_constants() -> None:
    for module in MODULES:
        for function in module.functions():
            locals_ = {name: [value] for node in ast.walk(function) for name, value in assigned(node)}
            for call in (
                node for node in ast.walk(function) if isinstance(node, ast.Call) and name_of(node) in ("fetch_in", "fetch_locked")
            ):
                place = (module.name, function.name)
                assert place in HANDED_ON or module.is_own(call.args[1], locals_), place


def test_only_database_package_contains_sql() -> None:
    speaking = {module.name for module in MODULES for node in ast.walk(module.tree) if is_spoken(node)}

    assert {name for name in speaking if not name.startswith("database/")} == set()


def is_spoken(node: ast.AST) -> bool:
    """Return whether a node passes SQL as text to a library."""
    if isinstance(node, ast.ImportFrom):
        return (node.module or "").startswith("sqlalchemy") and any(name.name in ("text", "literal_column", "DDL") for name in node.names)
    return isinstance(node, ast.Call) and name_of(node) in ("exec_driver_sql", "executescript")


def test_check_finds_unsafe_statements() -> None:
    bad = """
def one(connection, name): connection.execute(f"SELECT {name}")
def two(connection, name): connection.execute(text("SELECT '" + name + "'"))
def three(connection, name): connection.exec_driver_sql("SELECT '%s'" % name)
def four(connection, name):
    statement = "SELECT {}".format(name)
    cursor.execute(statement)
def five(connection, names): cursor.execute("SELECT " + ", ".join(names))
def six(connection, name): literal_column(name)
"""
    good = """
TABLE = "x"
def one(connection, name): connection.execute(f"SELECT * FROM {TABLE} WHERE {quoted(name)} = ?", (name,))
def two(connection, names): cursor.execute(f"SELECT 1 WHERE 1 IN ({', '.join('?' * len(names))})", names)
def three(connection, query): connection.execute(query.where(a == b))
"""
    assert [name for name, _, _ in made(bad).unsafe()] == ["one", "two", "three", "four", "five", "six"]
    assert list(made(good).unsafe()) == []


def made(text: str) -> Module:
    """Return the module of a source text."""
    module = object.__new__(Module)
    module.name, module.tree = "made.py", ast.parse(text)
    module.constants = {name: value for node in module.tree.body for name, value in assigned(node)}
    return module
