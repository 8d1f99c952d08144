"""Customers: profile, addresses, tags, orders, deletion and erasure."""
