"""Measure the program as a multiple of raw SQL by the bare driver on the same data: `python -m tests.bench`."""
