"""The shape of an undo."""

from collections.abc import Sequence
from typing import Any

from customers.domain.json import to_jsonable
from customers.models.run import Kept, UndoResult
from customers.output.parts import Card, Table
from customers.output.results import Document
from customers.output.shapes import common
from customers.output.shapes.columns import Column, Row, Shape, model_columns
from customers.output.shapes.history import CUSTOMER_CHANGE


def undo_row(result: UndoResult) -> dict[str, Any]:
    """Return an undo as a row."""
    row = {name: to_jsonable(getattr(result, name)) for name in ("undone_run_id", "undone")}
    return {**row, "kept": to_jsonable(result.remaining)}


def _kept_row(record: Kept) -> dict[str, Any]:
    person = record.customer
    names: dict[str, str | None] = {"customer_id": None, "full_name": None, "email": None}
    if person is not None:
        names = {"customer_id": str(person.id), "full_name": person.full_name, "email": person.email}
    return {**names, "reason": record.reason}


_KEPT = Shape(
    (common.CUSTOMER_ID, common.FULL_NAME, common.EMAIL, Column("reason", "Why it stays", "fold")),
    table=("full_name", "email", "reason"),
    key="customer_id",
)
UNDO_RESULT = Shape(
    model_columns(("undone_run_id", "undone", "kept"), Column("undone_run_id", "Undone run")),
    key="undone_run_id",
    row=undo_row,
    variants={"rows": CUSTOMER_CHANGE},
)


def undo_document(result: UndoResult, changes: Sequence[Row]) -> Document:
    """Return an undo, with a row for each of the `changes` and for each value that stays."""
    row = undo_row(result)
    counts = {name: number for name, number in row["undone"].items() if number or name in ("customers", "orders")}
    summary = {
        "undone_run_id": result.run,
        **counts,
        **({"kept": len(result.remaining)} if result.remaining else {}),
    }
    tables = (Table(changes, CUSTOMER_CHANGE), Table(list(map(_kept_row, result.remaining)), _KEPT))
    parts: list[Table | Card] = [*(table for table in tables if table.rows), Card(summary, UNDO_RESULT, row)]
    return Document(lambda pick: pick(row), tables[0], parts, ids=[row["undone_run_id"]])
