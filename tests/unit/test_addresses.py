"""Addresses are equal by their meaning."""

import dataclasses
import re
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.domain.addresses.comparison import FIELDS, same_address
from customers.domain.addresses.regions import _REGIONS, _codes, region_code
from customers.domain.text import comparison_key
from customers.models.customer import CustomerAddress

from .refusals import ANY_TEXT

PLACE = CustomerAddress(
    id=UUID(int=1),
    type="shipping",
    is_default=True,
    first_name="Zoë",
    last_name="D'Souza",
    company=None,
    address1="Flat 12, 3 M.G. Road",
    address2="",
    city="Pune",
    state="Maharashtra",
    pincode="411001",
    country="IN",
    phone="+919876543210",
)
texts = st.one_of(ANY_TEXT, st.sampled_from(["12 MG Road", "1, 2 M.G. road", "MH", "Maharashtra", "?", "-", "411 001", ""]))
addresses = st.builds(
    lambda values, country: dataclasses.replace(PLACE, **values, country=country),
    st.dictionaries(st.sampled_from([name for name in FIELDS if name not in ("country", "phone")]), texts, max_size=2),
    st.sampled_from(["IN", "GB", None]),
)


def respelled(text: str, number: int) -> str:
    """Return another spelling of a text: in the other case, with other punctuation and blanks beside its letters."""
    return re.sub(r"(?<=[^\W\d])(?=[^\W\d])", (".", " ", "")[number % 3], text.swapcase()) + (" ", ",", "!")[number % 3]


@given(addresses, addresses, addresses)
def test_equality_is_an_equivalence(first: CustomerAddress, second: CustomerAddress, third: CustomerAddress) -> None:
    assert same_address(first, first)
    assert same_address(first, second) == same_address(second, first)
    if same_address(first, second):
        assert same_address(first, third) == same_address(second, third)


@given(st.sampled_from(["first_name", "last_name", "address1", "city", "state", "pincode"]), st.integers(0, 9))
def test_respelled_address_is_equal(name: str, number: int) -> None:
    change: dict[str, Any] = {name: respelled(getattr(PLACE, name), number)}
    address = dataclasses.replace(PLACE, **change)

    assert same_address(PLACE, address), address


@given(ANY_TEXT)
def test_comparison_key_of_visible_text_is_not_empty(text: str) -> None:
    assert bool(comparison_key(text)) == bool(comparison_key(text.strip()))
    assert comparison_key(comparison_key(text)) == comparison_key(text)


def test_numbers_stay_apart() -> None:
    assert comparison_key("Flat 1, 23 High St.") == "flat1 23highst"
    assert comparison_key("Flat 12, 3 High St.") == "flat12 3highst"
    assert comparison_key("М. Горького, 5-А") == "мгорького5а"
    assert comparison_key("शिवाजी नगर") == "शिवाजीनगर"


@pytest.mark.parametrize("country", sorted(_REGIONS))
def test_each_region_has_one_code(country: str) -> None:
    entries = " ".join(_REGIONS[country].split()).split("; ")
    spellings = [{comparison_key(text) for text in (code, *names.split("|"))} for code, names in (entry.split(" ", 1) for entry in entries)]

    assert sum(map(len, spellings)) == len(set().union(*spellings))
    assert set(_codes(country).values()) == {entry.split(" ", 1)[0] for entry in entries}


def test_region_is_found_by_code_and_name() -> None:
    assert [region_code("IN", text) for text in ("MH", "maharashtra", "IN-MH", "M.H.", "Orissa", "Mumbai")] == ["MH"] * 4 + ["OD", None]
    assert region_code("GB", "MH") is None
    assert region_code(None, "MH") is None
