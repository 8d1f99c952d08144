"""What the tests stand on: the program in process, and a PostgreSQL of their own."""

import pytest

# Failed asserts in here show both sides, as those of a test do.
pytest.register_assert_rewrite("tests.support.program")
