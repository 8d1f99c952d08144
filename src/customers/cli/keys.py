"""Single keys of a terminal, without Enter where the terminal allows it."""

import io
import select
import sys
from collections.abc import Iterator
from contextlib import contextmanager

# What a terminal sends for Ctrl-D.
_END = b"\x04"
_ESCAPE = b"\x1b"
_LONGEST_KEY = 32


def read_key() -> str | None:
    """Return the next key in lower case, an empty text for a key without a letter, None at the end of the input."""
    with _unbuffered() as raw:
        if raw is None:
            line = sys.stdin.readline()
            return line.strip().lower()[:1] if line else None
        key = raw.read(1) or b""
        if key >= b"\x80" or key == _ESCAPE:
            # The rest of the key: an arrow sends several bytes.
            while select.select([raw], [], [], 0)[0]:
                key += raw.read(_LONGEST_KEY) or b""
    if key in (b"", _END):
        return None
    return "" if key.startswith(_ESCAPE) else key.decode(errors="replace").strip().lower()


def read_line() -> str | None:
    """Return the next line without blanks around it, None at the end of the input."""
    line = sys.stdin.readline()
    return line.strip() if line else None


@contextmanager
def _unbuffered() -> Iterator[io.RawIOBase | None]:
    """Let a terminal send each key at once, and yield its raw stream; None where it sends lines alone."""
    raw: io.RawIOBase | None = getattr(getattr(sys.stdin, "buffer", None), "raw", None)
    try:
        import termios
        import tty
    except ImportError:
        raw = None
    if raw is None:
        yield None
        return
    try:
        former = termios.tcgetattr(raw.fileno())
    except termios.error:
        yield None
        return
    try:
        # Within it: Ctrl-C just behind this line leaves no terminal without echo.
        tty.setcbreak(raw.fileno(), termios.TCSADRAIN)
        yield raw
    finally:
        termios.tcsetattr(raw.fileno(), termios.TCSADRAIN, former)
