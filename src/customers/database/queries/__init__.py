"""Queries by table."""
