"""Overlong lines: refused early, in linear time."""

import gzip
import io
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.errors import BrokenFileError, ExitStatus
from customers.transfer.sources import text as sources_text
from customers.transfer.sources.text import MAX_LENGTH, LineReader
from tests.support.program import Program


@pytest.mark.parametrize("compress", [bytes, gzip.compress])
@pytest.mark.parametrize(
    ("start", "line", "problem"),
    [
        ("first_name\nA\n", 3, "the line is longer than 10,000,000 characters"),
        ("", 1, "the line is longer than 10,000,000 characters"),
        ('[{"first_name": "A"}, ', 1, "it is one JSON array; write its objects one a line"),
        ('{"first_name": "A"}\n{"notes": "', 2, "the line is longer than 10,000,000 characters"),
    ],
)
def test_line_above_limit_is_refused(sqlite_customers: Program, compress: type, start: str, line: int, problem: str) -> None:
    file = compress(start.encode() + b"a" * (MAX_LENGTH + 1) + b"\n")

    sqlite_customers("import", "customers", "-", "--dry-run", stdin=file).fails(ExitStatus.USAGE, f"line {line}", problem, stdout=None)


def test_header_of_too_many_columns_is_refused(sqlite_customers: Program) -> None:
    for cell in ("", "c"):
        file = ",".join(["first_name", *(cell and f"{cell}{number}" for number in range(10_000))])
        problem = "a header of 10,001 columns; at most 10,000 are read"
        sqlite_customers("import", "customers", "-", stdin=f"{file}\nAsha\n").fails(ExitStatus.USAGE, "line 1", problem)
    file = ",".join(["first_name", *[""] * 9_999])
    sqlite_customers("import", "customers", "-", "-o", "json", stdin=f"{file}\nAsha\n").prints_json(created=1)


def test_headers_are_sought_among_the_first_cells_of_a_line(sqlite_customers: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_up: list[str] = []

    def is_known(header: str) -> bool:
        looked_up.append(header)
        return False

    monkeypatch.setattr("customers.transfer.sources.file.is_known_header", is_known)

    sqlite_customers("import", "customers", "-", stdin=f"first_name\n{'x,' * 20_000}\n").fails(ExitStatus.PARTIAL, stdout=None)
    assert len(looked_up) <= 10_001


def test_line_above_limit_is_not_read_to_its_end() -> None:
    stream = io.BytesIO(b"a" * (5 * MAX_LENGTH))

    with pytest.raises(BrokenFileError):
        list(LineReader(stream, "utf-8", "x"))

    assert stream.tell() <= MAX_LENGTH + (1 << 16)


def test_decoding_time_is_linear_in_line_length(monkeypatch: pytest.MonkeyPatch) -> None:
    # In small pieces: copying the previous ones for each would take minutes.
    monkeypatch.setattr(sources_text, "_CHUNK", 64)
    line = "é" + "a" * (MAX_LENGTH - 1)
    began = time.process_time()

    assert list(LineReader(io.BytesIO(f"{line}\nb".encode()), "utf-8", "x")) == [f"{line}\n", "b"]

    assert time.process_time() - began < 20


@given(st.text(st.characters(codec="utf-8")), st.integers(1, 9), st.sampled_from(["utf-8", "utf-16-le"]))
def test_lines_do_not_depend_on_chunks(text: str, size: int, encoding: str) -> None:
    class Pieces(io.BytesIO):
        def read(self, _size: int | None = None, /) -> bytes:
            return super().read(size)

    lines = LineReader(Pieces(text.encode(encoding)), encoding, "x")

    assert list(lines) == io.StringIO(text, newline="\n").readlines()
    assert lines.line == text.count("\n") + (not text.endswith("\n") and text != "")
