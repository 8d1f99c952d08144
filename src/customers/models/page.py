"""Pages of lists."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PageMeta:
    """Where a page stands in the whole result."""

    page: int
    per_page: int
    total: int
    pages: int
    next_cursor: str | None

    @classmethod
    def of(cls, page: int, per_page: int, total: int, next_cursor: str | None) -> "PageMeta":
        """A page of so many records in all; there is always a first page."""
        return cls(page, per_page, total, max(1, -(-total // per_page)), next_cursor)

    @classmethod
    def whole(cls, total: int) -> "PageMeta":
        """All of so many records."""
        return cls(page=1, per_page=total, total=total, pages=1, next_cursor=None)


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A page of a list, or with `--all` the whole of it as a stream that can be read once."""

    data: Iterable[T]
    meta: PageMeta
