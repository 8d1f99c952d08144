"""Options for the fields of a profile and of an address, and the request bodies made of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from typing import Annotated, Any

from typer import Option

from customers.domain.text import did_you_mean
from customers.errors import UsageError


@dataclass(frozen=True, slots=True)
class ProfileOptions:
    """Fields of a profile that an operator sets."""

    first_name: Annotated[str | None, Option("--first-name", metavar="NAME", help="First name.")] = None
    last_name: Annotated[str | None, Option("--last-name", metavar="NAME", help="Last name.")] = None
    email: Annotated[str | None, Option("--email", metavar="EMAIL", help="Email.")] = None
    phone: Annotated[
        str | None,
        Option("--phone", metavar="PHONE", help="Any usual format; numbers without a country code use CUSTOMERS_DEFAULT_COUNTRY."),
    ] = None
    accepts_marketing: Annotated[
        bool | None, Option("--accepts-marketing/--no-accepts-marketing", help="Answer to marketing: yes / no.")
    ] = None
    notes: Annotated[str | None, Option("--notes", metavar="TEXT", help="Notes.")] = None
    external_id: Annotated[
        list[str] | None, Option("--external-id", metavar="SYSTEM:ID", help="Id in another system, such as shop:1046 (repeatable).")
    ] = None

    def values(self, clearable: Collection[str] = ()) -> dict[str, Any]:
        """Return the body of these options; `clearable` are the fields of --unset."""
        body = _non_empty_options(self, clearable)
        if (texts := body.pop("external_id", None)) is not None:
            body["external_ids"] = _external_ids(texts)
        return body


@dataclass(frozen=True, slots=True)
class PlaceOptions:
    """Fields of the place of an address."""

    company: Annotated[str | None, Option("--company", metavar="NAME", help="Company.")] = None
    address1: Annotated[str | None, Option("--address1", metavar="TEXT", help="House and street.")] = None
    address2: Annotated[str | None, Option("--address2", metavar="TEXT", help="Second line: flat, floor, landmark.")] = None
    city: Annotated[str | None, Option("--city", metavar="CITY", help="City.")] = None
    state: Annotated[str | None, Option("--state", metavar="STATE", help="State or region, by name or code.")] = None
    pincode: Annotated[str | None, Option("--pincode", metavar="CODE", help="Postal code (pincode).")] = None
    country: Annotated[
        str | None, Option("--country", metavar="CODE", help="Country, by code or name (default: CUSTOMERS_DEFAULT_COUNTRY).")
    ] = None


@dataclass(frozen=True, slots=True)
class AddressOptions(PlaceOptions):
    """Fields of an address."""

    type: Annotated[str | None, Option("--type", metavar="TYPE", help="shipping or billing (default: shipping).")] = None
    default: Annotated[bool | None, Option("--default/--no-default", help="Make it the default of its type.")] = None
    first_name: Annotated[str | None, Option("--first-name", metavar="NAME", help="First name of the recipient.")] = None
    last_name: Annotated[str | None, Option("--last-name", metavar="NAME", help="Last name.")] = None
    phone: Annotated[str | None, Option("--phone", metavar="PHONE", help="Phone of the recipient.")] = None

    def values(self, clearable: Collection[str] = ()) -> dict[str, Any]:
        """Return the body of these options; `clearable` are the fields of --unset."""
        return {"is_default" if name == "default" else name: value for name, value in _non_empty_options(self, clearable).items()}


@dataclass(frozen=True, slots=True)
class FirstAddressOptions(PlaceOptions):
    """Fields of the first address of a new customer."""

    address_type: Annotated[str | None, Option("--address-type", metavar="TYPE", help="shipping or billing (default: shipping).")] = None
    address_phone: Annotated[str | None, Option("--address-phone", metavar="PHONE", help="Phone for the delivery.")] = None

    def values(self) -> dict[str, Any]:
        """Return `addresses` of a body with this address, or an empty body."""
        address = {name.removeprefix("address_"): value for name, value in _non_empty_options(self).items()}
        return {"addresses": [address]} if address else {}


def _non_empty_options(options: Any, clearable: Collection[str] = ()) -> dict[str, Any]:
    """Return the options of a group that are on the command line, by name.

    Raises:
        UsageError: an option is empty. That is more often an unset variable of a script than the intent to clear the field.
    """
    values = {field.name: getattr(options, field.name) for field in fields(options)}
    values = {name: value for name, value in values.items() if value is not None and value != []}
    for name, value in values.items():
        if any(isinstance(text, str) and not text.strip() for text in (value if isinstance(value, list) else (value,))):
            option = f"--{name.replace('_', '-')}"
            hint = f"`--unset {name}` clears it" if name in clearable else f"give {option} a value, or leave it out"
            raise UsageError(problem=f"{option} is empty", hint=hint)
    return values


def clear_fields(body: dict[str, Any], names: Sequence[str], clearable: Sequence[str], *, also: str = "") -> dict[str, Any]:
    """Set the fields of --unset to null in a body and return it; `also` names further values of the option for its error.

    Raises:
        UsageError: a field is set too, or cannot be cleared.
    """
    for name in names:
        head, _, system = name.partition(".")
        if name in body:
            raise UsageError(problem=f"{name} is both set and unset")
        if system and head == "external_ids" and head in clearable:
            body.setdefault("external_ids", {})[system] = None
        elif name in clearable:
            body[name] = None
        else:
            hint = f"{did_you_mean(name, clearable)}The fields that can be cleared are {', '.join(clearable)}{also}"
            raise UsageError(problem=f"{name!r} cannot be cleared", hint=hint)
    return body


def _external_ids(texts: list[str]) -> dict[str, str]:
    """Return the external ids by system."""
    from customers.domain.external_id import parse_external_ids
    from customers.errors import InvalidFieldError

    if any(";" in text for text in texts):
        raise InvalidFieldError(field="--external-id", problem="an id has no semicolon; give the option again for each")
    try:
        return parse_external_ids(";".join(texts))
    except ValueError as error:
        raise InvalidFieldError(field="--external-id", problem=str(error)) from None


def require_fields(body: dict[str, Any], from_json: str | None, what: str) -> None:
    """Refuse a command without any field.

    Raises:
        UsageError: neither an option nor --from-json gives one.
    """
    if not body and from_json is None:
        raise UsageError(problem=f"nothing to {what}", hint="name the fields as options, or use --from-json")
