"""Names in the few statements that no library puts together; values are bound, never written."""


def quoted(name: str) -> str:
    """A name of a table, column, role or schema, as it stands in a statement of either engine.

    Raises:
        ValueError: there can be no such name.
    """
    if not name or "\0" in name:
        raise ValueError("a name cannot be empty or hold U+0000")
    return '"' + name.replace('"', '""') + '"'


def quoted_text(text: str) -> str:
    """A text as it stands in a script, where nothing can be bound."""
    if "\0" in text or "\\" in text:
        raise ValueError("a text cannot hold U+0000 or a backslash")
    return "'" + text.replace("'", "''") + "'"
