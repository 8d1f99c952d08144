"""Statistics, VIP flags and segments in SQL."""
