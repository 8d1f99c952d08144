"""Run a shop's customer base: profiles, addresses, tags, consent, orders, statistics, VIP and segments."""

__version__ = "0.1.0"
