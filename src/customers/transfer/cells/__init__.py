"""Parse the cells of a row."""
