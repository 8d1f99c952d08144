"""Equality of addresses, and codes of regions."""
