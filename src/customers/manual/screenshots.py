"""Draw screenshots of the program with the sample shop, by Rich."""

import fcntl
import io
import os
import pty
import re
import struct
import subprocess
import sys
import tempfile
import termios
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from customers.config.database_url import sqlite_url
from customers.sample import ADDRESSES, CUSTOMERS, ORDERS

COLUMNS = 100
# What has been done in the shop before, so that it has a history.
PREPARATION: tuple[tuple[str, ...], ...] = (
    ("tag", "add", "--tag", "diwali-2026", "--segment", "loyal", "--yes", "--actor", "meera", "--reason", "Call list for Diwali"),
    ("vip", "pin", "subhash_ghosh@example.org", "--actor", "asha", "--reason", "Our first customer"),
    ("update", "subhash_ghosh@example.org", "--notes", "Prefers a call after six.", "--actor", "meera"),
    ("delete", "yadav.sandeep@example.com", "--yes", "--actor", "asha", "--reason", "Asked by phone"),
)
# The name of each screenshot, and the command line that it shows.
RUNS: dict[str, tuple[str, ...]] = {
    "list": ("list", "--segment", "loyal", "--sort", "-total_spent", "--per-page", "8"),
    "show": ("show", "subhash_ghosh@example.org"),
    "segments": ("segments",),
    "duplicates": ("duplicates", "--per-page", "2"),
    "merge": ("merge", "priyanka.d@example.com", "priyankad@example.com", "--dry-run"),
    "history": ("history", "subhash_ghosh@example.org", "-n", "4"),
    "runs": ("runs",),
    "undo": ("undo",),
    "import": ("import", "orders", "orders.csv", "--dry-run"),
}
# What is typed at the question of a command.
ANSWERS = {"undo": b"y\n"}
# How often the sample is repeated in the file of an import that is shown while it works.
COPIES = 20
_PROGRAM = (sys.executable, "-m", "customers")
_QUESTION = b"[y/N] "
# A line that is erased from the line below it, and what erases a line of progress.
_ERASED_ABOVE = re.compile(r"[^\n]*\n(?:\x1b\[\?25h)?\r?\x1b\[1A\r?\x1b\[2K")
_ERASURE = "\x1b[2K"


@dataclass(frozen=True)
class Shop:
    """A sample shop in a folder, with the environment of its commands and the width of its terminal."""

    folder: str
    environment: Mapping[str, str]
    columns: int

    def run(self, words: Sequence[str], **streams: object) -> None:
        """Run a command."""
        subprocess.run([*_PROGRAM, *words], capture_output=True, check=True, env=self.environment, cwd=self.folder, **streams)  # type: ignore[call-overload]

    def show(self, words: Sequence[str], typed: bytes = b"") -> str:
        """Run a command on a terminal, and return what is seen; of one that shows progress what is seen in the middle."""
        parent, child = pty.openpty()
        fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", 40, self.columns, 0, 0))
        with subprocess.Popen([*_PROGRAM, *words], stdin=child, stdout=child, stderr=child, env=self.environment, cwd=self.folder):
            os.close(child)
            output = b""
            try:
                while block := os.read(parent, 65536):
                    output += block
                    if typed and output.endswith(_QUESTION):
                        os.write(parent, typed)
                        typed = b""
            except OSError:  # on Linux the end of the output
                pass
        os.close(parent)
        return _seen(output.decode().replace("\r\n", "\n"))


def screenshots(columns: int = COLUMNS) -> Iterator[tuple[str, str]]:
    """Yield the file name and the text of each screenshot."""
    from rich.console import Console
    from rich.text import Text

    with tempfile.TemporaryDirectory() as folder:
        environment = {"PATH": os.defpath, "HOME": folder, "LC_ALL": "C.UTF-8", "TERM": "xterm-256color", "LOGNAME": "asha"}
        environment["CUSTOMERS_DATABASE_URL"] = sqlite_url(f"{folder}/shop.db")
        shop = Shop(folder, environment, columns)
        for kind, source in (("customers", CUSTOMERS), ("addresses", ADDRESSES), ("orders", ORDERS)):
            shop.run(["import", kind, str(source)])
        for words in PREPARATION:
            shop.run(words)
        _write_long_file(Path(folder) / "orders.csv")
        for name, words in RUNS.items():
            console = Console(record=True, width=columns, file=io.StringIO(), force_terminal=True)
            console.print(Text(f"$ customers {' '.join(words)}", style="bold"))
            console.print(Text.from_ansi(shop.show(words, ANSWERS.get(name, b""))))
            yield f"{name}.svg", console.export_svg(title=f"customers {words[0]}", unique_id=name)


def _write_long_file(path: Path) -> None:
    """Write the orders of the sample many times, each time with other numbers."""
    heading, *rows = ORDERS.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text(heading + "".join(f"{number}{row}" for number in range(1, COPIES + 1) for row in rows), encoding="utf-8")


def _seen(output: str) -> str:
    """Return an output without the lines that it erases, or up to the middle of its progress."""
    parts = output.split(_ERASURE)
    bars = [number for number, part in enumerate(parts) if "━" in part]
    if not bars:
        return _without_erased(output)
    middle = bars[len(bars) // 2]
    before = _ERASURE.join(parts[:middle])
    return _without_erased(before[: before.rfind("\n") + 1]) + parts[middle].rstrip()


def _without_erased(output: str) -> str:
    parts = _ERASED_ABOVE.sub("", output).split(_ERASURE)
    return "".join(part[: part.rfind("\n") + 1] for part in parts[:-1]) + parts[-1]
