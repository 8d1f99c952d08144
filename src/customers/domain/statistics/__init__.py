"""Scores and groups of RFM, and the moments of a trend."""
