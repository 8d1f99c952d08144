"""Trials under failure and load: a small version in `make check`, the complete one in `make test-slow`."""
