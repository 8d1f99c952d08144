"""The shapes of changes and of events of the history."""

from collections.abc import Iterator

from customers.models.history import Change, HistoryEvent
from customers.models.records import as_dict, field_names
from customers.output.shapes import common
from customers.output.shapes.columns import Column, Row, Shape, mapping_row, model_columns, row_of

_CHANGE_COLUMNS = (Column("field", fit="fold"), common.value_column("before"), common.value_column("after"))
CHANGE = Shape(_CHANGE_COLUMNS, table=field_names(Change), key="field")
CUSTOMER_CHANGE = Shape((Column("customer", fit="fold"), *_CHANGE_COLUMNS), table=("customer", *CHANGE.table))


def event_changes(event: HistoryEvent) -> Iterator[Row]:
    """Return an event as a row for each of its changes, as one row where it has none."""
    row = as_dict(event)
    changes = row.pop("changes")
    rows = (row | as_dict(change) for change in changes) if changes else (row,)
    return map(mapping_row, rows)


_CUSTOMER = common.person_fields("customer")


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
    return Shape(columns, row=row, variants={"rows": by_change, "people": by_change})


EVENT = _events(of_many=False)
EVENT_OF_MANY = _events(of_many=True)
