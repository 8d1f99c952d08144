"""Engines, connections, locks and errors."""
