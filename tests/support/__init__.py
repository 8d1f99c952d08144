"""Helpers of the tests: the program in process, and a temporary PostgreSQL."""

import pytest

# Failed asserts in these modules show both sides, like those of a test.
pytest.register_assert_rewrite("tests.support.program")
