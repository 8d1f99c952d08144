"""RFM: the groups of customers by recency, frequency and money.

A score is 1 to 5 by quintile: 1 + floor(5 x the share of customers with a counted order and a lower value). Recency is the time of
the last counted order, frequency the number of counted orders, money the spend. The groups and the average of frequency and money are
those of Shopify (Shopify Help Center, "RFM customer analysis"), where shops know them from.
"""

from functools import cache
from typing import Any, NamedTuple

from customers.models.customer import Rfm

BEST = 5
PROSPECTS = "prospects"  # without a counted order

# The groups of each score of recency, by the rounded average of frequency and money from 1 to 5.
GROUPS_BY_RECENCY = {
    5: ("new", "new", "active", "champions", "champions"),
    4: ("promising", "promising", "active", "loyal", "loyal"),
    3: ("promising", "needs_attention", "needs_attention", "loyal", "loyal"),
    2: ("almost_lost", "almost_lost", "at_risk", "at_risk", "previously_loyal"),
    1: ("dormant", "dormant", "at_risk", "at_risk", "previously_loyal"),
}
# The best first.
LABELS = {
    "champions": "Champions",
    "loyal": "Loyal",
    "active": "Active",
    "new": "New",
    "promising": "Promising",
    "needs_attention": "Needs attention",
    "at_risk": "At risk",
    "previously_loyal": "Previously loyal",
    "almost_lost": "Almost lost",
    "dormant": "Dormant",
    PROSPECTS: "Prospects",
}
GROUPS = tuple(LABELS)


class Scores(NamedTuple):
    """The scores of a customer with a counted order, 1 to `BEST`."""

    recency: int
    frequency: int
    money: int

    @property
    def group(self) -> str:
        """Return the group; the average of frequency and money is rounded up."""
        return GROUPS_BY_RECENCY[self.recency][(self.frequency + self.money + 1) // 2 - 1]

    @classmethod
    def of_code(cls, code: int) -> "Scores":
        """Return the scores of a `code`."""
        return cls(code // 100, code // 10 % 10, code % 10)


def code_of(recency: Any, frequency: Any, money: Any) -> Any:
    """Return scores, as numbers or as expressions, as one number: their digits in order."""
    return recency * 100 + frequency * 10 + money


def rfm_of(code: int | None) -> Rfm:
    """Return the group and the scores of a code, None without a counted order."""
    if code is None:
        return Rfm(PROSPECTS, None, None, None)
    scores = Scores.of_code(code)
    return Rfm(scores.group, *scores)


@cache
def codes_of(group: str) -> tuple[int, ...]:
    """Return the codes of the scores that lead to a group."""
    digits = range(1, BEST + 1)
    every_scores = (Scores(recency, frequency, money) for recency in digits for frequency in digits for money in digits)
    return tuple(code_of(*scores) for scores in every_scores if scores.group == group)
