"""The program as the tests run it: from a command line to an exit status and two texts."""

import atexit
import gc
import io
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

from customers.errors import ExitStatus
from tests.support.engines import shared_compilation

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGPIPE, signal.SIGALRM)


@dataclass(frozen=True, slots=True)
class Result:
    """The result of one run."""

    arguments: tuple[str, ...]
    status: int
    stdout: str
    stderr: str

    def json(self) -> Any:
        """Return stdout as one JSON document with exact decimals."""
        return json.loads(self.stdout, parse_float=Decimal)

    def jsonl(self) -> list[Any]:
        """Return stdout as one JSON document for each line."""
        return [json.loads(line, parse_float=Decimal) for line in self.stdout.splitlines()]

    def succeeds(self) -> "Result":
        """Assert that the run ended with status 0."""
        __tracebackhide__ = True
        assert self.status == ExitStatus.DONE, f"{self._command} ended with {self.status}:\n{self.stderr}"
        return self

    def fails(self, status: int, *needles: str, stdout: str | None = "") -> "Result":
        """Assert the exit status, texts on stderr, and stdout (None: any)."""
        __tracebackhide__ = True
        assert self.status == status, f"{self._command} ended with {self.status}, not {int(status)}:\n{self.stderr}"
        assert "Traceback" not in self.stderr
        for needle in needles:
            assert needle in self.stderr
        if stdout is not None:
            assert self.stdout == stdout
        return self

    def prints_json(self, **expected: Any) -> "Result":
        """Assert that the run succeeded and printed an object with at least these members."""
        __tracebackhide__ = True
        printed = self.succeeds().json()
        assert {name: printed[name] for name in expected if name in printed} == expected
        return self

    @property
    def _command(self) -> str:
        return " ".join(("customers", *self.arguments))


class Program:
    """The command line on one database, in a home and an environment of its own."""

    def __init__(self, url: str, home: Path) -> None:
        self.url = url
        self.home = home
        home.mkdir(parents=True, exist_ok=True)

    def __call__(self, *arguments: str, stdin: str | bytes = "", env: Mapping[str, str] | None = None, cwd: Path | None = None) -> Result:
        """Run a command line in this process; `env` adds to the environment, `cwd` is an empty folder by default.

        Streams, environment and folder belong to the whole process: a test with threads uses `spawn`.
        """
        from customers.cli.main import main

        stdout, stderr = _stream(), _stream()
        with (
            _surroundings(self.environment(env), cwd),
            _left_as_found(),
            shared_compilation(),
            patch.object(sys, "argv", ["customers", *arguments]),
            patch.object(sys, "stdin", _stream(stdin)),
            redirect_stdout(stdout),
            redirect_stderr(stderr),
        ):
            status = main(list(arguments))
        return Result(arguments, status, _text(stdout), _text(stderr))

    def spawn(
        self, *arguments: str, stdin: str | bytes = "", env: Mapping[str, str] | None = None, cwd: Path | None = None, timeout: float = 60
    ) -> Result:
        """Run a command line as a separate process: slower, and exactly as a user does."""
        with self.start(*arguments, env=env, cwd=cwd) as process:
            try:
                stdout, stderr = process.communicate(_bytes(stdin), timeout=timeout)
            except BaseException:
                process.kill()
                raise
        return Result(arguments, process.returncode, stdout.decode(), stderr.decode())

    def start(self, *arguments: str, env: Mapping[str, str] | None = None, cwd: Path | None = None) -> subprocess.Popen[bytes]:
        """Start a command line as a process and return at once, for signals and concurrent runs.

        Its lock timeout is that of a test: on a loaded machine two processes may take longer to start than the default.
        """
        return subprocess.Popen(
            [sys.executable, "-m", "customers", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=self.environment({"CUSTOMERS_LOCK_TIMEOUT": "300", **(env or {})}),
            cwd=cwd or self.home,
        )

    def environment(self, more: Mapping[str, str] | None = None) -> dict[str, str]:
        """Return the complete environment of a run."""
        return {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(self.home),
            "CUSTOMERS_DATABASE_URL": self.url,
            "LC_ALL": "C.UTF-8",
            "TZ": "UTC",
            "LOGNAME": "tester",
            "USER": "tester",
            **(more or {}),
        }


def _bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode()


def _stream(text: str | bytes = "") -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(_bytes(text)), encoding="utf-8")


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode()


@contextmanager
def _surroundings(environment: Mapping[str, str], cwd: Path | None) -> Iterator[None]:
    with chdir(cwd or _empty_folder()), patch.dict(os.environ, environment, clear=True):
        time.tzset()
        yield
    time.tzset()


@cache
def _folder() -> "tempfile.TemporaryDirectory[str]":
    folder = tempfile.TemporaryDirectory()
    atexit.register(folder.cleanup)
    return folder


def _empty_folder() -> str:
    """Return one empty folder for all runs: creating and removing one takes as long as a short run."""
    if any(Path(_folder().name).iterdir()):
        _folder().cleanup()
        _folder.cache_clear()
    return _folder().name


@contextmanager
def _left_as_found() -> Iterator[None]:
    """Undo changes of a run to this process: signal handlers, the garbage collector."""
    handlers = {number: signal.getsignal(number) for number in SIGNALS}
    try:
        yield
    finally:
        gc.unfreeze()
        gc.enable()
        for number, handler in handlers.items():
            signal.signal(number, handler)
