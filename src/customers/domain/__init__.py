"""Pure functions and values, no I/O."""
