"""Parses the rows that leave nothing to decide, whole columns at a time."""
