"""Decide which statements about marketing stand: of a profile and a file, and of two profiles."""

from datetime import datetime, timedelta
from typing import Literal

from customers.models.customer import Consent

# A time further ahead is not taken for that of a statement: it would outrank whatever the customer says until then.
_FUTURE = timedelta(days=2)
# What an import does with a statement of its file.
Verdict = Literal["recorded", "unchanged", "no stands", "newer stands"]
# How an import treats a yes where a no is on record.
CHOICES = ("keep", "newer", "overwrite")


def statement_time(at: datetime | None, now: datetime) -> datetime | None:
    """Return the time of a statement, None where it is unknown or lies in the future."""
    return None if at is None or at > now + _FUTURE else at


def judge_import(recorded: Consent, state: str, at: datetime | None, choice: str) -> Verdict:
    """Return what becomes of a yes or a no of a file, made `at` a time that may be unknown.

    A statement that repeats the recorded one moves its time forward where it is dated. A no takes the place of a yes unless the
    yes is known to be newer. A yes takes that of a no by `choice` alone: "overwrite", or "newer" where it is known to be newer.
    """
    if recorded.state == "unknown":
        return "recorded"
    if recorded.state == state:
        return "recorded" if at is not None and (recorded.at is None or at > recorded.at) else "unchanged"
    if choice == "overwrite":
        return "recorded"
    if state == "no":
        return "newer stands" if _is_newer(recorded.at, at) else "recorded"
    return "recorded" if choice == "newer" and _is_newer(at, recorded.at) else "no stands"


def newest(first: Consent, second: Consent) -> Consent:
    """Return the consent of two that stands: the newer statement; where a time is unknown or both are equal, the no.

    One who was never asked has made no statement.
    """
    if "unknown" in (first.state, second.state):
        return first if second.state == "unknown" else second
    if first.at and second.at and first.at != second.at:
        return first if first.at > second.at else second
    # Of two equal statements the one with a time.
    return min((first, second), key=lambda consent: (consent.accepts, consent.at is None))


def _is_newer(first: datetime | None, second: datetime | None) -> bool:
    return first is not None and second is not None and first > second
