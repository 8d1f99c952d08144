"""What the wheel holds: the package and its man pages, no tests and nothing of the checkout."""

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "customers"
# The kinds of files that are installed: modules, Alembic's template, the sample shop, the manual; completion scripts have no suffix.
SUFFIXES = {".py", ".typed", ".mako", ".csv", ".md", ""}
LEFT_OUT = ("ARCHITECTURE.md", "manual/man/", "manual/pictures/")


def test_wheel_has_package_and_man_pages_alone(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True, timeout=120)

    (wheel,) = tmp_path.glob("*.whl")
    names = set(ZipFile(wheel).namelist())
    modules = {name for name in names if name.startswith("customers/")}
    pages = {name.rpartition("/")[2] for name in names if "/share/man/man1/" in name}
    metadata = {name.partition(".dist-info/")[2] for name in names if ".dist-info/" in name}

    source = [path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    assert modules == {f"customers/{name}" for name in source if not name.startswith(LEFT_OUT)}
    assert {Path(name).suffix for name in modules} <= SUFFIXES
    assert pages == {path.name for path in (PACKAGE / "manual" / "man").iterdir()}
    assert metadata == {"METADATA", "WHEEL", "RECORD", "entry_points.txt", "licenses/LICENSE"}
    assert len(names) == len(modules) + len(pages) + len(metadata)
