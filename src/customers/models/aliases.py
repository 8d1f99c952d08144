"""Aliases: former emails of a customer, and the identities of profiles that it absorbed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import NamedTuple

Identity = tuple[str, str]  # kind and value


class Alias(NamedTuple):
    """A further identity of a customer: its kind ("email", "external", "phone" or "id"), its value, and how it was written."""

    kind: str
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Aliases:
    """The aliases of a customer by kind, each sorted; ids are those of absorbed profiles."""

    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    external_ids: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ids: tuple[str, ...] = ()


NO_ALIASES = Aliases()


class Names(IntEnum):
    """How short the names of customers may be, from the strictest to the most lenient.

    Attributes:
        COMPLETE: An id, an email, a phone or SYSTEM:EXTERNAL_ID: as lists and files have them.
        CHECKED: The end of an id or a bare external id too, which is refused with the id that it leads to.
        SHORT: The same, without the refusal.
        ANY: The full name of a single live customer too.
    """

    COMPLETE = 0
    CHECKED = 1
    SHORT = 2
    ANY = 3
