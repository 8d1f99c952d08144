"""The description of an import format: its header, its columns beyond the common table, and its differences."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Cells = dict[str, Any]


@dataclass(frozen=True)
class ImportFormat:
    """A form of file that another program writes.

    `customer_headers` and `order_headers` are signatures of the header, separated by semicolons: keys that occur together.
    `customer_names` and `order_names` map columns to fields, before the common table; a blank field ignores the column.
    `prepare_order(cells)` changes the cells of an order, or raises RowSkippedError where the row is something else.
    `continues(kind, first, cells)` returns whether a row continues the customer or order of the `first`.
    """

    name: str
    title: str
    customer_headers: str = ""
    order_headers: str = ""
    system: str | None = ""
    customer_names: Mapping[str, str] = field(default_factory=dict)
    order_names: Mapping[str, str] = field(default_factory=dict)
    prepare_order: Callable[[Cells], None] | None = None
    continues: Callable[[str, Mapping[str, Any], Mapping[str, Any]], bool] | None = None

    @property
    def source(self) -> str | None:
        """The system of external ids and the source of orders: the name by default, None where the file has its own."""
        return self.name if self.system == "" else self.system

    def matches(self, kind: str, keys: set[str]) -> int:
        """Return the number of keys in the longest signature that a header contains, 0 without one."""
        headers = self.order_headers if kind == "orders" else self.customer_headers
        signatures = [signature.split() for signature in headers.split(";")]
        return max((len(signature) for signature in signatures if keys.issuperset(signature)), default=0)

    def joins_rows(self, kind: str) -> bool:
        """Return whether several rows may be one customer or order."""
        return self.continues is not None and (kind == "orders" or self.continues is not continues_order)

    def names(self, kind: str) -> Mapping[str, str]:
        """Return the fields of the format's own columns."""
        return self.order_names if kind == "orders" else self.customer_names


def continues_order(kind: str, first: Mapping[str, Any], cells: Mapping[str, Any]) -> bool:
    """Return whether a row is a line item of the order above: its number is equal or blank, and so are its other fields."""
    if kind != "orders":
        return False
    present = [name for name in ("number", "total", "subtotal", "placed_at", "status", "customer_email") if name in cells]
    if not first.get("number") or any(cells[name] != first.get(name) for name in present):
        return False
    return "number" in cells or not present
