"""Search texts, and search queries."""

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.domain.search.documents import ANY, NAME_MARK, search_text
from customers.domain.search.query import Word, parse_query, words
from customers.domain.search.typos import (
    allows_typos,
    covering_parts,
    has_pattern,
    misspellings,
    rough_misspellings,
    selective_part,
    whole_parts,
)
from customers.domain.text import fold

from .refusals import ANY_TEXT

TEXT = search_text(
    ("José María", "Núñez"),
    ["Jose@Example.com", "jose@example.com", "+919876543210", "shopify:AB-1", "woo:7"],
    ["Ærø Traders", "Pune", "PUNE"],
)


def matches(query: str) -> bool:
    return all(word.text in TEXT or (word.digits or word.text) in TEXT for word in words(query))


def test_search_text_holds_each_part_once_with_marked_name_words() -> None:
    names = [f"{NAME_MARK}jose {NAME_MARK}maria", f"{NAME_MARK}nunez"]
    others = ["jose@example.com", "+919876543210", "shopify:ab-1", "woo:7", "aero traders", "pune"]
    assert "".join(f"\n{line}\n" for line in (*names, *others)) == TEXT


def test_search_text_needs_name_only() -> None:
    text = search_text(("Asha", None), [], [])
    assert text == f"\n{NAME_MARK}asha\n"


def test_words_match_in_any_order_without_case_and_accents() -> None:
    assert matches("NUNEZ josé")
    assert matches("AERO pune shopify:AB-1")
    assert not matches("josé garcia")


def test_digits_match_phone_without_punctuation() -> None:
    for query in ("98765 43210", "+91-98765-43210", "(98) 7654-3210", "+91 (98765) - 43210", "९८७६५"):
        assert matches(query), query


def test_words_of_a_phone_have_digits() -> None:
    assert words("654-3210 asha") == [Word("654-3210", "6543210"), Word("asha", None)]
    assert words("12 -") == [Word("12", None), Word("-", None)]
    assert words("98765 -") == [Word("98765", "98765")]
    assert words("ab123") == [Word("ab123", None)]
    assert words("0171 123456 asha") == [Word("0171", "0171", ("171123456",)), Word("123456", "123456", ("171123456",)), Word("asha", None)]


@pytest.mark.parametrize("kind", [phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE])
def test_phone_of_every_country_is_found_in_national_form(kind: int) -> None:
    """Except mobile phones of Argentina, which have a 15 in the one form and a 9 in the other."""
    numbers = [phonenumbers.example_number_for_type(region, kind) for region in sorted(phonenumbers.SUPPORTED_REGIONS - {"AR"})]
    for number in filter(None, numbers):
        text = search_text(("Asha",), [phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)], [])
        for form in (phonenumbers.PhoneNumberFormat.NATIONAL, phonenumbers.PhoneNumberFormat.INTERNATIONAL):
            query = phonenumbers.format_number(number, form)
            assert all(any(pattern in text for pattern in word.patterns) for word in words(query)), query


def test_wildcards_are_plain_characters() -> None:
    assert [word.text for word in words('100% _ "a OR b" \'')] == ["100%", "_", '"a', "or", 'b"', "'"]
    assert words(" \t") == []


@given(ANY_TEXT)
def test_any_query_gives_folded_words(query: str) -> None:
    for word in words(query):
        assert word.text
        assert fold(word.text) == word.text
        assert word.digits is None or word.digits.isdecimal()


def test_exact_identities_are_recognized() -> None:
    assert parse_query(" Jose@Example.com", "IN").identities == (("email", "jose@example.com"),)
    assert parse_query("098765 43210", "IN").phone == "+919876543210"
    assert parse_query("shopify:AB-1", "IN").identities == (("external", "shopify:AB-1"),)
    assert parse_query("AB-1", "IN").bare_id == ":ab-1\n"
    assert parse_query("Pune", "IN").bare_id is None
    assert str(parse_query("01993F2E-7b5c-7cc1-9d5e-8f3a2b1c0d9e", "IN").id) == "01993f2e-7b5c-7cc1-9d5e-8f3a2b1c0d9e"


def test_selective_part_of_long_word_has_digits() -> None:
    assert selective_part("sharma") == "sharma"
    assert selective_part("example.com") == "exampl"
    assert selective_part("raj.sharma.500123@example.com") == "500123"


@pytest.mark.parametrize("query", ["", "  ", "\t\n", NAME_MARK, ANY])
def test_query_without_word_is_refused(query: str) -> None:
    with pytest.raises(ValueError, match="needs a word"):
        parse_query(query, "IN")


def test_words_of_five_letters_tolerate_typos() -> None:
    assert allows_typos(Word("sharm", None))
    assert allows_typos(Word("a1b2c3d4e5", None))
    assert not allows_typos(Word("raj1234", None))
    assert not allows_typos(Word("98765", "98765"))


def one_error(word: str, kind: str, at: int, letter: str) -> str:
    """Return a word with one typing error."""
    if kind == "changed":
        at = min(at, len(word) - 2)
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + (letter if kind != "missing" else "") + word[at + (kind != "too many") :]


@given(
    st.text("abcdeé", min_size=5, max_size=12),
    st.sampled_from(["wrong", "missing", "too many", "changed"]),
    st.integers(min_value=0, max_value=11),
    st.sampled_from("abx"),
)
def test_patterns_match_every_single_typo(word: str, kind: str, at: int, letter: str) -> None:
    """Put the error into the text and search for the correct word: the patterns are symmetric."""
    text = f" {one_error(word, kind, at % len(word), letter)} "
    patterns = [pattern for pattern in (word, *misspellings(word)) if has_pattern(text, pattern)]

    assert patterns
    assert any(has_pattern(text, pattern) for pattern in (word, *rough_misspellings(word)))
    for pattern in patterns:
        assert whole_parts(pattern)
        assert all(part in text for part in (*whole_parts(pattern), *covering_parts(pattern)))


def test_short_remainders_try_each_letter_and_digit() -> None:
    assert {"shbrm", "sh7rm", "shabrm"} <= set(misspellings("sharm"))
    assert not {f"sh{ANY}rm", "sh.rm"} & set(misspellings("sharm"))
    assert f"shar{ANY}ma" in misspellings("sharma")
    assert "шебчен" in misspellings("шевчен")
    assert f"美{ANY}佐藤本" in misspellings("美咲佐藤本")


def test_parts_cover_every_unchanged_letter() -> None:
    assert covering_parts(f"krishnq{ANY}murthy") == ("krishn", "rishnq", "murthy")
    assert covering_parts(f"sh{ANY}arma") == ("arma",)
    assert covering_parts("abcdefghijklm") == ("abcdef", "efghij", "hijklm")


def test_wildcard_matches_one_character() -> None:
    assert has_pattern("sharma", f"sh{ANY}rm")
    assert not has_pattern("shrma", f"sh{ANY}rm")
    assert not has_pattern("sh", f"sh{ANY}r")
