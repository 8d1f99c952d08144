"""Generate the manual from the program: `make docs` writes it, `make check` finds stale files."""
