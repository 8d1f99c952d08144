"""Parse single cells, in the forms of this program and of others; a rejection has the name of its field."""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from customers.config.settings import Settings
from customers.domain.external_id import parse_external_id, parse_external_ids, unite_external_ids
from customers.domain.ids import parse_uuid
from customers.domain.money import currencies_of, parse_currency
from customers.domain.orders.status import parse_status
from customers.domain.phone import parse_phone
from customers.domain.tags import Tag, parse_tags
from customers.domain.text import clean
from customers.errors import InvalidFieldError
from customers.services.customers.fields import parse_field
from customers.services.importing.rows import CLEAR, RowRejectedError

_YES = {"true", "yes", "1", "y", "t", "on", "subscribed"}
_ROUNDED = re.compile(r"\d(\.\d+)?[eE]\+\d{2,}")
_NO = {"false", "no", "0", "n", "f", "off", "unsubscribed"}


def read(name: str, cells: Mapping[str, Any], parse: Callable[..., Any], *arguments: str) -> Any:
    """Return a parsed cell, None where it is blank or cleared.

    Raises:
        RowRejectedError: `parse` raises ValueError.
    """
    value = cells.get(name)
    if value is None or value is CLEAR:
        return None
    try:
        return parse(value, *arguments)
    except ValueError as error:
        raise RowRejectedError("invalid", f"{name}: {error}") from error


def field(name: str, text: str, settings: Settings, country: str | None = None) -> str | None:
    """Return the stored value of a field of a profile; a phone without a country code is one of `country`.

    Raises:
        RowRejectedError: the value breaks a rule.
    """
    try:
        if country is not None and name == "phone":
            return parse_phone(text, country)
        return parse_field(name, text, settings)
    except InvalidFieldError as error:
        raise RowRejectedError("invalid", error.message) from error
    except ValueError as error:
        raise RowRejectedError("invalid", f"{name}: {error}") from error


def text(value: Any, name: str) -> str:
    """Return a cell that is a text, or an integer of JSON, as text.

    Raises:
        RowRejectedError: it is neither.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise RowRejectedError("invalid", f"{name}: must be text")


def uuid(value: Any) -> Any:
    """Return an id of this program."""
    result = parse_uuid(str(value).strip())
    if result is None:
        raise ValueError(f"{str(value)[:60]!r} is not an id of this program (a UUID); --set source=NAME takes it for one of another system")
    return result


def flag(value: Any) -> bool:
    """Return True for yes, False for no."""
    return _flag(str(value))


@lru_cache(maxsize=256)
def _flag(value: str) -> bool:
    word = value.strip().lower()
    if word in _YES or word in _NO:
        return word in _YES
    raise ValueError(f"{value[:40]!r} is neither yes nor no")


def source(value: Any) -> str:
    """Return the source of an order in the form of the system of an external id."""
    return _source(str(value))


def status(value: Any) -> str:
    """Return the canonical word of the status of an order."""
    return parse_status(str(value)).word


def currency(value: Any, shop_currency: str = "") -> str:
    """Return the currency of an order, by its code or its sign; a sign of several is that of the shop's currency."""
    return _currency(str(value), shop_currency)


@lru_cache(maxsize=256)  # a file has few sources
def _source(text: str) -> str:
    system = "-".join(text.strip().lower().split())
    return parse_external_id(f"{system}:x").system


@lru_cache(maxsize=256)
def _currency(text: str, shop_currency: str) -> str:
    currencies = currencies_of(text)
    if shop_currency in currencies:
        return shop_currency
    return currencies[0] if len(currencies) == 1 else parse_currency(text)


def number(value: Any) -> str:
    """Return the number of an order."""
    number = clean(str(_whole(value)))
    if not 1 <= len(number) <= 255:
        raise ValueError("must have 1 to 255 characters")
    if "+" in number and _ROUNDED.fullmatch(number):
        raise ValueError(f"{number} is a number as a spreadsheet shortens it; export the column as text")
    return number


def _whole(value: Any) -> Any:
    """Return a whole number that JSON has as 1001.0 as an integer, any other value as it is."""
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 1e15 else value


def external_id(value: Any, source: str) -> tuple[str, str]:
    """Return the system and value of an external id; without a system it is one of the source."""
    text = str(_whole(value))
    try:
        return parse_external_id(text)
    except ValueError:
        return parse_external_id(f"{source}:{text}")


def external_ids(value: Any) -> dict[str, str]:
    """Return the external ids of a cell of CSV or a member of JSON.

    Raises:
        RowRejectedError: one breaks a rule.
    """
    if value is None or value is CLEAR:
        return {}
    try:
        if isinstance(value, Mapping):
            return unite_external_ids(parse_external_id(f"{system}:{_whole(member)}") for system, member in value.items())
        return parse_external_ids(text(value, "external_ids"))
    except ValueError as error:
        raise RowRejectedError("invalid", f"external_ids: {error}") from None


def tags(value: Any) -> tuple[Tag, ...] | None:
    """Return the tags of a cell of CSV or a member of JSON, None for a blank one.

    Raises:
        RowRejectedError: one breaks a rule.
    """
    if value is None:
        return None
    labels = [] if value is CLEAR else value
    try:
        if isinstance(labels, str):
            return _tags(labels)
        if not isinstance(labels, list) or not all(isinstance(label, str) for label in labels):
            raise ValueError("must be text or a list of texts")
        return tuple(parse_tags(labels))
    except ValueError as error:
        raise RowRejectedError("invalid", f"tags: {error}") from None


@lru_cache(maxsize=4096)  # a file repeats few sets of tags
def _tags(text: str) -> tuple[Tag, ...]:
    return tuple(parse_tags([text]))


# Between several values in a cell of Google's contacts.
SEVERAL = " ::: "
_FORMULA = re.compile(r'="?([^"]*)"?')
_SUFFIXES = ("jr", "sr", "ii", "iii", "iv", "phd", "md", "inc", "llc", "ltd", "gmbh", "ab", "esq")


def strip_excel_guard(text: str) -> str:
    """Return a cell without its guard against spreadsheets: an apostrophe or backtick before it, or ="…" around it."""
    if text[:1] in "'`" and text[1:2] and (text[0] == "`" or text[1] in "'=+-@\t\r(0123456789"):
        return text[1:]
    if text.startswith('="') and (match := _FORMULA.fullmatch(text)):
        return match[1]
    return text


def split_name(text: str) -> tuple[str, str | None]:
    """Return the first and last name of a full name: the first word and the rest, or "last, first"."""
    words = " ".join(text.split())
    last, comma, first = words.partition(", ")
    if comma and first and last and "," not in first and first.lower().strip(".") not in _SUFFIXES:
        return first, last
    first, _, last = words.partition(" ")
    return first, last or None


def complete_name(full: str, first: object, last: object) -> tuple[str | None, str | None]:
    """Return the first and last name of a full name and of a part of it: "Rao" beside "Asha" is the rest of the name."""
    parts = [text if isinstance(text, str) and text else None for text in (first, last)]
    if all(parts):
        return parts[0], parts[1]
    if not any(parts):
        return split_name(full)
    part = parts[0] or parts[1] or ""
    name = f" {' '.join(full.split())} "
    rest = next((name.replace(edge, "", 1) for edge in (f" {part} ", f" {part}, ", f", {part} ") if edge in name), name).strip(" ,")
    return (part, rest or None) if parts[0] else (rest or None, part)


def tags_of(text: str) -> str:
    """Return tags separated by commas; other programs use semicolons, bars, three colons or a list in brackets, or quote each tag."""
    if SEVERAL in text or text[:2] == "* ":
        # Google marks a group of its own by a star.
        return ",".join(label.strip().removeprefix("* ").replace(",", " ") for label in text.split(SEVERAL))
    if text[:1] == "[" and text[-1:] == "]":
        # A list of JSON or Python.
        text = ",".join(label.strip().strip("'\"") for label in text[1:-1].split(","))
    if text[:1] == '"' and text[-1:] == '"':
        text = text.strip('"').replace('","', ",").replace('", "', ",")
    return text if "," in text else text.replace(";", ",").replace("|", ",")
