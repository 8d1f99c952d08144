"""The manual, made from the program itself: `make docs` writes it, `make check` finds what has fallen behind."""
