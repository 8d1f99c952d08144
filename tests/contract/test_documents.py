"""The documents for developers and operators: every path, make target and folder that they name exists."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "customers"
ARCHITECTURE = "src/customers/ARCHITECTURE.md"
DOCUMENTS = (ARCHITECTURE, ".github/CONTRIBUTING.md", ".github/SECURITY.md", "README.md")
SUFFIXES = (".py", ".md", ".txt", ".lock", ".toml")
FOLDERS = (
    "src/",
    "tests/",
    ".github/",
    "cli/",
    "transfer/",
    "manual/",
    "services/",
    "database/",
    "models/",
    "domain/",
    "output/",
    "config/",
)


def read(document: str) -> str:
    """Return the text of a document."""
    return (ROOT / document).read_text(encoding="utf-8")


def paths_of(text: str) -> Iterator[str]:
    """Yield the paths in backticks and links: those with a folder of the repository, or with the suffix of a source file."""
    yield from (link for link in re.findall(r"\]\(([^)#\s]+)\)", text) if "://" not in link)
    for word in re.findall(r"`([^`\s]+)`", text):
        if word.startswith(FOLDERS) or ("/" in word and word.endswith(SUFFIXES)):
            yield word


def exists(path: str, document: str) -> bool:
    """Return whether a path exists, from the repository, the package, or the folder of the document."""
    return any((folder / path).exists() for folder in (ROOT, PACKAGE, (ROOT / document).parent))


@pytest.mark.parametrize("document", DOCUMENTS)
def test_documents_name_existing_paths(document: str) -> None:
    paths = list(paths_of(read(document)))

    assert paths
    assert [path for path in paths if not exists(path, document)] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_documents_name_existing_make_targets(document: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", read("Makefile"), re.MULTILINE))
    named = re.findall(r"(?:`|\$ )make ([a-z-]+)", read(document))

    assert [target for target in named if target not in targets] == []


def test_architecture_lists_every_folder_of_the_package() -> None:
    table = read(ARCHITECTURE).partition("\n## Folders\n")[2].partition("\n## ")[0]
    listed = re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE)
    folders = {
        path.parent.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*") if path.is_file() and path.parent.name != "__pycache__"
    }

    assert sorted(listed) == sorted(folders)


def test_architecture_lists_the_layers_that_are_checked() -> None:
    project = tomllib.loads(read("pyproject.toml"))
    contracts = [contract for contract in project["tool"]["importlinter"]["contracts"] if contract["type"] == "layers"]

    assert " > ".join(contracts[0]["layers"]) in " ".join(read(ARCHITECTURE).split())
