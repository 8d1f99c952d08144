"""`python -m customers.manual`: write the manual, or with `--check` say what has fallen behind the program."""

import sys
from collections.abc import Sequence
from pathlib import Path

from customers.manual.pages import command_reference, error_table
from customers.manual.roff import man_pages
from customers.manual.screenshots import RUNS, screenshots

FOLDER = Path(__file__).parent


def texts() -> dict[str, str]:
    """Every file that follows from the program alone, by its path in the folder."""
    pages = {f"man/{name}": text for name, text in man_pages().items()}
    return {"commands.md": command_reference(), "errors.md": error_table()} | pages


def stale_files(folder: Path = FOLDER) -> list[str]:
    """What is missing, not as the program has it, or of a command that is no more; of pictures only what is missing."""
    wanted = texts()
    stale = [path for path, text in wanted.items() if not (folder / path).is_file() or (folder / path).read_text(encoding="utf-8") != text]
    stale += [f"pictures/{name}.svg" for name in RUNS if not (folder / "pictures" / f"{name}.svg").is_file()]
    return stale + [f"man/{page.name}" for page in sorted((folder / "man").glob("*")) if f"man/{page.name}" not in wanted]


def write(folder: Path = FOLDER) -> None:
    """Write every file, and take away the pages of commands that are no more."""
    for name in ("man", "pictures"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    wanted = texts()
    for page in (folder / "man").glob("*"):
        if f"man/{page.name}" not in wanted:
            page.unlink()
    for path, text in wanted.items():
        (folder / path).write_text(text, encoding="utf-8")
    for name, picture in screenshots():
        (folder / "pictures" / name).write_text(picture, encoding="utf-8")


def main(argv: Sequence[str]) -> int:
    """Write, or check; returns the exit status."""
    if list(argv) != ["--check"]:
        write()
        return 0
    stale = stale_files()
    if stale:
        sys.stderr.write(f"The manual has fallen behind the program: {', '.join(stale)}. `make docs` brings it up to date.\n")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
