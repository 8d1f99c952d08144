"""Helpers of the tests of all rules."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

# Every character of a Python string, with controls and lone surrogates.
ANY_TEXT = st.text(st.characters(exclude_categories=()))


def refusal(rule: Callable[..., Any], *arguments: Any, **options: Any) -> str:
    """Return the message with which a rule refuses a value, or "" when it accepts; other errors fail the test."""
    try:
        rule(*arguments, **options)
    except ValueError as error:
        # A subclass (such as UnicodeError) has no message for the operator.
        assert type(error) is ValueError  # noqa: PT017
        return str(error)
    return ""
