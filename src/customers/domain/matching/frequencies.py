"""Frequencies of names, cities, streets and providers: a rare surname is stronger evidence than a common one."""

from collections import Counter
from collections.abc import Sequence

from customers.domain.matching.given_names import KNOWN
from customers.domain.matching.names import phonetic_key
from customers.domain.matching.profile import MatchProfile


class Frequencies:
    """The frequency of each value among profiles."""

    # The weight, in profiles, of the usual frequencies against those of the shop.
    USUAL = 1000.0

    def __init__(self, profiles: Sequence[MatchProfile]) -> None:
        self.total = len(profiles)
        self.words: Counter[str] = Counter()
        self.family: Counter[str] = Counter()
        self.sounds: Counter[str] = Counter()
        self.cities: Counter[str] = Counter()
        self.pincodes: Counter[str] = Counter()
        self.streets: Counter[str] = Counter()
        self.phones: Counter[str] = Counter()
        self.domains: Counter[str] = Counter()
        for given_names, family_names, _, _, domain, phones, places in profiles:
            words = {*given_names, *family_names}
            self.words.update(words)
            self.family.update(family_names)
            self.sounds.update({phonetic_key(word) for word in words})
            self.phones.update(phones)
            if domain:
                self.domains[domain] += 1
            for _, street, city, pincode in places[:1]:
                self.streets[street] += 1
                self.cities[city] += 1
                self.pincodes[pincode] += 1

    def exists(self, word: str) -> bool:
        """Return whether a word is a known name rather than a misspelling."""
        return word in KNOWN or self.words[word] > 2

    def share(self, counts: Counter[str], value: str, usual: float) -> float:
        """Return the share of other profiles that have a value; `usual` is that of a usual shop."""
        return (max(counts.get(value, 0) - 1, 0) + usual * self.USUAL) / (self.total + self.USUAL)
