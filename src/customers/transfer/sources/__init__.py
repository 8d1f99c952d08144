"""Read rows from files and queries."""
