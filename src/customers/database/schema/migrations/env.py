"""Alembic wants a file of this name; `customers.database.schema.upgrade` runs the steps itself."""
