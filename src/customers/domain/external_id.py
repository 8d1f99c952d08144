"""Parse external ids, written SYSTEM:VALUE."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from customers.domain.phone import ROUNDED_BY_SPREADSHEET
from customers.domain.text import clean, is_blank, quote_value

MAX_EXTERNAL_ID_LENGTH = 255

# Ids that `parse_external_id` only splits at the colon.
is_plain_external_id = re.compile(r"[a-z0-9_-]+:[A-Za-z0-9_-]{1,255}").fullmatch

_SYSTEM = re.compile(r"[A-Za-z0-9_-]+")


class ExternalId(NamedTuple):
    """A customer's id in another system."""

    system: str
    value: str

    def __str__(self) -> str:
        return f"{self.system}:{self.value}"


def parse_external_id(text: str) -> ExternalId:
    """Return the parts of one `system:value`; the system may have capitals, as where a customer is named by it.

    Raises:
        ValueError: the text has another form; the message names the allowed one.
    """
    system, colon, value = clean(text).partition(":")
    if not colon:
        raise ValueError(f"{quote_value(text)} is not an external id such as shopify:8779761975521")
    if not _SYSTEM.fullmatch(system):
        raise ValueError(f"the system of an external id has letters from a to z, digits, - and _ only, not {quote_value(system)}")
    value = value.strip()
    if is_blank(value):
        raise ValueError(f"an external id needs a value after the colon: {quote_value(text)}")
    if ";" in value:
        raise ValueError(f"an external id cannot contain a semicolon: {quote_value(value)}")
    if ROUNDED_BY_SPREADSHEET.fullmatch(value):
        raise ValueError(f"{quote_value(value)} is an id as a spreadsheet shortens it; export the column as text")
    if len(value) > MAX_EXTERNAL_ID_LENGTH:
        raise ValueError(f"an external id has at most {MAX_EXTERNAL_ID_LENGTH} characters: {quote_value(value)}")
    return ExternalId(system.lower(), value)


def parse_external_ids(text: str) -> dict[str, str]:
    """Return the ids of a cell such as `a:1;b:2`, sorted by system.

    Raises:
        ValueError: an id has another form, or a system has two values.
    """
    if is_plain_external_id(text):
        system, _, value = text.partition(":")
        return {system: value}
    return unite_external_ids(parse_external_id(part) for part in text.split(";") if part.strip())


def unite_external_ids(ids: Iterable[ExternalId]) -> dict[str, str]:
    """Return the values of ids by system, sorted.

    Raises:
        ValueError: a system has two values.
    """
    values: dict[str, str] = {}
    for system, value in ids:
        if values.setdefault(system, value) != value:
            raise ValueError(f"two external ids of the system {system}: {quote_value(values[system])} and {quote_value(value)}")
    return dict(sorted(values.items()))
