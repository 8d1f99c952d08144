"""Tags: compared without case, shown as first written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.domain.tags import MAX_LENGTH, MAX_PER_CUSTOMER, Tag, parse_tag, parse_tags

from .refusals import ANY_TEXT, refusal


@given(ANY_TEXT)
def test_any_text_is_tag_or_value_error(text: str) -> None:
    refused = refusal(parse_tag, text)
    assert refused.isprintable()
    if refused:
        return
    tag = parse_tag(text)
    assert parse_tag(tag.label) == tag
    assert "," not in tag.label
    assert len(tag.label) <= MAX_LENGTH


@given(st.lists(ANY_TEXT))
def test_any_texts_are_tags_or_value_error(texts: list[str]) -> None:
    refused = refusal(parse_tags, texts)
    assert refused.isprintable()
    if refused:
        return
    tags = parse_tags(texts)
    assert len({tag.key for tag in tags}) == len(tags)
    assert parse_tags(tag.label for tag in tags) == tags


def test_tags_collapse_white_space_and_ignore_case() -> None:
    assert parse_tag("  Big \t Spender\n") == Tag("Big Spender", "big spender")
    assert parse_tag("STRASSE").key == parse_tag("straße").key
    assert parse_tag("Cafe\u0301") == parse_tag("Café")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (" ", "blank"),
        ("\u200b", "blank"),
        ("a,b", "a tag cannot contain a comma: 'a,b'"),
        ("x" * 65, "at most 64 characters, not 65"),
        ("a\x1bb", "U.001B"),
        ("a\ud800", "UTF-8"),
    ],
)
def test_invalid_tags_are_refused_with_reason(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        parse_tag(text)


def test_text_with_several_tags_keeps_first_spelling() -> None:
    assert [tag.label for tag in parse_tags(["Sale, wholesale,", "SALE", "new"])] == ["Sale", "wholesale", "new"]
    assert parse_tags([]) == []


def test_blank_text_is_refused() -> None:
    with pytest.raises(ValueError, match="blank"):
        parse_tags(["", " , "])


def test_length_and_number_are_limited() -> None:
    assert (MAX_LENGTH, MAX_PER_CUSTOMER) == (64, 250)
    assert len(parse_tag("🙂" * 64).label) == 64
