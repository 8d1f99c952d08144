"""The parts of a customer that the search for duplicates compares."""

from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

from customers.domain.matching.mailboxes import read_mailbox
from customers.domain.matching.names import read_name
from customers.domain.matching.places import read_place

# House numbers, street, city and pincode: a plain tuple, as `marshal` packs hundreds of thousands of them.
MatchPlace: TypeAlias = tuple[tuple[str, ...], str, str, str]

MOST_PLACES = 4


class MatchProfile(NamedTuple):
    """The compared parts of a customer; `local` and `domain` are those of the email."""

    given_names: tuple[str, ...]
    family_names: tuple[str, ...]
    generation: str
    local: str
    domain: str
    phones: tuple[str, ...]
    places: tuple[MatchPlace, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """All words of the name."""
        return self.given_names + self.family_names


def read_profile(
    first_name: str,
    last_name: str | None,
    email: str | None,
    phones: Iterable[str | None],
    addresses: Iterable[tuple[str, str | None, str, str]],
) -> MatchProfile:
    """Return a profile from the fields of a customer; an address is (address1, address2, city, pincode)."""
    given_names, family_names, generation = read_name(first_name, last_name)
    local, domain = read_mailbox(email) if email else ("", "")
    places = tuple(dict.fromkeys(read_place(*address) for address in addresses))[:MOST_PLACES]
    return MatchProfile(given_names, family_names, generation, local, domain, tuple(dict.fromkeys(filter(None, phones))), places)
