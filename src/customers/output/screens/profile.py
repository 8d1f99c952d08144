"""A customer as a card: who it is, how to reach it, consent, value, segments, addresses, last orders and changes."""

from collections.abc import Iterator, Sequence
from typing import Any

from rich.text import Text

from customers.domain.text import escape_for_terminal
from customers.output.formats.text import address_lines
from customers.output.formats.widths import solid_width
from customers.output.screens.changes import change_text, field_label
from customers.output.screens.tones import WORDS, badges, tone_style
from customers.output.screens.view import View, beside, blank, dim, hang
from customers.output.shapes.columns import Row, Shape, Tone

_LABEL = 13
_GAP = 4
# Blocks stand beside each other where each has this room.
_LEAST_BLOCK, _WIDEST_BLOCK = 46, 64
_LEAST_ADDRESS = 28

Pairs = list[tuple[str, Text]]


def profile_texts(row: Row, details: Row, shape: Shape, view: View) -> Iterator[str]:
    """Return the card of a customer; `details` are its segments, last orders and last changes, where they have been read."""
    yield view.render(_title(row, details))
    reach, value = _reach(row, shape, view), _value(row, details, view)
    yield view.render([Text(), *_blocks([reach, value], view)])
    if addresses := row.get("addresses"):
        yield view.render([Text(), *_addresses(addresses, view)])
    if isinstance(row.get("notes"), str):
        yield view.render([Text(), *hang(dim("Notes".ljust(_LABEL)), _notes(row["notes"]), view.width, view.console)])
    if details.get("orders"):
        yield view.render([Text(), *_orders(details, view)])
    if details.get("changes"):
        yield view.render([Text(), *_changes(details, view)])


def _title(row: Row, details: Row) -> list[Text]:
    """Return the name with the words of its styles, and the id."""
    segments = details.get("segments", {})
    tones: list[Tone] = [tone for tone in ("vip", "at_risk") if segments.get(tone, {}).get("member")]
    tones += ["vip"] if row["is_vip"] and not segments else []
    tones += ["opted_out"] if (row.get("consent") or {}).get("state") == "no" else []
    tones += ["deleted"] if row.get("deleted_at") else []
    title = Text().append(escape_for_terminal(row["full_name"]), "bold")
    return [title.append("   ").append_text(badges(tones)), dim(row["id"])]


def _reach(row: Row, shape: Shape, view: View) -> Pairs:
    """Return how a customer is reached, and the identities of it."""

    def text(name: str) -> str:
        return view.value(row.get(name), shape.column(name))

    pairs = [("Email", _or_blank(text("email"))), ("Phone", _or_blank(text("phone"))), ("Marketing", _consent(row, view))]
    pairs.append(("Tags", _or_blank(text("tags"))))
    external_ids = (f"{system}:{value}" for system, value in (row["external_ids"] or {}).items())
    pairs += [("External ID", Text(escape_for_terminal(", ".join(external_ids))))] if row["external_ids"] else []
    return pairs + ([("Aliases", Text(text("aliases")))] if text("aliases") else [])


def _consent(row: Row, view: View) -> Text:
    """Return the consent with its time, source and actor, in the style of one who opted out."""
    consent = row.get("consent")
    if not consent:
        return Text("yes" if row["accepts_marketing"] else "no")
    if consent["state"] == "unknown":
        return Text("never asked", "dim")
    words = (consent["state"], consent["at"] and view.when(consent["at"]), consent["source"], consent["actor"] and f"by {consent['actor']}")
    return Text(escape_for_terminal(", ".join(filter(None, words))), tone_style("opted_out") if consent["state"] == "no" else "")


def _value(row: Row, details: Row, view: View) -> Pairs:
    """Return the orders of a customer in figures, and the segments."""
    pairs: Pairs = [("Orders", Text(str(row["total_orders"]))), ("Spent", Text(view.amount(row["total_spent"])))]
    if row["total_orders"]:
        is_at_risk = details.get("segments", {}).get("at_risk", {}).get("member")
        pairs.append(("Average", Text(view.amount(row["avg_order_value"]))))
        pairs.append(("Last order", Text(view.when(row["last_order_at"]), tone_style("at_risk") if is_at_risk else "")))
        pairs.append(("First order", Text(view.when(row["first_order_at"]))))
    if segments := details.get("segments"):
        pairs.append(("Segments", Text(", ").join(_segment(name) for name, standing in segments.items() if standing["member"])))
    if why := _vip(row, segments or {}, view):
        pairs.append(("VIP", Text(escape_for_terminal(why), tone_style("vip"))))
    if (rfm := row.get("rfm")) is not None:
        pairs.append(("RFM", Text(view.value(rfm))))
    pairs.append(("Created", Text(view.when(row["created_at"]))))
    return pairs


def _segment(name: str) -> Text:
    """Return the name of a segment in words."""
    tones: dict[str, Tone] = {"vip": "vip", "at_risk": "at_risk"}
    return Text(WORDS[tones[name]], tone_style(tones[name])) if name in tones else Text(name)


def _vip(row: Row, segments: Row, view: View) -> str:
    """Return why a customer is a VIP, or which override was set by hand."""
    if (override := row.get("vip_override")) is None:
        return str(segments["vip"]["why"]) if segments.get("vip", {}).get("member") else ""
    until = f" until {view.day(override['until'])}" if override["until"] else ""
    reason = f": {override['reason']}" if override["reason"] else ""
    return f"{override['state']} by hand{until}{reason}"


def _blocks(blocks: Sequence[Pairs], view: View) -> list[Text]:
    """Return lists of labels and values beside each other where there is room, otherwise below each other."""
    width = min((view.width - _GAP) // 2, _WIDEST_BLOCK)
    if width >= _LEAST_BLOCK and all(solid_width(text.plain) <= width - _LABEL for block in blocks for _, text in block):
        return beside([_pairs(block, width, view) for block in blocks], [width] * 2, _GAP)
    return [line for block in blocks for line in _pairs(block, view.width, view)]


def _pairs(pairs: Pairs, width: int, view: View) -> list[Text]:
    return [line for label, value in pairs for line in hang(dim(label.ljust(_LABEL)), value, width, view.console)]


def _addresses(addresses: Sequence[Row], view: View) -> Iterator[Text]:
    """Return the addresses, as many beside each other as there is room for."""
    blocks = [_address(address) for address in addresses]
    widest = max(line.cell_len for block in blocks for line in block)
    room = max(widest, _LEAST_ADDRESS) + _GAP
    number = max(1, (view.width + _GAP) // room)
    for start in range(0, len(blocks), number):
        row = blocks[start : start + number]
        if start:
            yield Text()
        if number == 1:
            yield from (part for line in row[0] for part in line.wrap(view.console, view.width))
        else:
            yield from beside(row, [room - _GAP] * len(row), _GAP)


def _address(address: Row) -> list[Text]:
    """Return an address below its type and the end of its id."""
    default = ", default" if address["is_default"] else ""
    head = dim(f"{address['type'].capitalize()} address{default}")
    return [head, dim(address["id"]), *map(Text, address_lines(address))]


def _notes(notes: str) -> Text:
    return Text("\n".join(map(escape_for_terminal, notes.split("\n"))))


def _orders(details: Row, view: View) -> Iterator[Text]:
    """Return the last orders, a line each."""
    yield _heading("Last orders", len(details["orders"]), details["order_count"])
    cells = [
        (view.day(order["placed_at"]), f"{order['source']}:{order['number']}", order["status"], _total(order, view), _uncounted(order))
        for order in details["orders"]
    ]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for day, number, status, total, remark in cells:
        words = f"{day.ljust(widths[0])}  {escape_for_terminal(number).ljust(widths[1])}  {escape_for_terminal(status).ljust(widths[2])}"
        yield from hang(Text(), Text(f"{words}  {total.rjust(widths[3])}").append(f"  {remark}", "dim"), view.width, view.console, 2)


def _total(order: Row, view: View) -> str:
    return f"{view.value(order['total'])} {order['currency']}"


def _uncounted(order: Row) -> str:
    return "" if order["counted"] else "uncounted"


def _changes(details: Row, view: View) -> Iterator[Text]:
    """Return the last changes, a line each: the value of one field, or the names of several."""
    yield _heading("Last changes", len(details["changes"]), details["change_count"])
    events = details["changes"]
    heads = [[escape_for_terminal(text) for text in (view.day(event["at"]), event["command"], event["actor"])] for event in events]
    widths = [max(map(len, column)) for column in zip(*heads, strict=True)]
    for event, head in zip(events, heads, strict=True):
        label = Text("  ".join(text.ljust(width) for text, width in zip(head, widths, strict=True)) + "  ")
        if label.cell_len > view.width // 2:
            yield Text("  ").append("  ".join(head))
            label = Text("  ")
        yield from hang(label, _summary(event["changes"], view), view.width, view.console, 2)


def _summary(changes: Sequence[Row], view: View) -> Text:
    if len(changes) == 1:
        return dim(f"{field_label(changes[0]['field'])}  ").append_text(change_text(changes[0], view))
    return dim(", ".join(dict.fromkeys(field_label(change["field"]) for change in changes))) if changes else blank()


def _heading(title: str, number: int, total: int) -> Text:
    return dim(title + (f", {number} of {total:,}" if number < total else ""))


def _or_blank(text: Any) -> Text:
    return Text(text) if text else blank()
