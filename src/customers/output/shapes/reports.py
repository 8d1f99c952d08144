"""Documents with tables inside: segments, VIP explanations, and what an import refused."""

from collections.abc import Mapping, Sequence
from typing import Any

from customers.domain.json import to_jsonable
from customers.domain.timestamps import format_timestamp
from customers.models.page import PageMeta
from customers.models.records import as_dict, field_names
from customers.models.results import ImportResult
from customers.models.segments import CustomerSegments, MoveCount, Segment, SegmentChanges, SegmentExplanation, SegmentMove
from customers.models.vip import UncountedOrder, UncountedReason, VipChange, VipExplanation, VipRule
from customers.output.parts import Card, Chart, Part, Table
from customers.output.results import Document, Page, Pick
from customers.output.shapes import common
from customers.output.shapes.columns import DAY, MINUTE, Column, Row, Shape, mapping_row, model_columns, model_row, number
from customers.output.shapes.summaries import IMPORT, SEGMENT

# How many uncounted orders people see; formats for programs have all that the explanation holds.
_LATEST = 5


def _names(model: type) -> list[str]:
    """Return the names of a model's fields, without the underscore behind a keyword of Python."""
    return [name.rstrip("_") for name in field_names(model)]


def _row(record: Any) -> dict[str, Any]:
    return {name.rstrip("_"): value for name, value in model_row(record).items()}


VIP_EXPLANATION = Shape(
    model_columns(field_names(VipExplanation), common.CUSTOMER_ID, common.FULL_NAME, Column("verdict", names_times=True)),
    table=("full_name", "verdict"),
    key="customer_id",
)
_VIP_CARD = Shape(
    (
        *VIP_EXPLANATION.columns,
        Column("period", names_times=True),
        *(Column(name, time=MINUTE) for name in ("until", "set_at", "leaves_at", "vip_until")),
    )
)
_RULES = Shape(
    model_columns(field_names(VipRule), Column("rule", fit="whole"), *map(number, ("threshold", "has", "to_go"))),
    table=("rule", "threshold", "has", "to_go", "reached"),
)
_REASONS = Shape(model_columns(field_names(UncountedReason), common.WHY, number("orders")), table=("orders", "why"))
_UNCOUNTED = Shape(
    model_columns(
        field_names(UncountedOrder),
        common.ID,
        common.NUMBER,
        common.SOURCE,
        common.CURRENCY,
        common.TOTAL,
        common.REFUNDED,
        common.PLACED_AT,
        common.WHY,
    ),
    table=("number", "source", "placed_at", "total", "refunded", "currency", "why"),
    wide=("id",),
)
SEGMENT_STANDING = Shape(
    model_columns(
        ("segment", "label", "member", "why", "distance", "orders_to_go", "spend_to_go", "days_to_go", "starts_at"),
        common.LABEL,
        Column("member", "In"),
        Column("why", fit="fold", names_times=True),
        Column("distance", fit="fold", names_times=True),
        Column("starts_at", time=MINUTE),
    ),
    table=("segment", "member", "why", "distance", "label"),
    key="segment",
)
_STANDING_CARD = Shape(
    model_columns(
        field_names(SegmentExplanation),
        common.CUSTOMER_ID,
        common.FULL_NAME,
        Column("as_of", time=MINUTE),
        common.TOTAL_ORDERS,
        common.TOTAL_SPENT,
        common.LAST_ORDER_AT,
    )
)
SEGMENT_MOVE = Shape(
    model_columns(_names(SegmentMove), common.CUSTOMER_END, common.FULL_NAME, common.EMAIL),
    table=("full_name", "email", "customer_id", "from", "to", "vip", "at_risk"),
    key="customer_id",
    row=_row,
)
_VIP_CHANGE = Shape(
    model_columns(
        _names(VipChange),
        common.CUSTOMER_ID,
        common.FULL_NAME,
        common.EMAIL,
        common.AT,
        common.value_column("from"),
        common.value_column("to"),
        common.WHY,
    ),
    table=("at", "full_name", "email", "from", "to", "why"),
    wide=("customer_id",),
    key="customer_id",
    row=_row,
)


def _vip_change(change: VipChange) -> dict[str, Any]:
    """Return a rise or fall with its customer as an object."""
    row = _row(change)
    customer = {"id": row.pop("customer_id"), "full_name": row.pop("full_name"), "email": row.pop("email")}
    return {"customer": customer, **row}


VIP_CHANGE = Shape(
    model_columns(("customer", "at", "from", "to", "why")),
    row=_vip_change,
    variants={"rows": _VIP_CHANGE, "people": _VIP_CHANGE, "ids": _VIP_CHANGE},
)
_MOVES = Shape((Column("move"), number("customers")), table=("move", "customers"))
_REFUSED = Shape(
    (Column("refused"), number("rows"), number("line"), common.WHY),
    table=("refused", "rows", "line", "why"),
)


def vip_document(explanation: VipExplanation) -> Document:
    """Return why a customer is a VIP or not; people read a card with tables below."""
    row = VIP_EXPLANATION.row(explanation)
    parts: list[Part] = [Card(_vip_card(explanation), _VIP_CARD), *_vip_tables(explanation)]
    return Document(lambda pick: pick(row), Table([row], VIP_EXPLANATION), parts)


def vip_page(explanations: Sequence[VipExplanation]) -> Page:
    """Return why several customers are VIPs or not: as JSON an array; people read the documents one below the other."""
    documents = [vip_document(explanation) for explanation in explanations]
    rows = [row for document in documents for row in document.rows.rows]
    parts = [part for document in documents for part in document.parts]
    return Page(rows, PageMeta.whole(len(rows)), VIP_EXPLANATION, parts=parts, is_array=True)


def segments_document(segments: CustomerSegments, saved: Mapping[str, Segment], *, chart: bool) -> Document:
    """Return the sizes of the segments, and of saved ones after them; with `chart` people see bars."""
    sizes = {**to_jsonable(segments), **to_jsonable(saved)}
    rows = [{"segment": name, **segment} for name, segment in sizes.items()]
    parts = [Chart(rows, segments.total.count)] if chart else []
    return Document(lambda pick: _pick_members(pick, sizes), Table(rows, SEGMENT), parts)


def standing_document(explanation: SegmentExplanation) -> Document:
    """Return the segments of a customer, a row for each; the ids are the segments that the customer is in."""
    document = to_jsonable(explanation)
    segments = document["segments"]
    rows = [{"segment": name, **standing} for name, standing in segments.items()]
    people = Table([_with_times(row, document["last_order_at"]) for row in rows], SEGMENT_STANDING)
    card = {name: value for name, value in document.items() if name != "segments"}
    return Document(
        lambda pick: {**document, "segments": _pick_members(pick, segments)},
        Table(rows, SEGMENT_STANDING),
        parts=(Card(card, _STANDING_CARD), people),
        ids=[row["segment"] for row in rows if row["member"]],
        fields_pick_rows=True,
        people=people,
    )


def _with_times(row: Row, last_order_at: str | None) -> Row:
    """Return a standing with times instead of days in UTC: people read a time in their zone, where it may be another day."""
    if row["segment"] != "at_risk":
        return row  # the others name whole times, if any
    times = {"why": last_order_at, "distance": row["starts_at"]}
    return {**row, **{name: row[name].replace(time[:DAY], time) for name, time in times.items() if row[name] and time}}


def changes_page(changes: SegmentChanges) -> Page:
    """Return the customers that moved between segments, with a summary of all moves."""
    rows = SEGMENT_MOVE.rows(changes.page.data)
    # People see neither customers that stayed nor moves without customers.
    moves = [{"move": _move(count), "customers": count.customers} for count in changes.summary if _is_move(count)]
    parts: Sequence[Part] = [*([Table(moves, _MOVES)] if moves else []), Table(rows, SEGMENT_MOVE)]
    extra = mapping_row({"since": changes.since, "as_of": changes.as_of, "summary": list(map(_row, changes.summary))})
    return Page(rows, changes.page.meta, SEGMENT_MOVE, extra, parts=parts)


def import_document(result: ImportResult, refused: Sequence[Row]) -> Document:
    """Return the counts of an import, as an object with the statuses of orders; people read a row for each code of refused rows."""
    row = IMPORT.row({name: value for name, value in as_dict(result).items() if name != "statuses"})
    parts: list[Part] = [Card(row, IMPORT), *([Table(refused, _REFUSED)] if refused else [])]
    statuses = {} if result.statuses is None else {"statuses": to_jsonable(result.statuses)}
    return Document(lambda pick: {**pick(row), **statuses}, Table([row], IMPORT), parts)


def _pick_members(pick: Pick, segments: Row) -> Row:
    """Return an object of segments with the picked fields of each."""
    return {name: pick(segment, {"segment": name}) for name, segment in segments.items()}


def _is_move(count: MoveCount) -> bool:
    return count.customers > 0 and count.from_ != count.to


def _move(count: MoveCount) -> str:
    """Return a move in words."""
    if count.from_ is None:
        return f"into {count.to}"
    return f"out of {count.from_}" if count.to is None else f"{count.from_} to {count.to}"


def _vip_card(explanation: VipExplanation) -> Row:
    """Return the verdict, the override and stored statistics that are out of date."""
    card: dict[str, Any] = {
        "customer_id": explanation.customer_id,
        "full_name": explanation.full_name,
        "verdict": explanation.verdict[:1].upper() + explanation.verdict[1:],
    }
    if (override := explanation.override) is not None:
        card["override"] = override.kind + ("" if override.in_force else " (over)")
        card |= {"reason": override.reason, "until": override.until, "set_by": override.set_by, "set_at": override.set_at}
    if (period := explanation.period) is not None:
        card["period"] = f"{period.days} days, since {format_timestamp(period.since)}"
        card |= {"next_to_leave": period.next_order, "leaves_at": period.next_leaves_at, "vip_until": period.rules_reached_until}
    stored = explanation.stored
    if not stored.agrees:
        card["stored"] = f"{'VIP' if stored.is_vip else 'not a VIP'}, {stored.total_orders} orders: out of date"
    return mapping_row(card)


def _vip_tables(explanation: VipExplanation) -> list[Table]:
    """Return the rules, the orders by reason, and the latest orders that do not count."""
    orders = explanation.orders
    rules = map(_RULES.row, explanation.rules)
    rule_rows = [rule if rule["enabled"] else {**rule, "threshold": "off"} for rule in rules]
    reason_rows = [{"orders": orders.counted, "why": "counted"}, *map(_REASONS.row, orders.reasons)]
    tables = [Table(rule_rows, _RULES, "rules"), Table(reason_rows, _REASONS, "orders")]
    if latest := orders.latest_uncounted[:_LATEST]:
        tables.append(Table(list(map(_UNCOUNTED.row, latest)), _UNCOUNTED, "latest"))
    return tables
