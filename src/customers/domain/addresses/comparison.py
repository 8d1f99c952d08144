"""Compare addresses by their meaning."""

from collections.abc import Callable
from functools import lru_cache

from customers.domain.addresses.regions import region_code
from customers.domain.text import comparison_key
from customers.models.customer import CustomerAddress

# The compared fields; ids and defaults are not.
FIELDS = ("first_name", "last_name", "company", "address1", "address2", "city", "state", "pincode", "country", "phone")


def same_address(first: CustomerAddress, second: CustomerAddress) -> bool:
    """Return whether two addresses are equal but for their ids and defaults."""
    return first.type == second.type and all(same_part(name, getattr(first, name), getattr(second, name), first.country) for name in FIELDS)


def same_part(name: str, first: str | None, second: str | None, country: str | None) -> bool:
    """Return whether two texts mean the same in a field of addresses of a country; None and an empty text are equal."""
    if first == second or not (first and second):
        return not (first or second) or first == second
    return _key(name, first, country) == _key(name, second, country)


def _key(name: str, text: str, country: str | None) -> str:
    key = _KEYS.get(name)
    return key(text, country) if key else text


def _state_key(text: str, country: str | None) -> str:
    return region_code(country, text) or comparison_key(text)


@lru_cache(maxsize=1 << 14)
def _pincode_key(text: str, _country: str | None) -> str:
    return comparison_key(text).replace(" ", "")


# Countries are codes already, and phones E.164.
_KEYS: dict[str, Callable[[str, str | None], str]] = {
    **dict.fromkeys(FIELDS, lambda text, _: comparison_key(text)),
    "state": _state_key,
    "pincode": _pincode_key,
    "country": lambda text, _: text,
    "phone": lambda text, _: text,
}
