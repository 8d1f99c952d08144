"""The sizes of the groups by recency, frequency and money."""

from datetime import datetime
from decimal import Decimal

from customers.database.statistics import rfm as statements
from customers.domain.money import to_decimal
from customers.domain.statistics.rfm import BEST, LABELS, PROSPECTS, Scores
from customers.models.segments import RfmCell, RfmGroup, RfmGroups
from customers.services.scores import get_quintiles
from customers.services.transaction import Transaction


def count_rfm(tx: Transaction, as_of: datetime | None = None) -> RfmGroups:
    """Return the size and the spend of each group, now or, from the orders placed until then, as of a time."""
    quintiles = get_quintiles(tx) if as_of is None else statements.find_quintiles(tx.connection, tx.thresholds, as_of)
    sizes = dict.fromkeys(LABELS, (0, 0))
    cells = dict.fromkeys(((recency, frequency) for recency in range(BEST, 0, -1) for frequency in range(1, BEST + 1)), 0)
    for row in statements.count_scores(tx.connection, tx.thresholds, quintiles, as_of):
        scores = None if row.code is None else Scores.of_code(row.code)
        group = PROSPECTS if scores is None else scores.group
        customers, spent = sizes[group]
        sizes[group] = (customers + row.customers, spent + row.spent)
        if scores is not None:
            cells[scores.recency, scores.frequency] += row.customers
    total, total_spent = (sum(figures) for figures in zip(*sizes.values(), strict=True))
    groups = tuple(
        RfmGroup(name, label, customers, _share(customers, total), to_decimal(spent, tx.currency), _share(spent, total_spent))
        for (name, label), (customers, spent) in zip(LABELS.items(), sizes.values(), strict=True)
    )
    grid = tuple(RfmCell(recency, frequency, customers) for (recency, frequency), customers in cells.items())
    return RfmGroups(as_of or tx.now, groups, grid)


def _share(part: int, total: int) -> Decimal:
    """Return the share of a total, to six decimals; 0 of nothing."""
    return round(Decimal(part) / total, 6).normalize() if total > 0 else Decimal(0)
