"""Sentences beside a result, each with what to do about it."""

from customers.errors.base import Remedy


class Notice(str):
    """A sentence beside a result, with what to do about it; a warning is written in quiet runs too."""

    __slots__ = ("is_warning", "remedy")
    remedy: Remedy | None
    is_warning: bool

    def __new__(cls, text: str, remedy: Remedy | None = None, *, is_warning: bool = False) -> "Notice":
        """Return the sentence with its remedy."""
        notice = super().__new__(cls, text)
        notice.remedy = remedy
        notice.is_warning = is_warning
        return notice
