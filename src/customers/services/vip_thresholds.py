"""The thresholds by which the stored VIP flags were calculated: a change of the settings reaches them with the next recalculation."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from customers.database.statistics import vip_thresholds as statements
from customers.domain.segments import Thresholds, labels
from customers.errors import Remedy
from customers.errors.notice import Notice
from customers.services.transaction import Transaction

# The time of the last recalculation, in seconds since 1970, beside the thresholds.
_TIME = "recalculated_at"


def record_thresholds(tx: Transaction) -> None:
    """Record that the flags of all customers follow the thresholds in force."""
    statements.write_thresholds(tx.connection, {**_values(tx.thresholds), _TIME: int(tx.now.timestamp())})


def record_first_thresholds(tx: Transaction) -> None:
    """Record the thresholds in force where none are: those of the first calculation of a new shop."""
    if not statements.find_thresholds(tx.connection):
        record_thresholds(tx)


def notice_other_thresholds(tx: Transaction) -> None:
    """Notice where the thresholds in force are not those of the last recalculation."""
    stored = statements.find_thresholds(tx.connection)
    if stored and any(stored.get(name) != value for name, value in _values(tx.thresholds).items()):
        before, now = _in_words(tx.thresholds, stored), labels(tx.thresholds)["vip"]
        sentence = f"the VIP flags follow the thresholds of the last recalculation, {before}, and not those in force, {now}"
        tx.notice(Notice(sentence, Remedy("recalculate_flags")))


def find_last_recalculation(tx: Transaction) -> datetime | None:
    """Return the time of the last recalculation of all customers, None where none is known."""
    seconds = statements.find_thresholds(tx.connection).get(_TIME)
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _values(thresholds: Thresholds) -> dict[str, int]:
    return {"orders": thresholds.vip_orders, "spend": thresholds.vip_spend, "period_days": thresholds.vip_period_days}


def _in_words(thresholds: Thresholds, stored: Mapping[str, int]) -> str:
    values = {**_values(thresholds), **stored}
    before = replace(thresholds, vip_orders=values["orders"], vip_spend=values["spend"], vip_period_days=values["period_days"])
    return labels(before)["vip"]
