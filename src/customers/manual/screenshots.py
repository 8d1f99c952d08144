"""Draw screenshots of the program with the sample shop, by Rich."""

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
# The name of each screenshot, and the command line that it shows.
RUNS = {
    "list": ("list", "--segment", "loyal", "--sort", "-total_spent", "--per-page", "8"),
    "segments": ("segments",),
    "show": ("show", "subhash_ghosh@example.org"),
}


def screenshots() -> Iterator[tuple[str, str]]:
    """Yield the file name and the text of each screenshot."""
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
            console.print(Text.from_ansi(_run_on_terminal([*_PROGRAM, *words], environment, folder)))
            yield f"{name}.svg", console.export_svg(title=f"customers {words[0]}", unique_id=name)


_PROGRAM = (sys.executable, "-m", "customers")


def _run_on_terminal(command: list[str], environment: dict[str, str], folder: str) -> str:
    parent, child = pty.openpty()
    fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", 40, COLUMNS, 0, 0))
    with subprocess.Popen(command, stdin=child, stdout=child, stderr=child, env=environment, cwd=folder):
        os.close(child)
        output = b""
        try:
            while block := os.read(parent, 65536):
                output += block
        except OSError:  # on Linux the end of the output
            pass
    os.close(parent)
    return output.decode().replace("\r\n", "\n")
