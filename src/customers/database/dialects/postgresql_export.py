"""Exports in PostgreSQL's SQL."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Select, literal_column, select, text

from customers.database.connection.bulk import batched
from customers.database.connection.cursors import close_before_connection
from customers.database.dialects.export import (
    Cells,
    Conditions,
    ExportSql,
    Field,
    address_book,
    cell_columns,
    escape_json,
    literal,
)
from customers.database.schema.tables import addresses, customer_tags, customers, joined
from customers.database.schema.types import Id, Words
from customers.models.customer import CustomerAddress

_COPY_BYTES = 1 << 18
_COPY_ROWS = 400
# The aliases of customers by kind: their own, those of profiles that they absorbed, and what these have themselves.
_ALIASES = """
    SELECT owner, json_agg(json_build_object('kind', kind, 'label', label) ORDER BY kind, label)::text AS list FROM (
        SELECT coalesce(customers.merged_into, customers.id) AS owner, aliases.kind, aliases.label
        FROM aliases JOIN customers ON customers.id = aliases.customer_id
        UNION SELECT merged_into, 'email', email FROM customers WHERE merged_into IS NOT NULL AND email IS NOT NULL
        UNION SELECT merged_into, 'phone', phone FROM customers WHERE merged_into IS NOT NULL AND phone IS NOT NULL
        UNION SELECT merged_into, 'external', own.key || ':' || own.value
        FROM customers, json_each_text(customers.external_ids::json) AS own WHERE merged_into IS NOT NULL
        UNION SELECT merged_into, 'id', id::text FROM customers WHERE merged_into IS NOT NULL
    ) AS every GROUP BY owner
"""
# An alias is never what the customer has itself. A cluster takes no subquery in these subqueries over a function, and an immutable one.
_LABEL = "(own_alias ->> 'label')"
_ALIASES_OF = f"""
    json_array_elements(others.list::json) AS own_alias WHERE own_alias ->> 'kind' = '{{kind}}'
    AND NOT (own_alias ->> 'kind' = 'email' AND lower({_LABEL}) = lower(coalesce(customers.email, '')))
    AND NOT (own_alias ->> 'kind' = 'phone' AND {_LABEL} = coalesce(customers.phone, ''))
    AND NOT (own_alias ->> 'kind' = 'external'
        AND split_part({_LABEL}, ':', 1) || ':' || coalesce(customers.external_ids::json ->> split_part({_LABEL}, ':', 1), '') = {_LABEL})
"""
# Texts with neither character leave a CSV of one column unchanged.
_PLAIN_LINES = "FORMAT csv, DELIMITER E'\\x02', QUOTE E'\\x01'"


class PostgresqlExportSql(ExportSql):
    """Ids are uuids, times timestamptz; tags and addresses are joined, each table grouped once.

    A subquery for each customer takes four times as long.
    """

    def join(self, conditions: Conditions, names: Sequence[str], *, as_json: bool, with_place: bool) -> tuple[dict[str, str], FromClause]:
        """Return columns of joined aggregates, and the default address joined."""
        values: dict[str, str] = {}
        source: FromClause = joined
        if "tags" in names:
            labels = (
                "'[' || string_agg(to_json(label)::text, ',' ORDER BY key) || ']'" if as_json else "string_agg(label, ',' ORDER BY key)"
            )
            source = _join_tags(source, conditions, labels)
            values["tags"] = "labels.list"
        aggregates = {name: book for name, book in address_book("string_agg(line, ',' ORDER BY id)").items() if name in names}
        if aggregates:
            source = _join_addresses(source, conditions, list(aggregates.values()))
            values |= {name: f"books.book{number}" for number, name in enumerate(aggregates)}
        if others := {name: value for name, value in _alias_values().items() if name in names}:
            rows = text(_ALIASES).columns(owner=Id, list=Words).subquery("others")
            source = source.outerjoin(rows, rows.c.owner == customers.c.id)
            values |= others
        if with_place:
            defaults = select(addresses).prefix_with("DISTINCT ON (customer_id)").where(addresses.c.is_default)
            place = defaults.order_by(addresses.c.customer_id, addresses.c.type.desc()).subquery("place")
            source = source.outerjoin(place, place.c.customer_id == customers.c.id)
        return values, source

    def read_cells(
        self, connection: Connection, fields: Sequence[Field], exempt: Sequence[bool], query: Select[Any]
    ) -> Iterator[str] | Iterator[list[Cells]]:
        """Return CSV, or lists of rows where a field is JSON."""
        if any(field.kind == "json" for field in fields):
            rows = copy_rows_out(connection, query.add_columns(*cell_columns([self.cell(field) for field in fields])))
            return escape_json(rows, fields)
        cells = [self.cell(field) if free else self.guarded(field) for field, free in zip(fields, exempt, strict=True)]
        if len(cells) == 1:
            # A line of one blank cell is `""`: an empty line is not a row.
            cells = [f"coalesce(({cells[0]})::text, '')"]
        else:
            # A blank cell is NULL: an empty text would be `""`.
            cells = [f"nullif({cell}, '')" if field.kind == "text" else cell for field, cell in zip(fields, cells, strict=True)]
        return copy_out(connection, query.add_columns(*cell_columns(cells)))

    def read_lines(self, connection: Connection, query: Select[Any]) -> Iterator[str]:
        """Read by COPY."""
        return copy_out(connection, query, _PLAIN_LINES)

    def id(self, value: str) -> str:
        return f"{value}::text"

    def timestamp(self, value: str) -> str:
        return f"replace(({value} AT TIME ZONE 'UTC')::text, ' ', 'T') || 'Z'"

    def decimal(self, minor: str, places: int) -> str:
        return f"trim_scale({minor} * {10**-places:.{places}f})::text" if places else f"{minor}::text"

    def pairs(self, value: str) -> str:
        return self._shortcut(
            value, f"""SELECT string_agg(key || ':' || value, ';' ORDER BY key COLLATE "C") FROM json_each_text({value}::json)"""
        )

    def first_pair(self, value: str, system: str = "NULL") -> str:
        every = f"""SELECT key || ':' || value FROM json_each_text({value}::json) ORDER BY key <> {system}, key COLLATE "C" LIMIT 1"""
        return self._shortcut(value, every)

    def _shortcut(self, value: str, every: str) -> str:
        # A query for each row takes long, and most have one id that needs none.
        plain = f"""replace(substr({value}, 3, length({value}) - 4), '":"', ':')"""
        hard = f"""position(E'\\\\' IN {value}) > 0 OR position('","' IN {value}) > 0"""
        return f"CASE WHEN {value} = '{{}}' THEN NULL WHEN {hard} THEN ({every}) ELSE {plain} END"

    def sorted_object(self, value: str) -> str:
        members = "to_json(key)::text || ':' || to_json(value)::text"
        every = f"""SELECT '{{' || string_agg({members}, ',' ORDER BY key COLLATE "C") || '}}' FROM json_each_text({value}::json)"""
        return f"""CASE WHEN position('","' IN {value}) > 0 THEN ({every}) ELSE {value} END"""

    def members(self, fields: Sequence[Field]) -> list[str]:
        parts: list[str] = []
        for field in fields:
            parts += [literal(f'{"," if parts else ""}"{field.name}":'), f"coalesce(to_json({field.value})::text, 'null')"]
        return parts

    def concatenated(self, parts: Sequence[str]) -> str:
        # A function takes at most a hundred arguments.
        return " || ".join(f"concat({', '.join(parts[start : start + 90])})" for start in range(0, len(parts), 90))

    def guarded(self, field: Field) -> str:
        """Return a cell as `domain.spreadsheets.guard` leaves it."""
        cell = self.cell(field)
        if field.kind == "pairs":
            # A system begins with a letter, a digit, "_" or "-", and "-" comes first.
            formula = f"""position('{{"-' IN {field.value}) > 0 OR position(',"-' IN {field.value}) > 0"""
        else:
            signs = "'''', '=', '+', '-', '@', E'\\t', E'\\r'"
            begins = f"{cell} < 'A' AND left({cell}, 1) IN ({signs}) AND {cell} !~ '^[+-]?[0-9]+([.][0-9]+)?$'"
            formula = f"{begins} OR {cell} = E'\\\\N'"
        return f"CASE WHEN {formula} THEN '''' || {cell} ELSE {cell} END"


def _alias_values() -> dict[str, str]:
    """Return the SQL of the aliases of a customer; without any it is NULL."""

    def list_of(kind: str) -> str:
        rows = _ALIASES_OF.format(kind=kind)
        return (
            f"""coalesce((SELECT '[' || string_agg(to_json({_LABEL})::text, ',' ORDER BY {_LABEL} COLLATE "C") || ']' FROM {rows}), '[]')"""
        )

    def cell_of(kind: str) -> str:
        return f"""(SELECT string_agg({_LABEL}, ';' ORDER BY {_LABEL} COLLATE "C") FROM {_ALIASES_OF.format(kind=kind)})"""

    lists = f"""'[' || string_agg(to_json(substr({_LABEL}, strpos({_LABEL}, ':') + 1))::text, ',' ORDER BY {_LABEL} COLLATE "C") || ']'"""
    systems = f"SELECT split_part({_LABEL}, ':', 1) AS name, {lists} AS list FROM {_ALIASES_OF.format(kind='external')} GROUP BY name"
    members = """string_agg(to_json(name)::text || ':' || list, ',' ORDER BY name COLLATE "C")"""
    pairs = f"coalesce((SELECT '{{' || {members} || '}}' FROM ({systems}) AS systems), '{{}}')"
    lists_by_name = {"emails": list_of("email"), "phones": list_of("phone"), "external_ids": pairs, "ids": list_of("id")}
    document = " || ',' || ".join(f"""'"{name}":' || {value}""" for name, value in lists_by_name.items())
    values = {
        "alias_emails": cell_of("email"),
        "alias_phones": cell_of("phone"),
        "alias_external_ids": cell_of("external"),
        "alias_ids": cell_of("id"),
        "aliases": f"'{{' || {document} || '}}'",
    }
    return {name: f"CASE WHEN others.list IS NOT NULL THEN {value} END" for name, value in values.items()}


def _join_tags(source: FromClause, conditions: Conditions, aggregate: str) -> FromClause:
    table = customer_tags.c
    labels = select(table.customer_id, literal_column(aggregate).label("list")).where(*_owned(table.customer_id, conditions))
    grouped = labels.group_by(table.customer_id).subquery("labels")
    return source.outerjoin(grouped, grouped.c.customer_id == customers.c.id)


def _join_addresses(source: FromClause, conditions: Conditions, aggregates: Sequence[str]) -> FromClause:
    table = addresses.c
    names = ", ".join(f"addresses.{name}" for name in CustomerAddress.__dataclass_fields__)
    line: ColumnElement[str] = literal_column(f"row_to_json((SELECT own FROM (SELECT {names}) AS own))::text").label("line")
    rows = select(table.customer_id, table.id, table.type, table.is_default, line).where(*_owned(table.customer_id, conditions))
    # The offset keeps each line from being built once for each of its uses.
    lines = rows.order_by(table.customer_id, table.id).offset(0).subquery()
    columns: list[ColumnElement[Any]] = [literal_column(book).label(f"book{number}") for number, book in enumerate(aggregates)]
    books = select(lines.c.customer_id, *columns).group_by(lines.c.customer_id).subquery("books")
    return source.outerjoin(books, books.c.customer_id == customers.c.id)


def _owned(customer_id: ColumnElement[Any], conditions: Conditions) -> list[ColumnElement[bool]]:
    """Return the condition that limits a join to the selected customers; for the first condition alone, all live ones, it gains nothing."""
    return [customer_id.in_(select(customers.c.id).select_from(joined).where(*conditions))] if len(conditions) > 1 else []


def copy_out(connection: Connection, query: Select[Any], options: str = "FORMAT csv") -> Iterator[str]:
    """Return the rows of a query as COPY writes them, many at a time."""
    stream = _copy_out(connection, query, options)
    close_before_connection(connection, stream)
    return stream


def copy_rows_out(connection: Connection, query: Select[Any]) -> Iterator[list[Cells]]:
    """Return the rows of a query in lists, their values as COPY writes them."""
    stream = _copy_rows_out(connection, query)
    close_before_connection(connection, stream)
    return stream


def _copy_out(connection: Connection, query: Select[Any], options: str) -> Iterator[str]:
    with _copying(connection, query, options) as copy:
        lines: list[bytes] = []
        size = 0
        for line in copy:
            lines.append(line)
            size += len(line)
            if size > _COPY_BYTES:
                yield b"".join(lines).decode()
                lines, size = [], 0
        yield b"".join(lines).decode()


def _copy_rows_out(connection: Connection, query: Select[Any]) -> Iterator[list[Cells]]:
    with _copying(connection, query, "FORMAT text") as copy:
        yield from batched(copy.rows(), _COPY_ROWS)


@contextmanager
def _copying(connection: Connection, query: Select[Any], options: str) -> Iterator[Any]:
    """Run COPY on a query; yields the copy object of the driver."""
    # Compiling the expressions of a wide line takes longer than a short export.
    connection.execute(text("SET LOCAL jit = off"))
    compiled = query.compile(dialect=connection.dialect, compile_kwargs={"render_postcompile": True})
    # Without parameters the driver takes a doubled percent sign for two.
    statement = f"COPY ({compiled}) TO STDOUT ({options})"
    statement = statement if compiled.params else statement % ()
    driver: Any = connection.connection
    with driver.cursor() as cursor, cursor.copy(statement, compiled.params) as copy:
        yield copy
