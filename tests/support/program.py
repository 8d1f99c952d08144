"""The program as the tests run it: from a command line to an exit status and two texts."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from customers.errors import ExitStatus
from tests.support.engines import shared_compilation
from tests.support.surrounded import surrounded


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


class Terminal(io.TextIOWrapper):
    """A stream that reports to be a terminal; `tests.support.terminal` has real ones, which need a process."""

    def isatty(self) -> bool:
        """Return True."""
        return True


class Respondent(Terminal):
    """A standard input that answers yes, after it has called a function."""

    def __init__(self, at_question: Callable[[], object]) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8")
        self._at_question = at_question

    def readline(self, _size: int = -1, /) -> str:  # type: ignore[override]
        """Return the answer."""
        self._at_question()
        return "y\n"


class Program:
    """The command line on one database, in a home and an environment of its own."""

    def __init__(self, url: str, home: Path) -> None:
        self.url = url
        self.home = home
        home.mkdir(parents=True, exist_ok=True)

    def __call__(
        self,
        *arguments: str,
        stdin: str | bytes = "",
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        at_question: Callable[[], object] | None = None,
    ) -> Result:
        """Run a command line in this process; `env` adds to the environment, `cwd` is an empty folder by default.

        With `at_question` stdin and stderr are terminals: at a question it is called, and the answer is yes.
        Streams, environment and folder belong to the whole process: a test with threads uses `spawn`.
        """
        from customers.cli.main import main

        stdout, stderr = _stream(), _stream() if at_question is None else Terminal(io.BytesIO(), encoding="utf-8")
        answers = _stream(stdin) if at_question is None else Respondent(at_question)
        with surrounded(arguments, self.environment(env), cwd, answers, stdout, stderr), shared_compilation():
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
