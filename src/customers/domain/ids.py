"""Ids: UUIDs of version 7, which sort by time, and numbers made for orders that have none."""

import os
import re
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import cache
from itertools import chain
from struct import iter_unpack, pack
from threading import Lock
from typing import Any
from uuid import UUID, SafeUUID

_CANONICAL = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_END = re.compile(r"[0-9a-f]{6,32}")
_VERSION_7 = 7 << 12  # of the upper half of an id
_VERSION_8, _VARIANT = 8 << 76, 0b10 << 62
_WITHOUT_VERSION = ~(0xF << 76) & ~(0b11 << 62)

# A century in milliseconds. An id of a later time is not one of a clock that was set wrong, and none could follow the last.
_FARTHEST = 100 * 365 * 86_400_000


class _Clock:
    """Milliseconds and a counter of 12 bits that together, as one number, only rise, even if the system clock is set back."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._last = 0

    def take(self, count: int, noise: int) -> int:
        """Return the first of as many numbers, which follow each other."""
        with self._lock:
            milliseconds = time.time_ns() // 1_000_000
            # The upper half of the counter is for counting within the millisecond.
            is_later = milliseconds > self._last >> 12
            first = milliseconds << 12 | noise & 0x7FF if is_later else self._last + 1
            self._last = first + count - 1
            return first

    def continue_after(self, number: int) -> None:
        """Take later numbers than one, unless it is further away than any clock is wrong."""
        with self._lock:
            if number >> 12 < time.time_ns() // 1_000_000 + _FARTHEST:
                self._last = max(self._last, number)


_clock = _Clock()


def uuid7() -> UUID:
    """Return a new id of RFC 9562 version 7; later ones of this process sort after earlier ones."""
    return uuid7_batch(1)[0]


def uuid7_batch(count: int) -> list[UUID]:
    """Return new ids in their order; drawn together, each takes a fraction of the time of a single one."""
    return [uuid_of(head << 64 | tail) for head, tail in _halves(count)]


def uuid7_bytes(count: int) -> list[bytes]:
    """Return new ids in their order as `uuid7_batch` does, each as its 16 bytes."""
    data = pack(f">{2 * count}Q", *chain.from_iterable(_halves(count)))
    return [data[start : start + 16] for start in range(0, len(data), 16)]


def _halves(count: int) -> Iterator[tuple[int, int]]:
    """Yield the upper and lower 64 bits of new ids in their order."""
    if not count:
        return
    noise = os.urandom(8 * count + 2)
    first = _clock.take(count, int.from_bytes(noise[-2:], "big"))
    for upper, (tail,) in enumerate(iter_unpack("=Q", noise[:-2]), first):
        yield (upper >> 12) % 2**48 << 16 | _VERSION_7 | upper & 0xFFF, tail & (2**62 - 1) | _VARIANT


def uuid_text(id_: bytes) -> str:
    """Return the text of an id of 16 bytes."""
    digits = id_.hex()
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def bytes_of_text(text: str) -> bytes:
    """Return the 16 bytes of an id as text."""
    return bytes.fromhex(text.replace("-", ""))


def continue_after(last: UUID) -> None:
    """Let the next ids of this process sort after an id of another process, which may have had a clock that is ahead."""
    _clock.continue_after(run_number(last))


def uuid_of(value: int) -> UUID:
    """Return `UUID(int=value)` in half of the time: the constructor compares six arguments."""
    result = object.__new__(UUID)
    object.__setattr__(result, "int", value)
    object.__setattr__(result, "is_safe", SafeUUID.unknown)
    return result


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
    return uuid_of(_order_number(source, number))


def order_id_bytes(source: str, number: str) -> bytes:
    """Return the 16 bytes of the id of an order."""
    return _order_number(source, number).to_bytes(16, "big")


def _order_number(source: str, number: str) -> int:
    digest = _sha256()(f"{source}\n{number}".encode(errors="surrogatepass")).digest()
    return int.from_bytes(digest[:16], "big") & _WITHOUT_VERSION | _VERSION_8 | _VARIANT


def parse_uuid(text: str) -> UUID | None:
    """Return the id that a text of 36 characters spells, in either case; None for other texts."""
    return UUID(text) if is_uuid(text) else None


def is_uuid(text: str) -> bool:
    """Return whether a text of 36 characters spells an id."""
    return len(text) == 36 and _CANONICAL.fullmatch(text) is not None


def id_end(text: str) -> str | None:
    """Return the end of an id, of 6 or more characters, in lower case and without dashes or the dots before it; None for other texts."""
    end = text.strip().lstrip("….").lower().replace("-", "")
    return end if _END.fullmatch(end) else None


def shown_end(profile_id: object, length: int = 8) -> str:
    """Return the end of the id of a profile as it is shown: so long, or longer until it is not digits alone, which name no customer."""
    digits = str(profile_id).replace("-", "")
    return next((end for size in range(length, len(digits)) if not (end := digits[-size:]).isdecimal()), str(profile_id))


def content_number(parts: Sequence[str], occurrence: int) -> str:
    """Return a number made from the content of an order that has none; `occurrence` (from 1) distinguishes equal orders of a file."""
    # Each part is preceded by its length, so that different lists of parts differ.
    joined = "".join(f"{len(part)}:{part}" for part in parts)
    number = "auto-" + _sha256()(joined.encode(errors="surrogatepass")).hexdigest()[:20]
    return number if occurrence == 1 else f"{number}-{occurrence}"
