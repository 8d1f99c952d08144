"""One record for people: a line a field, its addresses below."""

from collections.abc import Callable, Iterator, Sequence
from datetime import tzinfo

from customers.output.formats.terminal import display_width, is_terminal, new_console, pad, render
from customers.output.formats.text import address_lines, text_of
from customers.output.formats.widths import solid_width
from customers.output.shapes.columns import Row, Shape

# Columns of a terminal between a label and its value.
_GAP = 4
# The verb of each participle that labels a count or an id.
_VERBS = {
    "added": "add",
    "changed": "change",
    "created": "create",
    "deleted": "delete",
    "demoted": "demote",
    "dismissed": "dismiss",
    "kept": "keep",
    "left": "leave",
    "moved": "move",
    "promoted": "promote",
    "refused": "refuse",
    "removed": "remove",
    "restored": "restore",
    "skipped": "skip",
    "undismissed": "undismiss",
    "undone": "undo",
    "updated": "update",
}


def card_texts(
    row: Row, shape: Shape, fields: Sequence[str], *, currency: str, zone: tzinfo, label: Callable[[str], str] = str
) -> Iterator[str]:
    """Return the fields of a record, a line each, and its addresses below; a number of addresses is a field like others.

    `label` returns the label that a card shows in place of another.
    """
    addresses = row.get("addresses") if "addresses" in fields else None
    is_count = isinstance(addresses, int)
    lines = [name for name in fields if is_count or name not in ("addresses", "default_address")]
    columns = [shape.column(name) for name in lines]
    pairs = [(label(column.label), text_of(column, row.get(column.field), currency, zone)) for column in columns]
    if pairs and is_terminal():
        yield rich_card(pairs)
    elif pairs:
        width = max(display_width(name) for name, _ in pairs) + 2
        for name, value in pairs:
            yield f"{pad(name, width)}{value}".rstrip() + "\n"
    for address in () if isinstance(addresses, int) else addresses or ():
        default = "default " if address["is_default"] else ""
        heading = f"{default}{address['type']} address"
        break_ = "\n" if is_terminal() and len(heading) + len(address["id"]) + 2 > new_console().width else ""
        yield f"\n{heading}{break_}  {address['id']}\n"
        for line in address_lines(address):
            yield f"  {line}\n"


def rich_card(pairs: Sequence[tuple[str, str]]) -> str:
    """Return labels and values beside each other for a terminal, below each other where a value would be broken."""
    from rich.console import Group
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    from customers.output.screens.tones import cell_text

    console = new_console()
    room = console.width - max(display_width(label) for label, _ in pairs) - _GAP
    if any(solid_width(value) > room for _, value in pairs):
        rows = [part for label, value in pairs for part in (Text(label, "dim"), Padding(Text(value, overflow="fold"), (0, 0, 0, 2)))]
        return render(console, Group(*rows))
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim")
    grid.add_column(overflow="fold")
    for label, value in pairs:
        grid.add_row(Text(label), cell_text(value, None if value else "blank"))
    return render(console, grid)


def conditional(label: str) -> str:
    """Return a label in the words of a dry run: Would create for Created."""
    word, _, rest = label.partition(" ")
    verb = _VERBS.get(word.lower())
    return label if verb is None else " ".join(filter(None, ("Would", verb, rest)))
