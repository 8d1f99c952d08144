"""Aliases: former emails of a customer, and the identities of profiles that it absorbed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
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
