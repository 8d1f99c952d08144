"""The probability that two profiles are one person."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import combinations
from math import exp, log

from customers.domain.matching.blocking import enough, keys, largest, strength
from customers.domain.matching.field_weights import BEST_COMPLETION, FieldWeights
from customers.domain.matching.frequencies import Frequencies
from customers.domain.matching.profile import MatchProfile

# The default threshold. Most pairs are far above it: on every set of test data at least 97 in 100 are right.
DEFAULT_SCORE = 0.6

# Prior numbers of duplicates and of other household members of a profile in a usual shop ...
MATCHES_EACH = 0.1
HOUSEHOLD_EACH = 0.5
# ... and their weight, in pairs, against those of the shop itself.
MATCHES_SEEN = 20.0
HOUSEHOLDS_SEEN = 4.0
# Duplicates with another given name look like households: this share of the duplicates is subtracted from the households.
SLIPS = 0.15
# The prior odds of a match are those of a shop of at least this size.
SMALLEST = 1000
_ROUNDS = 5
_HIGHEST = 60.0

_UNLIKELY = -20.0, -20.0
# The highest weight of each field: of a place against strangers, of the others against a household.
_BEST_PLACE = 25.0
_BEST_PHONE = 0.3
_MOVED = 1.4


class Model:
    """Weights of fields, and prior odds."""

    def __init__(self, likeness: FieldWeights, match: float, household: float) -> None:
        """Take the prior log odds of a match and of a household, against two strangers."""
        self.likeness = likeness
        self.match = match
        self.household = household

    def score_pair(self, a: MatchProfile, b: MatchProfile, least: float = -3.0) -> tuple[float, float]:
        """Return the weights of all fields, against strangers and against a household.

        A pair that cannot reach the weight `least` is not calculated to the end.
        """
        likeness, match = self.likeness, self.match
        at_home = match - self.household
        stranger, household = likeness.names.compare(a, b)
        # After each field: stop if the best possible rest is not enough.
        best_email = BEST_COMPLETION if a.local or b.local else 0.0
        if at_home + household + best_email + _BEST_PHONE + _MOVED < least:
            return _UNLIKELY
        phone, phone_home = likeness.phones(a, b)
        household += phone_home
        if at_home + household + best_email + _MOVED < least:
            return _UNLIKELY
        email, email_home = likeness.emails(a, b)
        household += email_home
        stranger += phone + email
        if at_home + household + _MOVED < least or match + stranger + _BEST_PLACE < least:
            return _UNLIKELY
        place, place_home = likeness.places(a, b)
        return stranger + place, household + place_home

    def weight(self, stranger: float, household: float) -> float:
        """Return the log odds that two profiles are one person."""
        return -log(exp(_bounded(-self.match - stranger)) + exp(_bounded(self.household - self.match - household)))


def _bounded(odds: float) -> float:
    """Return log odds limited to the range of `exp`: names of a hundred words exceed it."""
    return max(-_HIGHEST, min(odds, _HIGHEST))


def probability(weight: float) -> float:
    """Return the probability of log odds, rounded to four digits, above 0 and below 1."""
    return min(max(round(1 / (1 + exp(-weight)), 4), 0.0001), 0.9999)


def log_odds(score: float) -> float:
    """Return the log odds of a probability."""
    return -_HIGHEST if score <= 0.0001 else log(score / (1 - score)) if score < 1 else _HIGHEST


def calibrate(sample: Sequence[MatchProfile], total: int) -> Model:
    """Return a model with the frequencies of a sample, and with odds estimated from its matches and households."""
    pairs = _pairs(sample, total)
    scale = max(total, SMALLEST)
    model = Model(FieldWeights(Frequencies(sample)), log(2 * MATCHES_EACH / scale), log(2 * HOUSEHOLD_EACH / scale))
    scores = (model.score_pair(sample[first], sample[second], -_HIGHEST) for first, second in pairs)
    weights = [score for score in scores if score[0] > 0]
    seen = len(sample) ** 2 / scale
    for _ in range(_ROUNDS):
        matches = households = 0.0
        for stranger, household in weights:
            match = exp(min(model.match + stranger, _HIGHEST))
            home = exp(min(model.household + stranger - household, _HIGHEST))
            matches += match / (1 + match + home)
            households += home / (1 + match + home)
        households = max(households - SLIPS * matches, 0.0)
        model.match = log(2 * MATCHES_EACH / scale * (matches + MATCHES_SEEN) / (MATCHES_EACH * seen + MATCHES_SEEN))
        model.household = log(2 * HOUSEHOLD_EACH / scale * (households + HOUSEHOLDS_SEEN) / (HOUSEHOLD_EACH * seen + HOUSEHOLDS_SEEN))
    return model


def _pairs(sample: Sequence[MatchProfile], total: int) -> list[tuple[int, int]]:
    blocks: dict[int, list[int]] = defaultdict(list)
    for number, profile in enumerate(sample):
        for key in keys(profile, total):
            blocks[key].append(number)
    shared: Counter[tuple[int, int]] = Counter()
    least = enough(total)
    for key, block in blocks.items():
        if 1 < len(block) <= largest(key, total):
            for pair in combinations(block, 2):
                shared[pair] += strength(key)
    # Sorted, as a sum of floats depends on the order.
    return sorted(pair for pair, times in shared.items() if times >= least)
