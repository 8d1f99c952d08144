"""Rows as text made by the database."""
