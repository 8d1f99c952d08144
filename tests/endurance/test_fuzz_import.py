"""Naughty strings as any cell of any file: stored and returned exactly (NFC), or rejected by name."""

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from customers.domain.text import is_blank
from customers.errors import ExitStatus
from tests.support import naughty
from tests.support.program import Program, Result

# Text fields that round-trip, and the cells that their rows need.
TEXTS = ["first_name", "last_name", "notes", "address_company", "address1", "address2", "city", "state", "pincode"]
ADDRESS = {"address1": "12 MG Road", "city": "Pune", "state": "MH", "pincode": "411001", "country": "IN"}
# Cells with a meaning in a file.
SIGNS = {"", "\\N"}
SMALL = 30


def strings(*, complete: bool) -> Sequence[str]:
    """Return the strings of a trial."""
    return naughty.strings() if complete else naughty.sample(SMALL)


def test_strings_in_csv_round_trip_or_are_refused_by_name(customers: Program, tmp_path: Path) -> None:
    from_csv(customers, tmp_path, complete=False)


@pytest.mark.slow
def test_all_strings_in_csv_round_trip_or_are_refused_by_name(customers: Program, tmp_path: Path) -> None:
    from_csv(customers, tmp_path, complete=True)


def from_csv(customers: Program, tmp_path: Path, *, complete: bool) -> None:
    """Import a customer for each string and field in one file, and read the exported file with the standard library."""
    texts = {f"{name}-{number}": (name, text) for name in TEXTS for number, text in enumerate(strings(complete=complete))}
    rows = [{"external_id": f"n:{key}", "first_name": "A", **ADDRESS, name: text} for key, (name, text) in texts.items()]
    rejects, out = tmp_path / "rejects.csv", tmp_path / "out.csv"
    done = customers("import", "customers", "-", "--rejects", str(rejects), "--column", "external_ids=external_id", stdin=as_csv(rows))
    assert done.status in (ExitStatus.DONE, ExitStatus.PARTIAL), done.stderr
    refused = {row["external_id"][2:]: row["reject_reason"] for row in read_csv(rejects)} if rejects.exists() else {}
    customers("export", "customers", str(out), "--raw").succeeds()
    exported = {row["external_ids"][2:]: row for row in read_csv(out)}
    customers("export", "customers", str(out)).succeeds()

    assert exported.keys() | refused.keys() == texts.keys()
    for key, (name, text) in texts.items():
        if key in refused:
            assert name.removeprefix("address_") in refused[key], (name, text, refused[key])
        elif naughty.stored(text) not in SIGNS and not (exported[key][name] == "" and is_left_out(name, text, done.stderr)):
            assert exported[key][name] == expected(name, text), (name, text)
    for row in read_csv(out):
        for name, cell in row.items():
            assert name in ("phone", "address_phone") or not cell.startswith(("=", "+", "-", "@", "\t", "\r")) or is_number(cell), (
                name,
                cell,
            )
    customers("import", "customers", str(out), "-o", "json").prints_json(created=0, updated=0, refused=0)


def is_left_out(name: str, text: str, stderr: str) -> bool:
    """Return whether an import has left out an optional text that breaks a rule, and has named its field."""
    return f"{name.removeprefix('address_')} was left out" in stderr.lower() and (
        len(text) > (20 if name == "pincode" else 255) or not text.isprintable() or is_blank(text)
    )


def expected(name: str, text: str) -> str:
    """Return the stored value of a cell: without guard, with line ends as one character."""
    value = naughty.stored(text)
    if value.startswith("'") and value[1:2] and value[1] in "'=+-@\t\r0123456789":
        value = naughty.stored(value[1:])
    return value.replace("\r\n", "\n").replace("\r", "\n") if name == "notes" else value


def is_number(cell: str) -> bool:
    """Return whether a spreadsheet reads a cell as a number, or people as a phone, which cannot be a formula."""
    return cell.lstrip("+-").replace(".", "", 1).isdecimal()


def as_csv(rows: Sequence[dict[str, str]]) -> bytes:
    """Return rows of any content as a file."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, names, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def read_csv(path: Path) -> list[dict[str, str]]:
    """Return the rows of a file, read by the standard library."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_strings_in_jsonl_round_trip_or_are_refused_by_name(customers: Program, tmp_path: Path) -> None:
    from_json(customers, tmp_path, complete=False)


@pytest.mark.slow
def test_all_strings_in_jsonl_round_trip_or_are_refused_by_name(customers: Program, tmp_path: Path) -> None:
    from_json(customers, tmp_path, complete=True)


def from_json(customers: Program, tmp_path: Path, *, complete: bool) -> None:
    """Import JSON lines, which can contain lone surrogates and U+0000; addresses are objects."""
    every = [*strings(complete=complete), *naughty.IN_JSON_ALONE]
    texts = {f"{name}-{number}": (name, text) for name in TEXTS for number, text in enumerate(every)}
    rejects, out = tmp_path / "rejects.jsonl", tmp_path / "out.jsonl"
    lines = "\n".join(json.dumps(body(key, name.removeprefix("address_"), text)) for key, (name, text) in texts.items())
    done = customers("import", "customers", "-", "--rejects", str(rejects), stdin=lines)
    assert done.status in (ExitStatus.DONE, ExitStatus.PARTIAL), done.stderr
    refused = {row["external_ids"]["n"]: row["reject_reason"] for row in read_lines(rejects)} if rejects.exists() else {}
    customers("export", "customers", str(out), "--format", "jsonl").succeeds()
    exported = {row["external_ids"]["n"]: row for row in read_lines(out)}

    assert exported.keys() | refused.keys() == texts.keys()
    for key, (name, text) in texts.items():
        name = name.removeprefix("address_")
        if key in refused:
            assert name in refused[key], (name, text, refused[key])
            continue
        value = naughty.stored(text)
        value = value.replace("\r\n", "\n").replace("\r", "\n") if name == "notes" else value
        holder = exported[key] if name in ("first_name", "last_name", "notes") else exported[key]["addresses"][0]
        assert (holder[name] or "") == value or (not holder[name] and is_left_out(name, text, done.stderr)), (name, text)
    customers("import", "customers", str(out), "-o", "json").prints_json(created=0, updated=0, refused=0)


def body(key: str, name: str, text: str) -> dict[str, Any]:
    """Return a customer with a text in one field."""
    customer: dict[str, Any] = {"external_ids": {"n": key}, "first_name": "A", "addresses": [dict(ADDRESS)]}
    holder: dict[str, Any] = customer if name in ("first_name", "last_name", "notes") else customer["addresses"][0]
    holder[name] = text
    return customer


def read_lines(path: Path) -> list[Any]:
    """Return the objects of a file, read by the standard library."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["customers", "orders", "addresses"])
def test_all_strings_in_other_cells_are_accepted_or_refused(customers: Program, tmp_path: Path, kind: str) -> None:
    """Import cells that are not text: accepted ones can be exported and imported."""
    customers("import", "customers", "-", stdin="first_name,external_ids\nA,n:1\n").succeeds()
    names = {
        "customers": [
            "id",
            "email",
            "phone",
            "tags",
            "external_ids",
            "accepts_marketing",
            "country",
            "created_at",
            "address_type",
            "address_phone",
        ],
        "orders": [
            *("number", "source", "customer_id", "customer_email", "customer_phone", "customer_name"),
            *("status", "currency", "total", "refunded", "base_total", "placed_at"),
        ],
        "addresses": ["id", "type", "is_default", "country", "phone", "customer_id", "customer_email"],
    }[kind]
    start = {
        "customers": {"first_name": "A"} | ADDRESS,
        "orders": {"total": "1", "placed_at": "2026-01-01", "customer_external_id": "n:1"},
        "addresses": ADDRESS | {"customer_external_id": "n:1"},
    }[kind]
    out = tmp_path / "out.csv"
    for name in names:
        done = customers("import", kind, "-", "-o", "json", stdin=as_csv([{**start, name: text} for text in naughty.strings()]))
        check(done)
        # One ambiguous date refuses the file as a whole, where no other date decides.
        if done.status == ExitStatus.USAGE:
            continue
        assert (
            done.json()["refused"] + sum(done.json()[word] for word in ("created", "updated", "unchanged", "skipped"))
            == done.json()["read"]
        )
    customers("export", kind, str(out)).succeeds()
    customers("import", kind, str(out), "-o", "json").prints_json(created=0, updated=0, refused=0)
    customers("doctor").succeeds()


def check(done: Result) -> None:
    """Assert the contract's promises about any run."""
    assert done.status in (ExitStatus.DONE, ExitStatus.PARTIAL, ExitStatus.USAGE), done.stderr
    assert "Traceback" not in done.stderr
    assert "internal error" not in done.stderr
