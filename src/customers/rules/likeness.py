"""How much each field of two profiles says for or against one person.

Every weight is a natural logarithm of likelihoods (Fellegi and Sunter, 1969), twice over: how much likelier what is
seen would be of one person than of two strangers, and than of two people of one household, who share surname, phone
and address for nothing. A share of 0.02 that is not counted from the data itself is what a shop usually has.
"""

from collections import Counter
from collections.abc import Sequence
from enum import IntEnum
from math import log
from typing import NamedTuple

from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import ratio, token_set_ratio

from customers.rules.known_names import KNOWN
from customers.rules.mailboxes import ROLES
from customers.rules.names import is_short_form, skeleton, sound
from customers.rules.profiles import Place, Profile

edits = OSA.distance
alike = OSA.normalized_similarity


class Kind(IntEnum):
    """How two words of a name compare."""

    SAME = 0
    SOUND = 1
    SHORT = 2
    TYPO = 3
    CUT = 4
    INITIAL = 5
    LIKE = 6
    DIFFERENT = 7


class Weights(NamedTuple):
    """What a field says against strangers, and against a household."""

    stranger: float
    household: float


NOTHING = Weights(0.0, 0.0)

# One of ten true duplicates in dirty data has another given name or surname altogether.
_DIFFERENT = log(0.1)
_TYPO = {True: log(0.1 / 0.0007), False: log(0.1 / 0.0015)}  # long words are hit by chance less often than short ones
_SWAPPED = log(0.1)
_OTHER_FIRST = -1.5  # the first letter is where people err least
_INITIAL = log(0.9 / 0.1)
_CLOSE_KINDS = (Kind.SAME, Kind.SOUND, Kind.TYPO, Kind.CUT)
# What nobody shares by chance: a mailbox, a phone. People of one household do.
_CHANCE = 1e-5


class Frequencies:
    """How common each value is among the profiles."""

    # So many profiles of a usual shop are mixed in, so that a small shop's own counts are not taken for the world's.
    USUAL = 1000.0

    def __init__(self, profiles: Sequence[Profile]) -> None:
        self.total = len(profiles)
        self.words: Counter[str] = Counter()
        self.family: Counter[str] = Counter()
        self.sounds: Counter[str] = Counter()
        self.cities: Counter[str] = Counter()
        self.pincodes: Counter[str] = Counter()
        self.streets: Counter[str] = Counter()
        self.phones: Counter[str] = Counter()
        self.domains: Counter[str] = Counter()
        for given, family, _, _, domain, phones, places in profiles:
            words = {*given, *family}
            self.words.update(words)
            self.family.update(family)
            self.sounds.update({skeleton(word) for word in words})
            self.phones.update(phones)
            if domain:
                self.domains[domain] += 1
            for _, street, city, pincode in places[:1]:
                self.streets[street] += 1
                self.cities[city] += 1
                self.pincodes[pincode] += 1

    def exists(self, word: str) -> bool:
        """Whether a word is a name, rather than a slip of somebody's pen."""
        return word in KNOWN or self.words[word] > 2

    def share(self, counts: Counter[str], value: str, usual: float) -> float:
        """The share of other profiles that have a value."""
        return (max(counts.get(value, 0) - 1, 0) + usual * self.USUAL) / (self.total + self.USUAL)


class Likeness:
    """The comparison of two profiles, field by field."""

    def __init__(self, frequencies: Frequencies) -> None:
        self.frequencies = frequencies
        self._words: dict[tuple[str, str], tuple[float, Kind]] = {}

    # Names

    def words(self, one: str, other: str) -> tuple[float, Kind]:
        """Two words of a name: their weight against strangers, and how they compare."""
        found = self._words.get((one, other))
        if found is None:
            if len(self._words) > 60_000:
                self._words.clear()
            first, second = (one, other) if one <= other else (other, one)
            found = self._words[one, other] = self._words[other, one] = self._compare_words(first, second)
        return found

    def _compare_words(self, one: str, other: str) -> tuple[float, Kind]:
        f = self.frequencies
        short, long = (one, other) if len(one) <= len(other) else (other, one)
        if one == other:
            return (_INITIAL, Kind.INITIAL) if len(one) == 1 else (log(0.75 / f.share(f.words, one, 0.002)), Kind.SAME)
        if len(short) == 1:
            return (_INITIAL, Kind.INITIAL) if long.startswith(short) else (_DIFFERENT, Kind.DIFFERENT)
        likeness = alike(one, other)
        key = skeleton(one)
        same_key = len(key) > 1 and key == skeleton(other)
        known = f.exists(one) and f.exists(other)
        slip = _TYPO[len(long) > 5]
        if same_key and (known or likeness < 0.5) and sound(one) == sound(other):
            return log(0.1 / f.share(f.sounds, key, 0.004)), Kind.SOUND
        if is_short_form(one, other):
            return log(0.04 / 0.002), Kind.SHORT
        first = 0.0 if one[0] == other[0] else _OTHER_FIRST
        if known:
            # Two names that there are: it would be quite an accident to write the one for the other.
            if same_key and likeness >= 0.5:
                return log(0.02 / 0.01), Kind.LIKE
            return (log(0.01 / 0.03), Kind.LIKE) if likeness >= 0.6 else (_DIFFERENT, Kind.DIFFERENT)
        if same_key and likeness >= 0.5:
            return max(log(0.1 / f.share(f.sounds, key, 0.004)), slip) + first, Kind.SOUND
        if len(long) >= 4 and edits(one, other, score_cutoff=1) == 1:
            return slip + first, Kind.TYPO
        if likeness >= 0.74:
            return log(0.04 / 0.002) + first, Kind.TYPO
        if len(short) >= 3 and long.startswith(short):
            return log(0.03 / 0.003), Kind.CUT
        if likeness >= 0.6:
            return log(0.03 / 0.02), Kind.LIKE
        return _DIFFERENT, Kind.DIFFERENT

    def _part(self, one: Sequence[str], other: Sequence[str]) -> float:
        """Two given names, or two surnames, of one or more words; a missing one says nothing."""
        if not one or not other:
            return 0.0
        if len(one) == 1 == len(other):
            return self.words(one[0], other[0])[0]
        if len(one) > len(other):
            one, other = other, one
        left = list(other)
        weights = []
        for word in one:
            at, best = max(enumerate(self.words(word, candidate)[0] for candidate in left), key=lambda found: found[1])
            weights.append(best)
            del left[at]
        top = max(weights)
        # The words of one name go together: each further one says half as much.
        total = sum(weight if weight < 0 else weight / 2 for weight in weights) + max(top / 2, 0) - 0.5 * len(left)
        joined = self.words("".join(one), "".join(other))[0]
        return max(total, joined) if joined > 0 else total

    def names(self, a: Profile, b: Profile) -> tuple[float, float]:
        """The names in any order; of a household the surname is shared."""
        given, family, generation = a[0], a[1], a[2]
        other_given, other_family, other_generation = b[0], b[1], b[2]
        count, other_count = len(given) + len(family), len(other_given) + len(other_family)
        if not count or not other_count:
            return NOTHING
        if count == 1 or other_count == 1:
            stranger, household = self._one_word(a, b) if count == 1 else self._one_word(b, a)
        elif bool(family) != bool(other_family) and max(len(given), len(other_given)) < 4:
            stranger, household = self.names(_split(a), _split(b))
            return stranger - 0.3, household - 0.3
        elif not family and not other_family and count + other_count > 4:
            stranger, household = self._title(given, other_given)
        else:
            first, last = self._part(given, other_given), self._part(family, other_family)
            stranger = first + last
            # A surname that differs is seen more often within a household than of one person.
            household = first + (min(last, 0.0) if last > -1 else log(0.05 / 0.3))
            if (first < 0 and last < 0) or count != 2 or other_count != 2 or not (family and other_family):
                stranger, household = self._crossed(a, b, stranger, household)
        if generation != other_generation:
            # A father often goes without the mark that his son has.
            change = (-4.0, -6.0) if generation and other_generation else (-1.5, -4.0)
            return stranger + change[0], household + change[1]
        return stranger, household

    def _crossed(self, a: Profile, b: Profile, stranger: float, household: float) -> tuple[float, float]:
        """The names in the fields of each other, or shared out otherwise, where that fits better than as they stand."""
        one, other = self._part(a[0], b[1]), self._part(a[1], b[0])
        if (one > 0 or other > 0) and one + other + _SWAPPED > stranger:
            # Which of the two is the surname, which a household shares? The one that mostly is.
            f = self.frequencies
            shared = one if a[0] and 2 * f.family[a[0][0]] > f.words[a[0][0]] else other
            stranger = one + other + _SWAPPED
            household = one + other - max(shared, 0.0)
        words, other_words = a[0] + a[1], b[0] + b[1]
        if len(words) != 2 or len(other_words) != 2 or not (a[1] and b[1]):
            mixed = self._part(words, other_words) - 0.7
            if mixed > stranger:
                best = max(self.words(word, candidate)[0] for word in words for candidate in other_words)
                return mixed, mixed - max(best, 0.0)
        return stranger, household

    def _one_word(self, a: Profile, b: Profile) -> tuple[float, float]:
        """A name of one word, which may be the given name or the surname."""
        one, other = a[0] + a[1], b[0] + b[1]
        if not one or not other:
            return NOTHING
        best = max(self.words(one[0], candidate)[0] for candidate in other)
        if best < 0:
            return (-1.0, -1.0) if len(other) == 1 else (_DIFFERENT, -1.0)
        if len(other) > 1 and b[0] and not a[1] and self.words(one[0], b[0][0])[0] == best:
            return best, best - 0.7  # "Asha" and "Asha Rao"
        return best, 0.0

    def _title(self, one: Sequence[str], other: Sequence[str]) -> tuple[float, float]:
        """Names of several words in one field: of companies, or whole names of people."""
        if len(one) > len(other):
            one, other = other, one
        f = self.frequencies
        rarity = {word: -log(f.share(f.words, word, 0.002)) for word in (*one, *other)}
        left = dict.fromkeys(other)
        matched = missing = top = 0.0
        for word in one:
            found = word if word in left else next((w for w in left if self.words(word, w)[1] in _CLOSE_KINDS), None)
            if found is None:
                missing += rarity[word]
                continue
            del left[found]
            weight = rarity[word] if found == word else 0.7 * rarity[word]
            matched += weight
            top = max(top, weight)
        fit = matched / (matched + missing + sum(rarity[word] for word in left) / 2)
        if fit < 0.4:
            return _DIFFERENT, _DIFFERENT
        if fit < 0.75:
            # Branches of one house are called alike, and so are the people of one family.
            return min(0.4 * matched, 6.0), -1.0
        weight = min(0.8 * matched, 9.0)
        return weight, weight - (0.8 * top if len(one) + len(other) < 7 else 0.0)

    # Contacts

    def emails(self, a: Profile, b: Profile) -> tuple[float, float]:
        """The mailboxes; two of one person differ often, and those of namesakes are alike."""
        local, domain, other, other_domain = a[3], a[4], b[3], b[4]
        if not local or not other:
            return self._told(a, b)
        if local == other and domain == other_domain:
            return (4.0, 0.0) if local in ROLES else (log(0.7 / _CHANCE), log(0.7 / 0.05))
        if local in ROLES or other in ROLES:
            return NOTHING
        f = self.frequencies
        close = domain == other_domain or alike(domain, other_domain) >= 0.8
        if local == other:
            return (9.0, 2.6) if close else self._same_local(a, b)
        if not close:
            told = self._told(a, b)
            return told if told is not NOTHING else (log(0.3), log(0.3 / 0.9))
        likeness = alike(local, other)
        rare = f.share(f.domains, domain, 0.01) < 0.01
        if rare and likeness >= 0.7:
            return 5.0, 1.0
        if likeness >= 0.85 and _digits(local) == _digits(other):
            return 3.5, 1.5
        if rare:
            return 0.5, -1.0
        told = self._told(a, b)
        return told if told is not NOTHING else (log(0.3), log(0.3 / 0.9))

    def _told(self, a: Profile, b: Profile) -> tuple[float, float]:
        """Of a given name that is an initial, or missing, the email may have the whole: R. Sharma is rahul.sharma@..."""
        for one, other in ((a, b), (b, a)):
            if one[3] and len("".join(one[0])) < 2 and other[0] and len(other[0][0]) > 3 and other[0][0] in one[3]:
                return 2.0, 2.0
            if one[3] and len(one[0]) + len(one[1]) == 1 and other[0] and other[1] and other[1][0] in one[3]:
                rest = "".join(filter(str.isalpha, one[3].replace(other[1][0], "")))
                if len(rest) > 2 and rest[0] != other[0][0][0]:
                    return -2.0, -2.0  # leah.russell@... is not Sofia Russell
        return NOTHING

    def _same_local(self, a: Profile, b: Profile) -> tuple[float, float]:
        """The same before the @ at two providers: it says little where it is made of the name alone."""
        local = a[3]
        if len(local) < 4:
            return NOTHING
        if not any(len(word) > 2 and word in local for word in (*a[0], *a[1], *b[0], *b[1])):
            return 5.0, 2.0
        return (4.0, 2.0) if len(_digits(local)) >= 2 else (1.2, 1.0)

    def phones(self, a: Profile, b: Profile) -> tuple[float, float]:
        """The phones; one that many share is an office's."""
        phones, others = a[5], b[5]
        if not phones or not others:
            return NOTHING
        for phone in phones:
            if phone in others:
                f = self.frequencies
                return log(0.8 / max(_CHANCE, (f.phones[phone] - 4) / (f.total + f.USUAL))), log(0.8 / 0.6)
        if any(edits(phone, other, score_cutoff=1) == 1 for phone in phones for other in others):
            return 5.0, 0.0
        return log(0.25), log(0.25 / 0.5)

    # Addresses

    def places(self, a: Profile, b: Profile) -> tuple[float, float]:
        """The two addresses that are most alike; people move, households do not part."""
        if not a[6] or not b[6]:
            return NOTHING
        best, home = max(self.place(one, other) for one in a[6] for other in b[6])
        if best > 0:
            return best, -0.2 if home else 1.0
        if not a[1] and not b[1] and len(a[0]) + len(b[0]) > 4:
            # A company elsewhere is a branch rather than a move.
            return max(1.5 * best, -6.0), best
        return max(best, -2.5), 1.4

    def place(self, a: Place, b: Place) -> tuple[float, bool]:
        """Two addresses, and whether they are one home."""
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
            # Of a city and a slip of it, how common the city is counts.
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


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def _split(profile: Profile) -> Profile:
    """A profile whose whole name stands in one field, with its last word for the surname."""
    given, family = profile[0], profile[1]
    return (given[:-1], given[-1:], *profile[2:]) if not family else profile
