"""Documents with tables inside, and how people read them: a card, and below it the tables."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from customers.domain.json import to_jsonable
from customers.models.records import as_dict
from customers.models.segments import MoveCount, SegmentChanges, SegmentExplanation, SegmentMove
from customers.models.vip import UncountedOrder, UncountedReason, VipExplanation, VipRule
from customers.output.shapes.columns import Shape, mapping_row
from customers.output.writer import Writer

Row = Mapping[str, Any]
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Part:
    """A table below a card."""

    rows: Iterable[Row]
    shape: Shape


def _without_underscores(record: Any) -> dict[str, Any]:
    """A record of which a field has a name that Python keeps for itself."""
    return {name.rstrip("_"): to_jsonable(value) for name, value in as_dict(record).items()}


VIP_EXPLANATION = Shape(fields=tuple(VipExplanation.__dataclass_fields__), table=("full_name", "verdict"), key="customer_id")
SEGMENT_STANDING = Shape(
    fields=("segment", "label", "member", "why", "distance", "orders_to_go", "spend_to_go", "days_to_go", "starts_at"),
    table=("segment", "member", "why", "distance", "label"),
    key="segment",
    row=mapping_row,
)
SEGMENT_MOVE = Shape(
    fields=tuple(name.rstrip("_") for name in SegmentMove.__dataclass_fields__),
    table=("full_name", "email", "from", "to", "vip", "at_risk"),
    wide=("customer_id",),
    key="customer_id",
    row=_without_underscores,
)
_MOVES = Shape(fields=("move", "customers"), table=("move", "customers"))
_RULES = Shape(fields=tuple(VipRule.__dataclass_fields__), table=("rule", "threshold", "has", "to_go", "reached"))
_REASONS = Shape(fields=tuple(UncountedReason.__dataclass_fields__), table=("orders", "why"))
_REFUSED = Shape(fields=("refused", "rows", "line", "why"), table=("refused", "rows", "line", "why"))
_UNCOUNTED = Shape(
    fields=tuple(UncountedOrder.__dataclass_fields__),
    table=("number", "source", "placed_at", "total", "refunded", "currency", "why"),
    wide=("id",),
)


def show_vip(writer: Writer, explanation: VipExplanation) -> None:
    """Why a customer is a VIP or not: one object or row, for people a card with tables below it."""
    if writer.format == "table":
        parts = [part for field, part in _vip_parts(explanation).items() if not writer.fields or field in writer.fields]
        writer.write_report(_vip_card(explanation), parts)
    else:
        writer.write_record(explanation, VIP_EXPLANATION)


def show_standing(writer: Writer, explanation: SegmentExplanation) -> None:
    """The segments of a customer: one object as JSON, else a row a segment; as ids those that the customer is in."""
    whole = to_jsonable(explanation)
    rows = [{"segment": name, **standing} for name, standing in whole["segments"].items()]
    if writer.format in ("json", "jsonl"):
        writer.write_object({**whole, "segments": writer.pick_inside(whole["segments"])})
    elif writer.format == "table" and not writer.fields:
        del whole["segments"]
        writer.write_report(whole, [Part(rows, SEGMENT_STANDING)])
    else:
        writer.write_list([row for row in rows if row["member"] or writer.format != "ids"], SEGMENT_STANDING)


def show_changes(writer: Writer, changes: SegmentChanges) -> None:
    """Who moved: a page with the summary beside it as JSON, for people the summary above the table, else the rows."""
    if writer.format == "table" and not writer.fields:
        # Who stayed, and moves that nobody made, are for programs.
        moves = [{"move": _move(count), "customers": count.customers} for count in changes.summary if _is_made(count)]
        movers = Part(map(SEGMENT_MOVE.row, changes.page.data), SEGMENT_MOVE)
        writer.write_report({}, [Part(moves, _MOVES), movers] if moves else [movers])
    else:
        beside = {"since": changes.since, "as_of": changes.as_of, "summary": list(map(_without_underscores, changes.summary))}
        writer.write_page(changes.page, SEGMENT_MOVE, mapping_row(beside))


def _is_made(count: MoveCount) -> bool:
    return count.customers > 0 and count.from_ != count.to


def _move(count: MoveCount) -> str:
    """A move in words."""
    if count.from_ is None:
        return f"into {count.to}"
    return f"out of {count.from_}" if count.to is None else f"{count.from_} to {count.to}"


def _vip_card(explanation: VipExplanation) -> Row:
    """What stands above the tables: a few lines by field."""
    card: dict[str, Any] = {
        "customer_id": explanation.customer_id,
        "full_name": explanation.full_name,
        "verdict": explanation.verdict[:1].upper() + explanation.verdict[1:],
    }
    if (override := explanation.override) is not None:
        card["override"] = override.kind + ("" if override.in_force else " (over)")
        card |= {"reason": override.reason, "until": override.until, "set_by": override.set_by, "set_at": override.set_at}
    stored = explanation.stored
    if not stored.agrees:
        card["stored"] = f"{'VIP' if stored.is_vip else 'not a VIP'}, {stored.total_orders} orders: out of date"
    return {name: to_jsonable(value) for name, value in card.items()}


def _vip_parts(explanation: VipExplanation) -> dict[str, Part]:
    """By field: the rules; the orders by whether they count and why not; and the latest that do not."""
    orders = explanation.orders
    rules = [to_jsonable(rule) for rule in explanation.rules]
    shown = [rule if rule["enabled"] else {**rule, "threshold": "off"} for rule in rules]
    reasons = [{"orders": orders.counted, "why": "counted"}, *(to_jsonable(reason) for reason in orders.reasons)]
    parts = {
        "rules": Part(shown, _RULES),
        "orders": Part(reasons, _REASONS),
    }
    if latest := [to_jsonable(order) for order in orders.latest_uncounted[:_SHOWN]]:
        parts["latest"] = Part(latest, _UNCOUNTED)
    return parts


def import_report(counts: Row, refused: Iterable[Row]) -> tuple[Row, list[Part]]:
    """What became of the rows of an import, and below it what was refused, a line a code."""
    return counts, [Part(refused, _REFUSED)]
