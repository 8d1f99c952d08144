"""Filters, sets of customers, and pages."""
