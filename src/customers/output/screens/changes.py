"""Changes of a person, field by field: what it was before, and after."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.text import Text

from customers.domain.text import escape_for_terminal
from customers.output.screens.tones import tone_style
from customers.output.screens.view import View, blank, hang
from customers.output.shapes.columns import Row

# A longer name of a field has its value below it.
_LONGEST_LABEL = 22
_GAP = 2


def change_lines(changes: Sequence[Row], view: View, indent: int) -> Iterator[Text]:
    """Return a line for each change, longer ones wrapped, with the names of the fields in a column."""
    labels = [field_label(change["field"]) for change in changes]
    width = min(max(map(len, labels), default=0), _LONGEST_LABEL) + _GAP
    for label, change in zip(labels, changes, strict=True):
        yield from hang(Text(label.ljust(width)), change_text(change, view), view.width, view.console, indent)


def field_label(field: str) -> str:
    """Return the name of a field in words; what is behind the first period of it is an id, a number or a system."""
    name, _, member = field.partition(".")
    if name == "addresses":
        return f"address {member.partition('.')[2]}".rstrip().replace("_", " ")
    if name == "orders" and member:
        return f"order {escape_for_terminal(member)}"
    return escape_for_terminal(field).replace("_", " ").replace(".", " ")


def change_text(change: Row, view: View) -> Text:
    """Return a change: what came and went of a list or a blank, and otherwise the value before and after."""
    before, after = change["before"], change["after"]
    if _is_list(before) and _is_list(after) and (before or after):
        signs = [("after", "for", value) for value in after or () if value not in (before or ())]
        signs += [("before", "against", value) for value in before or () if value not in (after or ())]
        if signs:
            return Text("  ").join(_signed(tone, sign, view.value(value), view) for tone, sign, value in signs)
    old, new = view.value(before), view.value(after)
    if old and new:
        return Text(f" {view.sign('arrow')} ").join((Text(old, tone_style("before")), Text(new, tone_style("after"))))
    if new:
        return _signed("after", "for", new, view)
    return _signed("before", "against", old, view) if old else blank()


def _signed(tone: Any, sign: str, text: str, view: View) -> Text:
    return Text(f"{view.sign(sign)} {text}", tone_style(tone))


def _is_list(value: object) -> bool:
    """Return whether a value is a list of texts, such as tags, or nothing."""
    return value is None or (
        isinstance(value, Sequence) and not isinstance(value, str | Mapping) and all(isinstance(v, str) for v in value)
    )
