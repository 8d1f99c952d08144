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
        ("Großbritannien", "GB"),
        ("Royaume-Uni", "GB"),
        ("ETATS-UNIS", "US"),
        ("Regno Unito", "GB"),
        ("Duitsland", "DE"),
        ("Países Bajos", "NL"),
        ("Niemcy", "DE"),
        ("Ruotsi", "SE"),
        ("Україна", "UA"),
        ("德国", "DE"),
        ("대한민국", "KR"),
        ("United States (US)", "US"),
        ("United Kingdom (UK)", "GB"),
        ("A", "AT"),
    ],
)
def test_country_is_parsed_from_code_and_name(text: str, code: str) -> None:
    assert parse_country_name(text) == code


@pytest.mark.parametrize("text", ["Narnia", "", "ZZ", "the", "Europe", "(US)", "Q", "Narnia (US)"])
def test_other_text_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a country"):
        parse_country_name(text)


def test_every_code_has_a_name() -> None:
    from customers.domain import countries

    assert {parse_country_name(name) for name in countries._by_name()} == COUNTRIES


def test_name_in_another_language_is_that_of_one_country() -> None:
    from customers.domain import countries

    names = countries._by_other_name()
    assert set(names.values()) <= COUNTRIES
    assert names.keys().isdisjoint(countries._by_name())
