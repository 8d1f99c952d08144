"""How values are kept."""

import json
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from customers.domain.json import dump_json

SCALARS = st.none() | st.booleans() | st.text(max_size=8) | st.integers() | st.floats(allow_nan=False) | st.decimals(allow_nan=False)
DOCUMENTS = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3))


@given(DOCUMENTS)
def test_json_by_hand_is_what_the_encoder_writes(document: object) -> None:
    assert dump_json(document) == json.dumps(document, ensure_ascii=False, separators=(",", ":"), default=str)


def test_json_has_names_that_are_no_texts() -> None:
    assert dump_json({1: {"a": Decimal("2.50")}, None: []}) == '{"1":{"a":"2.50"},"null":[]}'
