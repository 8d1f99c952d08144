"""Measure `merge` of two customers with many orders each, against the statements that it needs at least."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tests.bench.databases import Database
from tests.bench.report import Result, Target

if TYPE_CHECKING:
    from tests.bench.measures import Bench

ORDERS = 1_000
SIDES = ("surviving", "absorbed")
# The columns of an order without its customer.
ORDER = "id, number, source, status, currency, total, refunded, foreign_total, foreign_refunded, placed_at"


def merges(bench: "Bench") -> Iterator[Result]:
    """Measure the merge of two profiles with 1,000 orders each, with journal and history."""
    file = bench.file("pair.jsonl")
    with file.open("w", encoding="utf-8") as lines:
        for side in SIDES:
            lines.writelines(json.dumps(order(side, number)) + "\n" for number in range(ORDERS))
    series = bench.series("merges", "-o", "json")
    with bench.copy() as shop:
        bench.program.run(shop.url, "import", "orders", str(file), "--create-customers", "-o", "json")
        shop.settle()
        for _ in range(bench.times):
            untouched = shop.copy()
            with untouched.connect() as connection:
                surviving, absorbed = (find(untouched, connection, side) for side in SIDES)
                series.floor(move, untouched, connection, absorbed, surviving)
            untouched.drop()
            result = json.loads(series.program(shop, "merge", *(f"{side}@bench.example" for side in SIDES), "--yes", "-o", "json").stdout)
            if result["moved"]["orders"] != ORDERS:
                raise RuntimeError(f"expected {ORDERS} orders to move, got {result['moved']}")
            bench.program.run(shop.url, "unmerge", result["merge_id"], "--yes")
    yield series.result("merge, 1,000 orders each", Target(3), ORDERS)


def order(side: str, number: int) -> dict[str, str]:
    """Return a line of a file of orders."""
    name = f"{side}@bench.example"
    return {"number": f"{side}-{number}", "source": "bench", "customer_email": name, "total": "10", "placed_at": "2026-01-05"}


def find(shop: Database, connection: Any, side: str) -> Any:
    """Return the id of a customer in the engine's form."""
    mark = "?" if shop.engine == "sqlite" else "%s"
    statement = f"SELECT customer_id FROM identities WHERE kind = 'email' AND value = {mark}"
    return connection.execute(statement, [f"{side}@bench.example"]).fetchone()[0]


def move(shop: Database, connection: Any, absorbed: Any, surviving: Any) -> None:
    """Move the orders and identities of one customer to another, recalculate, and write the journal and an event."""
    mark = "?" if shop.engine == "sqlite" else "%s"

    def run(statement: str, *values: Any) -> Any:
        return connection.execute(statement.replace("{}", mark), values)

    run(f"CREATE TEMPORARY TABLE moving AS SELECT {ORDER} FROM orders WHERE customer_id = {{}}", absorbed)
    run("DELETE FROM orders WHERE customer_id = {}", absorbed)
    run(f"INSERT INTO orders (customer_id, {ORDER}) SELECT {{}}, {ORDER} FROM moving", surviving)
    ids = [str(UUID(bytes=id_) if isinstance(id_, bytes) else id_) for (id_,) in run("SELECT id FROM moving").fetchall()]
    run("DROP TABLE moving")
    run("UPDATE customers SET state = 'absorbed', merged_into = {} WHERE id = {}", surviving, absorbed)
    run("UPDATE identities SET customer_id = {} WHERE customer_id = {}", surviving, absorbed)
    counted = "SELECT count(*), sum(total - refunded), min(placed_at), max(placed_at) FROM orders WHERE customer_id = {}"
    columns = "total_orders, total_spent, first_order_at, last_order_at"
    run(f"UPDATE customer_statistics SET ({columns}) = ({counted}) WHERE customer_id = {{}}", surviving, surviving)
    now = "0" if shop.engine == "sqlite" else "now()"
    columns = "customer_id, id, actor, absorbed_id, journal, at"
    run(f"INSERT INTO merges ({columns}) VALUES ({{}}, {{}}, 'bench', {{}}, {{}}, {now})", surviving, absorbed, absorbed, json.dumps(ids))
    run(
        f"INSERT INTO events (customer_id, id, actor, command, changes, at) VALUES ({{}}, {{}}, 'bench', 'merge', '[]', {now})",
        surviving,
        absorbed,
    )
    connection.commit()
