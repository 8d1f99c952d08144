"""Text: cleaned, folded, escaped."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.domain.text import BLANKS, clean, closest_match, escape_for_terminal, fold, is_blank, quote_value

from .refusals import ANY_TEXT, refusal


@given(st.text(), st.booleans())
def test_clean_is_idempotent(text: str, multiline: bool) -> None:
    if refusal(clean, text, multiline=multiline):
        return
    once = clean(text, multiline=multiline)
    assert clean(once, multiline=multiline) == once


@given(ANY_TEXT, st.booleans())
def test_clean_raises_printable_value_errors_only(text: str, multiline: bool) -> None:
    assert refusal(clean, text, multiline=multiline).isprintable()


def test_clean_trims_and_composes() -> None:
    assert clean("\t Zoe\u0308 \r\n") == "Zo\u00eb"


@pytest.mark.parametrize(
    ("text", "named"), [("a\x1b[2J", "U+001B"), ("a\nb", "U+000A"), ("\x00", "U+0000"), ("a\x85", "U+0085"), ("\x7f", "U+007F")]
)
def test_clean_names_control_character(text: str, named: str) -> None:
    with pytest.raises(ValueError, match=f"control character {named.replace('+', '.')}$"):
        clean(text)


def test_clean_refuses_undecodable_bytes() -> None:
    with pytest.raises(ValueError, match=r"not valid UTF-8 \(U.DCFF\)"):
        clean("Jos\udcff")


def test_multiline_keeps_lines_and_tabs_only() -> None:
    assert clean("one\r\ntwo\rthree\tend\n", multiline=True) == "one\ntwo\nthree\tend"
    with pytest.raises(ValueError, match=r"U.000C"):
        clean("one\ftwo", multiline=True)


def test_fold_of_each_character_is_idempotent() -> None:
    characters = [*range(0x30000), *range(0xE0000, 0xE0200), sys.maxunicode]
    for start in range(0, len(characters), 4096):
        once = fold("\u3000".join(map(chr, characters[start : start + 4096])))
        assert fold(once) == once


@given(ANY_TEXT)
def test_fold_is_idempotent(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(ANY_TEXT)
def test_folded_text_can_be_stored(text: str) -> None:
    folded = fold(text)
    folded.encode()
    assert "\0" not in folded


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  José \t NÚÑEZ ", "jose nunez"),
        ("Straße", "strasse"),
        ("Łódź Øresund Ærø Þór Đặng", "lodz oresund aero thor dang"),
        ("İstanbul ISPARTA ısparta", "istanbul isparta isparta"),
        ("ＡＢＣ ﬁ", "abc fi"),
        ("ΣΊΣΥΦΟΣ", "σισυφοσ"),
        ("९८७", "987"),
        ("Asha\u200b\u202e", "asha"),
    ],
)
def test_fold_drops_case_and_accents(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_fold_keeps_vowels_of_indian_scripts() -> None:
    assert fold("राम") != fold("रोम")


def test_combining_marks_alone_are_blank() -> None:
    assert is_blank(" \u200b\u0301\ufe0f")
    assert not is_blank("🙂")


@given(ANY_TEXT)
def test_escaped_text_has_no_controls(text: str) -> None:
    escaped = escape_for_terminal(text)
    assert not any(ord(character) < 32 or 0x7F <= ord(character) < 0xA0 for character in escaped)
    assert not set(escaped) & set("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2028\u2029\u2066\u2067\u2068\u2069\ufeff")
    assert escape_for_terminal(escaped) == escaped
    escaped.encode()


def test_escape_replaces_controls_only() -> None:
    assert escape_for_terminal("a\x1b[31m\tb\nc\u202ed\ud800") == "a\\x1b[31m b↵c\\u202ed\\ud800"
    assert escape_for_terminal("👩\u200d👧 مرحبا [red] naïve") == "👩\u200d👧 مرحبا [red] naïve"


def test_quoted_value_is_one_short_printable_line() -> None:
    assert quote_value("a\nb\x1b") == r"'a\nb\x1b'"
    assert len(quote_value("x" * 500)) == 62


def test_closest_match_ignores_case() -> None:
    known = ["first_name", "last_name", "email"]
    assert closest_match("Frist_Name", known) == "first_name"
    assert closest_match("xyzzy", known) is None


def test_blanks_are_white_space_allowed_in_text() -> None:
    assert set(BLANKS) == {c for c in map(chr, range(0x110000)) if c.isspace() and c not in "\v\f\r\x1c\x1d\x1e\x1f\x85"}
