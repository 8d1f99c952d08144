"""Back up, distribute and describe the database."""
