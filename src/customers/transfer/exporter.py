"""Export customers, orders and addresses as text, in constant memory and in an order that is always the same."""

from collections.abc import Iterator, Sequence
from typing import Any

from customers.models.fields import EXPORTED
from customers.models.selection import Selection
from customers.services.listing import export
from customers.services.transaction import Transaction
from customers.transfer.columns.native import FIELDS as IMPORTED
from customers.transfer.columns.native import INLINE_ADDRESS, PLACE

FIELDS: dict[str, tuple[str, ...]] = {
    "customers": (*EXPORTED, *INLINE_ADDRESS),
    "orders": tuple(name for name in IMPORTED["orders"] if name not in ("id", *PLACE)),
    "addresses": IMPORTED["addresses"],
}


def customer_texts(
    tx: Transaction,
    selection: Selection,
    fields: Sequence[str],
    form: str,
    *,
    sort: str = export.OLDEST_FIRST,
    raw: bool = False,
    fuzzy: bool = False,
) -> Iterator[Any]:
    """Return the selected customers as text of these fields: JSON lines, or chunks for `csv.cells_as_csv`."""
    if form == "jsonl":
        return export.customer_lines(tx, selection, list(dict.fromkeys(fields)), INLINE_ADDRESS, sort, fuzzy=fuzzy)
    return export.customer_cells(tx, selection, fields, INLINE_ADDRESS, sort, raw=raw, fuzzy=fuzzy)


def export_texts(
    tx: Transaction, rows: export.ExportedRows, fields: Sequence[str], form: str, *, raw: bool = False, picked: bool = False
) -> Iterator[Any]:
    """Return the rows of an export as text of these fields: JSON lines, or chunks for `csv.cells_as_csv`.

    `picked` fields stay in JSON where they are null.
    """
    if rows.kind == "customers":
        return customer_texts(tx, rows.selection, fields, form, raw=raw)
    if form == "jsonl":
        return export.other_lines(tx, rows, fields, omit_base_total=not picked)
    return export.other_cells(tx, rows, fields, raw=raw)


def rows_in(chunk: str | Sequence[Any], form: str) -> int:
    """Return the number of rows in a chunk of `export_texts`."""
    if not isinstance(chunk, str):
        return len(chunk)
    if form == "jsonl" or '"' not in chunk:
        return chunk.count("\n")
    return sum(part.count("\n") for part in chunk.split('"')[::2])  # a line end within quotes is part of a cell
