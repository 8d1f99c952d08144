"""Merging, unmerging and duplicates."""
