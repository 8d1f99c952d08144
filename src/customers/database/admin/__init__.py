"""Backup, distribution, roles, status and other upkeep."""
