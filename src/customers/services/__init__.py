"""The capabilities of the program, one folder each: rules and statements put together in a transaction."""
