"""The shapes of runs and of what they changed."""

from collections.abc import Iterator
from dataclasses import replace

from customers.models.records import as_dict, field_names
from customers.models.run import RunChange, RunRecord
from customers.output.shapes import common
from customers.output.shapes.columns import Column, Row, Shape, mapping_row, model_columns, model_row, number
from customers.output.shapes.history import CHANGE


def change_rows(change: RunChange) -> Iterator[Row]:
    """Return the changes of a customer as a row each."""
    row = as_dict(change)
    changes = row.pop("changes")
    return (mapping_row(row | as_dict(member)) for member in changes)


RUN = Shape(
    columns=model_columns(
        field_names(RunRecord),
        Column("id", "Run", "whole", value=common.end_of_id),
        common.AT,
        common.ACTOR,
        common.REASON,
        Column("command", fit="whole"),
        Column("source", fit="fold", drop=7),
        number("customers"),
        number("orders"),
        Column("state", fit="whole"),
    ),
    table=("id", "at", "actor", "command", "customers", "orders", "state", "source", "reason"),
    screen="log:run_texts",
)
_CHANGES = Shape(
    (common.FULL_NAME, common.EMAIL, common.CUSTOMER_END, *CHANGE.columns),
    table=("full_name", "email", "customer_id", *CHANGE.table),
    key="customer_id",
    each=change_rows,
)
RUN_CHANGE = Shape(
    model_columns(field_names(RunChange), common.CUSTOMER_ID, common.FULL_NAME, common.EMAIL),
    key="customer_id",
    variants={"rows": _CHANGES, "people": _CHANGES, "screen": replace(_CHANGES, row=model_row, each=None, screen="log:run_change_texts")},
)
