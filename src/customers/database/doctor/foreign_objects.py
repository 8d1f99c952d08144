"""Find what makes a statement on the tables of the program do something else than it says."""

import json

from sqlalchemy import Connection, text

from customers.database.dialects.base import dialect_of
from customers.database.schema.tables import metadata


def find_foreign_objects(connection: Connection) -> list[str]:
    """Return the triggers, rules and row policies on the tables, and the views in the place of one, each in a few words."""
    query = text(dialect_of(connection).foreign_objects)
    return list(connection.scalars(query, {"tables": json.dumps(sorted(metadata.tables))}))
