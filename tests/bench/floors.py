"""Do the work of the program in raw SQL with the bare driver: the floor of its times."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from tests.bench.databases import Database

COUNTED = "status NOT IN ('draft', 'failed', 'cancelled', 'refunded') AND NOT (refunded > 0 AND refunded >= total)"
SPEND = {"sqlite": "sum(total - refunded)", "postgresql": "sum(total - refunded)::bigint"}
DIFFERS = {"sqlite": "IS NOT", "postgresql": "IS DISTINCT FROM"}
# These settings force a scan of the covering index, which is faster than the default plan.
ORDERED_PLAN = (
    *("SET LOCAL enable_hashagg = off", "SET LOCAL enable_hashjoin = off", "SET LOCAL enable_sort = off"),
    "SET LOCAL max_parallel_workers_per_gather = 0",
)
RECALCULATE = """
    UPDATE customer_statistics AS s
    SET total_orders = c.orders, total_spent = c.spent, first_order_at = c.first, last_order_at = c.last,
        is_vip = (c.orders >= 10 OR c.spent >= 5000000)
    FROM (
        SELECT e.customer_id, coalesce(a.orders, 0) AS orders, coalesce(a.spent, 0) AS spent, a.first, a.last
        FROM customer_statistics AS e LEFT JOIN (
            SELECT customer_id, count(*) AS orders, {spend} AS spent, min(placed_at) AS first, max(placed_at) AS last
            FROM orders WHERE {counted} GROUP BY customer_id
        ) AS a ON a.customer_id = e.customer_id
        WHERE e.live
    ) AS c
    WHERE s.customer_id = c.customer_id AND (
        s.total_orders {differs} c.orders OR s.total_spent {differs} c.spent OR s.first_order_at {differs} c.first
        OR s.last_order_at {differs} c.last OR s.is_vip {differs} (c.orders >= 10 OR c.spent >= 5000000)
    )
"""
SEGMENTS = """
    SELECT sum(CASE WHEN total_orders <= 1 THEN 1 ELSE 0 END), sum(CASE WHEN total_orders BETWEEN 2 AND 4 THEN 1 ELSE 0 END),
        sum(CASE WHEN total_orders >= 5 THEN 1 ELSE 0 END), sum(CASE WHEN is_vip THEN 1 ELSE 0 END),
        sum(CASE WHEN total_orders >= 2 AND last_order_at < {before} THEN 1 ELSE 0 END), count(*)
    FROM customer_statistics WHERE live
"""
# The id of an event, the id of a run, and the time of the statement.
VALUES = {"sqlite": ("x'01'", "x'02'", "unixepoch()"), "postgresql": (*("gen_random_uuid()",) * 2, "date_trunc('second', now())")}
JSON_ARRAY = {"sqlite": "json_group_array(label)", "postgresql": "coalesce(json_agg(label), '[]')::text"}
BEFORE = {"sqlite": "unixepoch() - 90 * 86400", "postgresql": "now() - interval '90 days'"}

PROFILE = (
    "c.id, c.email, c.phone, c.first_name, c.last_name, c.opted_in, c.notes, c.external_ids, c.created_at, c.updated_at,"
    " s.total_orders, s.total_spent, s.first_order_at, s.last_order_at, s.is_vip"
)
PEOPLE = "customers AS c JOIN customer_statistics AS s ON s.customer_id = c.id"
NEWEST = "ORDER BY c.created_at DESC, c.id DESC LIMIT 21"
EVERYONE = "SELECT count(*) FROM customer_statistics WHERE live"


class Page(NamedTuple):
    """The statements of one page: its customers, and the total."""

    rows: str
    total: str


def tag_page(key: str, *, common: bool) -> Page:
    """Return the page of the newest customers with a tag, by a scan of the newest for a `common` tag, else by sorting."""
    has_tag = f"EXISTS (SELECT 1 FROM customer_tags AS t WHERE t.customer_id = c.id AND t.key = '{key}')"
    joined = f"customer_tags AS t JOIN customers AS c ON c.id = t.customer_id AND t.key = '{key}'"
    rows = (
        f"SELECT {PROFILE} FROM {PEOPLE} WHERE c.state = 'live' AND {has_tag} {NEWEST}"
        if common
        else f"SELECT {PROFILE} FROM {joined} JOIN customer_statistics AS s ON s.customer_id = c.id WHERE c.state = 'live' {NEWEST}"
    )
    total = "SELECT count(*) FROM customer_tags AS t JOIN customer_statistics AS s ON s.customer_id = t.customer_id"
    return Page(rows, f"{total} WHERE t.key = '{key}' AND s.live")


FIRST_PAGE = Page(f"SELECT {PROFILE} FROM {PEOPLE} WHERE c.state = 'live' {NEWEST}", EVERYONE)
SPENT_PAGE = Page(
    f"SELECT {PROFILE} FROM (SELECT customer_id FROM customer_statistics WHERE live ORDER BY total_spent DESC, customer_id DESC LIMIT 21)"
    f" AS top JOIN {PEOPLE.replace('customers AS c', 'customers AS c ON c.id = top.customer_id', 1)}"
    " ORDER BY s.total_spent DESC, c.id DESC",
    EVERYONE,
)


def deep_page(database: Database, depth: int) -> Page:
    """Return the page after `depth` customers, by the key of the last of them."""
    with database.connect() as connection:
        query = f"SELECT created_at, id FROM customers ORDER BY created_at DESC, id DESC LIMIT 1 OFFSET {depth - 1}"
        created_at, customer_id = connection.execute(query).fetchone()
    after = f"({created_at}, x'{customer_id.hex()}')" if database.engine == "sqlite" else f"('{created_at}'::timestamptz, '{customer_id}')"
    return Page(f"SELECT {PROFILE} FROM {PEOPLE} WHERE c.state = 'live' AND (c.created_at, c.id) < {after} {NEWEST}", EVERYONE)


def read_page(connection: Any, page: Page) -> int:
    """Read a page with the tags of its customers; returns the total."""
    rows = connection.execute(page.rows).fetchall()
    mark = "?" if hasattr(connection, "executescript") else "%s"
    tags = f"SELECT customer_id, label FROM customer_tags WHERE customer_id IN ({', '.join([mark] * len(rows))})"
    connection.execute(tags, [row[0] for row in rows]).fetchall()
    total: int = connection.execute(page.total).fetchone()[0]
    return total


def recalculate(connection: Any, engine: str) -> int:
    """Recalculate all statistics, and update the rows that differ; returns their number."""
    for statement in ORDERED_PLAN if engine == "postgresql" else ():
        connection.execute(statement)
    statement = RECALCULATE.format(spend=SPEND[engine], counted=COUNTED, differs=DIFFERS[engine])
    changed: int = connection.execute(statement).rowcount
    connection.commit()
    return changed


def recalculate_some(connection: Any, engine: str, ids: Sequence[Any]) -> None:
    """Recalculate the statistics of customers by their ids, in the driver's form."""
    mark = "?" if engine == "sqlite" else "%s"
    connection.execute(f"CREATE TEMPORARY TABLE touched (id {'BLOB' if engine == 'sqlite' else 'uuid'} PRIMARY KEY)")
    connection.cursor().executemany(f"INSERT INTO touched VALUES ({mark})", [(id_,) for id_ in ids])
    if engine == "postgresql":
        connection.execute("ANALYZE touched")
    condition = "customer_id IN (SELECT id FROM touched)"
    statement = RECALCULATE.format(spend=SPEND[engine], counted=f"{COUNTED} AND {condition}", differs=DIFFERS[engine])
    changed = connection.execute(statement.replace("WHERE e.live", f"WHERE e.live AND e.{condition}")).rowcount
    if changed != len(ids):
        raise RuntimeError(f"expected {len(ids)} to change, found {changed}")
    connection.commit()


def spoil(database: Database) -> None:
    """Make the statistics of every customer wrong, but no VIP flag."""
    with database.connect() as connection:
        connection.execute("UPDATE customer_statistics SET total_orders = total_orders + 1")
        connection.commit()
    database.settle()


def count_segments(connection: Any, engine: str) -> Sequence[int]:
    """Return the sizes of the segments in one pass."""
    sizes: Sequence[int] = connection.execute(SEGMENTS.format(before=BEFORE[engine])).fetchone()
    return sizes


def add_tags(connection: Any, engine: str, labels: Sequence[str], since: str) -> None:
    """Add tags to the customers created since a time, which has the driver's form, with history, times of change and the run."""
    of_customer = "SELECT label FROM customer_tags WHERE customer_id = {} ORDER BY key"
    tags = f"(SELECT {JSON_ARRAY[engine]} FROM ({of_customer}) AS t)"
    event, run, moment = VALUES[engine]
    chosen = f"SELECT c.id, {tags.format('c.id')} FROM {PEOPLE} WHERE c.state = 'live' AND c.created_at >= {since}"
    changes = f"""'{{"tags":{{"before":' || before || ',"after":' || {tags.format("chosen.id")} || '}}}}'"""
    number = "(SELECT count(*) FROM chosen)"
    statements = [
        f"CREATE TEMPORARY TABLE chosen (id {'BLOB' if engine == 'sqlite' else 'uuid'} PRIMARY KEY, before text)",
        f"INSERT INTO chosen {chosen}",
        *(
            f"INSERT INTO customer_tags (customer_id, key, label) SELECT id, '{label.lower()}', '{label}' FROM chosen WHERE true"
            " ORDER BY id ON CONFLICT DO NOTHING"
            for label in labels
        ),
        "INSERT INTO events (customer_id, id, at, actor, command, changes, run_id)"
        f" SELECT id, {event}, {moment}, 'bench', 'tag add', {changes}, {run} FROM chosen ORDER BY id",
        f"UPDATE customers SET updated_at = {moment} WHERE id IN (SELECT id FROM chosen)",
        "INSERT INTO runs (id, number, at, actor, command, customers, orders, state)"
        f" VALUES ({run}, 1, {moment}, 'bench', 'tag add', {number}, 0, 'done')",
    ]
    for statement in statements:
        connection.execute(statement)
    connection.commit()


def exporter(engine: str, form: str) -> Callable[[Any, Path], None]:
    """Return a function that writes all profiles, statistics, tags and addresses to a file, as text that the database builds.

    As in the program's files, CSV has the default address, and JSON the address book and the default address.
    """
    if engine == "sqlite":
        tags = {"csv": "group_concat(t.label)", "jsonl": "json_group_array(t.label)"}[form]
        subquery = f"(SELECT {tags} FROM customer_tags AS t WHERE t.customer_id = c.id)"
        if form == "csv":
            statement = f"SELECT {_csv_line(subquery)} FROM {PEOPLE} LEFT JOIN addresses AS a ON a.rowid = {_DEFAULT} {_IN_ORDER}"
        else:
            statement = f"SELECT json_object({', '.join(_json_members(subquery))}) FROM {PEOPLE} {_IN_ORDER}"
        return lambda connection, path: _write_lines(path, connection.execute(statement))
    aggregate = {"csv": "string_agg(label, ',' ORDER BY key)", "jsonl": "json_agg(label ORDER BY key)"}[form]
    tags = f"(SELECT customer_id, {aggregate} AS tags FROM customer_tags GROUP BY customer_id) AS t ON t.customer_id = c.id"
    people = f"{PEOPLE} LEFT JOIN {tags}"
    default = "(SELECT DISTINCT ON (customer_id) * FROM addresses WHERE is_default ORDER BY customer_id, type DESC) AS a"
    if form == "csv":
        query = f"SELECT {PROFILE}, t.tags, {_ADDRESS} FROM {people} LEFT JOIN {default} ON a.customer_id = c.id {_IN_ORDER}"
        statement = f"COPY ({query}) TO STDOUT (FORMAT csv)"
    else:
        line = f"row_to_json((SELECT own FROM (SELECT {_ADDRESS}) AS own))"
        book = f"SELECT customer_id, json_agg({line} ORDER BY id) AS list FROM addresses AS a GROUP BY customer_id"
        joins = f"LEFT JOIN ({book}) AS b ON b.customer_id = c.id LEFT JOIN"
        joins += f" (SELECT customer_id, {line} AS one FROM {default}) AS d ON d.customer_id = c.id"
        query = f"SELECT {PROFILE}, t.tags, b.list AS addresses, d.one AS default_address FROM {people} {joins} {_IN_ORDER}"
        statement = f"COPY (SELECT row_to_json(r) FROM ({query}) AS r) TO STDOUT"
    return lambda connection, path: _copy(path, connection, statement)


_IN_ORDER = "WHERE c.state = 'live' ORDER BY c.created_at, c.id"
_TIMES = ("c.created_at", "c.updated_at", "s.first_order_at", "s.last_order_at")
_PLAIN = ("c.opted_in", "s.total_orders", "s.is_vip")
_TEXTS = ("c.email", "c.phone", "c.first_name", "c.last_name", "c.notes", "c.external_ids")
_PLACE = ("first_name", "last_name", "company", "address1", "address2", "city", "state", "pincode", "country", "phone")
_ADDRESS = ", ".join(f"a.{name}" for name in ("id", "type", "is_default", *_PLACE))
# "shipping" sorts after "billing".
_DEFAULT = "(SELECT rowid FROM addresses WHERE customer_id = c.id AND is_default ORDER BY type DESC LIMIT 1)"
_MEMBERS = ", ".join(f"'{name}', {name}" for name in ("type", "is_default", *_PLACE))
_ADDRESS_OBJECT = f"json_object('id', lower(hex(id)), {_MEMBERS})"
_BOOK = f"(SELECT json_group_array({_ADDRESS_OBJECT}) FROM addresses WHERE customer_id = c.id)"
_DEFAULT_OBJECT = f"(SELECT {_ADDRESS_OBJECT} FROM addresses WHERE rowid = {_DEFAULT})"


def _columns() -> Iterator[tuple[str, str]]:
    yield "id", "lower(hex(c.id))"
    yield "total_spent", "s.total_spent / 100.0"
    yield from ((name[2:], name) for name in (*_PLAIN, *_TEXTS))
    yield from ((name[2:], f"strftime('%Y-%m-%dT%H:%M:%SZ', {name}, 'unixepoch')") for name in _TIMES)


def _json_members(tags: str) -> list[str]:
    lists = (("tags", tags), ("addresses", _BOOK), ("default_address", _DEFAULT_OBJECT))
    return [part for name, value in (*_columns(), *lists) for part in (f"'{name}'", value)]


def _csv_line(tags: str) -> str:
    quoted = {name[2:]: _csv_text(name) for name in _TEXTS}
    place = ["lower(hex(a.id))", "a.type", *(_csv_text(f"a.{name}") for name in _PLACE)]
    cells = [*(quoted.get(name, value) for name, value in _columns()), f"""'"' || {tags} || '"'""", *place]
    return " || ',' || ".join(f"ifnull({cell}, '')" for cell in cells)


def _csv_text(name: str) -> str:
    return f"""'"' || replace({name}, '"', '""') || '"'"""


def _write_lines(path: Path, cursor: Any) -> None:
    with path.open("w", encoding="utf-8") as file:
        while lines := cursor.fetchmany(1000):
            file.write("\n".join([line for (line,) in lines]) + "\n")


def _copy(path: Path, connection: Any, statement: str) -> None:
    with path.open("wb") as file, connection.cursor() as cursor, cursor.copy(statement) as copy:
        for block in copy:
            file.write(block)
