"""The probability that two profiles are one person."""
