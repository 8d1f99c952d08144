"""The keys under which profiles are looked at together: two that do not share enough are never compared."""

from itertools import combinations
from zlib import adler32, crc32

from customers.domain.matching.mailboxes import ROLES
from customers.domain.matching.names import phonetic_key
from customers.domain.matching.profile import MatchProfile

# From here on a shop is large: one weak key in common is chance too often to look at every pair that has it.
LARGE = 20_000
_WORDS = 4


# What the last bits of a key say of it.
_STRONG, _CONTACT = 1, 2
LARGEST = 40


def largest(key: int, total: int) -> int:
    """How many profiles may share a key for it to say anything: in a large shop a key that dozens have is chance.

    Whoever is in a larger block (a frequent surname in a large city) is found by finer keys. A mailbox or phone is
    never chance, and somebody may be there many times; what more have than that is an office's.
    """
    return LARGEST if key & _CONTACT else min(10 + 30_000 // max(total, 1), LARGEST)


def enough(total: int) -> int:
    """What the strengths of the keys that two profiles share must come to for them to be compared."""
    return 2 if total > LARGE else 1


def strength(key: int) -> int:
    """What a shared key counts: 2 where it is a contact, a whole name, or a house in its street, 1 where it is a name in a place."""
    return 1 + (key & _STRONG)


def keys(profile: MatchProfile, total: int) -> set[int]:
    """Return every key of a profile in a shop of `total` profiles, as numbers that are the same in every process."""
    given, family, _, local, domain, phones, places = profile
    names = [phonetic_key(word) for word in (given + family)[:_WORDS] if len(word) > 1]
    contacts: list[tuple[str, ...]] = [("phone", phone) for phone in phones]
    strong: list[tuple[str, ...]] = []
    weak: list[tuple[str, ...]] = []
    if local:
        contacts.append(("email", local, domain))
        if local not in ROLES:
            strong.append(("local", local))
    if len(names) > 1:
        strong += [("names", *sorted(pair)) for pair in combinations(names, 2)]
    for numbers, street, city, pincode in places:
        heard = phonetic_key(city)
        if city and pincode:
            strong.append(("place", heard, pincode))
        for name in names:
            if pincode:
                weak.append(("pincode", name[:3] if total <= LARGE else name, pincode))
            if city and total <= LARGE:
                weak.append(("city", name, heard))
        if numbers:
            number = numbers[0]
            region = pincode[:1] if total > LARGE else ""
            weak += [("number", name, number, region) for name in names]
            if pincode:
                weak.append(("house", number, pincode))
            if street:
                strong.append(("street", number, phonetic_key(max(street.split(), key=len)), city[:1]))
    if total <= LARGE:
        weak += [("word", name) for name in names]
        if local:
            weak += [("domain", domain), ("sound", phonetic_key(local), domain[:3])]
    numbers_of_keys = {_number(key) | _CONTACT | _STRONG for key in contacts}
    numbers_of_keys.update(_number(key) & ~_CONTACT | _STRONG for key in strong)
    numbers_of_keys.update(_number(key) & ~(_CONTACT | _STRONG) for key in weak)
    return numbers_of_keys


def _number(key: tuple[str, ...]) -> int:
    """Return a number of 63 bits for a key; Python's `hash` of a text differs from process to process."""
    text = "\n".join(key).encode()
    return crc32(text) << 31 | adler32(text)
