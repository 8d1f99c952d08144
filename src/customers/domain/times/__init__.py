"""The times that an operator writes, and time zones."""
