"""Import rows in batches: match customers with set-based queries, write with set-based statements."""
