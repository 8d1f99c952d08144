"""Scores, evidence and blocking keys exist for any two profiles."""

from datetime import UTC, datetime
from decimal import Decimal
from itertools import combinations, count
from math import isfinite
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.domain.matching.blocking import LARGE, keys
from customers.domain.matching.evidence import explain, profile_of
from customers.domain.matching.field_weights import FieldWeights
from customers.domain.matching.model import calibrate, probability
from customers.models.customer import Customer, CustomerAddress
from tests.support import arbitrary
from tests.support.surroundings import examples

NOW = datetime(2026, 1, 5, tzinfo=UTC)
WORDS = [*arbitrary.SYMBOLS, *arbitrary.LETTERS, *arbitrary.SCRIPTS, *arbitrary.WORDS, *arbitrary.MARKS, *arbitrary.HIDDEN]
IDS = map(UUID, (f"{number:032}" for number in count(1)))


def address(address1: str, address2: str | None, city: str, pincode: str, phone: str | None) -> CustomerAddress:
    """Return a billing address."""
    return CustomerAddress(next(IDS), "billing", False, None, None, None, address1, address2, city, "MH", pincode, "IN", phone)


def customer(
    first_name: str,
    last_name: str | None = None,
    email: str | None = None,
    phone: str | None = None,
    book: tuple[CustomerAddress, ...] = (),
) -> Customer:
    """Return a customer without orders."""
    name = " ".join(filter(None, (first_name, last_name)))
    statistics = (0, Decimal(0), None, None, None, False)
    return Customer(next(IDS), email, phone, first_name, last_name, name, *statistics, (), None, {}, NOW, NOW, addresses=book)


def optional(values: st.SearchStrategy[str]) -> st.SearchStrategy[str | None]:
    """Return the values, and None as often."""
    return st.one_of(st.none(), values)


places = arbitrary.texts(60, most_words=6)
addresses = st.builds(address, places, optional(places), places, st.one_of(places, st.just("411001")), optional(arbitrary.phones))
customers = st.builds(
    customer,
    arbitrary.names,
    optional(arbitrary.names),
    optional(arbitrary.emails),
    optional(arbitrary.phones),
    st.lists(addresses, max_size=2).map(tuple),
)


def score_all(shop: list[Customer], total: int) -> None:
    """Score every pair of a shop in both directions, and explain it."""
    profiles = [profile_of(first) for first in shop]
    model = calibrate(profiles, total)
    for a, b in [*combinations(profiles, 2), *combinations(reversed(profiles), 2)]:
        for least in (-60.0, -3.0, 3.0):
            weight = model.weight(*model.score_pair(a, b, least))
            assert isfinite(weight)
            assert 0 < probability(weight) < 1
    for first, second in [*combinations(shop, 2), *combinations(reversed(shop), 2)]:
        assert all(evidence.field and evidence.why for evidence in explain(model.likeness, first, second))
    assert all(0 <= key < 2**63 for profile in profiles for key in keys(profile, total))


def random_customer(random: Random) -> Customer:
    """Return a customer of random words, a hundred times as fast as a strategy."""

    def text(usual: float = 0.8) -> str:
        count = random.randint(1, 4) if random.random() < usual else random.randint(5, 42)
        return random.choice([" ", " ", "", "-"]).join(random.choices(WORDS, k=count))[:255]

    def maybe(value: str) -> str | None:
        return random.choice([None, value])

    book = [address(text(1), maybe(text(1)), text(1), random.choice([text(1), "411001"]), None) for _ in range(random.randint(0, 2))]
    email = f"{random.choice(arbitrary.EMAIL_NAMES)}@{random.choice(['gmail.com', 'example.com'])}"
    phone = maybe(f"+91987654321{random.randint(0, 3)}")
    return customer(text(), maybe(text()), maybe(email), phone, tuple(book))


@examples(60)
@given(st.lists(customers, min_size=2, max_size=3), st.sampled_from([2, 500, LARGE + 1]))
def test_any_profiles_are_scored(shop: list[Customer], total: int) -> None:
    score_all(shop, total)


@examples(10)
@given(st.integers(0, 2**32), st.sampled_from([2, 500, LARGE + 1]))
def test_random_shops_are_scored(seed: int, total: int) -> None:
    random = Random(seed)
    for _ in range(100):
        score_all([random_customer(random) for _ in range(3)], total)


@examples(20)
@given(customers, st.integers(2, 5))
def test_shop_of_equal_profiles_is_scored(profile: Customer, times: int) -> None:
    score_all([profile] * times, times)


HARD = {
    "a symbol with a last name of two words": [customer("?", "de Souza"), customer("Ana", "Souza")],
    "only symbols": [customer("?", "!"), customer("-", ".")],
    "a last name alone of symbols": [customer("Asha", "?"), customer("Asha", "Rao")],
    "as many words as there is room for": [customer(" ".join(f"{n:02x}" for n in range(85)), " ".join(f"{n:02x}" for n in range(85)))] * 2,
    "letters without blanks": [customer("山田太郎"), customer("山田", "太郎")],
    "nothing but combining marks beside a letter": [customer("a\u0301\u0301", "\u0301b"), customer("a", "b")],
    "a suffix alone": [customer("Jr"), customer("Sr", "II")],
}


@pytest.mark.parametrize("why", HARD)
def test_hard_profiles_are_scored(why: str) -> None:
    score_all(HARD[why], len(HARD[why]))


def test_evidence_ignores_symbols() -> None:
    first, second = customer("?", "de Souza"), customer("Ana", "Souza")
    model = calibrate([profile_of(first), profile_of(second)], 2)

    assert isinstance(model.likeness, FieldWeights)
    assert [evidence.why for evidence in explain(model.likeness, first, second)] == ["names share a word"]


def test_probability_of_extreme_weights_is_bounded() -> None:
    model = calibrate([], 0)

    assert [probability(model.weight(weight, weight)) for weight in (-1e6, 1e6)] == [0.0001, 0.9999]
