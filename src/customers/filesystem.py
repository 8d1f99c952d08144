"""Private files and folders, and output files that replace neither a database nor an input."""

import io
import os
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TextIO, cast

from customers.errors import FileAlreadyExistsError, Remedy, UnwritableFileError, UsageError

PRIVATE_FILE, PRIVATE_DIR = 0o600, 0o700


def is_file(path: Path) -> bool:
    """Return whether the path is a regular file; unreadable and over-long paths count as missing."""
    return _is_regular(_status(path))


def open_private(path: str | Path, flags: int) -> int:
    """Open a file with the `flags` of `os.open` and return its descriptor; a new file is for its owner alone.

    Raises:
        OSError: it cannot be opened.
    """
    try:
        handle = os.open(path, flags | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
    except FileExistsError:
        # A dangling link exists too; its target is created.
        return os.open(path, flags | os.O_CREAT, PRIVATE_FILE)
    os.fchmod(handle, PRIVATE_FILE)
    return handle


def open_temporary_beside(target: Path) -> tuple[int, Path]:
    """Create a private file in the folder of `target`, which it replaces once it is complete.

    Returns:
        Its descriptor and its path.

    Raises:
        OSError: it cannot be created, or `target` cannot be the name of a file.
    """
    import tempfile

    with suppress(FileNotFoundError):
        target.lstat()  # refuse an impossible name before the work
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:100]}.")
    os.fchmod(handle, PRIVATE_FILE)
    return handle, Path(name)


def make_private_dir(path: Path) -> None:
    """Create a folder for its owner alone, and its parents.

    Raises:
        OSError: it cannot be created.
    """
    if path.is_dir():
        return
    make_private_dir(path.parent)
    try:
        path.mkdir(PRIVATE_DIR)
    except FileExistsError:
        if not path.is_dir():
            raise
    else:
        path.chmod(PRIVATE_DIR)


SUFFIXES = {
    "csv": (".csv",),
    "jsonl": (".jsonl", ".ndjson"),
    "json": (".json",),
    "sqlite": (".db", ".db3", ".sqlite", ".sqlite3"),
}
# The formats of rows, which imports read; their files may be compressed.
ROW_FORMATS = ("csv", "jsonl")
# Suffixes of files that the program does not write: other programs would misread text with such a name.
_FOREIGN = frozenset(
    {".xls", ".xlsx", ".xlsm", ".xlsb", ".ods", ".numbers", ".tsv", ".xml", ".htm", ".html", ".yaml", ".yml", ".toml", ".sql", ".mdb"}
    | {".accdb", ".dbf", ".parquet", ".feather", ".arrow", ".avro", ".orc", ".pdf", ".doc", ".docx", ".odt", ".rtf", ".md", ".vcf"}
    | {".zip", ".7z", ".tar", ".tgz", ".bz2", ".xz", ".zst", ".lz4", ".br", ".png", ".jpg", ".jpeg", ".gif", ".svg"}
)
_SQLITE_HEADER = b"SQLite format 3\0"
_SIDE_FILES = ("-wal", "-shm", "-journal")


def format_of_name(path: str, formats: Sequence[str]) -> str | None:
    """Return the format that the suffix of a path implies, None if it implies none.

    Raises:
        UsageError: the suffix is that of a format other than `formats`.
    """
    suffix = _suffix(path)
    implied = next((format for format, suffixes in SUFFIXES.items() if suffix in suffixes), None)
    is_compressed = path.lower().endswith(".gz") and not set(formats) <= set(ROW_FORMATS)
    if is_compressed or suffix in _FOREIGN or (implied is not None and implied not in formats):
        allowed = ", ".join(suffix for format in formats for suffix in SUFFIXES[format])
        raise UsageError(
            problem=f"{path}: cannot write a {'.gz' if is_compressed else suffix} file",
            hint=f"use a name that ends in {allowed}",
        )
    return implied


def refuse_reserved(
    path: Path, databases: Iterable[Path], inputs: Iterable[str | int] = (), *, is_backup: Callable[[Path], bool] = lambda _: False
) -> None:
    """Refuse to write over a database of the run, a file beside it, an input, or a SQLite database that is not a backup.

    Files are compared by device and inode, so that links and other spellings are refused too.

    Raises:
        UnwritableFileError: the file is reserved, whatever the options.
    """
    status = _status(path)
    if status is not None and not _is_regular(status):
        return
    if any(_is_of_database(path, status, database) for database in databases):
        raise _refusal(path, "it is the database of this run, or one of its files")
    if status is None:
        return
    if any(_inode(_status(source)) == _inode(status) for source in inputs):
        raise _refusal(path, "this run reads it")
    if _header(path) == _SQLITE_HEADER and not is_backup(path):
        raise _refusal(path, "it is a SQLite database")


@dataclass(frozen=True, slots=True)
class OutputFile:
    """A file that a run writes in a `format` of `SUFFIXES`, and that replaces none of its SQLite `databases` and `inputs`.

    With `overwrite` it may replace any other file. An input is a path or a descriptor.
    """

    path: Path
    format: str
    overwrite: bool
    databases: Sequence[Path]
    inputs: Sequence[str | int]

    def check(self) -> None:
        """Refuse a file that must not be replaced, before any work is done.

        Raises:
            UnwritableFileError: it is a database or an input.
            FileAlreadyExistsError: its suffix is not that of the format, and `overwrite` is not set.
        """
        refuse_reserved(self.path, self.databases, self.inputs)
        status = _status(self.path)
        if self.overwrite or status is None or not _is_regular(status) or not status.st_size or _is_stream(self.path):
            return
        if _suffix(self.path.name) not in SUFFIXES[self.format]:
            raise FileAlreadyExistsError(path=self.path)

    def write(self, texts: Iterable[str]) -> None:
        """Write the file in UTF-8, for its owner alone; an older file is replaced once the new one is complete.

        Raises:
            UnwritableFileError: it cannot be written.
        """
        with file_errors(self.path):
            if self._is_written_through():
                with self._encoded(open_private(self.path, os.O_WRONLY)) as stream:
                    stream.writelines(texts)
                return
            handle, temporary = open_temporary_beside(self.path)
            try:
                with self._encoded(handle) as stream:
                    stream.writelines(texts)
                _sync(temporary)
                temporary.replace(self.path)
            except BaseException:
                temporary.unlink(missing_ok=True)
                raise

    @contextmanager
    def open(self) -> Iterator[TextIO]:
        """Open the file for writing in pieces; an older file is replaced at once.

        Raises:
            UnwritableFileError: it cannot be opened.
        """
        with file_errors(self.path):
            if self._is_written_through():
                handle = open_private(self.path, os.O_WRONLY)
            else:
                handle, temporary = open_temporary_beside(self.path)
                try:
                    temporary.replace(self.path)
                except OSError:
                    os.close(handle)
                    temporary.unlink(missing_ok=True)
                    raise
            with self._encoded(handle) as stream:
                yield stream

    def _is_written_through(self) -> bool:
        """Return whether the path is not a regular file, as /dev/null or a named pipe; to open a folder fails."""
        status = _status(self.path)
        return status is not None and (not _is_regular(status) or _is_stream(self.path))

    @contextmanager
    def _encoded(self, handle: int) -> Iterator[TextIO]:
        with ExitStack() as stack:
            stream: IO[bytes] = stack.enter_context(os.fdopen(handle, "wb"))
            if self.path.name.lower().endswith(".gz"):
                import gzip

                # Name and time are left out, so that equal rows make equal files.
                stream = cast("IO[bytes]", stack.enter_context(gzip.GzipFile("", "wb", 6, stream, mtime=0)))
            yield stack.enter_context(io.TextIOWrapper(stream, encoding="utf-8", newline=""))


@contextmanager
def file_errors(path: Path) -> Iterator[None]:
    """Raise errors of the system as an UnwritableFileError that names the file."""
    try:
        yield
    except OSError as error:
        raise unwritable_file(path, error) from error


def unwritable_file(path: Path | str, error: OSError) -> UnwritableFileError:
    """Return the error for a file that cannot be written."""
    return UnwritableFileError(path=path, reason=error_reason(error))


def error_reason(error: Exception, default: str = "it cannot be opened") -> str:
    """Return the system's description of an error in lower case, or `default` where it has none."""
    return (getattr(error, "strerror", None) or default).lower()


def _refusal(path: Path, reason: str) -> UnwritableFileError:
    return UnwritableFileError(path=path, reason=reason, remedy=Remedy("name_other_file"))


def _suffix(name: str) -> str:
    return Path(name.lower().removesuffix(".gz")).suffix


def _is_of_database(path: Path, status: os.stat_result | None, database: Path) -> bool:
    """Return whether a path is a SQLite database or a file beside it, by name or by inode."""
    real, target = Path(os.path.realpath(database)), Path(os.path.realpath(path))
    for name in {real, database.absolute()}:
        is_beside = target.name.startswith(f"{name.name}-") and target.name.endswith((*_SIDE_FILES, ".lock"))
        if target.parent == Path(os.path.realpath(name.parent)) and (target.name == name.name or is_beside):
            return True
    if status is None:
        return False
    files = [real, *(Path(f"{real}{suffix}") for suffix in _SIDE_FILES), *_locks(real), *_locks(database)]
    return any(_inode(_status(file)) == _inode(status) for file in files)


def _locks(database: Path) -> list[Path]:
    try:
        return [file for file in database.parent.iterdir() if file.name.startswith(f"{database.name}-") and file.suffix == ".lock"]
    except OSError:
        return []


def _status(file: str | int | Path) -> os.stat_result | None:
    try:
        return os.stat(file)  # noqa: PTH116 `file` may be a descriptor
    except (OSError, ValueError):
        return None


def _is_regular(status: os.stat_result | None) -> bool:
    return status is not None and stat.S_ISREG(status.st_mode)


def _inode(status: os.stat_result | None) -> tuple[int, int] | None:
    return None if status is None else (status.st_dev, status.st_ino)


def _header(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(len(_SQLITE_HEADER))
    except OSError:
        return b""


def _is_stream(path: Path) -> bool:
    """Return whether a path is a link to an open file of this process, as /dev/stdout is; replacing it would remove the link."""
    folder = os.path.realpath(path.parent)
    return path.is_symlink() and (folder == "/dev" or folder.startswith("/proc/"))


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
