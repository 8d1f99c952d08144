"""The terminal: its width, its colours, and the width of text on it."""

import os
import shutil
import sys
import unicodedata
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

# The width from which tables show their wide columns.
WIDE = 140
# A pipe has no width: coloured tables in it are not cut.
_PIPE_WIDTH = 1000


def is_terminal() -> bool:
    """Return whether tables are laid out for a terminal: stdout is one, or FORCE_COLOR is set."""
    return sys.stdout.isatty() or bool(os.environ.get("FORCE_COLOR"))


def is_wide() -> bool:
    """Return whether stdout has room for wide columns."""
    return not (is_terminal() and _has_width(sys.stdout)) or shutil.get_terminal_size().columns >= WIDE


def _has_width(stream: TextIO) -> bool:
    """Return whether what a stream shows fits into a width: that of a terminal, or one that is given."""
    return stream.isatty() or "COLUMNS" in os.environ


def new_console(stream: TextIO | None = None) -> "Console":
    """Return a Rich console on a stream, stdout by default, that takes nothing in a text for markup."""
    from rich.console import Console

    file = stream or sys.stdout
    width = None if _has_width(file) else _PIPE_WIDTH
    return Console(file=file, markup=False, emoji=False, highlight=False, width=width)


def render(console: "Console", renderable: "RenderableType") -> str:
    """Return what a console prints, as text with its colours."""
    with console.capture() as capture:
        console.print(renderable)
    return capture.get()


def display_width(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def pad(text: str, width: int, *, right: bool = False) -> str:
    """Return a text padded to a display width; `right` aligns it to the right."""
    blank = " " * (width - display_width(text))
    return blank + text if right else text + blank
