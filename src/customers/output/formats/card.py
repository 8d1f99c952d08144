"""One record for people: a line a field, its addresses below."""

from collections.abc import Iterator, Sequence
from datetime import tzinfo

from customers.output.formats.terminal import display_width, is_terminal, new_console, pad, render
from customers.output.formats.text import address_lines, text_of
from customers.output.shapes.columns import Row, Shape


def card_texts(row: Row, shape: Shape, fields: Sequence[str], *, currency: str, zone: tzinfo) -> Iterator[str]:
    """Return the fields of a record, a line each, and its addresses below; a number of addresses is a field like others."""
    addresses = row.get("addresses") if "addresses" in fields else None
    is_count = isinstance(addresses, int)
    lines = [name for name in fields if is_count or name not in ("addresses", "default_address")]
    columns = [shape.column(name) for name in lines]
    pairs = [(column.label, text_of(column, row.get(column.field), currency, zone)) for column in columns]
    if pairs and is_terminal():
        yield _rich_card(pairs)
    elif pairs:
        width = max(display_width(label) for label, _ in pairs) + 2
        for label, value in pairs:
            yield f"{pad(label, width)}{value}".rstrip() + "\n"
    for address in () if isinstance(addresses, int) else addresses or ():
        default = "default " if address["is_default"] else ""
        yield f"\n{default}{address['type']} address  {address['id']}\n"
        for line in address_lines(address):
            yield f"  {line}\n"


def _rich_card(pairs: Sequence[tuple[str, str]]) -> str:
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="bold")
    grid.add_column(overflow="fold")
    for label, value in pairs:
        grid.add_row(Text(label), Text(value))
    return render(new_console(), grid)
