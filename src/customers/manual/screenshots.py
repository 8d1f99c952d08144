"""Pictures of the program at work on the sample shop: what it writes on a terminal, drawn by Rich."""

import fcntl
import io
import os
import pty
import struct
import subprocess
import sys
import tempfile
import termios
from collections.abc import Iterator

from customers.config.database_url import sqlite_url
from customers.sample import ADDRESSES, CUSTOMERS, ORDERS

COLUMNS = 110
# The name of the picture, and the command line that it shows.
RUNS = {
    "list": ("list", "--segment", "loyal", "--sort", "-total_spent", "--per-page", "8"),
    "segments": ("segments",),
    "show": ("show", "subhash_ghosh@example.org"),
}


def screenshots() -> Iterator[tuple[str, str]]:
    """Each picture: the name of its file, and its text."""
    from rich.console import Console
    from rich.text import Text

    with tempfile.TemporaryDirectory() as folder:
        environment = {"PATH": os.defpath, "HOME": folder, "LC_ALL": "C.UTF-8", "TERM": "xterm-256color"}
        environment["CUSTOMERS_DATABASE_URL"] = sqlite_url(f"{folder}/shop.db")
        for kind, source in (("customers", CUSTOMERS), ("addresses", ADDRESSES), ("orders", ORDERS)):
            command = [*_PROGRAM, "import", kind, "-"]
            subprocess.run(command, input=source.read_bytes(), capture_output=True, check=True, env=environment, cwd=folder)
        for name, words in RUNS.items():
            console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True)
            console.print(Text(f"$ customers {' '.join(words)}", style="bold"))
            console.print(Text.from_ansi(_on_terminal([*_PROGRAM, *words], environment, folder)))
            yield f"{name}.svg", console.export_svg(title=f"customers {words[0]}", unique_id=name)


_PROGRAM = (sys.executable, "-m", "customers")


def _on_terminal(command: list[str], environment: dict[str, str], folder: str) -> str:
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, COLUMNS, 0, 0))
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment, cwd=folder):
        os.close(theirs)
        seen = b""
        try:
            while part := os.read(ours, 65536):
                seen += part
        except OSError:  # Linux says so when the other side is closed
            pass
    os.close(ours)
    return seen.decode().replace("\r\n", "\n")
