"""How each engine stores ids, times and texts, and what its files hold of erased values."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import DateTime, Dialect, Integer, LargeBinary, Text, Uuid
from sqlalchemy.types import TypeEngine

from customers.domain.ids import uuid_of
from customers.domain.text import quote_value
from customers.errors import DatabaseFailedError, Remedy


class Remains(NamedTuple):
    """What the files of a database hold after a scrub, in a sentence; a scrub that rewrites the files may remove it."""

    sentence: str
    is_removable: bool = False


class Storage(NamedTuple):
    """The column types of ids and times, and the conversions of their values.

    `write_*` and `read_*` convert for bound parameters and results, `copy_*` for rows that are written in bulk, `copy_bytes` from the 16
    bytes of an id. `bytes_of` returns the 16 bytes of an id that the driver returned, `bind_bytes` a bound parameter of them.
    """

    id_type: TypeEngine[Any]
    write_id: Callable[[UUID], Any]
    read_id: Callable[[Any], UUID]
    copy_id: Callable[[UUID], Any]
    copy_bytes: Callable[[bytes], Any]
    bytes_of: Callable[[Any], bytes]
    bind_bytes: Callable[[bytes], Any]
    timestamp_type: TypeEngine[Any]
    write_timestamp: Callable[[datetime], Any]
    read_timestamp: Callable[[Any], datetime]
    copy_timestamp: Callable[[datetime], Any]
    copy_seconds: Callable[[int], Any]


def _same(value: Any) -> Any:
    return value


@lru_cache(maxsize=64)  # most times of a batch are equal
def _seconds(value: datetime) -> int:
    return int(value.timestamp())


def _time_of_seconds(value: Any) -> datetime:
    try:
        return datetime.fromtimestamp(value, UTC)
    except (OverflowError, OSError, TypeError, ValueError) as error:
        reason = f"a stored time is outside the calendar: {quote_value(str(value))}"
        raise DatabaseFailedError(reason=reason, remedy=Remedy("restore_backup")) from error


# Ids are 16 bytes, times whole seconds since 1970.
_SQLITE = Storage(
    id_type=LargeBinary(16),
    write_id=attrgetter("bytes"),
    read_id=lambda value: UUID(bytes=value),
    copy_id=attrgetter("bytes"),
    copy_bytes=_same,
    bytes_of=_same,
    bind_bytes=_same,
    timestamp_type=Integer(),
    write_timestamp=_seconds,
    read_timestamp=_time_of_seconds,
    copy_timestamp=_seconds,
    copy_seconds=_same,
)
# COPY takes the text of any type.
_POSTGRESQL = Storage(
    id_type=Uuid(),
    write_id=_same,
    read_id=_same,
    copy_id=attrgetter("hex"),
    copy_bytes=bytes.hex,
    bytes_of=attrgetter("bytes"),
    bind_bytes=lambda value: uuid_of(int.from_bytes(value, "big")),
    timestamp_type=DateTime(timezone=True),
    write_timestamp=_same,
    read_timestamp=lambda value: value.astimezone(UTC),
    copy_timestamp=str,
    copy_seconds=lambda seconds: str(_time_of_seconds(seconds)),
)
_STORAGES = {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}

# `COLLATE "C"` makes PostgreSQL sort by code point, as SQLite does.
CODE_POINT_TEXT = Text().with_variant(Text(collation="C"), "postgresql")


def storage_of(dialect: Dialect) -> Storage:
    """Return how the engine of a SQLAlchemy dialect stores values."""
    return _STORAGES[dialect.name]
