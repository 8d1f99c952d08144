"""Blocking keys of profiles: only two profiles that share enough of them are compared."""

from collections.abc import Iterator, Sequence
from itertools import combinations
from zlib import adler32, crc32

from customers.domain.matching.mailboxes import ROLES
from customers.domain.matching.names import phonetic_key
from customers.domain.matching.profile import MatchPlace, MatchProfile

Key = tuple[str, ...]

# A shop with more profiles is large: one shared weak key is too often chance, and what two are together is a key of its own.
LARGE = 20_000
_WORDS = 4


# The last bits of a key.
_STRONG, _CONTACT = 1, 2
# How many letters at the end of a name are a key.
END = 4
LARGEST = 40


def largest(key: int, total: int) -> int:
    """Return the largest block that is compared: in a large shop a key of dozens of profiles is chance.

    Profiles of a larger block (a frequent surname in a large city) share finer keys. A mailbox or phone is never chance;
    one of more profiles than `LARGEST` is an office's.
    """
    return LARGEST if key & _CONTACT else min(10 + 30_000 // max(total, 1), LARGEST)


def enough(total: int) -> int:
    """Return the least sum of the strengths of shared keys at which two profiles are compared."""
    return 2 if total > LARGE else 1


def strength(key: int) -> int:
    """Return the strength of a shared key: 2 for a contact, a full name or a house in its street, 1 for a name in a place."""
    return 1 + (key & _STRONG)


def keys(profile: MatchProfile, total: int) -> set[int]:
    """Return every key of a profile in a shop of `total` profiles, as numbers that are the same in every process."""
    given_names, family_names, _, local, domain, phones, places = profile
    names = [phonetic_key(word) for word in (given_names + family_names)[:_WORDS] if len(word) > 1]
    contacts: list[Key] = [("phone", phone) for phone in phones]
    strong: list[Key] = []
    weak: list[Key] = []
    if local:
        contacts.append(("email", local, domain))
        if local not in ROLES:
            strong.append(("local", local))
    if len(names) > 1:
        strong += [("names", *sorted(pair)) for pair in combinations(names, 2)]
    for place in places:
        strong += _strong_place_keys(place)
    if total > LARGE:
        strong += _home_keys(places, names)
    else:
        for place in places:
            weak += _weak_place_keys(place, names)
        weak += [("word", name) for name in names]
        # The first letter of a misspelled name may be wrong.
        weak += [("end", word[-END:]) for word in given_names + family_names if len(word) > END]
        if local:
            weak += [("domain", domain), ("sound", phonetic_key(local), domain[:3])]
    numbers = {_number(key) | _CONTACT | _STRONG for key in contacts}
    numbers.update(_number(key) & ~_CONTACT | _STRONG for key in strong)
    numbers.update(_number(key) & ~(_CONTACT | _STRONG) for key in weak)
    return numbers


def _strong_place_keys(place: MatchPlace) -> Iterator[Key]:
    numbers, street, city, pincode = place
    if city and pincode:
        yield "place", phonetic_key(city), pincode
    if numbers and street:
        yield "street", numbers[0], phonetic_key(max(street.split(), key=len)), city[:1]


def _home_keys(places: Sequence[MatchPlace], names: Sequence[str]) -> Iterator[Key]:
    """Yield what two weak keys are together: two names in a place, a name in a house or in two places."""
    pincodes = sorted({pincode for *_, pincode in places if pincode})
    for pair in combinations(names, 2):
        for pincode in pincodes:
            yield "pincode", *sorted(pair), pincode
    for name in names:
        for numbers, _, _, pincode in places:
            if numbers and pincode:
                yield "home", name, numbers[0], pincode
        for pair in combinations(pincodes, 2):
            yield "places", name, *pair


def _weak_place_keys(place: MatchPlace, names: Sequence[str]) -> Iterator[Key]:
    numbers, _, city, pincode = place
    for name in names:
        if pincode:
            yield "pincode", name[:3], pincode
        if city:
            yield "city", name, phonetic_key(city)
        if numbers:
            yield "number", name, numbers[0], pincode[:1]
    if numbers and pincode:
        yield "house", numbers[0], pincode
    if city:
        # A town of few customers; more than `largest` are ignored.
        yield "town", phonetic_key(city)


def _number(key: Key) -> int:
    """Return a number of 63 bits for a key; Python's `hash` of a text differs from process to process."""
    text = "\n".join(key).encode()
    return crc32(text) << 31 | adler32(text)
