"""Statistics, VIP and segments."""
