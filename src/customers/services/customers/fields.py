"""Parse the fields of inputs into stored values; each error names its field."""

from collections.abc import Callable, Collection, Mapping
from functools import cache
from typing import Any, NamedTuple

from customers.config.settings import Settings
from customers.domain.countries import COUNTRIES, parse_country_name
from customers.domain.email import is_plain_email, parse_email
from customers.domain.external_id import parse_external_id
from customers.domain.person_name import parse_name
from customers.domain.phone import is_plain_phone, parse_phone
from customers.domain.tags import MAX_PER_CUSTOMER, Tag, parse_tags
from customers.domain.text import address_keys, clean, first_of
from customers.errors import InvalidFieldError, Remedy
from customers.models.fields import BY_NAME, TEXTS
from customers.models.inputs import AddressInput, CustomerInput

ADDRESS = ("first_name", "last_name", "company", "address1", "address2", "city", "state", "pincode", "country", "phone")
REQUIRED = ("address1", "city", "state", "pincode")
LOCATING = ("address1", "city", "pincode")  # one of these makes an address
_KINDS: dict[str, str] = {"country": "country", **{name: BY_NAME[name].kind for name in TEXTS}}
_RULES: dict[str, Callable[[str, str, Settings], str]] = {
    "email": lambda _, text, __: parse_email(text),
    "phone": lambda _, text, settings: parse_phone(text, settings.default_country),
    "country": lambda _, text, __: parse_country_name(text),
    "name": lambda field, text, _: parse_name(text, field),
    "lines": lambda _, text, __: clean(text, multiline=True),
    "text": lambda _, text, __: clean(text),
}
# Quick tests of values that need no parsing; in any other field a short value of plain ASCII breaks no rule.
_PLAIN_TESTS: dict[str, Callable[[str], object]] = {
    "email": is_plain_email,
    "phone": is_plain_phone,
    "country": COUNTRIES.__contains__,
}
_MAX_PLAIN_LENGTH = 32
# Lengths beyond any real value; a longer one is refused, never cut.
_LIMITS = {"state": 255, "city": 255, "pincode": 32, "company": 255, **{name: BY_NAME[name].max_length for name in TEXTS}}


class _Rule(NamedTuple):
    """How a field is parsed: a test of values that are stored as they are, else the length of ASCII that breaks no rule."""

    kind: str
    limit: int
    is_plain: Callable[[str], object] | None
    plain_length: int


@cache
def _rule_of(field: str) -> _Rule:
    kind, limit = _KINDS.get(field, "text"), _LIMITS.get(field, 500)
    return _Rule(kind, limit, _PLAIN_TESTS.get(kind), min(_MAX_PLAIN_LENGTH, limit))


def parse_field(field: str, value: str | None, settings: Settings) -> str | None:
    """Return the stored value of a field of a profile or address, None for a blank.

    Raises:
        InvalidFieldError: the value breaks the field's rule.
    """
    if value is None:
        return None
    kind, limit, is_plain, plain_length = _rule_of(field)
    if is_plain is not None:
        if is_plain(value):
            return value
    elif len(value) <= plain_length and value.isascii() and value.isprintable():
        return value.strip() or None
    if not value.strip():
        return None
    try:
        parsed = _RULES[kind](field, value, settings)
    except ValueError as error:
        raise InvalidFieldError(field=field, problem=str(error).removeprefix(f"{field}: ").removeprefix(f"{field} ")) from None
    if len(parsed) > limit:
        raise InvalidFieldError(field=field, problem=f"{len(parsed)} characters are too many; at most {limit} are allowed")
    return parsed


def parse_profile(body: CustomerInput, settings: Settings) -> dict[str, str | None]:
    """Return the text fields that a body sets, by column.

    Raises:
        InvalidFieldError: a value breaks its rule.
    """
    return {field: parse_field(field, getattr(body, field), settings) for field in TEXTS if field in body.model_fields_set}


def parse_external_pairs(pairs: Mapping[str, str | None] | None) -> dict[str, str | None]:
    """Return the external ids that a body sets, by system; None removes one.

    Raises:
        InvalidFieldError: an id breaks a rule, or a system has two.
    """
    parsed: dict[str, str | None] = {}
    for system, value in (pairs or {}).items():
        try:
            identity = parse_external_id(f"{system}:{value if value is not None else 'x'}")
        except ValueError as error:
            raise InvalidFieldError(field="external_ids", problem=str(error)) from None
        member = None if value is None else identity.value
        if parsed.setdefault(identity.system, member) != member:
            raise InvalidFieldError(field="external_ids", problem=f"the system {identity.system} has two values")
    return parsed


def parse_labels(labels: list[str] | None) -> list[Tag]:
    """Return the tags that a body sets.

    Raises:
        InvalidFieldError: a tag breaks a rule, or there are more than `MAX_PER_CUSTOMER`.
    """
    try:
        tags = parse_tags(labels or ())
    except ValueError as error:
        raise InvalidFieldError(field="tags", problem=str(error)) from None
    if len(tags) > MAX_PER_CUSTOMER:
        raise InvalidFieldError(field="tags", problem=f"{len(tags)} tags are too many; a customer has at most {MAX_PER_CUSTOMER}")
    return tags


def parse_address(body: AddressInput, settings: Settings, *, new: bool) -> dict[str, Any]:
    """Return the columns of an address that a body sets, all columns for a new address.

    Raises:
        InvalidFieldError: a value breaks its rule.
    """
    fields = {field: getattr(body, field) for field in ADDRESS if new or field in body.model_fields_set}
    return parse_place(fields, settings)


def parse_place(fields: Mapping[str, str | None], settings: Settings) -> dict[str, Any]:
    """Return the columns of the fields of an address.

    Raises:
        InvalidFieldError: a value breaks its rule.
    """
    values: dict[str, Any] = {}
    try:
        for field, text in fields.items():
            values[field] = None if text is None else parse_field(field, text, settings)
    except InvalidFieldError as error:
        raise InvalidFieldError(field=f"address {error.details['field']}", problem=error.details["problem"]) from None
    if "country" in values and values["country"] is None:
        values["country"] = settings.default_country
    return values


def complete_address(values: dict[str, Any], *, lenient: bool = False, incomplete: Collection[str] = ()) -> dict[str, Any]:
    """Check a complete address and add the keys that selections compare.

    `lenient`: any field may be blank. `incomplete`: the fields that a change may leave blank, as they are so already.

    Raises:
        InvalidFieldError: a required field is blank: street and city, and in India state and pincode.
    """
    required = REQUIRED if values["country"] == "IN" else ("address1", "city")
    missing = [field for field in REQUIRED if values[field] is None]
    if not lenient and (lacking := tuple(field for field in missing if field in required and field not in incomplete)):
        verb = "is" if len(lacking) == 1 else "are"
        problem = f"{first_of([f'{{{field}}}' for field in lacking])} {verb} missing"
        raise InvalidFieldError(field="address", problem=problem, parameters=lacking, remedy=Remedy("complete_address"))
    values |= dict.fromkeys(missing, "")
    values |= address_keys(values["city"], values["state"])
    return values
