"""What a program prints, in a form that is equal on all databases."""

import json
import re
import shlex
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import make_url

from customers.database.connection.engine import public_url
from tests.support.program import Program, Result

_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_SHORT_ID = re.compile(r"""(\brun |"run":"|…)[0-9a-f]{6,8}\b""")
_TIME = re.compile(r"20\d\d-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?Z?")
# "rule" depends on whether two profiles were written within a second, a cursor on an id.
_OWN = re.compile(r'("(?:database|checksum|bytes|seconds|rule|next_cursor)": )("(?!<)[^"]*"|[\d.]+)')
# A server keeps what was deleted for a while.
_KEPT = re.compile(r".*(?:replicas and backups hold them until they are recycled|`customers erase --scrub` rewrites the tables).*\n")


class Comparison:
    """The program on one database, with its results as they are on any other."""

    def __init__(self, customers: Program) -> None:
        self._customers = customers
        self._folder = customers.home
        self._first: dict[str, str] = {}

    def run(self, line: str, stdin: str | list[Any] = "", env: Mapping[str, str] | None = None) -> tuple[str, str]:
        """Run a line; return the line and what it printed. `stdin` is a text, or a list of objects for JSON lines."""
        text = stdin if isinstance(stdin, str) else "\n".join(map(json.dumps, stdin))
        result = self._customers(*shlex.split(line), stdin=text, env=env, cwd=self._folder)
        return _ID.sub("<id>", line), self.stable(result)

    def json(self, line: str) -> Any:
        """Return the JSON that a line prints."""
        return self._customers(*shlex.split(line), "-o", "json").succeeds().json()

    def stable(self, result: Result) -> str:
        """Return what a run printed, without what differs between databases."""
        text = f"{result.stdout}[{int(result.status)}]\n{result.stderr}"
        text = _KEPT.sub("", text)
        for url in (self._customers.url, public_url(make_url(self._customers.url))):
            text = text.replace(url, "<url>")
        text = text.replace(str(self._folder), "<folder>")
        return _OWN.sub(r"\1<own>", _TIME.sub(_without_now, self._without_ids(text)))

    def _without_ids(self, text: str) -> str:
        text = _ID.sub(lambda match: self._first.setdefault(match[0], f"<id-{len(self._first) + 1}>"), text)
        return _SHORT_ID.sub(r"\1<id>", text)

    def newest(self, command: str) -> str:
        """Return the id of the newest run of a command."""
        rows = self._customers("runs", "list", "--all", "--action", command, "-o", "jsonl").succeeds().jsonl()
        return str(next(row["id"] for row in rows if row["command"] == command))


def _without_now(match: re.Match[str]) -> str:
    """Return a time of the data as it is, and that of a run as a mark."""
    moment = datetime.fromisoformat(match[0].replace(" ", "T").removesuffix("Z")).replace(tzinfo=UTC)
    return "<now>" if abs(datetime.now(UTC) - moment) < timedelta(days=35) else match[0]
