"""Irregular files: detected encodings, ragged and repeated columns, marks of spreadsheets."""

import json

import pytest

from customers.errors import ExitStatus
from tests.support.factories import show
from tests.support.program import Program
from tests.support.reading import counts, everybody, read

PLAIN = "email,first_name,notes\nzoe@example.com,Zoë,café\n"


def test_windows_1252_is_detected_with_notice(sqlite_customers: Program) -> None:
    file = b"email,first_name,notes\na@example.com,A,plain\nzoe@example.com,Zo\xeb,caf\xe9 \x96 \x80\n"

    done = read(sqlite_customers, "customers", file)

    assert counts(done) == {"created": 2}
    assert "Standard input is not UTF-8 from line 3 on; it was read as Windows-1252" in done.stderr
    assert [show(sqlite_customers, "zoe@example.com")[name] for name in ("first_name", "notes")] == ["Zoë", "café – €"]


@pytest.mark.parametrize(
    "file",
    [
        PLAIN.encode() + b"b@example.com,B,\xe9\n",
        b"email,first_name\na@example.com,\xe9 \xc3\xa9\n",
        b"email,first_name\na@example.com,\x81\n",
        PLAIN.encode("utf-8-sig") + b"b@example.com,B,\xe9\n",
    ],
    ids=["after UTF-8", "beside UTF-8", "no letter", "marked"],
)
def test_mixed_encodings_are_refused(sqlite_customers: Program, file: bytes) -> None:
    read(sqlite_customers, "customers", file).fails(ExitStatus.USAGE, "UTF-8", "line", stdout=None)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16"])
def test_utf_16_is_detected_without_byte_order_mark(sqlite_customers: Program, encoding: str) -> None:
    assert counts(read(sqlite_customers, "customers", PLAIN.encode(encoding))) == {"created": 1}

    assert show(sqlite_customers, "zoe@example.com")["first_name"] == "Zoë"


def test_blank_lines_before_header_are_skipped(sqlite_customers: Program) -> None:
    assert counts(read(sqlite_customers, "customers", "\n \n" + PLAIN)) == {"created": 1}


def test_delimiter_detection_ignores_quoted_text(sqlite_customers: Program) -> None:
    assert counts(read(sqlite_customers, "customers", '"Notes, private, of all";Email;Name\nx;a@example.com;Ann\n')) == {"created": 1}


def test_blank_and_repeated_headers_give_notice_and_first_is_used(sqlite_customers: Program) -> None:
    file = ",Email,Email,Name,\n1,a@example.com,b@example.com,Ann,\n2,c@example.com,,Cy,x\n"

    done = read(sqlite_customers, "customers", file)

    assert counts(done) == {"created": 2}
    assert "Columns not imported: column 1, column 5" in done.stderr
    assert [customer["email"] for customer in everybody(sqlite_customers)] == ["a@example.com", "c@example.com"]
    second = read(sqlite_customers, "customers", file, "--column", "email=Email (2)", "--column", "first_name=Name")
    assert counts(second) == {"created": 2}


def test_short_row_is_filled_and_long_row_rejected(sqlite_customers: Program) -> None:
    file = "Name,E-mail,City\nAnn,a@example.com\nBo,b@example.com,Pune,EXTRA,CELLS\nCy,c@example.com,Bonn,,\n"

    done = read(sqlite_customers, "customers", file)

    assert counts(done) == {"created": 2, "refused": 1}
    assert "Line 3 refused (shape): 5 cells under a header of 3: EXTRA, CELLS is under none" in done.stderr


@pytest.mark.parametrize(
    ("cell", "phone"), [("'+919876543210", "+919876543210"), ("`098765 43210", "+919876543210"), ('"=""098765 43210"""', "+919876543210")]
)
def test_spreadsheet_guards_are_removed(sqlite_customers: Program, cell: str, phone: str) -> None:
    read(sqlite_customers, "customers", f"Name,Mobile\nAnn,{cell}\n").prints_json(created=1)

    assert [customer["phone"] for customer in everybody(sqlite_customers)] == [phone]


def test_json_array_is_refused_with_hint(sqlite_customers: Program) -> None:
    file = json.dumps([{"email": "a@example.com", "first_name": "A"}], indent=1)

    read(sqlite_customers, "customers", file).fails(ExitStatus.USAGE, "JSON array", "one a line")
