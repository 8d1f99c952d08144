"""What an erasure looks for in reasons that people typed: the names, contacts and addresses that a person has or had."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from customers.domain.person_name import full_name
from customers.domain.text import fold

# What stands in the history where a value stood.
ERASED_VALUE = "(erased)"
# Texts that single a person out, and texts that many share.
_SINGLING = ("email", "external_ids")
_SHARED = ("first_name", "last_name", "company", "address1", "address2")
# A shorter value stands in many a reason by chance.
_TELLING = 4
# So many digits at the end of a phone single it out, however the rest is written.
_DIGITS = 8


@dataclass(slots=True)
class Signs:
    """The folded values by which a text can name a person."""

    singling: set[str] = field(default_factory=set)
    shared: set[str] = field(default_factory=set)
    phones: set[str] = field(default_factory=set)

    def add(self, values: Mapping[str, Any]) -> None:
        """Take in the fields of a profile, of an address, or of one side of the changes of an event."""
        for name, value in values.items():
            self._add_field(name.rpartition(".")[2], value)
        first, last = (values.get(name) for name in ("first_name", "last_name"))
        if isinstance(first, str) and isinstance(last, str):
            self.singling.add(fold(full_name(first, last)))

    def _add_field(self, name: str, value: Any) -> None:
        if name == "external_ids" and isinstance(value, Mapping):
            self.singling |= {fold(text) for text in value.values() if isinstance(text, str)}
        elif isinstance(value, Mapping):
            self.add(value)
        elif isinstance(value, (list, tuple)):
            for each in value:
                self._add_field(name, each)
        elif isinstance(value, str) and value != ERASED_VALUE:
            if name in _SINGLING:
                self.singling.add(fold(value))
            elif name in _SHARED:
                self.shared.add(fold(value))
            elif name == "phone":
                self.phones.add(value.removeprefix("+")[-_DIGITS:])

    def single_out(self, text: str) -> bool:
        """Whether a text holds an email, phone, external id or full name of the person."""
        folded = fold(text)
        joined = re.sub(r"(?<=\d)[\s().-]+(?=\d)", "", folded)
        named = any(len(sign) >= _TELLING and sign in folded for sign in self.singling)
        return named or any(len(digits) == _DIGITS and digits in joined for digits in self.phones)

    def may_name(self, text: str) -> bool:
        """Whether a text holds any value of the person: as words, in scripts that part no words anywhere, or what singles it out."""
        folded = fold(text)
        words = _as_words(folded)
        signs = (sign for sign in self.shared | self.singling if sign)
        return self.single_out(text) or any(_as_words(sign) in words if sign.isascii() else sign in folded for sign in signs)


def sides_of(changes: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    """Return the fields of an event before it and after it."""
    return [{name: change.get(side) for name, change in changes.items()} for side in ("before", "after")]


def redact(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the changes of an event without their values; blanks stay blank, and the state of a profile is no personal value."""
    return {
        name: change if name == "state" else {side: None if value is None else ERASED_VALUE for side, value in change.items()}
        for name, change in changes.items()
    }


def without(document: Any, texts: Iterable[str]) -> Any:
    """Return a document with the marker in place of each string that is one of some texts."""
    gone = set(texts)
    if isinstance(document, Mapping):
        return {name: without(value, gone) for name, value in document.items()}
    if isinstance(document, (list, tuple)):
        return [without(value, gone) for value in document]
    return ERASED_VALUE if isinstance(document, str) and document in gone else document


def _as_words(text: str) -> str:
    """Return the words of a text with one blank around each."""
    words = " ".join(re.findall(r"[^\W_]+", text))
    return f" {words} "
