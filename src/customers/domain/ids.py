"""Ids: UUIDs of version 7, which sort by time, and numbers made for orders that have none."""

import os
import re
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cache
from threading import Lock
from typing import Any
from uuid import UUID

_CANONICAL = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_END = re.compile(r"[0-9a-f]{6,32}")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LARGEST_COUNTER = 0xFFF


class _Clock:
    """Milliseconds and a counter that together only rise, even if the system clock is set back."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._milliseconds = 0
        self._counter = 0

    def tick(self, noise: int) -> tuple[int, int]:
        with self._lock:
            milliseconds = time.time_ns() // 1_000_000
            if milliseconds > self._milliseconds:
                # The upper half is for counting within the millisecond.
                self._milliseconds, self._counter = milliseconds, noise & 0x7FF
            elif self._counter < _LARGEST_COUNTER:
                self._counter += 1
            else:
                self._milliseconds, self._counter = self._milliseconds + 1, 0
            return self._milliseconds, self._counter


_clock = _Clock()


def uuid7() -> UUID:
    """Return a new id of RFC 9562 version 7; later ones of this process sort after earlier ones."""
    noise = int.from_bytes(os.urandom(10), "big")
    milliseconds, counter = _clock.tick(noise >> 64)
    return _shaped(milliseconds, counter, noise)


def first_uuid7(moment: datetime) -> UUID:
    """Return the lower bound of the version 7 ids made at a time or later."""
    return UUID(int=max(0, int(moment.timestamp() * 1000)) << 80)


def run_number(run_id: UUID) -> int:
    """Return the number of a run: the milliseconds and the counter of its id, which together are half of it."""
    upper = run_id.int >> 64
    return upper >> 16 << 12 | upper & 0xFFF


@cache
def _sha256() -> Callable[[bytes], Any]:
    # Loaded on first use and cached: an import statement in a function that runs for every row is slow.
    from hashlib import sha256

    return sha256


def order_id(source: str, number: str) -> UUID:
    """Return the id of an order, which is derived from its source and number.

    Version 8 of RFC 9562, which is for ids made from a name by SHA-256.
    """
    digest = _sha256()(f"{source}\n{number}".encode(errors="surrogatepass")).digest()
    value = int.from_bytes(digest[:16], "big") & ~(0xF << 76) & ~(0b11 << 62)
    return UUID(int=value | 8 << 76 | 0b10 << 62)


def _shaped(milliseconds: int, rand_a: int, rand_b: int) -> UUID:
    time_and_version = (milliseconds & (2**48 - 1)) << 80 | 7 << 76
    return UUID(int=time_and_version | (rand_a & 0xFFF) << 64 | 0b10 << 62 | (rand_b & (2**62 - 1)))


def parse_uuid(text: str) -> UUID | None:
    """Return the id that a text of 36 characters spells, in either case; None for other texts."""
    return UUID(text) if len(text) == 36 and _CANONICAL.fullmatch(text) else None


def id_end(text: str) -> str | None:
    """Return the end of an id, of 6 or more characters, in lower case and without dashes; None for other texts."""
    end = text.strip().lower().replace("-", "")
    return end if _END.fullmatch(end) else None


def content_number(parts: Sequence[str], occurrence: int) -> str:
    """Return a number made from the content of an order that has none; `occurrence` (from 1) distinguishes equal orders of a file."""
    # Each part is preceded by its length, so that different lists of parts differ.
    joined = "".join(f"{len(part)}:{part}" for part in parts)
    number = "auto-" + _sha256()(joined.encode(errors="surrogatepass")).hexdigest()[:20]
    return number if occurrence == 1 else f"{number}-{occurrence}"
