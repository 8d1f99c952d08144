"""The manual: equal to the program, and valid for its readers."""

import re
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest

from customers.cli.registry import COMMANDS
from customers.errors import CustomersError
from customers.manual.__main__ import FOLDER, main, stale_files, texts
from customers.manual.screenshots import RUNS
from tests.support.commands import ALL, options_of


@pytest.fixture(scope="module")
def manual() -> dict[str, str]:
    """Return the text of every page."""
    return texts()


def test_manual_equals_program(capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["--check"])

    assert capsys.readouterr().err == ""
    assert status == 0


def test_stale_files_are_named(tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path / "manual")
    (tmp_path / "manual" / "man" / "customers-frob.1").touch()
    (tmp_path / "manual" / "errors.md").write_text("# Errors\n")
    (tmp_path / "manual" / "pictures" / "list.svg").unlink()

    assert stale_files(tmp_path / "manual") == ["errors.md", "pictures/list.svg", "man/customers-frob.1"]


@pytest.mark.parametrize("path", sorted(ALL))
def test_reference_lists_every_command_and_option(path: str, manual: dict[str, str]) -> None:
    section = manual["commands.md"].partition(f"$ customers {path} --help\n")[2].partition("\n```")[0]

    assert [spelling for spelling in options_of(ALL[path]) if spelling.startswith("-") and spelling not in section] == []
    assert f"customers {path}" in section


@pytest.mark.parametrize("path", sorted(ALL))
def test_man_page_of_every_command_lists_its_options(path: str, manual: dict[str, str]) -> None:
    page = manual[f"man/customers-{path.replace(' ', '-')}.1"].replace("\\-", "-")

    assert [spelling for spelling in options_of(ALL[path]) if spelling.startswith("-") and spelling not in page] == []
    assert f"customers {path}" in page


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_man_pages_lead_to_the_pages_below_them(name: str, manual: dict[str, str]) -> None:
    pages = [f"customers-{path.replace(' ', '-')}" for path in ALL if path.startswith(f"{name} ")]
    page = manual[f"man/customers-{name}.1"].replace("\\-", "-")

    assert [page_name for page_name in pages if f"{page_name}(1)" not in page] == []
    assert f"customers-{name}(1)" in manual["man/customers.1"].replace("\\-", "-")


@pytest.mark.skipif(not shutil.which("groff"), reason="there is no groff")
def test_groff_formats_man_pages_without_warning(manual: dict[str, str]) -> None:
    pages = "".join(text for name, text in manual.items() if name.startswith("man/"))
    command = ["groff", "-man", "-Tutf8", "-ww", "-z"]
    done = subprocess.run(command, input=pages, capture_output=True, text=True, check=True)
    assert done.stderr == ""


def test_error_table_lists_every_error(manual: dict[str, str]) -> None:
    def below(error: type[CustomersError]) -> list[type[CustomersError]]:
        return [error, *(further for subclass in error.__subclasses__() for further in below(subclass))]

    table = manual["errors.md"]
    errors = [error for error in below(CustomersError) if error.__module__.startswith("customers.errors")]

    assert [error.__name__ for error in errors if f"| {int(error.status)} | `{error.code}` | {error.__name__} | " not in table] == []
    assert not re.search(r"\{\w+[!:]", table)


@pytest.mark.parametrize("name", sorted(RUNS))
def test_picture_shows_its_command(name: str) -> None:
    picture = ElementTree.parse(FOLDER / "pictures" / f"{name}.svg")
    text = "".join(picture.getroot().itertext()).replace("\xa0", " ")

    assert f"$ customers {' '.join(RUNS[name])}" in text
    assert "Error" not in text


def test_manual_does_not_depend_on_place_and_time(manual: dict[str, str]) -> None:
    text = "\n".join(manual.values())

    assert str(FOLDER) not in text
    assert not re.search(r"/(home|root|Users|tmp)/", text)
    assert texts() == manual
