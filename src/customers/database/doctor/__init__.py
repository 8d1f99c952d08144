"""Queries that check and repair stored data."""
