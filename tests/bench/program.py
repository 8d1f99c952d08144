"""Run the program as a user would, and measure wall time, CPU time and peak memory."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

# A page takes less time than the start-up of a process varies: the commands run in one process, without the first, which imports.
RESIDENT = """
import json, sys, time
from customers.cli.main import main

command_lines, seconds = json.loads(sys.argv[1]), []
for arguments in command_lines:
    start = time.perf_counter()
    status = main(arguments)
    seconds.append(time.perf_counter() - start)
    assert status == 0, arguments
sys.stderr.write("\\n" + json.dumps(seconds[1:]))
"""


# The peak memory of a process includes that of its parent at the start: the parent is a small launcher.
LAUNCHER = """
import json, os, sys, time

report, *command = sys.argv[1:]
start = time.perf_counter()
_, status, usage = os.wait4(os.posix_spawn(command[0], command, os.environ), 0)
seconds = time.perf_counter() - start
with open(report, "w") as file:
    json.dump([os.waitstatus_to_exitcode(status), seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss], file)
"""


class Run(NamedTuple):
    """The times and memory of one run, and its output."""

    seconds: float
    cpu: float
    megabytes: float
    stdout: str


class Program:
    """The installed `customers`, with a home and an environment of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.settings: dict[str, str] = {}
        home.mkdir(parents=True, exist_ok=True)
        installed = Path(sys.executable).with_name("customers")
        self.command = [str(installed)] if installed.exists() else [sys.executable, "-m", "customers"]

    def run(self, url: str, *arguments: str) -> Run:
        """Run a command line.

        Raises:
            RuntimeError: it failed.
        """
        return self._run([*self.command, *arguments], url)

    @contextmanager
    def having(self, settings: dict[str, str]) -> Iterator[None]:
        """Run the program with further settings, by the names of their environment variables."""
        self.settings = settings
        try:
            yield
        finally:
            self.settings = {}

    def upgrade(self, url: str) -> None:
        """Create the tables of a new shop."""
        self.run(url, "db", "upgrade")

    def bare(self) -> Run:
        """Run an interpreter that does nothing."""
        return self._run([sys.executable, "-c", "pass"], "")

    def resident(self, url: str, *arguments: str, times: int) -> list[float]:
        """Return the seconds of each run of a command line, repeated in one process."""
        process = subprocess.run(
            [sys.executable, "-c", RESIDENT, json.dumps([arguments] * (times + 1))],
            check=False,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            env=self._environment(url),
            cwd=self.home,
        )
        if process.returncode != 0:
            raise RuntimeError(f"customers {' '.join(arguments)} failed:\n{process.stderr}")
        seconds: list[float] = json.loads(process.stderr.splitlines()[-1])
        return seconds

    def _run(self, command: Sequence[str], url: str) -> Run:
        report, stdout, stderr = (self.home / name for name in ("report", "stdout", "stderr"))
        launch = [sys.executable, "-I", "-S", "-c", LAUNCHER, str(report), *command]
        with stdout.open("wb") as out, stderr.open("wb") as err:
            environment = self._environment(url)
            subprocess.run(launch, check=True, stdin=subprocess.DEVNULL, stdout=out, stderr=err, env=environment, cwd=self.home)
        status, seconds, cpu, memory = json.loads(report.read_text())
        if status != 0:
            raise RuntimeError(f"{' '.join(command)} ended with {status}:\n{stderr.read_text()}")
        # Linux counts in KiB, macOS in bytes.
        unit = 1 if sys.platform == "darwin" else 1024
        return Run(seconds, cpu, memory * unit / 1e6, stdout.read_text())

    def _environment(self, url: str) -> dict[str, str]:
        return {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(self.home),
            "CUSTOMERS_DATABASE_URL": url,
            "LC_ALL": "C.UTF-8",
            "TZ": "UTC",
            "LOGNAME": "bench",
            **self.settings,
        }


def timed(work: Callable[..., Any], *arguments: Any) -> float:
    """Return the seconds that `work` takes."""
    start = time.perf_counter()
    work(*arguments)
    return time.perf_counter() - start
