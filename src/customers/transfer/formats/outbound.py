"""Files of customers for the importers of other programs: the columns that each documents, and what goes into them.

Their cells carry no guards against spreadsheets: a program that is no spreadsheet would store them.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from customers.domain.text import fold
from customers.models.customer import Customer, CustomerAddress

Value = Callable[[Customer], str | None]

# ISO 3166-2 by the folded name; elsewhere a state is taken where it is written as its code.
_INDIA = {
    "AN": "andaman and nicobar islands",
    "AP": "andhra pradesh",
    "AR": "arunachal pradesh",
    "AS": "assam",
    "BR": "bihar",
    "CG": "chhattisgarh",
    "CH": "chandigarh",
    "DL": "delhi",
    "DH": "dadra and nagar haveli and daman and diu",
    "GA": "goa",
    "GJ": "gujarat",
    "HP": "himachal pradesh",
    "HR": "haryana",
    "JH": "jharkhand",
    "JK": "jammu and kashmir",
    "KA": "karnataka",
    "KL": "kerala",
    "LA": "ladakh",
    "LD": "lakshadweep",
    "MH": "maharashtra",
    "ML": "meghalaya",
    "MN": "manipur",
    "MP": "madhya pradesh",
    "MZ": "mizoram",
    "NL": "nagaland",
    "OD": "odisha",
    "PB": "punjab",
    "PY": "puducherry",
    "RJ": "rajasthan",
    "SK": "sikkim",
    "TN": "tamil nadu",
    "TR": "tripura",
    "TS": "telangana",
    "UK": "uttarakhand",
    "UP": "uttar pradesh",
    "WB": "west bengal",
}
_CODES = {name: code for code, name in _INDIA.items()}


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A form of file: its columns in order, and whom it cannot take."""

    columns: Mapping[str, Value]
    takes: Callable[[Customer], bool]
    needs: str  # what those have whom it takes


def _place(field: str) -> Value:
    return lambda customer: getattr(customer.default_address, field) if customer.default_address else None


def _province_code(customer: Customer) -> str | None:
    place = customer.default_address
    if place is None:
        return None
    if place.country == "IN":
        return _CODES.get(fold(place.state))
    return place.state if len(place.state) <= 3 and place.state.isupper() else None


def _one_line(customer: Customer) -> str | None:
    """An address as Mailchimp reads it: its parts with two blanks between, the country last."""
    place: CustomerAddress | None = customer.default_address
    if place is None:
        return None
    parts = (place.address1, place.address2, place.city, place.state, place.pincode, place.country)
    return "  ".join(" ".join(part.split()) for part in parts if part)


_SHOPIFY: dict[str, Value] = {
    "First Name": lambda customer: customer.first_name,
    "Last Name": lambda customer: customer.last_name,
    "Email": lambda customer: customer.email,
    "Accepts Email Marketing": lambda customer: "yes" if customer.accepts_marketing else "no",
    "Default Address Company": _place("company"),
    "Default Address Address1": _place("address1"),
    "Default Address Address2": _place("address2"),
    "Default Address City": _place("city"),
    "Default Address Province Code": _province_code,
    "Default Address Country Code": _place("country"),
    "Default Address Zip": _place("pincode"),
    "Default Address Phone": _place("phone"),
    "Phone": lambda customer: customer.phone,
    # What is on record is said of email; nobody was asked about text messages.
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
    # Mailchimp asks once for the whole file whether its people are subscribed: nobody is who did not say so.
    "mailchimp": ExportFormat(
        _MAILCHIMP, lambda customer: bool(customer.email) and customer.accepts_marketing, "an email and accept marketing"
    ),
}


def outbound_rows(customers: Iterator[Customer], form: ExportFormat, left_out: list[int]) -> Iterator[dict[str, Any]]:
    """The rows of a file; `left_out` gets how many customers it cannot take."""
    skipped = 0
    for customer in customers:
        if form.takes(customer):
            yield {name: value(customer) for name, value in form.columns.items()}
        else:
            skipped += 1
    left_out.append(skipped)
