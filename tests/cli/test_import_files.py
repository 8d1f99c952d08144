"""Files that `customers import` reads: encodings, shapes, columns, and errors of broken ones."""

import gzip
import json
from pathlib import Path

import pytest

from customers.errors import ExitStatus
from tests.support.factories import listed, show
from tests.support.program import Program, Result

PLAIN = 'email,first_name,notes\na@example.com,Zoë,"one\ntwo"\nb@example.com,Łukasz,x\n'
ZIPPED = gzip.compress(PLAIN.encode())
SEMICOLONS = PLAIN.replace(",", ";")


def read(customers: Program, file: str | bytes, *options: str) -> Result:
    return customers("import", "customers", "-", "--json", *options, stdin=file)


@pytest.mark.parametrize(
    "file",
    [
        PLAIN.encode(),
        PLAIN.encode("utf-8-sig"),
        PLAIN.encode("utf-16"),
        b"\xfe\xff" + PLAIN.encode("utf-16-be"),
        PLAIN.replace("\n", "\r\n").encode(),
        PLAIN.rstrip("\n").encode(),
        SEMICOLONS.encode(),
        PLAIN.replace(",", "\t").encode("utf-16"),
        b"sep=;\r\n" + SEMICOLONS.encode(),
        b"\xef\xbb\xbfsep=;\n" + SEMICOLONS.encode(),
        ZIPPED,
        gzip.compress(PLAIN.encode("utf-16")),
        PLAIN.replace("email,first_name", '"E-mail", First Name ').replace("E-mail", "EMAIL").encode(),
        PLAIN.replace("\nb@", "\n\n,,\nb@").encode(),
    ],
    ids=[
        "utf-8",
        "bom",
        "utf-16-le",
        "utf-16-be",
        "crlf",
        "no-last-newline",
        "semicolons",
        "tabs",
        "sep",
        "bom-and-sep",
        "gzip",
        "gzip-utf-16",
        "headers",
        "blank-lines",
    ],
)
def test_csv_variants_are_read(customers: Program, file: bytes) -> None:
    read(customers, file).prints_json(read=2, created=2)

    assert listed(customers, "list", "--sort", "email") == ["Zoë", "Łukasz"]
    assert show(customers, "a@example.com")["notes"] == "one\ntwo"


def test_jsonl_variants_are_read(customers: Program, tmp_path: Path) -> None:
    row = {"email": "a@example.com", "first_name": "Zoë", "notes": "one\ntwo", "tags": ["x", "y"], "external_ids": {"till": "1"}}
    text = "\r\n\r\n".join([json.dumps(row, ensure_ascii=False)] * 2)
    path = tmp_path / "in.jsonl.gz"
    path.write_bytes(gzip.compress(text.encode("utf-8-sig")))

    customers("import", "customers", str(path), "--json").prints_json(read=2, created=1, unchanged=1)

    customer = show(customers, "a@example.com")
    assert (customer["notes"], customer["tags"], customer["external_ids"]) == ("one\ntwo", ["x", "y"], {"till": "1"})


def test_import_reads_file_by_path(customers: Program, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(PLAIN)

    customers("import", "customers", "in.csv", cwd=tmp_path).succeeds()

    assert len(listed(customers, "list")) == 2


def test_null_clears_and_missing_key_keeps(customers: Program) -> None:
    body = {"email": "a@example.com", "first_name": "A", "last_name": "B", "notes": "n", "tags": ["x"], "external_ids": {"till": "1"}}
    read(customers, json.dumps(body)).prints_json(created=1)

    read(customers, json.dumps({"email": "a@example.com", "notes": None})).prints_json(updated=1)

    customer = show(customers, "a@example.com")
    assert (customer["notes"], customer["last_name"], customer["tags"], customer["external_ids"]) == (None, "B", ["x"], {"till": "1"})


def test_json_strings_are_read_literally(customers: Program) -> None:
    row = {"email": "a@example.com", "first_name": "'=1", "last_name": "\\N", "notes": "'007"}

    read(customers, json.dumps(row)).prints_json(created=1)

    customer = show(customers, "a@example.com")
    assert {name: customer[name] for name in row} == row


@pytest.mark.parametrize(
    ("cell", "name"), [("'=1+2", "=1+2"), ("'-x", "-x"), ("'@a", "@a"), ("''t Hart", "'t Hart"), ("'t Hart", "'t Hart")]
)
def test_guarding_apostrophe_is_removed(customers: Program, cell: str, name: str) -> None:
    read(customers, f"email,first_name\na@example.com,{cell}\n").prints_json(created=1)

    assert show(customers, "a@example.com")["first_name"] == name


def test_guarded_phone_is_read(customers: Program) -> None:
    read(customers, "email,first_name,phone\na@example.com,A,'+919876543210\n").prints_json(created=1)

    assert show(customers, "+919876543210")["first_name"] == "A"


@pytest.mark.parametrize(
    ("file", "line", "needle"),
    [
        (b"email,first_name\na@example.com,A\nb@example.com,\xff\xfe\n", 3, "UTF-8"),
        (b'email,first_name\na@example.com,A\nb@example.com,"B"x\n', 3, "CSV"),
        (b'email,first_name\na@example.com,A\nb@example.com,"B\nc\n', 4, "CSV"),
        (b"\xff\xfe" + "email,first_name\n".encode("utf-16-le") + b"\x00\xd8\x00\xd8a\x00", 2, "UTF-16"),
    ],
    ids=["bytes", "quote-inside", "open-quote", "utf-16"],
)
def test_broken_file_is_refused_with_line(customers: Program, file: bytes, line: int, needle: str) -> None:
    customers("import", "customers", "-", stdin=file).fails(ExitStatus.USAGE, f"line {line}", needle, "standard input", stdout=None)


@pytest.mark.parametrize(
    "file", [ZIPPED[:-12], ZIPPED[:3] + b"garbage", ZIPPED[:12] + b"\xff" * 40, ZIPPED + b"more"], ids=["cut", "head", "body", "tail"]
)
def test_broken_gzip_is_refused(customers: Program, file: bytes) -> None:
    read(customers, file).fails(ExitStatus.USAGE, "cannot read standard input", stdout=None)


def test_invalid_json_line_is_rejected_and_others_imported(customers: Program) -> None:
    good = '{"email": "%s@example.com", "first_name": "A"}\n'

    done = read(customers, good % "a" + '{"email": \n[1]\n' + good % "b").fails(ExitStatus.PARTIAL, "line 2", "JSON", stdout=None)

    assert {name: done.json()[name] for name in ("read", "created", "refused")} == {"read": 4, "created": 2, "refused": 2}


@pytest.mark.parametrize("file", [b"", b"\n\n", b"\xef\xbb\xbf", gzip.compress(b"")], ids=["nothing", "blank-lines", "bom", "gzip"])
def test_empty_file_is_refused(customers: Program, file: bytes) -> None:
    read(customers, file).fails(ExitStatus.USAGE, "must name its columns")


def test_header_without_rows_imports_nothing(customers: Program) -> None:
    read(customers, "email,first_name\n").prints_json(read=0, created=0, refused=0)


@pytest.mark.parametrize("path", ["missing.csv", "."])
def test_error_names_unreadable_file(customers: Program, path: str) -> None:
    customers("import", "customers", path).fails(ExitStatus.USAGE, f"cannot read {path}")


def test_unknown_columns_are_ignored_with_notice(customers: Program) -> None:
    done = read(customers, "email,first_name,Shoe Size,Total Spent,colour\na@example.com,A,44,12,red\n").prints_json(created=1)

    assert "Shoe Size, colour" in done.stderr
    assert "Total Spent" not in done.stderr
    assert read(customers, "email,first_name,x\n", "--quiet").succeeds().stderr == ""


def test_row_longer_than_header_is_rejected(customers: Program) -> None:
    done = read(customers, "email,first_name\na@example.com,A,B\nb@example.com\nc@example.com,C,\n")

    done.fails(ExitStatus.PARTIAL, "line 2", "3 cells", stdout=None)
    assert (done.json()["created"], done.json()["refused"]) == (1, 2)


def test_file_without_identifying_column_is_refused(customers: Program) -> None:
    read(customers, "Colour,Shoe\nred,44\n").fails(ExitStatus.USAGE, "Colour, Shoe", "--column")


def test_column_option_maps_columns(customers: Program) -> None:
    file = "email,E2,name\nold@example.com,new@example.com,A\n"

    read(customers, file, "--column", "email=E2", "--column", "notes=email", "--column", "first_name=NAME").prints_json(created=1)

    assert show(customers, "new@example.com")["notes"] == "old@example.com"


def test_set_option_gives_value_to_all_rows(customers: Program) -> None:
    read(customers, "email,first_name\na@example.com,A\nb@example.com,B\n", "--set", "tags=fair, 2026").prints_json(created=2)

    assert show(customers, "b@example.com")["tags"] == ["2026", "fair"]


@pytest.mark.parametrize(
    ("options", "needle"),
    [
        (["--column", "emial=E"], "email"),
        (["--column", "email=emali"], "emails"),
        (["--set", "nots=x"], "notes"),
        (["--column", "email"], "FIELD=HEADER"),
        (["--set", "notes="], "FIELD=VALUE"),
        (["--column", "notes=first_name", "--set", "notes=x"], "notes"),
        (["--column", "notes=emails", "--column", "notes=first_name"], "notes twice"),
    ],
)
def test_invalid_mapping_gives_suggestion(customers: Program, options: list[str], needle: str) -> None:
    read(customers, "emails,first_name\na@example.com,A\n", *options).fails(ExitStatus.USAGE, needle)

    assert listed(customers, "list") == []


def test_jsonl_maps_keys_to_fields(customers: Program) -> None:
    file = '{"name": "A", "mail": "a@example.com"}\n{"name": "B", "mail": null}'

    read(customers, file, "--column", "first_name=name", "--column", "email=mail").prints_json(created=2)

    assert show(customers, "a@example.com")["first_name"] == "A"
    wrong = read(customers, file, "--column", "first_name=nmae")
    wrong.fails(ExitStatus.USAGE, "the file has no column 'nmae'", "did you mean name?")


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("number,customer_email,total,placed_at", "orders"),
        ("Name,Email,Financial Status,Total,Created at,Lineitem name", "orders"),
        ("customer_external_id,address1,city,is_default", "addresses"),
    ],
)
def test_file_of_another_kind_is_refused(sqlite_customers: Program, header: str, kind: str) -> None:
    text = f"{header}\n{','.join('x' for _ in header.split(','))}\n"

    sqlite_customers("import", "customers", "-", stdin=text).fails(2, f"looks like a file of {kind}", f"customers import {kind}")


def test_unknown_json_keys_are_named(sqlite_customers: Program) -> None:
    text = '{"first_name": "A", "emial": "a@example.com", "total_spent": 1}\n{"first_name": "B", "emial": "b@example.com"}\n'

    result = sqlite_customers("import", "customers", "-", "-o", "json", stdin=text).prints_json(created=2)

    assert result.stderr.count("emial") == 1
    assert "total_spent" not in result.stderr


def test_refused_import_prints_one_json_error(sqlite_customers: Program) -> None:
    result = sqlite_customers("import", "customers", "-", "-o", "json", stdin="first_name,email\nA,bad\n")

    result.fails(6, '"code":"partial"', "line 2", stdout=None)
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"PK\x03\x04\x14\0\x06\0\x08\0", "a spreadsheet of Excel"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "an image"),
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF"),
        (bytes(range(256)) * 4, "it is not a text file"),
    ],
)
def test_binary_file_is_refused(sqlite_customers: Program, content: bytes, what: str) -> None:
    refused = sqlite_customers("import", "customers", "-", stdin=content).fails(ExitStatus.USAGE, "not a text file", what, "CSV")

    assert "UTF-8" not in refused.stderr


def test_file_without_rows_gives_notice(sqlite_customers: Program) -> None:
    sqlite_customers("import", "customers", "-").fails(ExitStatus.USAGE, "it is empty")
    stderr = sqlite_customers("import", "customers", "-", stdin="email,first_name\n\n").succeeds().stderr
    assert stderr == "Standard input has no rows, only a header.\n"


@pytest.mark.parametrize("kind", ["customers", "orders", "addresses"])
@pytest.mark.parametrize("name", ["nothing.jsonl", "nothing.jsonl.gz"])
def test_export_of_nothing_is_imported(sqlite_customers: Program, tmp_path: Path, kind: str, name: str) -> None:
    file = str(tmp_path / name)
    sqlite_customers("export", kind, file).succeeds()

    done = sqlite_customers("import", kind, file, "--json")

    assert done.succeeds().json()["read"] == 0
    assert "has no rows" in done.stderr
