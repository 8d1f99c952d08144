"""Statements as they are sent, for `--debug`."""

import re
from collections.abc import Callable

from sqlalchemy import Engine, event


def trace(engine: Engine, write: Callable[[str], None]) -> None:
    """Show every statement as it is sent, without the values bound to it."""
    event.listen(engine, "before_cursor_execute", lambda _c, _cursor, statement, *_rest: write(f"SQL: {_short(statement)}"))


def _short(statement: str) -> str:
    """A statement on one line, a long list of bound values cut."""
    return re.sub(r"((?:\?|%\(\w+\)s\S*), )(?:(?:\?|%\(\w+\)s\S*), ){8,}", r"\1..., ", " ".join(statement.split()))
