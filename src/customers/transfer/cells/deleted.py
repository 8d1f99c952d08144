"""Recognise the rows that their own file calls deleted."""

from collections.abc import Iterable, Mapping
from typing import Any

from customers.domain.text import fold

# Headers by their letters and digits: of times and flags of a deletion, and of statuses.
_MARK_KEYS = """
deletedat isdeleted deleted deletedon deleteddate datedeleted deletiondate deletiontime deletedtime trashed istrashed removedat isremoved
geloscht geloschtam supprimele eliminadoel
"""
_STATUS_KEYS = "status recordstatus accountstatus customerstatus contactstatus memberstatus orderstatus state"
_STATUS_WORDS = """
deleted removed erased geloscht geloescht supprime supprimee eliminado eliminada eliminato verwijderd raderad slettet
"""
_MARKS, _STATUSES, _WORDS = (frozenset(texts.split()) for texts in (_MARK_KEYS, _STATUS_KEYS, _STATUS_WORDS))
# A trashed order is cancelled: it may be in the shop already, and must not count any more.
_CUSTOMER_WORDS = _WORDS | {"trash", "trashed"}
_NOT_DELETED = frozenset(
    ("", "0", "false", "no", "n", "f", "null", "none", "never", "n/a", "na", "-", "nan", "\\n", "nein", "non", "active")
)


def key_of(header: str) -> str:
    """Return the letters and digits of a header."""
    return "".join(character for character in fold(header) if character.isalnum())


class DeletedRows:
    """The columns of a file that call a row deleted."""

    def __init__(self, kind: str, headers: Iterable[str]) -> None:
        keys = {header: key_of(header) for header in headers}
        self._marks = [header for header, key in keys.items() if key in _MARKS]
        self._statuses = [header for header, key in keys.items() if key in _STATUSES]
        self._words = _WORDS if kind == "orders" else _CUSTOMER_WORDS

    @property
    def headers(self) -> list[str]:
        """The headers of the columns."""
        return [*self._marks, *self._statuses]

    def reason(self, cells: Mapping[str, Any]) -> str | None:
        """Return why a row is deleted, None for other rows."""
        for header in self._marks:
            text = str(cells.get(header) or "").strip().strip("'")
            if text.lower() not in _NOT_DELETED and not text.startswith("0000-00-00"):
                return f"the file calls it deleted: {header} is {text[:40]}"
        for header in self._statuses:
            text = str(cells.get(header) or "").strip()
            if text and fold(text) in self._words:
                return f"the file calls it deleted: {header} is {text[:40]}"
        return None


# JSON lines have no header: the keys that their objects may have.
JSON_KEYS = ("deleted_at", "is_deleted", "deleted", "deletedAt", "isDeleted", "status", "state")
