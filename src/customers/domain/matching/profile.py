"""The parts of a customer that the search for duplicates compares."""

from collections.abc import Iterable
from typing import TypeAlias

from customers.domain.matching.mailboxes import read_mailbox
from customers.domain.matching.names import read_name
from customers.domain.matching.places import read_place

# Plain tuples, as hundreds of thousands of them are packed by `marshal`: house numbers, street, city and pincode ...
MatchPlace: TypeAlias = tuple[tuple[str, ...], str, str, str]
# ... and given names, family names, generation, local part and domain of the email, phones, places.
MatchProfile: TypeAlias = tuple[tuple[str, ...], tuple[str, ...], str, str, str, tuple[str, ...], tuple[MatchPlace, ...]]

MOST_PLACES = 4


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
    return given_names, family_names, generation, local, domain, tuple(dict.fromkeys(filter(None, phones))), places
