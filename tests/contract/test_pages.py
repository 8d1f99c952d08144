"""The pages for readers: links, command lines, pictures, and how hard the texts are to read."""

import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from customers.cli.words import REMEDIES
from customers.manual.command_docs import every_command
from customers.manual.messages import read_messages
from customers.manual.pages import expected_errors
from customers.manual.screenshots import RUNS, screenshots
from tests.contract.test_language import PATTERN
from tests.support.commands import ALL, options_of
from tests.support.documents import MANUAL, PAGES, anchors_of, command_lines_of, links_of, parse, pictures_of, prose_of
from tests.support.reading_level import level_of, sentences_of

TEXTS = {name: path.read_text(encoding="utf-8") for name, path in PAGES.items()}
PICTURES = sorted((MANUAL / "pictures").iterdir())
# Pages of command lines that are wrong, or that another test compares with the program.
UNPARSED = {"src/customers/manual/mistakes.md", "src/customers/manual/commands.md"}
# A command of a message that is filled in, such as `customers import {kind} --help`.
PLACEHOLDER = re.compile(r"\{\w+\}")
# The other sites that pages lead to.
HOSTS = {"keepachangelog.com", "semver.org", "www.citusdata.com"}
# Options of other programs, and of make.
FOREIGN_OPTIONS = {"--option"}
# Names with which a message may begin.
CAPITALS = ("CUSTOMERS_", "FILE ", "SQLite ", "The changes are committed, as run")
MAX_LIX = 35.0
MAX_SENTENCE = 25  # words
MAX_CHANGE = 40  # words of a sentence of the changelog
TIME_WORDS = re.compile(r"^(?:years?|days?|months?|weeks?|hours?|today|yesterday|ago|utc|reading|rows)$")


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_to_files_and_headings(page: str) -> None:
    missing = []
    for target in links_of(TEXTS[page]):
        if "://" in target:
            continue
        path, _, anchor = target.partition("#")
        file = (PAGES[page].parent / path).resolve() if path else PAGES[page]
        if not file.exists() or (anchor and anchor not in anchors_of(file.read_text(encoding="utf-8"))):
            missing.append(target)

    assert missing == []


def test_links_to_other_sites_are_few_and_encrypted() -> None:
    links = {link for text in TEXTS.values() for link in links_of(text) if "://" in link}

    assert [link for link in links if not re.fullmatch(r"https://[\w.-]+(?:/[\w./-]*)?", link)] == []
    assert {link.split("/")[2] for link in links} == HOSTS


@pytest.mark.parametrize("page", [page for page in PAGES if page not in UNPARSED])
def test_command_lines_are_understood_by_the_parser(page: str) -> None:
    for line in command_lines_of(TEXTS[page]):
        if not PLACEHOLDER.search(line):
            parse(line)


@pytest.mark.parametrize("page", [page for page in PAGES if page.startswith(("README", "src/"))])
def test_options_of_texts_exist(page: str) -> None:
    known = {spelling for command in ALL.values() for spelling in options_of(command)} | {"--version", "--help"}
    named = {word for code in re.findall(r"`([^`\n]*)`", TEXTS[page]) for word in re.findall(r"(?<![\w-])--[a-z][a-z-]+", code)}

    assert page in UNPARSED or named - known - FOREIGN_OPTIONS == set()


def test_readme_is_short_and_begins_with_what_is_needed_first() -> None:
    headings = re.findall(r"^## (.+)$", TEXTS["README.md"], re.MULTILINE)

    assert TEXTS["README.md"].count("\n") <= 170
    assert headings[:4] == ["Install", "Quick start", "I want to …", "If something went wrong"]
    assert len(re.findall(r"^\| [a-z].* \| .*`.* \|$", TEXTS["README.md"].partition("## If")[0], re.MULTILINE)) == 20


@pytest.mark.parametrize("page", [page for page in PAGES if not page.endswith("commands.md")])
def test_pages_are_easy_to_read(page: str) -> None:
    prose = prose_of(TEXTS[page])
    longest = MAX_CHANGE if page == "CHANGELOG.md" else MAX_SENTENCE

    assert level_of(prose).lix <= MAX_LIX
    assert [" ".join(words) for words in sentences_of(prose) if len(words) > longest and not is_list(words)] == []


@pytest.mark.parametrize("page", [page for page in PAGES if page not in UNPARSED])
def test_pages_have_no_banned_words(page: str) -> None:
    words = [word for part in prose_of(TEXTS[page]) for word in PATTERN.findall(part.lower().replace("there is no ", ""))]

    assert words == []


def is_list(words: list[str]) -> bool:
    """Return whether words are a list of links or names, which begin with capitals."""
    return sum(word[0].isupper() for word in words) > len(words) / 2 or sum(word == "it" for word in words) > len(words) / 3


def test_help_is_easy_to_read() -> None:
    docs = list(every_command())
    texts = [text for doc in docs for text in (doc.about, *(about for _, about in (*doc.arguments, *doc.options)))]

    check_texts(texts)


def test_messages_are_easy_to_read() -> None:
    messages = [error.__doc__ or "" for error in expected_errors()] + [message.text for message in read_messages()]
    hints = [error.hint for error in expected_errors() if error.hint] + list(REMEDIES.values())

    check_texts([*messages, *hints])
    assert [text for text in (*messages, *hints) if "please" in text.lower() or "!" in re.sub(r"\{[^}]*\}", "", text)] == []
    sentences = [text for text in (*messages, *hints) if not text.startswith(CAPITALS)]
    assert [text for text in sentences if text.endswith(".") or text[:1].isupper()] == []


def check_texts(texts: list[str]) -> None:
    """Check short texts as the prose of a page."""
    prose = [re.sub(r"`[^`]*`|--[\w-]+(?:[= ][A-Z]+\b)?|\{[^}]*\}", "it", " ".join(text.split())) for text in texts]

    assert level_of(prose).lix <= MAX_LIX
    assert [" ".join(words) for words in sentences_of(prose) if len(words) > MAX_SENTENCE] == []


def test_pages_show_every_picture_with_its_description() -> None:
    pictures = {
        (PAGES[page].parent / path).resolve(): description for page, text in TEXTS.items() for description, path in pictures_of(text)
    }

    assert pictures.keys() == set(PICTURES)
    assert all(len(description.split()) > 1 for description in pictures.values())


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.stem)
def test_pictures_are_readable_and_have_colours(picture: Path) -> None:
    text = picture.read_text(encoding="utf-8")
    _, _, width, height = map(float, re.findall(r'viewBox="([^"]+)"', text)[0].split())

    assert ElementTree.fromstring(text).tag.endswith("svg")
    assert (600 < width < 1300, height < 1300) == (True, True)
    assert "font-size: 20px" in text
    assert len(set(re.findall(r"fill: (#[0-9a-f]{6})", text))) >= 2


@pytest.fixture(scope="module")
def drawn() -> dict[str, str]:
    """Return the screenshots of this version."""
    return dict(screenshots())


@pytest.mark.trial
@pytest.mark.parametrize("name", RUNS)
def test_pictures_show_what_the_program_prints(drawn: dict[str, str], name: str) -> None:
    """Times, ids and progress differ from run to run; the words do not."""
    before, now = words_of((MANUAL / "pictures" / f"{name}.svg").read_text(encoding="utf-8")), words_of(drawn[f"{name}.svg"])

    assert before ^ now == set(), "`make docs` draws the pictures again"


def words_of(picture: str) -> set[Any]:
    """Return the words of a screenshot that do not depend on time."""
    text = " ".join(part for part in ElementTree.fromstring(picture).itertext() if "{" not in part).replace("\xa0", " ")
    return {word for word in re.findall(r"[a-z_]{3,}", re.sub(r"\S*\d\S*", " ", text.lower())) if not TIME_WORDS.match(word)}
