"""Merge and unmerge profiles, and find duplicates."""
