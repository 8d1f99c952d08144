"""Statements by subject: set-based, and without rules."""
