"""Combine the columns of another program's file that state a consent into one statement a row: never a yes from doubt."""

from collections.abc import Collection, Iterable
from typing import Any

from customers.services.importing.rows import NOTHING, SourceRow
from customers.transfer.cells.consent import (
    ACTIVE_WORDS,
    INACTIVE_WORDS,
    NO_STATEMENT,
    WAITING,
    is_opt_out,
    is_opt_word,
    is_subscription_word,
    key_of,
    read_word,
)
from customers.transfer.cells.context import RowNotices
from customers.transfer.cells.looks import look_of
from customers.transfer.columns.consent_headings import is_about_subscription, is_double_opt_in, may_state_consent
from customers.transfer.columns.native import Column
from customers.transfer.profile.texts import ColumnTexts

FIELDS = ("accepts_marketing", "opted_out")
# Words of subscriptions that are paid for: beside them "active" states nothing.
_PAID = "trial trialing pastdue canceled cancelled expired paused unpaid incomplete renewed lapsed"
_PAID_WORDS = frozenset(_PAID.split())


class ConsentColumns:
    """The columns about consent of one file: those with a known heading, and those that only their words show to be."""

    def __init__(self, columns: Iterable[Column] = (), others: Collection[str] = (), chosen: Collection[str] = ()) -> None:
        """Begin with the columns, the headers that are not taken, and the fields that the operator mapped."""
        self._fields = {header: name for header, name in columns if name in FIELDS}
        self._candidates = [header for header in others if may_state_consent(header)]
        # An opt-in that waits for its confirmation is none yet.
        self._confirmations = [header for header in others if is_double_opt_in(header)]
        self._is_chosen = "accepts_marketing" in chosen
        self._cautious: set[str] = set()
        self._active: set[str] = set()  # columns in which "active" is a yes
        self.observed = [ColumnTexts(header) for header in (*self._fields, *self._candidates)]

    @property
    def adopted(self) -> Collection[str]:
        """The columns that are read as consent for their words, after `settle`."""
        return self._cautious

    def settle(self) -> None:
        """Decide by the texts of the file which columns state consent, and where "active" means yes."""
        for column in self.observed:
            header, words = column.header, set(map(key_of, column.texts))
            if header not in self._fields and any(map(is_subscription_word, words)):
                self._cautious.add(header)
            if (any(map(is_opt_word, words)) or is_about_subscription(header) or self._is_chosen) and not words & _PAID_WORDS:
                self._active.add(header)

    def read(self, row: SourceRow, cells: dict[str, Any], notices: RowNotices) -> None:
        """Replace the cells of consent by one statement; an opt-out in any column decides, and doubt never gives an opt-in."""
        if not (self._fields or self._cautious):
            return
        states = {self._state(header, row, notices) for header in self.headers}
        if cells.get("accepts_marketing") is not None and "accepts_marketing" not in self._fields.values():
            states.add(read_word(str(cells["accepts_marketing"])))
        for name in FIELDS:
            cells.pop(name, None)
        if (word := self.word_of(states)) is not None:
            cells["accepts_marketing"] = word

    @property
    def headers(self) -> list[str]:
        """The headers of the columns about consent, after `settle`."""
        further = [header for header in self._confirmations if header not in self._cautious] if self._fields or self._cautious else []
        return [*self._fields, *self._cautious, *further]

    def state_of(self, header: str, text: str) -> bool | str | None:
        """Return what a cell of a column states: True for yes, False for no, None for a doubt, "" for nothing.

        Raises:
            ValueError: it is a word that states none of these, which a notice says.
        """
        notices = RowNotices()
        state = self._state(header, SourceRow(0, NOTHING, {header: text}), notices)
        if notices.sentences():
            raise ValueError
        return state

    def word_of(self, states: Collection[bool | str | None]) -> str | None:
        """Return the one statement of the states of a row, None for nothing."""
        if False in states:
            return "no"
        if None in states:
            return "unknown"
        return "yes" if True in states else None

    def _state(self, header: str, row: SourceRow, notices: RowNotices) -> bool | str | None:
        """Return True for yes, False for no, None for a doubt, "" where the cell states nothing."""
        value = row.original.get(header)
        text = str(value).strip().strip("'") if value is not None else ""
        if not text or text == "\\N":
            return ""
        if self._fields.get(header) == "opted_out":
            return False if is_opt_out(text) else ""
        word = key_of(text)
        if header in self._confirmations and header not in self._cautious:
            return None if word in WAITING else ""
        if word in ACTIVE_WORDS | INACTIVE_WORDS and header in self._active:
            return word in ACTIVE_WORDS
        if word in NO_STATEMENT:
            return ""
        try:
            state = read_word(text)
        except ValueError as error:
            notices.leave_out_cell(f"{header}, which looks like consent,", str(error), row.line, is_warning=True)
            # A time contradicts none of the others.
            return "" if look_of((text,)) == "date" else None
        return state if header not in self._cautious or is_subscription_word(text) else None
