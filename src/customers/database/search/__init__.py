"""Search in the database: its texts, its index, its matches."""
