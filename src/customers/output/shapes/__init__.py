"""The kinds of records that are printed."""
