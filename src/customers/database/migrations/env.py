"""Alembic wants a file of this name; `customers.database.upgrade` runs the steps itself."""
