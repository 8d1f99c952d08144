"""Addresses as they are compared: house number, street, city and postal code, without common words."""

from functools import lru_cache

from customers.domain.matching.names import WORDS
from customers.domain.text import fold

# Words that are in most addresses, in a dozen spellings.
_COMMON_WORDS = """
street st str road rd avenue ave av drive dr lane ln place pl court ct crescent cres cct circuit close cl boulevard blvd blv
highway hwy parade pde terrace tce way square sq marg path galli gali chowk nagar near opp opposite behind between btw at off
next to and the no number flat flt apt apartment apartments house building bldg tower wing floor fl unit suite ste shop plot
door room villa block phase sector main cross north south east west n s e w nw ne sw se of in
"""
_COMMON = frozenset(_COMMON_WORDS.split())


def read_place(address1: str, address2: str | None, city: str, pincode: str) -> tuple[tuple[str, ...], str, str, str]:
    """Return the words of an address with digits, its other words in alphabetical order, the city and the postal code."""
    numbers, street = _read_lines(f"{address1} {address2}" if address2 else address1)
    return numbers, street, _squeeze(city), _squeeze(pincode)


def _read_lines(text: str) -> tuple[tuple[str, ...], str]:
    numbers, words = [], []
    for word in WORDS.findall(fold(text)):
        if word[0].isdigit() or word[-1].isdigit():
            numbers.append(word)
        elif word not in _COMMON:
            words.append(word)
    return tuple(numbers[:4]), " ".join(sorted(words))


@lru_cache(maxsize=20_000)
def _squeeze(text: str) -> str:
    return "".join(WORDS.findall(fold(text)))
