"""One record for people: a line a field, its addresses below."""

from collections.abc import Mapping, Sequence
from typing import Any, TextIO

from customers.domain.text import escape_for_terminal
from customers.output.formats.table import console_on, display_width, label, pad, text_of


def write_card(stream: TextIO, row: Mapping[str, Any], fields: Sequence[str], *, terminal: bool, currency: str) -> None:
    """Write one record as a line a field, its addresses below; a mere number of addresses is a line like others."""
    book = row.get("addresses") if "addresses" in fields else None
    beside = () if isinstance(book, int) else ("addresses", "default_address")
    pairs = [(label(field), text_of(field, row.get(field), currency)) for field in fields if field not in beside]
    if terminal and pairs:
        _write_rich_card(stream, pairs)
    elif pairs:
        width = max(display_width(name) for name, _ in pairs) + 2
        stream.writelines(f"{pad(name, width)}{value}".rstrip() + "\n" for name, value in pairs)
    for address in () if isinstance(book, int) else book or ():
        head = f"{'default ' if address['is_default'] else ''}{address['type']} address"
        stream.write(f"\n{head}  {address['id']}\n")
        stream.writelines(f"  {line}\n" for line in address_lines(address))


def address_lines(address: Mapping[str, Any]) -> list[str]:
    """An address as it stands on an envelope."""
    name = " ".join(filter(None, (address["first_name"], address["last_name"])))
    place = " ".join(filter(None, (address["city"], address["state"], address["pincode"])))
    lines = (name, address["company"], address["address1"], address["address2"], place, address["country"], address["phone"])
    return [escape_for_terminal(line) for line in lines if line]


def _write_rich_card(stream: TextIO, pairs: Sequence[tuple[str, str]]) -> None:
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="bold")
    grid.add_column(overflow="fold")
    for name, value in pairs:
        grid.add_row(Text(name), Text(value))
    console_on(stream).print(grid)
