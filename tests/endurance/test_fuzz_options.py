"""Naughty strings as any input except files: options, JSON, settings, file names, database URLs, command lines."""

import json
import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from customers.config.settings import SETTINGS
from customers.errors import ExitStatus
from tests.support import naughty
from tests.support.factories import HOME, create
from tests.support.program import Program, Result

STEERING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
DOCUMENTED = {ExitStatus.DONE, ExitStatus.USAGE, ExitStatus.NOT_FOUND, ExitStatus.CONFLICT, ExitStatus.DATABASE, ExitStatus.PARTIAL}
REFERENCE = "n:1"

# {} is the place of the string. An option and its string are one word.
WRITING = [
    *("create|--first-name={}", "create|--first-name=A|--last-name={}", "create|--first-name=A|--notes={}"),
    *("create|--first-name=A|--email={}", "create|--first-name=A|--phone={}", "create|--first-name=A|--tag={}"),
    *("create|--first-name=A|--external-id={}", "create|--first-name=A|--reason={}", "create|--first-name=A|--actor={}"),
    *(f"update|{REFERENCE}|--{name}={{}}" for name in ("first-name", "last-name", "email", "phone", "notes", "reason", "unset")),
    f"update|{REFERENCE}|--notes=x|--if-unchanged-since={{}}",
    *(f"address|add|{REFERENCE}|--address1=1|--city=P|--state=M|--pincode=1|--{name}={{}}" for name in ("address2", "company", "country")),
    *(f"address|add|{REFERENCE}|--address1=1|--city=P|--state=M|--pincode=1|--{name}={{}}" for name in ("type", "phone", "first-name")),
    *(f"tag|add|{REFERENCE}|--tag={{}}", f"tag|set|{REFERENCE}|--tag=x|--tag={{}}", "tag|rename|x|{}|--yes"),
    *(f"vip|pin|{REFERENCE}|--reason={{}}", f"vip|pin|{REFERENCE}|--reason=x|--until={{}}"),
    *(
        "delete|--yes|--|{}",
        "orders|delete|--yes|--|{}",
        "orders|move|1|--to={}",
        "erase|--yes|--|{}",
        f"merge|{REFERENCE}|--yes|--|{{}}",
        "unmerge|--yes|--|{}",
        "merge|n:1|n:2|--yes|--take={}",
    ),
    *("tag|add|--tag=y|--yes|--max=0|--search={}", "duplicates|dismiss|n:1|--|{}"),
]
READING = [
    *("orders|show|--|{}", *(f"orders|--{name}={{}}" for name in ("source", "status", "since", "until", "of", "cursor"))),
    *("show|--|{}", "orders|--|{}", "history|--|{}", "search|--|{}", "address|list|--|{}", "segments|explain|--|{}", "vip|explain|--|{}"),
    *(
        f"list|--{name}={{}}"
        for name in ("search", "tag", "any-tag", "without-tag", "segment", "city", "state", "country", "sort", "fields")
    ),
    *(f"list|--{name}={{}}" for name in ("cursor", "page", "per-page", "min-orders", "max-spent", "created-after", "ordered-before")),
    *("list|-o={}", "list|--output={}", "segments|--as-of={}", "segments|changes|--since={}", "history|--actor={}", "history|--action={}"),
    *("duplicates|--min-score={}", "duplicates|--customer={}", "merges|--cursor={}", "merges|--|{}", "export|customers|-|--format={}"),
    *("export|orders|-|--fields={}", "import|customers|-|--format={}", "import|customers|-|--column={}", "import|orders|-|--set={}"),
    *(
        "import|orders|-|--date-format={}",
        "completion|--|{}",
        "db|roles|--app={}",
        "db|roles|--schema={}",
        "{}",
        "help|{}",
        "list|{}",
        "--{}",
    ),
]
FILES = [
    *("export|customers|{}", "export|orders|./{}", "import|customers|{}", "import|customers|-|--rejects={}", "create|--from-json={}"),
    *(
        "db|backup|{}",
        "db|restore|--yes|{}",
        "merge|n:1|n:2|--plan={}",
        "merge|--apply={}",
        "config|--env-file={}",
        "merge|--yes|--batch={}",
    ),
]
DATABASES = [
    *("list|--database-url={}", "list|--database-url=sqlite:///{}", "list|--database-url=postgresql://{}", "db|copy|--|{}"),
    *("list|--database-url=postgresql://u:p@127.0.0.1:1/{}", "list|--database-url=postgresql://127.0.0.1:1/x?{}=1"),
    *(
        "import|customers|--from-url={}|--query=SELECT 1",
        "import|customers|--from-url=sqlite:///shop.db|--query={}",
        "db|status|--database-url={}",
    ),
]
# The number of strings of each template in the small trial, different ones for each.
SMALL = 1


def ways(templates: Sequence[str], *, complete: bool) -> Iterator[list[str]]:
    """Yield command lines: every template with every string, or a few, different ones for each."""
    for number, template in enumerate(templates):
        for text in naughty.strings() if complete else naughty.sample(SMALL, number * 37):
            yield [word.replace("{}", text) for word in template.split("|")]


@pytest.fixture
def shop(customers: Program) -> Program:
    """Return two customers with a value in every field."""
    create(customers, "Asha", email="asha@example.com", phone="9876543210", tags=["x"], external_ids={"n": "1"}, addresses=[HOME])
    create(customers, "Rao", external_ids={"n": "2"})
    return customers


@pytest.mark.parametrize("templates", [WRITING, READING], ids=["writing", "reading"])
def test_sample_strings_are_accepted_or_refused(shop: Program, templates: list[str]) -> None:
    for line in ways(templates, complete=False):
        documented(shop(*line))
    shop("doctor").succeeds()


@pytest.mark.slow
@pytest.mark.parametrize("template", [*WRITING, *READING])
def test_all_strings_are_accepted_or_refused_by_every_option(shop: Program, template: str) -> None:
    for line in ways([template], complete=True):
        documented(shop(*line))
    shop("doctor").succeeds()


def test_sample_strings_are_file_names_or_refused(shop: Program, tmp_path: Path) -> None:
    for line in ways([*FILES, *DATABASES], complete=False):
        documented(shop(*line, cwd=tmp_path))


@pytest.mark.slow
@pytest.mark.parametrize("template", [*FILES, *DATABASES])
def test_all_strings_are_file_names_or_refused(shop: Program, tmp_path: Path, template: str) -> None:
    folder = tmp_path / "a" / "b"  # so that ../.. leads nowhere else
    folder.mkdir(parents=True)
    for line in ways([template], complete=True):
        documented(shop(*line, cwd=folder))


def documented(done: Result) -> None:
    """Assert the contract's promises about any run."""
    __tracebackhide__ = True
    assert done.status in DOCUMENTED, (done.arguments, done.status, done.stderr)
    assert "Traceback" not in done.stderr, done.arguments
    assert "internal error" not in done.stderr, done.arguments
    assert done.status == ExitStatus.DONE or done.stderr.startswith(("Error: ", '{"error"')) or "\nError: " in done.stderr, done.arguments
    assert not STEERING.search(done.stderr), (done.arguments, done.stderr)


FIELDS = {"first_name": "--first-name", "last_name": "--last-name", "notes": "--notes"}


def test_fields_round_trip_through_options_and_json(customers: Program) -> None:
    come_back(customers, naughty.sample(5, 3))


@pytest.mark.slow
def test_all_strings_round_trip_through_options_and_json(customers: Program) -> None:
    come_back(customers, naughty.strings())


def come_back(customers: Program, strings: Sequence[str]) -> None:
    """Store every string in every field, by an option and by JSON; both agree, but an option refuses blanks."""
    for name, option in FIELDS.items():
        for text in strings:
            words = ["--first-name=A"] if name != "first_name" else []
            by_option = customers("create", *words, f"{option}={text}", "--json")
            if not text.strip():
                by_option.fails(ExitStatus.USAGE, f"{option} is empty")
                continue
            by_body = customers("create", "--from-json", "-", "--json", stdin=json.dumps({"first_name": "A", name: text}))
            for done in (by_option, by_body):
                documented(done)
                if done.status == ExitStatus.DONE:
                    value = naughty.stored(text).replace("\r\n", "\n").replace("\r", "\n")
                    assert (done.json()[name] or "") == value
                else:
                    assert name in done.stderr, done.stderr
            assert by_option.status == by_body.status, (name, text)


def test_lone_surrogates_and_nulls_in_json_are_refused_by_name(customers: Program) -> None:
    for text in naughty.IN_JSON_ALONE:
        for name in ("first_name", "last_name", "notes", "email", "phone"):
            body = json.dumps({"first_name": "A", name: text})
            customers("create", "--from-json", "-", stdin=body).fails(ExitStatus.USAGE, name)
        bodies: list[dict[str, Any]] = [
            {"tags": [text]},
            {"external_ids": {"n": text}},
            {"external_ids": {text: "n"}},
            {text: 1},
            {"addresses": [HOME | {"city": text}]},
        ]
        for document in bodies:
            documented(refused := customers("create", "--from-json", "-", stdin=json.dumps({"first_name": "A", **document})))
            assert refused.status == ExitStatus.USAGE


@pytest.mark.slow
@pytest.mark.parametrize("setting", [setting.name for setting in SETTINGS])
def test_all_strings_are_settings_or_refused_by_name(sqlite_customers: Program, tmp_path: Path, setting: str) -> None:
    settings(sqlite_customers, tmp_path, [setting], naughty.strings())


def test_sample_strings_are_settings_or_refused_by_name(sqlite_customers: Program, tmp_path: Path) -> None:
    settings(sqlite_customers, tmp_path, [setting.name for setting in SETTINGS], naughty.sample(2, 9))


def settings(customers: Program, tmp_path: Path, names: list[str], strings: Sequence[str]) -> None:
    """Set strings in the environment and in `.env`, quoted and bare; messages name the setting or the line."""
    for number, text in enumerate(strings):
        for name in names:
            (tmp_path / "quoted").write_bytes(f'{name}="{text}"\n'.encode())
            (tmp_path / "bare").write_bytes(f"{name}={text}\n".encode())
            where = {"cwd": tmp_path}
            runs = [customers("config", env={name: text}, **where)]  # type: ignore[arg-type]
            without = {} if name != "CUSTOMERS_DATABASE_URL" else {name: ""}
            runs += [customers("config", "--env-file", file, env=without, **where) for file in ("quoted", "bare")]  # type: ignore[arg-type]
            if number % 10 == 0:
                runs.append(customers("list", env={name: text}, **where))  # type: ignore[arg-type]
            for done in runs:
                documented(done)
                is_named = name in done.stderr or "this is not an assignment" in done.stderr
                assert done.status == ExitStatus.DONE or is_named, (name, text, done.stderr)


@pytest.mark.parametrize("count", [40, pytest.param(3_000, marks=pytest.mark.slow)])
def test_random_command_lines_run_or_are_refused(shop: Program, tmp_path: Path, count: int) -> None:
    chance = random.Random(count)
    vocabulary = [word.partition("=")[0] for template in (*WRITING, *READING) for word in template.split("|")]
    vocabulary += ["-o", "json", "--json", "--yes", "--dry-run", "-", "--", "", "1", REFERENCE, "a@b.co"]
    for _ in range(count):
        words = chance.choices([*vocabulary, *naughty.sample(40, chance.randrange(500))], k=chance.randrange(1, 7))
        if chance.random() < 0.2:
            words[-1] = bytes(chance.randbytes(6)).replace(b"\0", b"x").decode("utf-8", "surrogateescape")
        documented(shop(*words, cwd=tmp_path))
