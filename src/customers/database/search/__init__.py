"""Search: texts, index and matches."""
