"""Rows into the database, a batch at a time: matched by set-based look-ups, written by set-based statements."""
