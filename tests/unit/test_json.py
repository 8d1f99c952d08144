"""The encoder of JSON."""

import json
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from customers.domain.json import dump_json, encode

SCALARS = (
    st.none()
    | st.booleans()
    | st.text(max_size=8)
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.decimals(allow_nan=False)
)
DOCUMENTS = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3))


@given(DOCUMENTS)
def test_stored_json_is_what_the_standard_encoder_writes(document: object) -> None:
    assert dump_json(document) == json.dumps(document, ensure_ascii=False, separators=(",", ":"), default=str)


def test_keys_that_are_not_texts_become_texts() -> None:
    assert dump_json({1: {"a": Decimal("2.50")}, None: []}) == '{"1":{"a":"2.50"},"null":[]}'


def test_printed_amounts_are_numbers_and_stored_ones_texts() -> None:
    assert encode({"total": Decimal("51234.50")}) == '{"total":51234.50}'
    assert dump_json({"total": Decimal("51234.50")}) == '{"total":"51234.50"}'


def test_printed_control_characters_are_escaped_in_keys_and_values() -> None:
    assert encode({"a\u061c": ["\x7f", "\u202e"]}) == '{"a\\u061c":["\\u007f","\\u202e"]}'


def test_texts_of_a_subclass_are_texts() -> None:
    class Name(str):
        __slots__ = ()

    assert encode([Name("locks")]) == '["locks"]'
