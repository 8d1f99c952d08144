"""Backup, distribution, roles and status."""
