"""`customers search`: phones in the national form of any country."""

import pytest

from tests.support.factories import create_many, listed
from tests.support.kept import kept
from tests.support.program import Program

PHONES = {
    "Berlin": "+491711234567",
    "London": "+447911123456",
    "Boston": "+16175550123",
    "Pune": "+919876543210",
    "Moscow": "+79123456789",
    "Budapest": "+36209876598",
    "Rome": "+390612345678",
    "Paris": "+33612345678",
}


@pytest.fixture
@kept
def shop(customers: Program) -> Program:
    """Return a shop with a customer in each town."""
    create_many(customers, *({"first_name": town, "phone": phone} for town, phone in PHONES.items()))
    return customers


@pytest.mark.parametrize(
    ("query", "towns"),
    [
        ("0171 1234567", ["Berlin"]),
        ("0171/1234567", ["Berlin"]),
        ("01711234567", ["Berlin"]),
        ("+49 (0)171 123 45 67", ["Berlin"]),
        ("+49 (0) 171 1234567", ["Berlin"]),
        ("0049 171 1234567", ["Berlin"]),
        ("0171 12345", ["Berlin"]),
        ("berlin 0171 1234567", ["Berlin"]),
        ("0171 1234567 london", []),
        ("07911 123456", ["London"]),
        ("(617) 555-0123", ["Boston"]),
        ("1-617-555-0123", ["Boston"]),
        ("617.555.0123", ["Boston"]),
        ("011 91 98765 43210", ["Pune"]),
        ("098765 43210", ["Pune"]),
        ("98765-43210", ["Pune"]),
        ("8 (912) 345-67-89", ["Moscow"]),
        ("06 20 987 6598", ["Budapest"]),
        ("06 1234 5678", ["Paris", "Rome"]),
        ("06 12 34 56 78", ["Paris", "Rome"]),
        ("0171 7654321", []),
        ("٠١٧١ ١٢٣٤٥٦٧", ["Berlin"]),
    ],
)
def test_national_form_finds_phone(shop: Program, query: str, towns: list[str]) -> None:
    assert listed(shop, "search", query) == towns
    assert sorted(listed(shop, "list", "--search", query)) == sorted(towns)


def test_number_with_several_zeros_is_not_a_phone(shop: Program) -> None:
    assert listed(shop, "search", "000345678") == []
    assert listed(shop, "search", "01234") == []
