"""Column types that mean the same on SQLite and on PostgreSQL.

Ids are 16 bytes on SQLite and `uuid` on PostgreSQL; times whole seconds since 1970 on SQLite and `timestamptz` on
PostgreSQL; text compares by code point on both, so that every order and every cursor is the same.
"""

import json
from collections.abc import Callable
from datetime import datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Dialect, Integer, Text, Uuid
from sqlalchemy.types import TypeDecorator, TypeEngine

from customers.database.dialects.storage import CODE_POINT_TEXT, storage_of
from customers.database.schema.documents import Shape
from customers.domain.json import dump_json
from customers.errors import DocumentDamagedError

# The sort key of ids: integers compare ten times as fast as UUIDs.
as_number: Callable[[UUID], int] = attrgetter("int")


class Id(TypeDecorator[UUID]):
    """A UUID."""

    impl = Uuid
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return the engine's column type."""
        return dialect.type_descriptor(storage_of(dialect).id_type)

    def process_bind_param(self, value: UUID | None, dialect: Dialect) -> Any:
        """Convert an id for the driver."""
        return None if value is None else storage_of(dialect).write_id(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> UUID | None:
        """Convert what the driver returns."""
        return None if value is None else storage_of(dialect).read_id(value)


class Timestamp(TypeDecorator[datetime]):
    """A time in UTC, to the second."""

    impl = Integer
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return the engine's column type."""
        return dialect.type_descriptor(storage_of(dialect).timestamp_type)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Convert a time for the driver."""
        return None if value is None else storage_of(dialect).write_timestamp(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Convert what the driver returns."""
        return None if value is None else storage_of(dialect).read_timestamp(value)


class Json(TypeDecorator[Any]):
    """A JSON document, stored as the text that was written; `content` names it, `shape` tells whether one is as this program writes it."""

    impl = Text
    cache_ok = True

    def __init__(self, content: str = "a document", shape: Shape | None = None) -> None:
        """Set what a stored document has to be; of every shape by default."""
        super().__init__()
        self.content, self.shape = content, shape

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Write a document as text."""
        return None if value is None else dump_json(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002
        """Parse the stored text.

        Raises:
            DocumentDamagedError: another program damaged it.
        """
        return None if value is None else self.read(value)

    def read(self, text: str) -> Any:
        """Return the document of a stored text.

        Raises:
            DocumentDamagedError: another program damaged it.
        """
        try:
            document = json.loads(text)
        except (ValueError, TypeError, RecursionError) as error:
            raise DocumentDamagedError(document=self.content) from error
        if not self.is_sound(document):
            raise DocumentDamagedError(document=self.content)
        return document

    def is_sound(self, document: Any) -> bool:
        """Return whether a document is as this program writes it."""
        return self.shape is None or self.shape(document)


Words = CODE_POINT_TEXT
Minor = BigInteger


def driver_value(type_: TypeEngine[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    """Return the conversion of a column's values for rows written in bulk, or None where the driver takes them as they are."""
    if isinstance(type_, Json):
        return dump_json
    if isinstance(type_, Id):
        return storage_of(dialect).copy_id
    if isinstance(type_, Timestamp):
        return storage_of(dialect).copy_timestamp
    return None
