"""Count the statuses of imported orders, and say which of them count."""

from collections import Counter
from collections.abc import Container, Mapping, Sequence

from customers.domain.orders.status import UNKNOWN, parse_status
from customers.models.results import StatusCount
from customers.services.importing.buyers import Imported
from customers.services.importing.rows import OrderRow, PlainCustomer, PlainOrder

_TAKEN = ("created", "updated", "unchanged")


class StatusTally:
    """The statuses of the orders that an import took, by their words."""

    def __init__(self) -> None:
        self._orders: Counter[str] = Counter()

    def add(self, rows: Sequence[OrderRow | PlainOrder], imported: Imported) -> None:
        """Count the statuses of the rows of a batch that were neither refused nor skipped."""
        self._orders.update([order.status for order in imported.created if not isinstance(order, PlainCustomer)])
        if imported.results:
            words = {row.line: row.status for row in rows}
            self._orders.update(words[result.row.line] for result in imported.results if result.outcome in _TAKEN)

    def counts(self, uncounted: Container[str]) -> Mapping[str, StatusCount]:
        """Return the counts by status, the most frequent first; orders of `uncounted` statuses do not count."""
        frequent = sorted(self._orders.items(), key=lambda item: (-item[1], item[0]))
        return {word: StatusCount(orders, word not in uncounted, _is_known(word)) for word, orders in frequent}


def status_notices(statuses: Mapping[str, StatusCount]) -> list[str]:
    """Return the sentences about the statuses of an import: which were met, how often, and whether they count."""
    if not statuses:
        return []
    groups = {True: "counted", False: "not counted"}
    parts = [
        f"{title}: {', '.join(names)}"
        for counted, title in groups.items()
        if (names := [f"{word} {count.orders:,}" for word, count in statuses.items() if count.counted is counted])
    ]
    notices = [f"order statuses {'; '.join(parts)}"]
    unknown = [word for word, count in statuses.items() if not count.known and word != UNKNOWN]
    if counted := [word for word in unknown if statuses[word].counted]:
        listed = ", ".join(counted)
        notices.append(f"unknown order statuses count: {listed}; CUSTOMERS_UNCOUNTED_ORDER_STATUSES names those that do not")
    return notices


def _is_known(word: str) -> bool:
    return word != UNKNOWN and parse_status(word).is_known
