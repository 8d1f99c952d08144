"""Weights of two names for or against one person, in any order and spelling."""

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

# Likelihood ratios; see `domain.matching.field_weights`.
# One of ten true duplicates in dirty data has a different given name or surname.
DIFFERENT = log(0.1)
_TYPO = {True: log(0.1 / 0.0007), False: log(0.1 / 0.0015)}  # long words match by chance less often than short ones
_OTHER_FIRST = -1.5  # the first letter is rarely wrong
_SWAPPED = log(0.1)
_CUT = log(0.03 / 0.003)
_INITIAL = log(0.9 / 0.1)
_OTHER_SURNAME = log(0.05 / 0.3)
# Names in one field with as many words together are those of companies, or full names.
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
    """Return whether two names are of several words in one field: of companies, or full names of people."""
    return not a.family_names and not b.family_names and len(a.given_names) + len(b.given_names) >= _TITLE


class NameSimilarity:
    """The comparison of two names; results of words are cached, as words repeat."""

    def __init__(self, frequencies: Frequencies) -> None:
        self.frequencies = frequencies
        self._words: dict[tuple[str, str], tuple[float, Kind]] = {}

    def words(self, first: str, second: str) -> tuple[float, Kind]:
        """Return the weight of two words of a name against strangers, and how they compare."""
        result = self._words.get((first, second))
        if result is None:
            if len(self._words) > _WORDS_HELD:
                self._words.clear()
            ordered = (first, second) if first <= second else (second, first)
            result = self._words[first, second] = self._words[second, first] = self._compare_words(*ordered)
        return result

    def _compare_words(self, first: str, second: str) -> tuple[float, Kind]:
        short, long = (first, second) if len(first) <= len(second) else (second, first)
        if first == second:
            share = self.frequencies.share(self.frequencies.words, first, 0.002)
            return (_INITIAL, Kind.INITIAL) if len(first) == 1 else (log(0.75 / share), Kind.SAME)
        if len(short) == 1:
            return (_INITIAL, Kind.INITIAL) if long.startswith(short) else (DIFFERENT, Kind.DIFFERENT)
        if is_short_form(first, second):
            return log(0.04 / 0.002), Kind.SHORT
        likeness = alike(first, second, score_cutoff=0.5)
        if likeness == 0.0:
            cut = len(short) >= 3 and long.startswith(short)
            return (_CUT, Kind.CUT) if cut else (DIFFERENT, Kind.DIFFERENT)
        return self._compare_similar(first, second, likeness)

    def _compare_similar(self, first: str, second: str, likeness: float) -> tuple[float, Kind]:
        """Compare two words that have at least half of their letters in common."""
        f = self.frequencies
        key = phonetic_key(first)
        same_key = len(key) > 1 and key == phonetic_key(second)
        known = f.exists(first) and f.exists(second)
        if same_key and known and phonetic_spelling(first) == phonetic_spelling(second):
            return log(0.1 / f.share(f.sounds, key, 0.004)), Kind.SOUND
        if known:
            # Two known names are rarely mistaken for each other.
            if same_key:
                return log(0.02 / 0.01), Kind.LIKE
            return (log(0.01 / 0.03), Kind.LIKE) if likeness >= 0.6 else (DIFFERENT, Kind.DIFFERENT)
        slip = _TYPO[max(len(first), len(second)) > 5]
        initial = 0.0 if first[0] == second[0] else _OTHER_FIRST
        if same_key:
            return max(log(0.1 / f.share(f.sounds, key, 0.004)), slip) + initial, Kind.SOUND
        return self._compare_misspelled(first, second, likeness, slip + initial, initial)

    def _compare_misspelled(self, first: str, second: str, likeness: float, slip: float, initial: float) -> tuple[float, Kind]:
        """Compare two similar words that sound different and of which one is not a known name."""
        short, long = (first, second) if len(first) <= len(second) else (second, first)
        if len(long) >= 4 and edits(first, second, score_cutoff=1) == 1:
            return slip, Kind.TYPO
        if likeness >= 0.74:
            return log(0.04 / 0.002) + initial, Kind.TYPO
        if len(short) >= 3 and long.startswith(short):
            return _CUT, Kind.CUT
        return (log(0.03 / 0.02), Kind.LIKE) if likeness >= 0.6 else (DIFFERENT, Kind.DIFFERENT)

    def _part(self, first: Sequence[str], second: Sequence[str]) -> float:
        """Return the weight of two given names or surnames of one or more words; 0 if one is missing."""
        if not first or not second:
            return 0.0
        if len(first) == 1 == len(second):
            return self.words(first[0], second[0])[0]
        if len(first) > len(second):
            first, second = second, first
        remaining = list(second)
        weights = []
        for word in first:
            at, best = max(enumerate(self.words(word, candidate)[0] for candidate in remaining), key=lambda pair: pair[1])
            weights.append(best)
            del remaining[at]
        top = max(weights)
        # The words of a name are correlated: each further one counts half.
        total = sum(weight if weight < 0 else weight / 2 for weight in weights) + max(top / 2, 0) - 0.5 * len(remaining)
        joined = self.words("".join(first), "".join(second))[0]
        return max(total, joined) if joined > 0 else total

    def compare(self, a: MatchProfile, b: MatchProfile) -> tuple[float, float]:
        """Return the weights of two names in any order; a household shares the surname."""
        given_names, family_names, generation = a.given_names, a.family_names, a.generation
        other_given, other_family, other_generation = b.given_names, b.family_names, b.generation
        if len(given_names) == len(family_names) == len(other_given) == len(other_family) == 1:
            first, last = self.words(given_names[0], other_given[0])[0], self.words(family_names[0], other_family[0])[0]
            stranger, household = _both(first, last)
            if first < 0 and last < 0:
                stranger, household = self._crossed(a, b, stranger, household)
        else:
            stranger, household = self._compare_any(a, b)
        if generation != other_generation:
            # A father often lacks the mark of his son.
            change = (-4.0, -6.0) if generation and other_generation else (-1.5, -4.0)
            return stranger + change[0], household + change[1]
        return stranger, household

    def _compare_any(self, a: MatchProfile, b: MatchProfile) -> tuple[float, float]:
        """Return the weights of names that are not one given name and one surname each."""
        given_names, family_names, other_given, other_family = a.given_names, a.family_names, b.given_names, b.family_names
        count, other_count = len(given_names) + len(family_names), len(other_given) + len(other_family)
        if not count or not other_count:
            return 0.0, 0.0
        if count == 1 or other_count == 1:
            return self._one_word(a, b) if count == 1 else self._one_word(b, a)
        if bool(family_names) != bool(other_family) and max(len(given_names), len(other_given)) < 4:
            stranger, household = self.compare(_split(a), _split(b))
            return stranger - 0.3, household - 0.3
        if is_title(a, b):
            return self._title(given_names, other_given)
        return self._crossed(a, b, *_both(self._part(given_names, other_given), self._part(family_names, other_family)))

    def _crossed(self, a: MatchProfile, b: MatchProfile, stranger: float, household: float) -> tuple[float, float]:
        """Return the weights of swapped or mixed names, if they fit better."""
        given_names, family_names, other_given, other_family = a.given_names, a.family_names, b.given_names, b.family_names
        first, second = self._part(given_names, other_family), self._part(family_names, other_given)
        if (first > 0 or second > 0) and first + second + _SWAPPED > stranger:
            # The household shares the word that mostly is a surname.
            f = self.frequencies
            shared = first if given_names and 2 * f.family[given_names[0]] > f.words[given_names[0]] else second
            stranger = first + second + _SWAPPED
            household = first + second - max(shared, 0.0)
        words, other_words = given_names + family_names, other_given + other_family
        if len(words) != 2 or len(other_words) != 2 or not (family_names and other_family):
            mixed = self._part(words, other_words) - 0.7
            if mixed > stranger:
                best = max(self.words(word, candidate)[0] for word in words for candidate in other_words)
                return mixed, mixed - max(best, 0.0)
        return stranger, household

    def _one_word(self, a: MatchProfile, b: MatchProfile) -> tuple[float, float]:
        """Return the weights of a name of one word, which may be the given name or the surname."""
        first, second = a.names, b.names
        if not first or not second:
            return 0.0, 0.0
        best = max(self.words(first[0], candidate)[0] for candidate in second)
        if best < 0:
            return (-1.0, -1.0) if len(second) == 1 else (DIFFERENT, -2.0)
        if len(second) > 1 and b.given_names and not a.family_names and self.words(first[0], b.given_names[0])[0] == best:
            return best, best - 0.7  # "Asha" and "Asha Rao"
        f = self.frequencies
        if len(second) == 1 and not a.family_names and not b.family_names and 2 * f.family[first[0]] <= f.words[first[0]]:
            return best, best - 0.7  # twice "Asha", which is rarely a surname
        return best, 0.0

    def _title(self, first: Sequence[str], second: Sequence[str]) -> tuple[float, float]:
        """Return the weights of names of several words in one field: of companies, or full names of people."""
        if len(first) > len(second):
            first, second = second, first
        f = self.frequencies
        rarity = {word: -log(f.share(f.words, word, 0.002)) for word in (*first, *second)}
        remaining = dict.fromkeys(second)
        matched = missing = top = 0.0
        for word in first:
            match = word if word in remaining else next((w for w in remaining if self.words(word, w)[1] in _CLOSE_KINDS), None)
            if match is None:
                missing += rarity[word]
                continue
            del remaining[match]
            weight = rarity[word] if match == word else 0.7 * rarity[word]
            matched += weight
            top = max(top, weight)
        fit = matched / (matched + missing + sum(rarity[word] for word in remaining) / 2)
        if fit < 0.4:
            return 1.5 * DIFFERENT, 1.5 * DIFFERENT
        if fit < 0.75:
            # Branches of a company have similar names, and so have the people of a family.
            return min(0.4 * matched, 6.0), -1.0 if missing else 1.0
        weight = min(0.8 * matched, 9.0)
        return weight, weight - (0.8 * top if len(first) + len(second) < 7 else 0.0)


def _both(first: float, last: float) -> tuple[float, float]:
    """Return the weights of first and last name together; a different surname is more frequent in a household."""
    return first + last, first + (min(last, 0.0) if last > -1 else _OTHER_SURNAME)


def _split(profile: MatchProfile) -> MatchProfile:
    """Return a profile with its full name in one field split: the last word is the surname."""
    names = profile.given_names
    return profile if profile.family_names else profile._replace(given_names=names[:-1], family_names=names[-1:])
