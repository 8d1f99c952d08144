"""Find and redact the values of a person in the history, in journals and in reasons that people typed."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from customers.domain.person_name import full_name
from customers.domain.text import fold
from customers.models.history import Change

# The value in the history in place of an erased one.
ERASED_VALUE = "(erased)"
# Fields that identify a person, and fields that many share.
_IDENTIFYING = ("email", "external_ids")
_SHARED = ("first_name", "last_name", "company", "address1", "address2")
# A shorter value is in many reasons by chance.
_SHORTEST = 4
# The last digits of a phone identify it, in whatever format.
_DIGITS = 8


@dataclass(slots=True)
class Signs:
    """The folded values by which a text can identify a person."""

    identifying: set[str] = field(default_factory=set)
    shared: set[str] = field(default_factory=set)
    phones: set[str] = field(default_factory=set)

    def add(self, values: Mapping[str, Any]) -> None:
        """Add the fields of a profile, of an address, or of one side of the changes of an event."""
        for name, value in values.items():
            self._add_field(name.rpartition(".")[2], value)
        first, last = (values.get(name) for name in ("first_name", "last_name"))
        if isinstance(first, str) and isinstance(last, str):
            self.identifying.add(fold(full_name(first, last)))

    def _add_field(self, name: str, value: Any) -> None:
        if name == "external_ids" and isinstance(value, Mapping):
            self.identifying |= {fold(text) for text in value.values() if isinstance(text, str)}
        elif isinstance(value, Mapping):
            self.add(value)
        elif isinstance(value, (list, tuple)):
            for each in value:
                self._add_field(name, each)
        elif isinstance(value, str) and value != ERASED_VALUE:
            if name in _IDENTIFYING:
                self.identifying.add(fold(value))
            elif name in _SHARED:
                self.shared.add(fold(value))
            elif name == "phone":
                self.phones.add(value.removeprefix("+")[-_DIGITS:])

    def identifies(self, text: str) -> bool:
        """Return whether a text contains an email, phone, external id or full name of the person."""
        folded = fold(text)
        joined = re.sub(r"(?<=\d)[\s().-]+(?=\d)", "", folded)
        named = any(len(sign) >= _SHORTEST and sign in folded for sign in self.identifying)
        return named or any(len(digits) == _DIGITS and digits in joined for digits in self.phones)

    def may_name(self, text: str) -> bool:
        """Return whether a text contains any value of the person: as words, or anywhere in scripts without blanks between words."""
        folded = fold(text)
        words = _as_words(folded)
        signs = (sign for sign in self.shared | self.identifying if sign)
        return self.identifies(text) or any(_as_words(sign) in words if sign.isascii() else sign in folded for sign in signs)


def sides_of(changes: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    """Return the fields of an event before it and after it."""
    return [{name: change.get(side) for name, change in changes.items()} for side in ("before", "after")]


def redact(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the changes of an event without their values; blanks stay blank, and the state of a profile is not personal."""
    return {
        name: change if name == "state" else {side: None if value is None else ERASED_VALUE for side, value in change.items()}
        for name, change in changes.items()
    }


def is_redacted(changes: Iterable[Change]) -> bool:
    """Return whether the values of an event were redacted; a single value that reads like one is not enough."""
    values = [value for change in changes if change.field != "state" for value in (change.before, change.after) if value is not None]
    return bool(values) and all(value == ERASED_VALUE for value in values)


def without(document: Any, texts: Iterable[str]) -> Any:
    """Return a document with `ERASED_VALUE` in place of each string that equals one of the texts."""
    erased = set(texts)
    if isinstance(document, Mapping):
        return {name: without(value, erased) for name, value in document.items()}
    if isinstance(document, (list, tuple)):
        return [without(value, erased) for value in document]
    return ERASED_VALUE if isinstance(document, str) and document in erased else document


def texts_of(document: Any) -> Iterator[str]:
    """Yield the strings of a document."""
    if isinstance(document, Mapping):
        document = document.values()
    elif isinstance(document, str):
        yield document
        return
    elif not isinstance(document, (list, tuple)):
        return
    for value in document:
        yield from texts_of(value)


def _as_words(text: str) -> str:
    """Return the words of a text with a blank around each."""
    words = " ".join(re.findall(r"[^\W_]+", text))
    return f" {words} "
