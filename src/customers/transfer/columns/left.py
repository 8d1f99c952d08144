"""Say which columns of a file are not taken, those first that look like people, money or consent."""

from collections.abc import Collection, Iterable, Mapping
from itertools import islice

from customers.errors import Remedy
from customers.errors.notice import Notice
from customers.transfer.cells.consent import is_yes_or_no
from customers.transfer.cells.looks import LOOKS, Look, look_of
from customers.transfer.columns.consent_headings import looks_like_consent, may_be_dated, may_be_ticked
from customers.transfer.profile.file import Rows
from customers.transfer.profile.texts import ColumnTexts

SAMPLE = 1_000  # rows
# What a file of a kind loses with a column, so that it is a warning.
_WARNED: Mapping[str, tuple[Look, ...]] = {
    "customers": ("email", "phone", "consent"),
    "orders": ("email", "phone", "status"),
    "addresses": ("email",),
}


class LeftColumns:
    """The columns that are not taken, and what their first cells look like.

    The columns that a format knows and leaves on purpose are named, without a warning.
    """

    def __init__(
        self,
        kind: str,
        headers: Iterable[str],
        unused: Collection[str] = (),
        *,
        known_keys: Collection[str] | None = None,
        is_known_format: bool = False,
    ) -> None:
        """Begin with the headers; the objects of JSON lines have other keys than the `known_keys` instead."""
        self._kind = kind
        self._headers = list(headers)
        self._unused = unused
        self._known_keys = known_keys
        self._is_known_format = is_known_format
        self._looks: dict[str, Look] = {}
        self._adopted: Collection[str] = ()
        self._observed: list[ColumnTexts] | None = None

    def observed(self, source: Rows) -> list[ColumnTexts]:
        """Return the collections of the texts of the columns; the keys of JSON lines are those of the first."""
        if self._known_keys is not None:
            keys = dict.fromkeys(key for row in islice(source.rows(), SAMPLE) if row.problem is None for key in row.original)
            self._headers = [key for key in keys if key not in self._known_keys]
        self._observed = [ColumnTexts(header) for header in self._headers]
        return self._observed

    def settle(self, adopted: Collection[str] = ()) -> None:
        """Decide what the columns look like; the `adopted` ones are taken after all."""
        self._adopted = adopted
        for column in self._observed or ():
            header, texts = column.header, column.texts
            look = look_of(texts)
            if texts and self._kind == "customers" and _is_consent(header, look, texts):
                look = "consent"
            if look is not None:
                self._looks[header] = look

    @property
    def has_status(self) -> bool:
        """Whether a column looks like statuses of orders."""
        return "status" in self._looks.values()

    def notices(self, further: Iterable[str] = ()) -> list[Notice]:
        """Return a warning for each column that is missed, and the names of the others; `further` are known after the last row."""
        headers = [header for header in dict.fromkeys((*self._headers, *further)) if header not in self._adopted]
        order = list(LOOKS)
        headers.sort(key=lambda header: order.index(self._looks[header]) if header in self._looks else len(order))
        missed = {
            header: LOOKS[look]
            for header, look in self._looks.items()
            if look in _WARNED[self._kind] and header in headers and header not in self._unused
        }
        warnings = [
            Notice(f"the column {header!r} looks like {what} and is not imported", Remedy("map_columns"), is_warning=True)
            for header, what in missed.items()
        ]
        others = [header for header in headers if header not in missed]
        if not others:
            return warnings
        names = [f"{header} ({LOOKS[look]})" if (look := self._looks.get(header)) is not None else header for header in others]
        # The other amounts of an order, such as its tax, are left by every format.
        has_amounts = self._kind == "orders" and "amount" in self._looks.values() and not self._is_known_format
        return [*warnings, Notice(f"columns not imported: {', '.join(names)}", is_warning=has_amounts)]


def _is_consent(header: str, look: Look | None, texts: Collection[str]) -> bool:
    """Return whether a column may state consents, by its heading and what its cells look like."""
    if look == "date":
        return may_be_dated(header)
    if look is not None:
        return False
    return looks_like_consent(header) or (may_be_ticked(header) and all(map(is_yes_or_no, texts)))
