"""The tables of words in many languages: no word has two meanings."""

from collections import defaultdict

import pytest

from customers.domain.text import fold
from customers.transfer.cells.months import month_of
from customers.transfer.columns import headers, languages

SHARED = {
    "email": languages.EMAIL,
    "phone": languages.PHONE,
    "first_name": languages.FIRST_NAME,
    "last_name": languages.LAST_NAME,
    "full_name": languages.NAME,
    "external_id": languages.ID,
}
OF_ORDERS = {name: f"customer_{name.removeprefix('full_')}" for name in SHARED}


@pytest.mark.parametrize(("kind", "further"), [("customers", languages.CUSTOMERS), ("orders", languages.ORDERS)])
def test_heading_of_a_language_means_the_field_of_its_line(kind: str, further: dict[str, str]) -> None:
    shared = {OF_ORDERS[name] if kind == "orders" else name: words for name, words in SHARED.items()}
    places = {f"main.{name}": words for name, words in languages.ADDRESS.items()}
    lines: dict[str, set[str]] = defaultdict(set)
    for field, words in (*shared.items(), *places.items(), *further.items()):
        for word in words.split(","):
            lines[headers.key(word)].add(field)

    assert {word: fields for word, fields in lines.items() if len(fields) > 1} == {}
    table = headers.meanings(kind)
    assert {word: table[word].field for word in lines} == {word: field for word, (field,) in lines.items()}


@pytest.mark.parametrize(
    ("name", "month"),
    [("March", 3), ("MÄRZ", 3), ("févr", 2), ("марта", 3), ("lutego", 2), ("ağustos", 8), ("sept", 9), ("Ιουλίου", 7), ("marrakesh", None)],
)
def test_months_are_read_by_their_names(name: str, month: int | None) -> None:
    assert month_of(name) == month
    assert month_of(fold(name)) == month


@pytest.mark.parametrize("name", ["listopada", "lip", "srp"])
def test_word_of_two_months_is_none(name: str) -> None:
    assert month_of(name) is None
