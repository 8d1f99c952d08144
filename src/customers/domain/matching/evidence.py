"""Describe the evidence that two profiles are one person, or not."""

from collections.abc import Iterator, Sequence
from itertools import product

from customers.domain.email import email_key
from customers.domain.matching.field_weights import FieldWeights, is_slip
from customers.domain.matching.name_similarity import Kind, alike, edits
from customers.domain.matching.places import read_place
from customers.domain.matching.profile import MatchPlace, MatchProfile, read_profile
from customers.models.customer import Customer, CustomerAddress
from customers.models.merge import Evidence

_WORDS = {
    Kind.SAME: "same {what}",
    Kind.SOUND: "{what}s sound alike",
    Kind.SHORT: "one {what} is short for the other",
    Kind.TYPO: "{what}s differ by a few letters",
    Kind.CUT: "one {what} begins like the other",
    Kind.INITIAL: "an initial fits",
    Kind.LIKE: "{what}s are alike, but both are names",
    Kind.DIFFERENT: "different {what}s",
}


def profile_of(customer: Customer) -> MatchProfile:
    """Return the compared parts of a customer that was read with its addresses."""
    addresses = customer.addresses or ()
    return read_profile(
        customer.first_name,
        customer.last_name,
        customer.email,
        [customer.phone, *(address.phone for address in addresses)],
        [(address.address1, address.address2, address.city, address.pincode) for address in addresses],
    )


def explain(likeness: FieldWeights, a: Customer, b: Customer) -> tuple[Evidence, ...]:
    """Return the evidence of each field that two customers have; both were read with their addresses."""
    first, second = profile_of(a), profile_of(b)
    evidence = [Evidence("name", a.full_name, b.full_name, why) for why in _names(likeness, first, second)]
    evidence += _emails(likeness, first, second, a, b)
    evidence += _phones(first, second, a, b)
    evidence += _places(likeness, a, b)
    return tuple(evidence)


def _names(likeness: FieldWeights, a: MatchProfile, b: MatchProfile) -> Iterator[str]:
    words, others = a.names, b.names
    if not words or not others:
        return
    if words == others:
        yield "same name"
    elif sorted(words) == sorted(others):
        yield "same name in another order"
    elif "".join(words) == "".join(others):
        yield "same name, written apart"
    elif len(a.given_names) == len(a.family_names) == len(b.given_names) == len(b.family_names) == 1:
        yield from _parts(likeness, a, b)
    else:
        yield _whole(likeness, words, others)
    if a.generation != b.generation:
        yield "different generations (Jr., Sr.)" if a.generation and b.generation else "one is called Jr., Sr. or the like"


def _parts(likeness: FieldWeights, a: MatchProfile, b: MatchProfile) -> Iterator[str]:
    """Compare names of one given name and one surname each."""
    (name, surname), (other_name, other_surname) = a.names, b.names
    straight = likeness.names.words(name, other_name)[0] + likeness.names.words(surname, other_surname)[0]
    crossed = likeness.names.words(name, other_surname)[0] + likeness.names.words(surname, other_name)[0]
    pairs = [(name, other_name, "first name"), (surname, other_surname, "last name")]
    if crossed > straight:
        pairs = [(name, other_surname, "name"), (surname, other_name, "name")]
        yield "names in another order"
    whys = [_word(likeness, first, second, what) for first, second, what in pairs]
    if crossed <= straight and whys[0] == "same first name" and whys[1] == "same last name":
        whys = ["same name"]
    yield ", ".join(whys)


def _word(likeness: FieldWeights, first: str, second: str, what: str) -> str:
    kind = likeness.names.words(first, second)[1]
    if kind in (Kind.TYPO, Kind.SOUND) and edits(first, second) == 1:
        return f"{what}s differ by one letter"
    return _WORDS[kind].format(what=what)


def _whole(likeness: FieldWeights, words: Sequence[str], others: Sequence[str]) -> str:
    """Compare names that are not of one given name and one surname each."""
    if set(words) <= set(others) or set(others) <= set(words):
        return "one name is part of the other"
    kinds = [min(likeness.names.words(word, candidate)[1] for candidate in others) for word in words]
    same = sum(kind == Kind.SAME for kind in kinds)
    close = sum(kind < Kind.LIKE for kind in kinds)
    if close == 0:
        return "different names"
    if len(words) == len(others) == 1:
        return _word(likeness, words[0], others[0], "name")
    return "names share a word" if same == 1 == close else "names share most words" if 2 * close > len(words) else "names share some words"


def _emails(likeness: FieldWeights, first: MatchProfile, second: MatchProfile, a: Customer, b: Customer) -> Iterator[Evidence]:
    if not a.email or not b.email:
        yield from _name_in_email(first, a, b)
        yield from (Evidence(e.field, e.b, e.a, e.why) for e in _name_in_email(second, b, a))
        return
    if (first.local, first.domain) == (second.local, second.domain):
        why = "same email" if email_key(a.email) == email_key(b.email) else "same mailbox, but for dots or a + tag"
    elif first.local == second.local:
        why = "same email before the @"
    elif first.domain == second.domain and edits(first.local, second.local) == 1:
        why = "emails differ by one letter"
    elif likeness.emails(first, second)[0] > 0 and alike(first.local, second.local) >= 0.7:
        why = "emails are alike"
    else:
        why = "different emails"
    yield Evidence("email", a.email, b.email, why)


def _name_in_email(profile: MatchProfile, a: Customer, b: Customer) -> Iterator[Evidence]:
    """Yield that the name of one is in the email of the other."""
    local = (b.email or "").lower().partition("@")[0]
    if not a.email and local and any(len(word) > 3 and word in local for word in profile.names):
        yield Evidence("email", None, b.email, "the email has the name in it")


def _phones(first: MatchProfile, second: MatchProfile, a: Customer, b: Customer) -> Iterator[Evidence]:
    phones, others = first.phones, second.phones
    if not phones or not others:
        return
    shared = [phone for phone in phones if phone in others]
    if shared:
        yield Evidence("phone", shared[0], shared[0], "same phone")
        return
    near = any(is_slip(phone, candidate) for phone in phones for candidate in others)
    yield Evidence("phone", a.phone or phones[0], b.phone or others[0], "phones differ by one digit" if near else "different phones")


def _places(likeness: FieldWeights, a: Customer, b: Customer) -> Iterator[Evidence]:
    books = ([(address, _place(address)) for address in customer.addresses or ()] for customer in (a, b))
    pairs = list(product(*books))
    if not pairs:
        return
    (first, first_place), (second, second_place) = max(pairs, key=lambda pair: likeness.place(pair[0][1], pair[1][1])[0])
    yield Evidence("address", _line(first), _line(second), _compare_places(likeness, first_place, second_place))


def _place(address: CustomerAddress) -> MatchPlace:
    return read_place(address.address1, address.address2, address.city, address.pincode)


def _compare_places(likeness: FieldWeights, first: MatchPlace, second: MatchPlace) -> str:
    (numbers, street, city, pincode), (other_numbers, other_street, other_city, other_pincode) = first, second
    same_number = bool(numbers and other_numbers) and numbers[0] == other_numbers[0]
    same_street = bool(street and other_street) and likeness.place(((), street, "", ""), ((), other_street, "", ""))[0] > 2
    same_city, same_pincode = city == other_city, pincode == other_pincode
    if same_street and same_pincode:
        return "same address" if same_number and same_city else "same pincode and street"
    same = [what for what, holds in (("street", same_street), ("pincode", same_pincode), ("city", same_city)) if holds]
    if not same:
        return "different addresses"
    known = " and ".join(same)
    return f"same {known}" if same_street or (same_number and same_pincode) else f"same {known}, another street"


def _line(address: CustomerAddress) -> str:
    return ", ".join(filter(None, (address.address1, address.address2, address.city, address.pincode)))
