"""The rules of the house that no tool checks."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
LONGEST = 300


def test_no_module_is_longer_than_300_lines() -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for folder in ("src", "tests")
        for path in (ROOT / folder).rglob("*.py")
    }

    assert {path: length for path, length in lengths.items() if length > LONGEST} == {}


def test_the_walls_between_the_packages_are_checked() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    lint = makefile.partition("\nlint:")[2].partition("\n\n")[0]

    assert "lint-imports" in lint
    assert "\ncheck: lint " in makefile
