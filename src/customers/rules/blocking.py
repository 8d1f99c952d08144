"""The keys under which profiles are looked at together: two that do not share enough are never compared."""

from itertools import combinations

from customers.rules.mailboxes import ROLES
from customers.rules.names import skeleton
from customers.rules.profiles import Profile

# From here on a shop is large: one weak key in common is chance too often to look at every pair that has it.
LARGE = 20_000
_WORDS = 4


def most(total: int) -> int:
    """How many profiles may share a key for it to say anything: in a large shop a key that dozens have is chance.

    Whoever is in a larger block (a frequent surname in a large city) is found by finer keys.
    """
    return 10 + min(30_000 // max(total, 1), 30)


def enough(total: int) -> int:
    """What the strengths of the keys that two profiles share must come to for them to be compared."""
    return 2 if total > LARGE else 1


def strength(key: int) -> int:
    """What a shared key counts: 2 where it is a contact, a whole name or a house, 1 where it is a name in a place."""
    return 1 + (key & 1)


def keys(profile: Profile, total: int) -> set[int]:
    """Every key of a profile in a shop of `total` profiles, as numbers; equal in one run of the program only."""
    given, family, _, local, domain, phones, places = profile
    names = [skeleton(word) for word in (given + family)[:_WORDS] if len(word) > 1]
    strong: list[tuple[object, ...]] = [("phone", phone) for phone in phones]
    weak: list[tuple[object, ...]] = []
    if local:
        strong.append(("email", local, domain))
        if local not in ROLES:
            strong.append(("local", local))
    if len(names) > 1:
        strong += [("names", *sorted(pair)) for pair in combinations(names, 2)]
    for numbers, street, city, pincode in places:
        heard = skeleton(city)
        if city and pincode:
            strong.append(("place", heard, pincode))
        for name in names:
            if pincode:
                weak.append(("pincode", name[:3], pincode))
            if city:
                weak.append(("city", name, heard))
        if numbers:
            number = numbers[0]
            weak += [("number", name, number) for name in names]
            if pincode:
                strong.append(("house", number, pincode))
            if street:
                strong.append(("street", number, skeleton(max(street.split(), key=len)), city[:1]))
    if total <= LARGE:
        weak += [("word", name) for name in names]
        if local:
            weak += [("domain", domain), ("sound", skeleton(local), domain[:3])]
    return {hash(key) | 1 for key in strong} | {hash(key) & ~1 for key in weak}
