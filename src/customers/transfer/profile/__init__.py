"""Decide about a file as a whole, before a row of it is written."""
