"""Weights of the fields of two profiles, for or against one person.

Every weight is a natural logarithm of a likelihood ratio (Fellegi and Sunter, 1969), once against two strangers and once
against two people of one household, who share surname, phone and address. A share such as 0.02 is that of a usual shop,
where it is not counted from the data.
"""

from math import log
from typing import NamedTuple

from rapidfuzz.fuzz import partial_ratio, ratio, token_set_ratio

from customers.domain.matching.frequencies import Frequencies
from customers.domain.matching.mailboxes import ROLES
from customers.domain.matching.name_similarity import NameSimilarity, alike, edits, is_title
from customers.domain.matching.profile import MatchPlace, MatchProfile


class Weights(NamedTuple):
    """The weights of a field against strangers, and against a household."""

    stranger: float
    household: float


NOTHING = Weights(0.0, 0.0)

# The chance that strangers share a mailbox or a phone. People of one household do.
_CHANCE = 1e-5
# The weight of an email that has, or has not, what the name lacks. Most people have their name in their email, and one of ten to twenty
# strangers has the same initial.
_COMPLETED = 2.0
BEST_COMPLETION = 4.0


class FieldWeights:
    """The comparison of two profiles, field by field."""

    def __init__(self, frequencies: Frequencies) -> None:
        self.frequencies = frequencies
        self.names = NameSimilarity(frequencies)

    # Contacts

    def emails(self, a: MatchProfile, b: MatchProfile) -> tuple[float, float]:
        """Return the weights of the mailboxes; those of one person often differ, and those of namesakes are alike."""
        local, domain, other_local, other_domain = a.local, a.domain, b.local, b.domain
        if not local or not other_local:
            return self._completed_name(a, b)
        if local == other_local and domain == other_domain:
            return (4.0, 0.0) if local in ROLES else (log(0.7 / _CHANCE), log(0.7 / 0.05))
        if local in ROLES or other_local in ROLES:
            return NOTHING
        f = self.frequencies
        close = domain == other_domain or (alike(domain, other_domain) >= 0.8 and _same_number(domain, other_domain))
        if local == other_local:
            return (9.0, 2.6) if close else self._same_local(a, b)
        if not close:
            completed = self._completed_name(a, b)
            return completed if completed is not NOTHING else (log(0.3), log(0.3 / 0.9))
        # Numbered mailboxes are different ones.
        likeness = alike(local, other_local) if _digits(local) == _digits(other_local) or _letters(local) != _letters(other_local) else 0.0
        rare = f.share(f.domains, domain, 0.01) < 0.01
        if rare and likeness >= 0.7:
            return 5.0, 1.0
        if likeness >= 0.85 and _digits(local) == _digits(other_local):
            return 3.5, 1.5
        if rare:
            return 0.5, -1.0
        completed = self._completed_name(a, b)
        return completed if completed is not NOTHING else (log(0.3), log(0.3 / 0.9))

    def _completed_name(self, a: MatchProfile, b: MatchProfile) -> tuple[float, float]:
        """Return the weight of a name that the email completes: R. Sharma is rahul.sharma@..."""
        for first, second in ((a, b), (b, a)):
            local, given_names, family_names = first.local, second.given_names, second.family_names
            if not local or not given_names:
                continue
            if len("".join(first.given_names)) < 2 and len(given_names[0]) > 3 and given_names[0] in local:
                return 2.0, 2.0
            if len(first.given_names) + len(first.family_names) == 1 and family_names and family_names[0] in local:
                rest = "".join(filter(str.isalpha, local.replace(family_names[0], "")))
                if len(rest) > 2 and rest[0] != given_names[0][0]:
                    return -2.0, -2.0  # leah.russell@... is not Sofia Russell
        return max(self._missing_name(a, b), self._missing_name(b, a), key=lambda weights: (abs(weights[0]), weights))

    def _missing_name(self, a: MatchProfile, b: MatchProfile) -> tuple[float, float]:
        """Return the weight of a name that a profile has in its email alone: the Asha of asha.rao@... is Asha Rao."""
        known, local = a.given_names + a.family_names, _letters(a.local)
        if not local or len(known) > 1:
            return NOTHING
        f = self.frequencies
        for at, word in enumerate(b.given_names + b.family_names):
            if len(word) < 4 or (known and self.names.words(known[0], word)[0] > 0):
                continue
            # The household shares the surname.
            is_given = bool(b.family_names) and at < len(b.given_names)
            weight = 0.0
            if word in local:
                weight = min(log(0.4 / f.share(f.words, word, 0.002)), BEST_COMPLETION)
            elif len(word) > 4 and partial_ratio(word, local) >= 80:
                weight = 2.5
            if weight:
                return weight, weight if is_given else 0.0
        return self._missing_initial(known[0], local, b) if known and b.given_names and b.family_names else NOTHING

    def _missing_initial(self, known: str, local: str, b: MatchProfile) -> tuple[float, float]:
        """Return the weight of the letter of an email that would be the initial of the name that a profile lacks: a.rao@..., asha.r@..."""
        first_name, surname = b.given_names[0], b.family_names[0]
        if self.names.words(known, surname)[0] > 0:
            rest, missing, home = local, first_name, _COMPLETED
        elif self.names.words(known, first_name)[0] > 0 and local[0] == known[0]:
            rest, missing, home = local.removeprefix(known) if local.startswith(known) else local[1:], surname, 0.0
        else:
            return NOTHING
        if not rest:
            return NOTHING
        if rest[0] != missing[0]:
            return -_COMPLETED, -_COMPLETED
        # Two different mailboxes are not evidence for one person, even with the same initial.
        return NOTHING if b.local else (_COMPLETED, home)

    def _same_local(self, a: MatchProfile, b: MatchProfile) -> tuple[float, float]:
        """Return the weights of one local part at two providers: low if it consists of the name."""
        local = a.local
        if len(local) < 4:
            return NOTHING
        if not any(len(word) > 2 and word in local for word in (*a.given_names, *a.family_names, *b.given_names, *b.family_names)):
            return 5.0, 2.0
        return (4.0, 2.0) if len(_digits(local)) >= 2 else (1.2, 1.0)

    def phones(self, a: MatchProfile, b: MatchProfile) -> tuple[float, float]:
        """Return the weights of the phones; one that many share is an office's."""
        phones, others = a.phones, b.phones
        if not phones or not others:
            return NOTHING
        for phone in phones:
            if phone in others:
                f = self.frequencies
                return log(0.8 / max(_CHANCE, (f.phones[phone] - 4) / (f.total + f.USUAL))), log(0.8 / 0.6)
        if any(is_slip(phone, candidate) for phone in phones for candidate in others):
            return 3.0, 0.0
        return log(0.25), log(0.25 / 0.5)

    # Addresses

    def places(self, a: MatchProfile, b: MatchProfile) -> tuple[float, float]:
        """Return the weights of the two closest addresses; people move, households stay together."""
        if not a.places or not b.places:
            return NOTHING
        best, home = max(self.place(first, second) for first in a.places for second in b.places)
        if best > 0:
            return best, -0.2 if home else 1.0
        if is_title(a, b):
            # A company elsewhere is a branch rather than a move.
            return max(1.5 * best, -6.0), best
        return max(best, -2.5), 1.4

    def place(self, a: MatchPlace, b: MatchPlace) -> tuple[float, bool]:
        """Return the weight of two addresses, and whether they are one home."""
        numbers, street, city, pincode = a
        other_numbers, other_street, other_city, other_pincode = b
        f = self.frequencies
        total, city_says, home = 0.0, 1.0, False
        if pincode and other_pincode:
            if pincode == other_pincode:
                total, city_says = log(0.85 / f.share(f.pincodes, pincode, 0.003)), 0.3
            elif edits(pincode, other_pincode, score_cutoff=1) == 1:
                total = log(0.08 / 0.01)
            else:
                total = -2.4
        if city and other_city:
            same = city == other_city or alike(city, other_city) >= 0.7
            # The frequency of the city counts, not that of its misspelling.
            common = max(f.share(f.cities, city, 0.02), f.share(f.cities, other_city, 0.02))
            total += city_says * log(0.9 / common) if same else -2.0
        if street and other_street:
            likeness = 100.0 if street == other_street else ratio(street, other_street)
            if likeness < 85:
                likeness = max(likeness, 0.9 * token_set_ratio(street, other_street))
            home = likeness >= 80
            if home:
                total += log(0.6 / f.share(f.streets, street, 0.0005)) - (1.5 if likeness < 95 else 0.0)
            else:
                total += 1.5 if likeness >= 65 else -2.2
        if numbers and other_numbers:
            if numbers[0] == other_numbers[0]:
                total += log(0.85 / 0.035)
            elif not set(numbers).isdisjoint(other_numbers):
                total += 2.0
            else:
                total, home = total - 1.8, False
        return total, home and total > 3


def is_slip(first: str, second: str) -> bool:
    """Return whether two phones differ by a wrong or transposed digit; in the last two digits they are two lines of one owner."""
    return first[:-2] != second[:-2] and edits(first, second, score_cutoff=1) == 1


def _letters(text: str) -> str:
    return "".join(filter(str.isalpha, text))


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def _same_number(first: str, second: str) -> bool:
    """Return whether two domains are not two of a series; a digit in one of them alone is a slip."""
    digits, others = _digits(first), _digits(second)
    return digits == others or not digits or not others
