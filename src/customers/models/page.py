"""Pages of lists."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PageMeta:
    """The position of a page in the result."""

    page: int
    per_page: int
    total: int
    pages: int
    next_cursor: str | None

    @classmethod
    def of(cls, page: int, per_page: int, total: int, next_cursor: str | None) -> "PageMeta":
        """Return the position of a page of a result of `total` records; there is always a first page."""
        return cls(page, per_page, total, max(1, -(-total // per_page)), next_cursor)

    @classmethod
    def whole(cls, total: int) -> "PageMeta":
        """Return the position of a page with all records."""
        return cls(page=1, per_page=total, total=total, pages=1, next_cursor=None)


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A page of a list, or the complete list as a stream that can be read once."""

    data: Iterable[T]
    meta: PageMeta

    @classmethod
    def first(cls, records: Sequence[T], limit: int | None) -> "Page[T]":
        """Return the first records of a short list, all of them without a limit."""
        if limit is None or limit >= len(records):
            return cls(records, PageMeta.whole(len(records)))
        return cls(records[:limit], PageMeta.of(1, limit, len(records), None))
