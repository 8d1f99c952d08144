"""What the tests of all rules share."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

# Every character that a string of Python can hold: controls and lone surrogates among them.
ANY_TEXT = st.text(st.characters(exclude_categories=()))


def refusal(rule: Callable[..., Any], *arguments: Any, **options: Any) -> str:
    """The sentence with which a rule refuses, "" when it accepts; whatever else it raises goes on, and fails the test."""
    try:
        rule(*arguments, **options)
    except ValueError as error:
        # Its subclasses (UnicodeError and the like) would not be sentences for the operator.
        assert type(error) is ValueError  # noqa: PT017
        return str(error)
    return ""
