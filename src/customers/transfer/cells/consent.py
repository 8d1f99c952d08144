"""Parse opt-ins and opt-outs of other programs, and their times. An unknown consent is neither."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from customers.domain.text import quote_value

_YES_WORDS = """
yes y true t 1 on x subscribed opted-in opt-in confirmed confirmed-opt-in single-opt-in double-opt-in accepted granted ja oui si sim tak
"""
_NO_WORDS = """
no n false f 0 off unsubscribed unsubscribe cleaned suppressed opted-out opt-out bounced hard-bounced complained complaint spam blocked
blacklisted declined refused revoked abuse nej nein non nee nao nie
"""
_UNKNOWN_WORDS = """
never-subscribed non-subscribed not-subscribed non-subscriber unknown pending unconfirmed transactional none null na not-set unspecified
no-response never empty
"""
_YES, _NO, _UNKNOWN = (frozenset(words.replace("-", "").split()) for words in (_YES_WORDS, _NO_WORDS, _UNKNOWN_WORDS))


def consent_of(cells: Mapping[str, Any], read_time: Callable[[str], datetime | None]) -> tuple[bool | None, datetime | None]:
    """Return the consent of a row and its time, None where the file has none; `read_time` parses a cell.

    An opt-out in any cell overrides an opt-in, unless the opt-in has a later time.

    Raises:
        ValueError: a cell is not a consent.
    """
    value = cells.get("accepts_marketing")
    word = None if value is None else read_word(str(value))
    yes_at, no_at = (read_time(name) if name in cells else None for name in ("opted_in_at", "opted_out_at"))
    if "opted_out" in cells and _is_suppressed(str(cells["opted_out"])):
        return False, no_at
    if word is False or (no_at is not None and (yes_at is None or no_at >= yes_at)):
        return False, no_at
    if word is None and (value is not None or yes_at is None):
        return None, None
    return True, yes_at


def read_word(text: str) -> bool | None:
    """Return True for yes, False for no, None for unknown.

    Raises:
        ValueError: the text is none of these.
    """
    word = "".join(character for character in text.casefold() if character.isalnum())
    word = {"sí": "si", "não": "nao"}.get(word, word)
    if word in _YES:
        return True
    if word in _NO:
        return False
    if word in _UNKNOWN or not word:
        return None
    raise ValueError(f"{quote_value(text)} is neither yes nor no")


def _is_suppressed(text: str) -> bool:
    """Return whether a cell of suppressions has one: a yes, a date or a reason."""
    try:
        return read_word(text) is True or text.strip().lower() in ("suppressed", "unsubscribed", "cleaned", "opted out")
    except ValueError:
        return bool(text.strip(" []{}\"'"))
