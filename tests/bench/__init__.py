"""How fast the program is, as a multiple of raw SQL through the bare driver on the same data: `python -m tests.bench`."""
