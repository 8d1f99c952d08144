"""Pairs of customers that look like one person: side by side, with the evidence and the next command."""

import re
import shlex
from collections.abc import Iterable, Iterator

from rich.text import Text

from customers.domain.ids import shown_end
from customers.domain.text import escape_for_terminal
from customers.output.screens.sides import Line, compare, side_lines, stacked_lines
from customers.output.screens.tones import tone_style
from customers.output.screens.view import View, hang
from customers.output.shapes.columns import Row

_SIDES = ("a", "b")
_HEADINGS = ("Older, kept", "Younger, absorbed")
# What evidence says that speaks against one person.
_AGAINST = re.compile(r"\b(?:different|another street)\b")
_LABEL = 9
# Characters of the end of an id that no other customer of a shop has.
_END = 12


def pair_texts(pairs: Iterable[Row], view: View) -> Iterator[str]:
    """Return pairs one below the other."""
    for number, pair in enumerate(pairs):
        yield view.render([*([Text()] if number else []), *pair_lines(pair, view)])


def pair_lines(pair: Row, view: View) -> Iterator[Text]:
    """Return a pair: the score, both profiles side by side, the evidence, and the command that shows their merge."""
    yield Text.assemble(("Score ", "dim"), (f"{pair['score']:.4f}", "bold"))
    lines = list(_lines(pair, view))
    yield from side_lines(lines, _HEADINGS, view) or stacked_lines(lines, _HEADINGS, view)
    yield from _evidence(pair, view)
    first, second = (shlex.quote(reference(pair[side])) for side in _SIDES)
    yield Text(escape_for_terminal(f"    customers merge {first} {second} --dry-run"))


def reference(customer: Row) -> str:
    """Return the shortest name of a customer that a command takes: the email, or the end of the id."""
    return str(customer["email"] or shown_end(customer["id"], _END))


def _lines(pair: Row, view: View) -> Iterator[Line]:
    """Return the fields of both profiles; those that both lack are left out."""
    evidence = {item["field"]: item for item in pair["evidence"]}
    for label, field in (("Name", "full_name"), ("Email", "email"), ("Phone", "phone")):
        values = view.value(pair["a"][field]), view.value(pair["b"][field])
        if any(values):
            yield Line(label, values, _sign(values, evidence.get("name" if field == "full_name" else field)))
    if (address := evidence.get("address")) is not None:
        values = view.value(address["a"]), view.value(address["b"])
        yield Line("Address", values, _sign(values, address))
    for label, text in (("Tags", _tags), ("Orders", _orders), ("Created", _created)):
        values = text(pair["a"], view), text(pair["b"], view)
        if any(values):
            yield Line(label, values)


def _sign(values: tuple[str, str], evidence: Row | None) -> str:
    """Return the sign of two values: alike where they differ and the evidence says that they may be one."""
    sign = compare(*values)
    return "alike" if sign == "differs" and evidence is not None and not _AGAINST.search(evidence["why"]) else sign


def _tags(customer: Row, view: View) -> str:
    return view.value(customer["tags"])


def _orders(customer: Row, view: View) -> str:
    last = f", last {view.age(customer['last_order_at'])}" if customer["last_order_at"] else ""
    return f"{customer['total_orders']} for {view.amount(customer['total_spent'])}{last}"


def _created(customer: Row, view: View) -> str:
    return view.day(customer["created_at"])


def _evidence(pair: Row, view: View) -> Iterator[Text]:
    """Yield what speaks for one person, and what speaks against it."""
    against = [item["why"] for item in pair["evidence"] if _AGAINST.search(item["why"])]
    others = [item["why"] for item in pair["evidence"] if item["why"] not in against]
    for label, style, whys in (("For", tone_style("after"), others), ("Against", tone_style("before"), against)):
        if whys:
            words = Text(escape_for_terminal("; ".join(whys)))
            yield from hang(Text().append(label.ljust(_LABEL), style), words, view.width, view.console)
