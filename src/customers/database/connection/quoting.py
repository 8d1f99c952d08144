"""Quote names in statements that are written as text; values are bound."""

from collections.abc import Iterable


def quoted(name: str) -> str:
    """Quote the name of a table, column, role or schema for either engine.

    Raises:
        ValueError: the name is empty or contains U+0000.
    """
    if not name or "\0" in name:
        raise ValueError("a name cannot be empty or hold U+0000")
    return '"' + name.replace('"', '""') + '"'


def quoted_text(text: str) -> str:
    """Quote a text for a script, where nothing can be bound.

    Raises:
        ValueError: the text contains U+0000 or a backslash.
    """
    if "\0" in text or "\\" in text:
        raise ValueError("a text cannot hold U+0000 or a backslash")
    return "'" + text.replace("'", "''") + "'"


def array_text(values: Iterable[object]) -> str:
    """Return ids or texts as the text of an array of PostgreSQL, to be bound: the driver looks at each value, which takes longer."""
    texts = [str(value) for value in values]
    joined = '","'.join(texts)
    if "\\" in joined or joined.count('"') > 2 * max(0, len(texts) - 1):
        joined = '","'.join(text.replace("\\", "\\\\").replace('"', '\\"') for text in texts)
    return f'{{"{joined}"}}' if texts else "{}"
