"""Exports that the database makes."""
