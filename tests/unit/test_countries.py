"""Countries by code and by name."""

import pytest

from customers.domain.countries import COUNTRIES, parse_country_name


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("in", "IN"),
        ("IND", "IN"),
        ("India", "IN"),
        ("united states", "US"),
        ("United States of America", "US"),
        ("U.S.A.", "US"),
        ("The Netherlands", "NL"),
        ("Deutschland", "DE"),
        ("Sverige", "SE"),
        ("UK", "GB"),
        ("Cote d'Ivoire", "CI"),
        ("Côte d’Ivoire", "CI"),
        ("Trinidad & Tobago", "TT"),
        ("Korea, Republic of", "KR"),
        ("भारत", "IN"),
    ],
)
def test_country_is_parsed_from_code_and_name(text: str, code: str) -> None:
    assert parse_country_name(text) == code


@pytest.mark.parametrize("text", ["Narnia", "", "ZZ", "the", "Europe"])
def test_other_text_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a country"):
        parse_country_name(text)


def test_every_code_has_a_name() -> None:
    from customers.domain import countries

    assert {parse_country_name(name) for name in countries._by_name()} == COUNTRIES
