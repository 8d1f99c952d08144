"""How much two names say for or against one person, whatever their order, spelling and slips."""

from collections.abc import Sequence
from enum import IntEnum
from math import log

from rapidfuzz.distance import OSA

from customers.domain.matching.frequencies import Frequencies
from customers.domain.matching.names import phonetic_key, phonetic_spelling
from customers.domain.matching.nicknames import is_short_form
from customers.domain.matching.profile import MatchProfile

edits = OSA.distance
alike = OSA.normalized_similarity

# Likelihoods of what is seen of one person, and of two; see `domain.matching.field_weights`.
# One of ten true duplicates in dirty data has another given name or surname altogether.
DIFFERENT = log(0.1)
_TYPO = {True: log(0.1 / 0.0007), False: log(0.1 / 0.0015)}  # long words are hit by chance less often than short ones
_OTHER_FIRST = -1.5  # the first letter is where people err least
_SWAPPED = log(0.1)
_CUT = log(0.03 / 0.003)
_INITIAL = log(0.9 / 0.1)
_OTHER_SURNAME = log(0.05 / 0.3)
# As many words as that in all, and a name in one field is that of a company, or a whole name.
_TITLE = 5
_WORDS_HELD = 60_000


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


_CLOSE_KINDS = (Kind.SAME, Kind.SOUND, Kind.TYPO, Kind.CUT)


def is_title(a: MatchProfile, b: MatchProfile) -> bool:
    """Whether two names of several words stand in one field: of companies, or whole names of people."""
    return not a[1] and not b[1] and len(a[0]) + len(b[0]) >= _TITLE


class NameSimilarity:
    """The comparison of two names; what is known of two words is kept, as the same words come again and again."""

    def __init__(self, frequencies: Frequencies) -> None:
        self.frequencies = frequencies
        self._words: dict[tuple[str, str], tuple[float, Kind]] = {}

    def words(self, one: str, other: str) -> tuple[float, Kind]:
        """Two words of a name: their weight against strangers, and how they compare."""
        found = self._words.get((one, other))
        if found is None:
            if len(self._words) > _WORDS_HELD:
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
            return (_INITIAL, Kind.INITIAL) if long.startswith(short) else (DIFFERENT, Kind.DIFFERENT)
        if is_short_form(one, other):
            return log(0.04 / 0.002), Kind.SHORT
        likeness = alike(one, other, score_cutoff=0.5)
        if likeness == 0.0:
            cut = len(short) >= 3 and long.startswith(short)
            return (_CUT, Kind.CUT) if cut else (DIFFERENT, Kind.DIFFERENT)
        key = phonetic_key(one)
        same_key = len(key) > 1 and key == phonetic_key(other)
        known = f.exists(one) and f.exists(other)
        slip = _TYPO[len(long) > 5]
        if same_key and known and phonetic_spelling(one) == phonetic_spelling(other):
            return log(0.1 / f.share(f.sounds, key, 0.004)), Kind.SOUND
        first = 0.0 if one[0] == other[0] else _OTHER_FIRST
        if known:
            # Two names that there are: it would be quite an accident to write the one for the other.
            if same_key:
                return log(0.02 / 0.01), Kind.LIKE
            return (log(0.01 / 0.03), Kind.LIKE) if likeness >= 0.6 else (DIFFERENT, Kind.DIFFERENT)
        if same_key:
            return max(log(0.1 / f.share(f.sounds, key, 0.004)), slip) + first, Kind.SOUND
        if len(long) >= 4 and edits(one, other, score_cutoff=1) == 1:
            return slip + first, Kind.TYPO
        if likeness >= 0.74:
            return log(0.04 / 0.002) + first, Kind.TYPO
        if len(short) >= 3 and long.startswith(short):
            return _CUT, Kind.CUT
        if likeness >= 0.6:
            return log(0.03 / 0.02), Kind.LIKE
        return DIFFERENT, Kind.DIFFERENT

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

    def compare(self, a: MatchProfile, b: MatchProfile) -> tuple[float, float]:
        """The names in any order; of a household the surname is shared."""
        given, family, generation = a[0], a[1], a[2]
        other_given, other_family, other_generation = b[0], b[1], b[2]
        if len(given) == len(family) == len(other_given) == len(other_family) == 1:
            first, last = self.words(given[0], other_given[0])[0], self.words(family[0], other_family[0])[0]
            stranger, household = _both(first, last)
            if first < 0 and last < 0:
                stranger, household = self._crossed(a, b, stranger, household)
        else:
            stranger, household = self._compare_any(a, b)
        if generation != other_generation:
            # A father often goes without the mark that his son has.
            change = (-4.0, -6.0) if generation and other_generation else (-1.5, -4.0)
            return stranger + change[0], household + change[1]
        return stranger, household

    def _compare_any(self, a: MatchProfile, b: MatchProfile) -> tuple[float, float]:
        """Names that are not of a given name and a surname each."""
        given, family, other_given, other_family = a[0], a[1], b[0], b[1]
        count, other_count = len(given) + len(family), len(other_given) + len(other_family)
        if not count or not other_count:
            return 0.0, 0.0
        if count == 1 or other_count == 1:
            return self._one_word(a, b) if count == 1 else self._one_word(b, a)
        if bool(family) != bool(other_family) and max(len(given), len(other_given)) < 4:
            stranger, household = self.compare(_split(a), _split(b))
            return stranger - 0.3, household - 0.3
        if is_title(a, b):
            return self._title(given, other_given)
        return self._crossed(a, b, *_both(self._part(given, other_given), self._part(family, other_family)))

    def _crossed(self, a: MatchProfile, b: MatchProfile, stranger: float, household: float) -> tuple[float, float]:
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

    def _one_word(self, a: MatchProfile, b: MatchProfile) -> tuple[float, float]:
        """A name of one word, which may be the given name or the surname."""
        one, other = a[0] + a[1], b[0] + b[1]
        if not one or not other:
            return 0.0, 0.0
        best = max(self.words(one[0], candidate)[0] for candidate in other)
        if best < 0:
            return (-1.0, -1.0) if len(other) == 1 else (DIFFERENT, -2.0)
        if len(other) > 1 and b[0] and not a[1] and self.words(one[0], b[0][0])[0] == best:
            return best, best - 0.7  # "Asha" and "Asha Rao"
        if len(other) == 1 and not a[1] and not b[1] and 2 * self.frequencies.family[one[0]] <= self.frequencies.words[one[0]]:
            return best, best - 0.7  # twice "Asha", and Asha is no surname
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
            return 1.5 * DIFFERENT, 1.5 * DIFFERENT
        if fit < 0.75:
            # Branches of one house are called alike, and so are the people of one family.
            return min(0.4 * matched, 6.0), -1.0 if missing else 1.0
        weight = min(0.8 * matched, 9.0)
        return weight, weight - (0.8 * top if len(one) + len(other) < 7 else 0.0)


def _both(first: float, last: float) -> tuple[float, float]:
    """First and last name together; a surname that differs is seen more often within a household than of one person."""
    return first + last, first + (min(last, 0.0) if last > -1 else _OTHER_SURNAME)


def _split(profile: MatchProfile) -> MatchProfile:
    """A profile whose whole name stands in one field, with its last word for the surname."""
    given, family = profile[0], profile[1]
    return (given[:-1], given[-1:], *profile[2:]) if not family else profile
