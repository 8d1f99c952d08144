"""SQL: no other package contains any."""
