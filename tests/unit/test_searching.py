"""What is searched, and the words that are searched for."""

from hypothesis import given

from customers.rules.searching import Word, search_text, words
from customers.rules.text import fold

from .refusals import ANY_TEXT

TEXT = search_text(
    first_name="José",
    last_name="Núñez",
    email="Jose@Example.com",
    phone="+919876543210",
    external_ids={"woo": "7", "shopify": "AB-1"},
    companies=["Ærø Traders", ""],
    cities=["Pune", "PUNE"],
)


def matches(query: str) -> bool:
    return all(word.text in TEXT or (word.digits or word.text) in TEXT for word in words(query))


def test_search_text_holds_every_part_once() -> None:
    assert TEXT.split("\n") == ["jose", "nunez", "jose@example.com", "+919876543210", "shopify:ab-1", "woo:7", "aero traders", "pune"]


def test_search_text_of_a_name_alone() -> None:
    assert search_text(first_name="Asha", last_name=None, email=None, phone=None, external_ids={}, companies=[], cities=[]) == "asha"


def test_words_match_in_any_order_without_case_or_accents() -> None:
    assert matches("NUNEZ josé")
    assert matches("AERO pune shopify:AB-1")
    assert not matches("josé garcia")


def test_digits_match_a_phone_whatever_its_punctuation() -> None:
    for query in ("98765 43210", "+91-98765-43210", "(98) 7654-3210", "+91 (98765) - 43210", "९८७६५"):
        assert matches(query), query


def test_words_have_digits_when_they_are_of_a_phone() -> None:
    assert words("654-3210 asha") == [Word("654-3210", "6543210"), Word("asha", None)]
    assert words("12 -") == [Word("12", None), Word("-", None)]
    assert words("98765 -") == [Word("98765", "98765")]
    assert words("ab123") == [Word("ab123", None)]


def test_signs_are_plain_characters() -> None:
    assert [word.text for word in words('100% _ "a OR b" \'')] == ["100%", "_", '"a', "or", 'b"', "'"]
    assert words(" \t") == []


@given(ANY_TEXT)
def test_any_query_gives_folded_words(query: str) -> None:
    for word in words(query):
        assert word.text
        assert fold(word.text) == word.text
        assert word.digits is None or word.digits.isdecimal()
