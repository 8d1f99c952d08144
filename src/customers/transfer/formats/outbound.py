"""Export customers for the importers of other programs, with the columns that each documents.

Cells have no guards against spreadsheets: the importer would store them.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from customers.domain.addresses.regions import region_code
from customers.models.customer import Customer, CustomerAddress

Value = Callable[[Customer], str | None]

# The countries with regions by their codes in ISO 3166-2; elsewhere only states written as codes are exported.
_CODED = ("IN", "US", "CA", "AU", "BR", "IT", "ES")


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A form of file: its columns in order, and the customers that it accepts."""

    columns: Mapping[str, Value]
    accepts: Callable[[Customer], bool]
    requirement: str  # what the accepted customers have


def _address_field(field: str) -> Value:
    return lambda customer: getattr(customer.default_address, field) if customer.default_address else None


def _province_code(customer: Customer) -> str | None:
    address = customer.default_address
    if address is None:
        return None
    if address.country in _CODED:
        return region_code(address.country, address.state)
    return address.state if len(address.state) <= 3 and address.state.isupper() else None


def _one_line(customer: Customer) -> str | None:
    """Return the default address as Mailchimp parses it: its parts separated by two spaces, the country last."""
    address: CustomerAddress | None = customer.default_address
    if address is None:
        return None
    parts = (address.address1, address.address2, address.city, address.state, address.pincode, address.country)
    return "  ".join(" ".join(part.split()) for part in parts if part)


_SHOPIFY: dict[str, Value] = {
    "First Name": lambda customer: customer.first_name,
    "Last Name": lambda customer: customer.last_name,
    "Email": lambda customer: customer.email,
    "Accepts Email Marketing": lambda customer: "yes" if customer.accepts_marketing else "no",
    "Default Address Company": _address_field("company"),
    "Default Address Address1": _address_field("address1"),
    "Default Address Address2": _address_field("address2"),
    "Default Address City": _address_field("city"),
    "Default Address Province Code": _province_code,
    "Default Address Country Code": _address_field("country"),
    "Default Address Zip": _address_field("pincode"),
    "Default Address Phone": _address_field("phone"),
    "Phone": lambda customer: customer.phone,
    # A recorded consent is one to email, not to text messages.
    "Accepts SMS Marketing": lambda _: "no",
    "Tags": lambda customer: ",".join(customer.tags),
    "Note": lambda customer: customer.notes,
    "Tax Exempt": lambda _: "no",
}
_MAILCHIMP: dict[str, Value] = {
    "Email Address": lambda customer: customer.email,
    "First Name": lambda customer: customer.first_name,
    "Last Name": lambda customer: customer.last_name,
    "Address": _one_line,
    "Phone Number": lambda customer: customer.phone,
    "Tags": lambda customer: ",".join(customer.tags),
}
FORMATS = {
    "shopify": ExportFormat(_SHOPIFY, lambda _: True, "a name"),
    # Mailchimp has one status for all contacts of a file: only customers with an opt-in may be in it.
    "mailchimp": ExportFormat(
        _MAILCHIMP, lambda customer: bool(customer.email) and customer.accepts_marketing, "an email and accept marketing"
    ),
}


def outbound_rows(customers: Iterator[Customer], form: ExportFormat, skipped_counts: list[int]) -> Iterator[dict[str, Any]]:
    """Yield the rows of a file; after the last, the number of skipped customers is appended to `skipped_counts`."""
    skipped = 0
    for customer in customers:
        if form.accepts(customer):
            yield {name: value(customer) for name, value in form.columns.items()}
        else:
            skipped += 1
    skipped_counts.append(skipped)
