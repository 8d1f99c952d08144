"""Import and export files."""
