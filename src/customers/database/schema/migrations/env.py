"""Placeholder that Alembic requires; `customers.database.schema.upgrade` runs the migrations."""
