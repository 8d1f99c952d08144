"""Merging and unmerging two profiles."""
