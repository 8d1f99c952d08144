"""Backup, distribution and status of the database."""
