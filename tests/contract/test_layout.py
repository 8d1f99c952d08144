"""The layout of the repository: sizes of files and folders, names of modules, checked layers."""

from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "customers"
TOP_MODULES = {"__init__.py", "__main__.py", "api.py", "filesystem.py"}
MAX_LINES = 300
# Tables and errors are looked up, not read from the beginning to the end.
LONG_MODULES = ("src/customers/errors/", "src/customers/database/schema/tables.py")
MAX_LINES_LONG = 400
MAX_MODULES = 15
# One file a command.
LARGE_FOLDERS = {"cli/commands"}


def modules(folder: Path) -> list[Path]:
    """Return the modules below a folder."""
    return sorted(folder.rglob("*.py"))


def test_modules_are_at_most_300_lines_long() -> None:
    lengths = {
        path.relative_to(ROOT).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for folder in ("src", "tests")
        for path in modules(ROOT / folder)
    }

    def limit(path: str) -> int:
        return MAX_LINES_LONG if path.startswith(LONG_MODULES) else MAX_LINES

    assert {path: length for path, length in lengths.items() if length > limit(path)} == {}


def test_folders_have_at_most_15_modules() -> None:
    sizes = Counter(path.parent.relative_to(PACKAGE).as_posix() for path in modules(PACKAGE) if path.name != "__init__.py")

    assert {folder: size for folder, size in sizes.items() if size > MAX_MODULES and folder not in LARGE_FOLDERS} == {}


def test_top_of_the_package_has_four_modules() -> None:
    assert {path.name for path in PACKAGE.glob("*.py")} == TOP_MODULES


def test_modules_and_folders_have_different_names() -> None:
    names = Counter(path.with_suffix("") for path in PACKAGE.rglob("*") if path.suffix == ".py" or (path / "__init__.py").exists())

    assert [name for name, count in names.items() if count > 1] == []


def test_lint_checks_the_layers() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    lint = makefile.partition("\nlint:")[2].partition("\n\n")[0]

    assert "lint-imports" in lint
    assert "\ncheck: lint " in makefile
