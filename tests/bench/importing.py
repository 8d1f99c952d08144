"""Do the work of an import in raw SQL with the bare driver."""

import csv
from itertools import islice
from pathlib import Path
from typing import Any

from tests.bench.databases import Database
from tests.bench.floors import recalculate
from tests.bench.generate import COLUMNS, NEW_DOMAIN, NEW_SOURCE

LOOKED_UP = 5_000


def imported(database: Database, kind: str) -> dict[str, tuple[list[str], list[Any]]]:
    """Return the columns and rows that an import wrote, by table, in the order of the key."""
    if kind == "orders":
        statements = {"orders": f"SELECT * FROM orders WHERE source = '{NEW_SOURCE}' ORDER BY customer_id, id"}
    else:
        new = f"(SELECT id FROM customers WHERE email LIKE '%@{NEW_DOMAIN}')"
        statements = {"customers": f"SELECT * FROM customers WHERE id IN {new} ORDER BY id"}
        statements |= {
            table: f"SELECT * FROM {table} WHERE customer_id IN {new} ORDER BY 1, 2"
            for table in (*COLUMNS, "events")
            if table not in ("customers", "orders")
        }
    rows = {}
    with database.connect() as connection:
        for table, statement in statements.items():
            cursor = connection.execute(statement)
            rows[table] = ([column[0] for column in cursor.description], cursor.fetchall())
    return rows


def write(database: Database, connection: Any, tables: dict[str, tuple[list[str], list[Any]]]) -> None:
    """Write parsed rows in the order of their keys, in one transaction."""
    for table, (columns, rows) in tables.items():
        database.insert(connection, table, columns, rows)
    connection.commit()


def read_and_write(database: Database, connection: Any, path: Path, tables: dict[str, tuple[list[str], list[Any]]]) -> None:
    """Read a CSV file, and write the rows that an import of it wrote."""
    with path.open(encoding="utf-8", newline="") as file:
        for _ in csv.reader(file):
            pass
    write(database, connection, tables)


def import_orders(database: Database, connection: Any, path: Path, tables: dict[str, tuple[list[str], list[Any]]]) -> None:
    """Read a file of orders, look up its customers and orders in batches, write the rows that an import of it wrote, and recalculate.

    The file is read twice: a later row with other values of an order keeps the first one from being written.
    """
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        columns = {header: index for index, header in enumerate(next(reader))}
        number = columns["number"]
        numbers = {row[number] for row in reader}
        file.seek(0)
        next(reader := csv.reader(file))
        while rows := list(islice(reader, LOOKED_UP)):
            known = f"SELECT number FROM orders WHERE source = '{NEW_SOURCE}' AND number"
            numbers.difference_update(row[0] for row in find(database, connection, known, [row[number] for row in rows]))
            for kind, column in (("email", columns["customer_email"]), ("external", columns["customer_external_id"])):
                values = sorted({row[column] for row in rows if row[column]})
                find(database, connection, f"SELECT value, customer_id FROM identities WHERE kind = '{kind}' AND value", values)
    if len(numbers) != len(tables["orders"][1]):
        raise RuntimeError(f"expected {len(tables['orders'][1])} new orders, found {len(numbers)}")
    write(database, connection, tables)
    recalculate(connection, database.engine)


def find(database: Database, connection: Any, query: str, values: list[str]) -> list[Any]:
    """Return the rows of a query that ends in the column of some values: bound each, or on PostgreSQL as an array."""
    is_array = database.engine == "postgresql"
    condition = "= ANY(%s)" if is_array else f"IN ({', '.join('?' * len(values))})"
    rows: list[Any] = connection.execute(f"{query} {condition}", [values] if is_array else values).fetchall()
    return rows
