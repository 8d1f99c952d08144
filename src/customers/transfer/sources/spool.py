"""Keep what can be read only once in a private temporary file, which has no name and ends with the program."""

import marshal
import shutil
import tempfile
from collections.abc import Iterator
from typing import IO, Any

from customers.errors import UnreadableFileError
from customers.filesystem import error_reason

_LENGTH = 8  # bytes of the length before a record


def spool_stream(stream: IO[bytes], name: str) -> IO[bytes]:
    """Return a file with the content of a stream, at its beginning."""
    try:
        file = tempfile.TemporaryFile()  # noqa: SIM115 (its owner closes it)
        shutil.copyfileobj(stream, file, 1 << 20)
        file.seek(0)
    except OSError as error:
        raise _unreadable(name, error) from error
    return file


def _unreadable(name: str, error: OSError) -> UnreadableFileError:
    return UnreadableFileError(path=name, reason=f"no temporary copy of it: {error_reason(error)}")


class RecordSpool:
    """Records of plain values in a file: written once, read in order or one by one."""

    def __init__(self, name: str) -> None:
        self._name = name
        try:
            # Without a buffer: what a full disk refuses would stay in it, and fail again when a record is read.
            self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 (closed by `close`)
        except OSError as error:
            raise _unreadable(name, error) from error
        self._end = 0

    def append(self, record: Any) -> int:
        """Add a record at the end; returns its place."""
        place = self._end
        # `marshal.load` would read a file value by value.
        data = marshal.dumps(record)
        rest = memoryview(len(data).to_bytes(_LENGTH, "big") + data)
        try:
            self._file.seek(place)
            while rest:
                rest = rest[self._file.write(rest) :]
            self._end = self._file.tell()
        except OSError as error:
            raise _unreadable(self._name, error) from error
        return place

    def record(self, place: int) -> Any:
        """Return the record at a place."""
        self._file.seek(place)
        return marshal.loads(self._file.read(int.from_bytes(self._file.read(_LENGTH), "big")))

    def __iter__(self) -> Iterator[Any]:
        """Yield all records; several readers do not disturb each other."""
        place = 0
        while place < self._end:
            record = self.record(place)
            place = self._file.tell()
            yield record

    def close(self) -> None:
        """Remove the file."""
        self._file.close()
