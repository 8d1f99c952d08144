"""Say how the columns of another program's file are read."""

from customers.transfer.columns.external import STATUSES
from customers.transfer.columns.mapping import ColumnLayout
from customers.transfer.columns.native import AMOUNTS

# Fields of which all columns count.
_COMBINED = (*STATUSES, "accepts_marketing", "opted_out", "cancelled_at")


def layout_notices(layout: ColumnLayout, *, is_table: bool) -> list[str]:
    """Return what is said of a layout: columns that fit one field, a subtotal for the total, and columns never trusted.

    Columns of a known format that fit one field are expected, but for amounts.
    """
    notices = [
        f"{first} is used as {display_name(name)}; {', '.join(others)} only where it is blank"
        for name, (first, *others) in layout.rivals().items()
        if name in AMOUNTS or (is_table and name not in _COMBINED)
    ]
    if layout.subtotal_for_total:
        notices.append("the file has no column of totals: the subtotal, without shipping and taxes, is used as the total")
    if layout.untrusted:
        notices.append(f"columns not imported, as they are calculated from the orders: {', '.join(layout.untrusted)}")
    return notices


def display_name(name: str) -> str:
    """Return a field in the words of notices."""
    if name == "base_total":
        return "the value in the shop's currency"
    if name == "address_list":
        return "addresses"
    return name.removeprefix("main.").replace(".", " ").replace("address_of", "the email of its customer")
