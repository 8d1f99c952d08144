"""Values as text for people, safe to print on a terminal."""

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from decimal import Decimal
from typing import Any

from customers.domain.money import digits, format_amount
from customers.domain.text import escape_for_terminal
from customers.models.aliases import Aliases
from customers.models.customer import Consent, Rfm, VipOverride
from customers.models.records import field_names
from customers.output.formats.csv import cell
from customers.output.formats.times import is_stamp, time_text, with_local_times
from customers.output.shapes.columns import SECOND, Column, Row

_CONSENT = dict.fromkeys(field_names(Consent)).keys()
_OVERRIDE = dict.fromkeys(field_names(VipOverride)).keys()
_RFM = dict.fromkeys(field_names(Rfm)).keys()
_ALIASES = dict.fromkeys(field_names(Aliases)).keys()


def text_of(column: Column, value: Any, currency: str, zone: tzinfo) -> str:
    """Return a value as text; amounts are in `currency`, times in `zone`, with its name."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return format_amount(int(value.scaleb(digits(currency))), currency)
    if isinstance(value, str):
        return _str_text(column, value, zone)
    if isinstance(value, Mapping) and value.keys() == _CONSENT:
        return _consent_text(value, zone)
    if isinstance(value, Mapping) and value.keys() == _OVERRIDE:
        return _override_text(value, zone)
    if isinstance(value, Mapping) and value.keys() == _RFM:
        return _rfm_text(value)
    if isinstance(value, Mapping) and value.keys() == _ALIASES:
        return _aliases_text(value)
    # An order before or after a change.
    if column.shows_no and isinstance(value, Mapping) and is_stamp(str(value.get("placed_at"))):
        return with_local_times(_member_text(value), zone)
    if isinstance(value, Mapping) and not _is_flat(value):
        return _member_text(value)
    if isinstance(value, Sequence):
        return _list_text(column, value)
    return escape_for_terminal(cell(value))


def _list_text(column: Column, values: Sequence[Any]) -> str:
    if column.is_counted and len(values) != 1:
        return f"{len(values):,}"
    if values and all(isinstance(value, Mapping) for value in values):
        return "; ".join(map(_member_text, values))
    return escape_for_terminal(", ".join(values) if all(isinstance(value, str) for value in values) else cell(values))


def _str_text(column: Column, value: str, zone: tzinfo) -> str:
    if column.time:
        return time_text(value, zone, column.time)
    # A value before or after a change may be a time.
    if column.shows_no and is_stamp(value):
        return time_text(value, zone, SECOND)
    return escape_for_terminal(with_local_times(value, zone) if column.names_times else value)


def _consent_text(consent: Row, zone: tzinfo) -> str:
    """Return a consent in words; a customer who was never asked said nothing."""
    state, at, source, actor = (consent[name] for name in _CONSENT)
    if state == "unknown":
        return ""
    words = (state, at and time_text(at, zone), source, actor and f"by {actor}")
    return escape_for_terminal(", ".join(word for word in words if word))


def _override_text(override: Row, zone: tzinfo) -> str:
    """Return a VIP override in words."""
    state, reason, until = (override[name] for name in _OVERRIDE)
    end = f" until {time_text(until, zone)}" if until else ""
    return escape_for_terminal(f"{state}{end}: {reason}" if reason else f"{state}{end}")


def _rfm_text(rfm: Row) -> str:
    """Return a group of RFM with its scores of recency, frequency and money, which a customer without an order has none of."""
    group, *scores = (rfm[name] for name in _RFM)
    return escape_for_terminal(" ".join([group, *(["-".join(map(str, scores))] if None not in scores else [])]))


def _aliases_text(aliases: Row) -> str:
    """Return all aliases in one list: emails, phones, external ids and ids."""
    emails, phones, external_ids, ids = (aliases[name] for name in _ALIASES)
    pairs = [f"{system}:{value}" for system, values in external_ids.items() for value in values]
    return escape_for_terminal(", ".join([*emails, *phones, *pairs, *ids]))


def address_lines(address: Row) -> list[str]:
    """Return an address as it is written on an envelope."""
    name = " ".join(filter(None, (address["first_name"], address["last_name"])))
    place = " ".join(filter(None, (address["city"], address["state"], address["pincode"])))
    lines = (name, address["company"], address["address1"], address["address2"], place, address["country"], address["phone"])
    return [escape_for_terminal(line) for line in lines if line]


def _is_flat(value: Row) -> bool:
    return "address1" not in value and all(isinstance(member, str) for member in value.values())


def _member_text(value: Row) -> str:
    """Return a small document in a line: an address, its message, or the names and counts that it holds."""
    if "address1" in value:
        return _address_text(value)
    if isinstance(message := value.get("message"), str):
        return escape_for_terminal(message)
    members = [(name.removesuffix("_id").replace("_", " "), member) for name, member in value.items() if member]
    return escape_for_terminal(
        ", ".join(f"{member} {_noun(name, member)}" if type(member) is int else f"{name} {cell(member)}" for name, member in members)
    )


def _noun(name: str, count: int) -> str:
    """Return the plural name of a count, in the singular for one."""
    if count != 1:
        return name
    return name.removesuffix("es") if name.endswith("sses") else name.removesuffix("s")


def _address_text(address: Row) -> str:
    """Return an address in a line, enough to tell it from the others of a customer."""
    default = "default " if address.get("is_default") else ""
    place = " ".join(filter(None, (address.get("city"), address.get("pincode"))))
    return escape_for_terminal(f"{default}{address.get('type')}: {', '.join(filter(None, (address.get('address1'), place)))}")
