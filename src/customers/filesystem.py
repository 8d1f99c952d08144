"""Private files and folders, and output files that are never half and never over a database or an input."""

import io
import os
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from customers.errors import FileAlreadyExistsError, UnwritableFileError, UsageError

PRIVATE_FILE, PRIVATE_DIR = 0o600, 0o700


def exists(path: Path) -> bool:
    """Whether something has this name; a name that is too long for a file, or under one that is closed, names nothing."""
    try:
        return path.exists()
    except OSError:
        return False


def is_file(path: Path) -> bool:
    """The same for a file alone."""
    try:
        return path.is_file()
    except OSError:
        return False


def same_file(one: str, other: str) -> bool:
    """Whether two names lead to the same file."""
    try:
        return Path(one).samefile(other)
    except OSError:
        return False


def open_private(path: str | Path, flags: int) -> int:
    """Open a file for what `flags` say, made where it is not there; raises OSError."""
    try:
        handle = os.open(path, flags | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
    except FileExistsError:
        # A link that leads nowhere is there too: what it names is made.
        return os.open(path, flags | os.O_CREAT, PRIVATE_FILE)
    os.fchmod(handle, PRIVATE_FILE)
    return handle


def open_temporary_beside(target: Path) -> tuple[int, Path]:
    """A new file beside another, to take its place when it is whole; raises OSError."""
    import tempfile

    with suppress(FileNotFoundError):
        target.lstat()  # what can be no name is refused before the work, not after it
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:100]}.")
    os.fchmod(handle, PRIVATE_FILE)
    return handle, Path(name)


def make_private_dir(path: Path) -> None:
    """Make a folder with all that is missing above it; raises OSError."""
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
_COMPRESSED = ("csv", "jsonl")
# Kinds of file that the program writes none of: with such a name, text would be taken for something else.
_FOREIGN = frozenset(
    {".xls", ".xlsx", ".xlsm", ".xlsb", ".ods", ".numbers", ".tsv", ".xml", ".htm", ".html", ".yaml", ".yml", ".toml", ".sql", ".mdb"}
    | {".accdb", ".dbf", ".parquet", ".feather", ".arrow", ".avro", ".orc", ".pdf", ".doc", ".docx", ".odt", ".rtf", ".md", ".vcf"}
    | {".zip", ".7z", ".tar", ".tgz", ".bz2", ".xz", ".zst", ".lz4", ".br", ".png", ".jpg", ".jpeg", ".gif", ".svg"}
)
_SQLITE_HEADER = b"SQLite format 3\0"
_SIDE_FILES = ("-wal", "-shm", "-journal")


def format_of_name(path: str, formats: Sequence[str]) -> str | None:
    """Return which of the formats that can be written the name of a file means, None where it means none.

    Raises:
        UsageError: the name means a format that cannot be written.
    """
    name, suffix = path.lower(), _suffix(path)
    meant = next((format for format, suffixes in SUFFIXES.items() if suffix in suffixes), None)
    compressed = name.endswith(".gz") and not set(formats) <= set(_COMPRESSED)
    if compressed or suffix in _FOREIGN or (meant is not None and meant not in formats):
        kind = ".gz" if compressed else suffix
        known = [known for format in formats for known in SUFFIXES[format]]
        raise UsageError(
            problem=f"{path} names a {kind} file, which this does not write",
            hint=f"it can end in {', '.join(known)}",
        )
    return meant


def refuse_reserved(
    path: Path, databases: Iterable[Path], inputs: Iterable[str | int] = (), *, is_backup: Callable[[Path], bool] = lambda _: False
) -> None:
    """Refuse to write what a run works on: a database, the files beside it, an input; and any SQLite database that is no backup.

    Files are compared by device and inode, so that neither a link nor another spelling leads around this.

    Raises:
        UnwritableFileError: it must not be written over, whatever the options.
    """
    status = _status(path)
    if status is not None and not stat.S_ISREG(status.st_mode):
        return
    if any(_is_of_database(path, status, database) for database in databases):
        raise _refusal(path, "it is the database of this run, or one of its files")
    if status is None:
        return
    if any(_identity(_status(source)) == _identity(status) for source in inputs):
        raise _refusal(path, "this run reads it")
    if _start(path) == _SQLITE_HEADER and not is_backup(path):
        raise _refusal(path, "it is a SQLite database")


@dataclass(frozen=True, slots=True)
class OutputFile:
    """A file that a run writes as one of the formats, with what it must not be written over."""

    path: Path
    format: str
    overwrite: bool
    databases: Sequence[Path]
    inputs: Sequence[str | int]

    def check(self) -> None:
        """Refuse a file that is not to be replaced, before any work is done.

        Raises:
            UnwritableFileError: it is a database or an input.
            FileAlreadyExistsError: it may be anything, by its name, and nothing says that it is to be replaced.
        """
        refuse_reserved(self.path, self.databases, self.inputs)
        status = _status(self.path)
        if self.overwrite or status is None or not stat.S_ISREG(status.st_mode) or not status.st_size or _is_stream(self.path):
            return
        if _suffix(self.path.name) not in SUFFIXES[self.format]:
            raise FileAlreadyExistsError(path=self.path)

    def write(self, texts: Iterable[str]) -> None:
        """Write the file in UTF-8, for its owner alone; what stands there stays until the new one is whole.

        Raises:
            UnwritableFileError: it cannot be written.
        """
        with errors_named(self.path):
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
        """Open the file at once, to be written bit by bit; an older one is replaced now.

        Raises:
            UnwritableFileError: it cannot be opened.
        """
        with errors_named(self.path):
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
        """Whether this is something else than a file, such as /dev/null, a named pipe or a folder (which cannot be opened)."""
        return exists(self.path) and (not self.path.is_file() or _is_stream(self.path))

    @contextmanager
    def _encoded(self, handle: int) -> Iterator[TextIO]:
        with ExitStack() as opened:
            raw = opened.enter_context(os.fdopen(handle, "wb"))
            if self.path.name.lower().endswith(".gz"):
                import gzip

                # Without name and time: the same rows are the same file.
                packed = opened.enter_context(gzip.GzipFile("", "wb", 6, raw, mtime=0))
                yield opened.enter_context(io.TextIOWrapper(packed, encoding="utf-8", newline=""))
            else:
                yield opened.enter_context(io.TextIOWrapper(raw, encoding="utf-8", newline=""))


@contextmanager
def errors_named(path: Path) -> Iterator[None]:
    """Turn errors of the system into one that names the file."""
    try:
        yield
    except OSError as error:
        raise UnwritableFileError(path=path, reason=(error.strerror or "it cannot be opened").lower()) from error


def _refusal(path: Path, reason: str) -> UnwritableFileError:
    return UnwritableFileError(path=path, reason=reason, hint="name another file; --overwrite does not change this")


def _suffix(name: str) -> str:
    return Path(name.lower().removesuffix(".gz")).suffix


def _is_of_database(path: Path, status: os.stat_result | None, database: Path) -> bool:
    real, target = Path(os.path.realpath(database)), Path(os.path.realpath(path))
    for name in {real, database.absolute()}:
        if target.parent == Path(os.path.realpath(name.parent)) and (
            target.name == name.name or (target.name.startswith(f"{name.name}-") and target.name.endswith((*_SIDE_FILES, ".lock")))
        ):
            return True
    if status is None:
        return False
    files = [real, *(Path(f"{real}{suffix}") for suffix in _SIDE_FILES), *_locks(real), *_locks(database)]
    return any(_identity(_status(file)) == _identity(status) for file in files)


def _locks(database: Path) -> list[Path]:
    try:
        return [file for file in database.parent.iterdir() if file.name.startswith(f"{database.name}-") and file.suffix == ".lock"]
    except OSError:
        return []


def _status(file: str | int | Path) -> os.stat_result | None:
    try:
        return os.stat(file)  # noqa: PTH116 of a descriptor too
    except (OSError, ValueError):
        return None


def _identity(status: os.stat_result | None) -> tuple[int, int] | None:
    return None if status is None else (status.st_dev, status.st_ino)


def _start(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(len(_SQLITE_HEADER))
    except OSError:
        return b""


def _is_stream(path: Path) -> bool:
    """Whether a name stands for an open file of this process, such as /dev/stdout: to replace it would take the name away."""
    folder = os.path.realpath(path.parent)
    return path.is_symlink() and (folder == "/dev" or folder.startswith("/proc/"))


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
