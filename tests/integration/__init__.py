"""Properties that hold for any data on both databases, and races between runs."""
