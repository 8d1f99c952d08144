"""Random and damaged files, phones of every region, valid and invalid emails, and control characters on a real terminal."""

import gzip
import json
import random
import re
from pathlib import Path

import pytest

from customers.errors import ExitStatus
from tests.endurance.test_fuzz_import import as_csv
from tests.endurance.test_fuzz_options import documented
from tests.support import naughty
from tests.support.factories import HOME, create
from tests.support.program import Program
from tests.support.terminal import Screen

BODY = {"first_name": "Asha", "email": "asha@example.com", "phone": "+919876543210", "tags": ["a"], "addresses": [HOME], "notes": "x\ny"}
CSV = b'email,first_name,tags,notes\nasha@example.com,Asha,"a,b","two\nlines"\nrao@example.com,Rao,,x\n'
LINES = b"\n".join(json.dumps(BODY | {"email": f"{number}@example.com"}).encode() for number in range(3))
ENV = b"# settings\nCUSTOMERS_CURRENCY=\"EUR\"\nexport CUSTOMERS_PER_PAGE='10'\nCUSTOMERS_OUTPUT=json\n"
# Commands that read a file of each kind; {} is its name.
READERS = {
    "csv": (CSV, ["import", "customers", "{}", "--dry-run"]),
    "lines": (LINES, ["import", "customers", "{}", "--dry-run"]),
    "orders": (b"customer_email,total,placed_at\na@b.co,1,2026-01-01\n", ["import", "orders", "{}", "--create-customers", "--dry-run"]),
    "gzip": (gzip.compress(CSV * 20, mtime=0), ["import", "customers", "{}", "--dry-run"]),
    "utf-16": (CSV.decode().encode("utf-16"), ["import", "customers", "{}", "--dry-run"]),
    "body": (json.dumps(BODY).encode(), ["create", "--from-json", "{}", "--dry-run"]),
    "env": (ENV, ["config", "--env-file", "{}"]),
    "backup": (b"SQLite format 3\0" + bytes(84) + CSV, ["db", "restore", "{}", "--yes"]),
    "database": (b"SQLite format 3\0" + bytes(4080), ["list", "--database-url", "sqlite:///{}"]),
}


@pytest.mark.parametrize("kind", READERS)
@pytest.mark.parametrize("count", [5, pytest.param(600, marks=pytest.mark.slow)])
def test_damaged_and_random_files_are_imported_or_refused(sqlite_customers: Program, tmp_path: Path, kind: str, count: int) -> None:
    chance = random.Random(f"{kind}{count}")
    content, command = READERS[kind]
    for number in range(count):
        file = tmp_path / f"file{number}"
        file.write_bytes(damaged(content, chance) if number % 4 else chance.randbytes(chance.randrange(200)))
        documented(sqlite_customers(*[word.replace("{}", str(file)) for word in command]))
        file.unlink()


def damaged(content: bytes, chance: random.Random) -> bytes:
    """Return a file with bytes changed, removed, inserted, or its end cut."""
    result = bytearray(content)
    for _ in range(chance.randrange(1, 6)):
        place = chance.randrange(len(result) + 1)
        match chance.randrange(4):
            case 0:
                result[place : place + chance.randrange(9)] = b""
            case 1:
                result[place:place] = chance.choice(
                    [*map(str.encode, naughty.sample(60)), b"\xff", b"\0", b"\xc3", b'"', b"\n", b"{", b"["]
                )
            case 2:
                result[place : place + 1] = chance.randbytes(1)
            case 3:
                del result[place + len(result) // 2 :]
    return bytes(result)


def test_deep_nesting_and_long_numbers_are_refused(sqlite_customers: Program) -> None:
    for deep in (
        "[" * 100_000,
        '{"a":' * 100_000,
        '{"first_name": ' + "[" * 50_000 + "]" * 50_000 + "}",
        '{"first_name": ' + "9" * 5_000 + "}",
    ):
        documented(sqlite_customers("create", "--from-json", "-", stdin=deep))
        documented(sqlite_customers("import", "customers", "-", stdin=deep))


@pytest.mark.slow
def test_compression_bomb_is_refused(sqlite_customers: Program, tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.csv.gz"
    bomb.write_bytes(gzip.compress(b"first_name\n" + b"x" * 30_000_000))
    documented(sqlite_customers("import", "customers", str(bomb)))


@pytest.mark.parametrize("step", [12, pytest.param(1, marks=pytest.mark.slow)])
def test_phones_of_every_region_are_stored_and_found(customers: Program, step: int) -> None:
    import phonenumbers

    rows = [
        {"first_name": "A", "external_ids": f"n:{number}", "phone": phone}
        for number, (region, phone) in enumerate(naughty.phones())
        if number % step == 0 and phone.startswith("+")
    ]
    numbers = {row["external_ids"][2:]: row["phone"] for row in rows}
    done = customers("import", "customers", "-", "-o", "json", stdin=as_csv(rows))

    done.prints_json(created=len(rows), refused=0)
    stored = {row["external_ids"]["n"]: row["phone"] for row in customers("list", "--all", "-o", "jsonl").jsonl()}
    for number, phone in numbers.items():
        parsed = phonenumbers.parse(phone)
        assert stored[number] == phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164), phone


@pytest.mark.slow
def test_national_numbers_use_country_of_shop(sqlite_customers: Program) -> None:
    import phonenumbers

    by_region: dict[str, list[str]] = {}
    for region, phone in naughty.phones():
        if not phone.startswith("+"):
            by_region.setdefault(region, []).append(phone)
    assert len(by_region) > 200
    for region, numbers in by_region.items():
        for phone in numbers:
            done = sqlite_customers("create", "--first-name=A", f"--phone={phone}", "--json", env={"CUSTOMERS_DEFAULT_COUNTRY": region})
            if done.status == ExitStatus.USAGE and region in ("AC", "TA", "XK"):  # not a country of ISO 3166
                continue
            parsed = phonenumbers.parse(phone, region)
            assert done.succeeds().json()["phone"] == phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164), (
                region,
                phone,
            )


@pytest.mark.parametrize("step", [24, pytest.param(1, marks=pytest.mark.slow)])
def test_valid_emails_are_stored_and_invalid_ones_refused(customers: Program, step: int) -> None:
    right, wrong = (emails[::step] for emails in naughty.emails())
    taken: dict[str, str] = {}
    for email in right:
        done = customers("create", "--first-name=A", f"--email={email}", "--json")
        if email.casefold() in taken:
            done.fails(ExitStatus.CONFLICT, "belongs to")
            continue
        taken[email.casefold()] = done.succeeds().json()["id"]
        assert done.json()["email"] == email
        assert customers("show", email.upper(), "--json").succeeds().json()["id"] == taken[email.casefold()]
    for email in wrong:
        if "\0" not in email:
            done = customers("create", "--first-name=A", f"--email={email}")
            assert email.strip() == "" or done.fails(ExitStatus.USAGE, "email"), email
        customers("create", "--from-json", "-", stdin=json.dumps({"first_name": "A", "email": email}))
    assert len(customers("list", "--has-email", "--all", "-o", "jsonl").jsonl()) == len(taken)


STYLE = re.compile(r"\x1b\[[0-9;]*m|\x1b\[\?25[lh]|\x1b\[2?K|\x1b\[1?A")
RAW = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


@pytest.mark.parametrize("count", [40, pytest.param(5_000, marks=pytest.mark.slow)])
def test_terminal_receives_escaped_text_only(sqlite_customers: Program, tmp_path: Path, count: int) -> None:
    """Print every string, as data and as input, on a real terminal: lists, questions, notices, errors, progress."""
    strings = naughty.sample(count) if count < 1_000 else naughty.strings()
    rows = [
        {
            "first_name": text or "A",
            "last_name": text,
            "notes": text,
            "tags": text,
            "city": text,
            **{k: v for k, v in HOME.items() if k != "city"},
        }
        for text in strings
    ]
    rows += [{"first_name": "Asha", "email": "asha@example.com"}]
    file = tmp_path / "in.csv"
    file.write_bytes(as_csv(rows))
    lines = [
        ["import", "customers", str(file)],
        ["list", "--per-page", "100", "--with-addresses"],
        ["list", "--per-page", "100", "--fields", "full_name,notes,tags"],
        ["tag", "list"],
        ["show", "asha@example.com"],
        ["delete", "--search", "a", "--dry-run"],
        ["history", "--per-page", "100"],
    ]
    lines += [["show", "--", strings[-5]], ["list", "--sort", "\x1b[2J\x9b1m\u202ex"], ["frob\x1b]0;x\x07"]]
    for line in lines:
        with Screen(sqlite_customers, *line, env={"PYTHONUTF8": "1"}) as screen:
            seen = screen.finish(120)
        assert seen
        assert not RAW.search(STYLE.sub("", seen)), (line, RAW.search(STYLE.sub("", seen)))


def test_question_prints_escaped_names(sqlite_customers: Program) -> None:
    create(sqlite_customers, "\u202e[red]Asha\u2066", email="asha@example.com")

    with Screen(sqlite_customers, "erase", "asha@example.com") as screen:
        screen.wait_for("[y/N]")
        screen.type("n\n")
        seen = screen.finish()

    assert not RAW.search(STYLE.sub("", seen))
    assert "[red]Asha" in seen
