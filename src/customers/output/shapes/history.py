"""The shapes of changes and of events of the history."""

from collections.abc import Iterator
from dataclasses import replace

from customers.models.history import Change, HistoryEvent
from customers.models.records import as_dict, field_names
from customers.output.shapes import common
from customers.output.shapes.columns import Column, Row, Shape, mapping_row, model_columns, model_row, row_of

_CHANGE_COLUMNS = (Column("field", fit="fold"), common.value_column("before"), common.value_column("after"))
CHANGE = Shape(_CHANGE_COLUMNS, table=field_names(Change), key="field", screen="log:dry_run_texts")
CUSTOMER_CHANGE = Shape(
    (common.person_column("customer", "customer"), *_CHANGE_COLUMNS), table=("customer", *CHANGE.table), screen="log:dry_run_texts"
)


def event_changes(event: HistoryEvent) -> Iterator[Row]:
    """Return an event as a row for each of its changes, as one row where it has none."""
    row = as_dict(event)
    changes = row.pop("changes")
    rows = (row | as_dict(change) for change in changes) if changes else (row,)
    return map(mapping_row, rows)


_CUSTOMER = (*common.person_fields("customer"), "run_customers")


def _events(*, of_many: bool) -> Shape:
    columns = model_columns(
        field_names(HistoryEvent),
        common.ID,
        common.AT,
        common.ACTOR,
        common.REASON,
        Column("command", fit="fold"),
        common.CUSTOMER_ID,
        *common.person_columns("customer"),
        on_request=_CUSTOMER,
    )
    by_change = Shape(
        (*(column for column in columns if column.field not in ("changes", "run_id")), *_CHANGE_COLUMNS, Column("run_id", "Run", "whole")),
        derived=(common.person_column("customer", "customer_id"),),
        table=("at", *(("customer",) if of_many else ()), "actor", "command", *CHANGE.table, "reason"),
        each=event_changes,
    )
    row = row_of(*(name for name in field_names(HistoryEvent) if name not in _CUSTOMER))
    log = replace(by_change, row=model_row, each=None, screen="log:history_texts" if of_many else "log:own_history_texts")
    return Shape(columns, row=row, variants={"rows": by_change, "people": by_change, "screen": log})


EVENT = _events(of_many=False)
EVENT_OF_MANY = _events(of_many=True)
