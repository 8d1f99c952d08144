"""Forks between SQLite, PostgreSQL and Citus."""
