"""Read and write the thresholds of the last recalculation of all customers."""

from collections.abc import Mapping

from sqlalchemy import Connection, select

from customers.database.dialects.base import dialect_of
from customers.database.schema.tables import vip_thresholds


def find_thresholds(connection: Connection) -> dict[str, int]:
    """Return the values by name, none before the first calculation."""
    return {row.name: row.value for row in connection.execute(select(vip_thresholds))}


def write_thresholds(connection: Connection, values: Mapping[str, int]) -> None:
    """Overwrite the values."""
    statement = dialect_of(connection).insert(vip_thresholds)
    # In the order of names, in which every run locks them.
    statement = statement.values([{"name": name, "value": value} for name, value in sorted(values.items())])
    connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"value": statement.excluded.value}))
