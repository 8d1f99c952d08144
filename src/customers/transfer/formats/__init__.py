"""Describe the file formats of other programs."""
