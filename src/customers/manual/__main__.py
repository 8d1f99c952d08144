"""`python -m customers.manual`: write the manual, or with `--check` report stale files."""

import sys
from collections.abc import Sequence
from pathlib import Path

from customers.manual.pages import command_reference, error_table
from customers.manual.roff import man_pages
from customers.manual.screenshots import RUNS, screenshots

FOLDER = Path(__file__).parent


def texts() -> dict[str, str]:
    """Return the text of every page by its path in the folder."""
    pages = {f"man/{name}": text for name, text in man_pages().items()}
    return {"commands.md": command_reference(), "errors.md": error_table()} | pages


def stale_files(folder: Path = FOLDER) -> list[str]:
    """Return the files that are missing, outdated or of a removed command; screenshots only where they are missing."""
    pages = texts()
    stale = [path for path, text in pages.items() if not (folder / path).is_file() or (folder / path).read_text(encoding="utf-8") != text]
    stale += [f"pictures/{name}.svg" for name in RUNS if not (folder / "pictures" / f"{name}.svg").is_file()]
    return stale + [f"man/{page.name}" for page in sorted((folder / "man").glob("*")) if f"man/{page.name}" not in pages]


def write(folder: Path = FOLDER) -> None:
    """Write every file, and remove the pages of removed commands."""
    for name in ("man", "pictures"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    pages = texts()
    for page in (folder / "man").glob("*"):
        if f"man/{page.name}" not in pages:
            page.unlink()
    for path, text in pages.items():
        (folder / path).write_text(text, encoding="utf-8")
    for name, picture in screenshots():
        (folder / "pictures" / name).write_text(picture, encoding="utf-8")


def main(argv: Sequence[str]) -> int:
    """Write or check the manual; returns the exit status."""
    if list(argv) != ["--check"]:
        write()
        return 0
    stale = stale_files()
    if stale:
        sys.stderr.write(f"The manual has fallen behind the program: {', '.join(stale)}. `make docs` brings it up to date.\n")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
