"""The rows of an export, in constant memory, in an order that is the same each time."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from customers.domain.json import to_jsonable
from customers.models.customer import Customer
from customers.models.fields import EXPORTED
from customers.models.selection import Selection
from customers.services.listing import export
from customers.services.transaction import Transaction
from customers.transfer.columns.native import FIELDS as READ
from customers.transfer.columns.native import INLINE_ADDRESS, PLACE

FIELDS: dict[str, tuple[str, ...]] = {
    "customers": (*EXPORTED, *INLINE_ADDRESS),
    "orders": tuple(name for name in READ["orders"] if name not in ("id", *PLACE)),
    "addresses": READ["addresses"],
}


def export_rows(
    tx: Transaction, kind: str, selection: Selection, customer_row: Callable[[Customer], dict[str, Any]]
) -> Iterator[Mapping[str, Any]]:
    """The rows of an export with every field that its CSV or its JSON lines show.

    `customer_row` gives a customer as `-o json` prints it.
    """
    if kind == "orders":
        return export.order_rows(tx, selection)
    customers = export.customers(tx, selection)
    if kind == "customers":
        return ({**_inline_address(customer), **customer_row(customer)} for customer in customers)
    return (row for customer in customers for row in _book(customer))


def customer_texts(
    tx: Transaction,
    selection: Selection,
    fields: Sequence[str],
    form: str,
    *,
    sort: str = export.OLDEST_FIRST,
    raw: bool = False,
    fuzzy: bool = False,
) -> Iterator[Any] | None:
    """The same customers as text of these fields made by the database: JSON lines, or what `csv.cells_as_csv` takes.

    None where the database cannot make them: CSV of one column or of address books, and parts of them in JSON.
    """
    books = {"addresses", "default_address"} & set(fields)
    if form == "jsonl":
        whole = len(books) != 1 and INLINE_ADDRESS.keys().isdisjoint(fields)
        return export.customer_lines(tx, selection, list(dict.fromkeys(fields)), sort, fuzzy=fuzzy) if whole else None
    if books or len(fields) < 2:
        return None
    return export.customer_cells(tx, selection, fields, INLINE_ADDRESS, sort, raw=raw, fuzzy=fuzzy)


def export_texts(
    tx: Transaction, kind: str, selection: Selection, fields: Sequence[str], form: str, *, raw: bool = False, picked: bool = False
) -> Iterator[Any] | None:
    """The same rows as text of these fields made by the database, as `customer_texts`; None where it cannot make them.

    `picked` fields were asked for by name: they stay in JSON where they are null.
    """
    if kind == "customers":
        return customer_texts(tx, selection, fields, form, raw=raw)
    if form == "jsonl":
        return export.other_lines(tx, kind, selection, fields, omit_base_total=not picked)
    return None if len(fields) < 2 else export.other_cells(tx, kind, selection, fields, raw=raw)


def rows_in(chunk: str | Sequence[Any], form: str) -> int:
    """Return how many rows a chunk of `export_texts` has."""
    if not isinstance(chunk, str):
        return len(chunk)
    if form == "jsonl" or '"' not in chunk:
        return chunk.count("\n")
    return sum(part.count("\n") for part in chunk.split('"')[::2])  # within quotes a line end ends no row


def _inline_address(customer: Customer) -> dict[str, Any]:
    """The default address in the columns in which it rides along."""
    address = customer.default_address
    return {} if address is None else {column: to_jsonable(getattr(address, name)) for column, name in INLINE_ADDRESS.items()}


def _book(customer: Customer) -> Iterator[dict[str, Any]]:
    external = next((f"{system}:{value}" for system, value in customer.external_ids.items()), None)
    for address in customer.addresses or ():
        owner = {"customer_id": str(customer.id), "customer_email": customer.email, "customer_external_id": external}
        yield owner | to_jsonable(address)
