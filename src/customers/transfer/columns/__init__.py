"""Map the columns of files to fields."""
