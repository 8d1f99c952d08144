"""The keys under which profiles are looked at together: two that share none are never compared."""

from itertools import combinations

from customers.rules.mailboxes import ROLES
from customers.rules.names import skeleton
from customers.rules.profiles import Profile

_WORDS = 4


def most(total: int) -> int:
    """How many profiles may share a key for it to say anything: in a large shop a key that dozens have is chance.

    Whoever is in a larger block (a frequent surname in a large city) is found by finer keys.
    """
    return 10 + min(30_000 // max(total, 1), 30)


def keys(profile: Profile) -> set[int]:
    """Every key of a profile, as a number; equal in one run of the program only."""
    given, family, _, local, domain, phones, places = profile
    names = [skeleton(word) for word in (*given, *family)[:_WORDS] if len(word) > 1]
    found: list[tuple[object, ...]] = [("phone", phone) for phone in phones]
    if local:
        found += [("email", local, domain), ("domain", domain), ("sound", skeleton(local), domain[:3])]
        if local not in ROLES:
            found.append(("local", local))
    found += [("word", name) for name in names]
    if len(names) > 1:
        found += [("names", *sorted(pair)) for pair in combinations(names, 2)]
    for numbers, street, city, pincode in places:
        number = numbers[0] if numbers else ""
        heard = skeleton(city) if city else ""
        for name in names:
            if pincode:
                found.append(("pincode", name[:3], pincode))
            if number:
                found.append(("number", name, number))
            if city:
                found.append(("city", name, heard))
        if pincode and city:
            found.append(("place", heard, pincode))
        if number and pincode:
            found.append(("house", number, pincode))
        if number and street:
            found.append(("street", number, skeleton(max(street.split(), key=len)), city[:1]))
    return {hash(key) for key in found}
