"""What makes a format: how its header is known, what its columns mean beyond the common table, and what is different in it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Cells = dict[str, Any]


@dataclass(frozen=True)
class ImportFormat:
    """A kind of file that another program writes.

    `customer_headers` and `order_headers` are the signs in the header: words of keys that stand there together, several such signs between
    semicolons. `customer_names` and `order_names` give columns a meaning over that of the common table, blank for none.
    `continues` says of two rows in a row whether the second tells more of the first; `fix_row` puts right what is left to do
    with the cells of a row, its other rows given.
    """

    name: str
    title: str
    customer_headers: str = ""
    order_headers: str = ""
    system: str | None = ""
    customer_names: Mapping[str, str] = field(default_factory=dict)
    order_names: Mapping[str, str] = field(default_factory=dict)
    continues: Callable[[str, Mapping[str, Any], Mapping[str, Any]], bool] | None = None
    fix_row: Callable[[str, Cells, list[Cells]], None] | None = None

    @property
    def source(self) -> str | None:
        """The system of its ids and the source of its orders, which is its name unless it says otherwise."""
        return self.name if self.system == "" else self.system

    def matches(self, kind: str, keys: set[str]) -> int:
        """How many keys of the header are a sign of this format; 0 where it is not this one."""
        signs = self.order_headers if kind == "orders" else self.customer_headers
        wholes = [sign.split() for sign in signs.split(";") if sign.strip()]
        return max((len(sign) for sign in wholes if keys.issuperset(sign)), default=0)

    def names(self, kind: str) -> Mapping[str, str]:
        """Its own meanings of columns."""
        return self.order_names if kind == "orders" else self.customer_names


def continues_order(_kind: str, first: Mapping[str, Any], cells: Mapping[str, Any]) -> bool:
    """Whether a row is a line item of the order above: it has the same number or none, and says nothing else of the order."""
    told = [name for name in ("number", "total", "subtotal", "placed_at", "status", "customer_email") if name in cells]
    if not first.get("number") or any(cells[name] != first.get(name) for name in told):
        return False
    return "number" in cells or not told
