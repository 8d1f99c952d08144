"""Lines that are longer than any: given up at once, and read in a time that follows their length."""

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
def test_a_line_that_is_too_long_is_refused(sqlite_customers: Program, compress: type, start: str, line: int, problem: str) -> None:
    file = compress(start.encode() + b"a" * (MAX_LENGTH + 1) + b"\n")

    sqlite_customers("import", "customers", "-", "--dry-run", stdin=file).fails(ExitStatus.USAGE, f"line {line}", problem, stdout=None)


def test_a_long_line_is_given_up_before_the_rest_of_it_is_read() -> None:
    stream = io.BytesIO(b"a" * (5 * MAX_LENGTH))

    with pytest.raises(BrokenFileError):
        list(LineReader(stream, "utf-8", "x"))

    assert stream.tell() <= MAX_LENGTH + (1 << 16)


def test_a_long_line_is_read_in_a_time_that_follows_its_length(monkeypatch: pytest.MonkeyPatch) -> None:
    # In small pieces, so that to copy what was read before for each of them would take minutes.
    monkeypatch.setattr(sources_text, "_CHUNK", 64)
    line = "é" + "a" * (MAX_LENGTH - 1)
    began = time.process_time()

    assert list(LineReader(io.BytesIO(f"{line}\nb".encode()), "utf-8", "x")) == [f"{line}\n", "b"]

    assert time.process_time() - began < 20


@given(st.text(st.characters(codec="utf-8")), st.integers(1, 9), st.sampled_from(["utf-8", "utf-16-le"]))
def test_lines_are_those_of_the_text_whatever_the_pieces_that_it_comes_in(text: str, size: int, encoding: str) -> None:
    class Pieces(io.BytesIO):
        def read(self, _size: int | None = None, /) -> bytes:
            return super().read(size)

    lines = LineReader(Pieces(text.encode(encoding)), encoding, "x")

    assert list(lines) == io.StringIO(text, newline="\n").readlines()
    assert lines.line == text.count("\n") + (not text.endswith("\n") and text != "")
