"""The tables of runs, by which what a command did can be listed and taken back."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, Table

from customers.database.schema.base import metadata, owner, table_info
from customers.database.schema.documents import is_order_changes
from customers.database.schema.types import Id, Json, Minor, Timestamp, Words

ORDER_CHANGES = Json("a change of an order", is_order_changes)

# The runs: invocations of writing commands that changed something.
runs = Table(
    "runs",
    metadata,
    Column("id", Id, primary_key=True),  # in order of time
    Column("number", Minor),  # `domain.ids.run_number` of the id; null for runs before they were recorded
    Column("at", Timestamp, nullable=False),
    Column("actor", Words, nullable=False),
    Column("command", Words, nullable=False),
    Column("reason", Words),
    Column("source", Words),  # the name of an imported file, without its folder
    Column("source_digest", Words),  # its SHA-256
    Column("customers", Integer, nullable=False),
    Column("orders", Integer, nullable=False),
    Column("state", Words, nullable=False),
    Column("undone_by", Id),
    Column("undo_of", Id),
    Index("uq_runs_number", "number", unique=True),
    CheckConstraint("state IN ('done', 'partial', 'undone')", name="state"),
    sqlite_with_rowid=False,
    info=table_info(
        "reference", by="id", personal="values", append_only=True, updated=("reason", "source", "customers", "orders", "state", "undone_by")
    ),
)

# What runs changed of orders that were there already; an order that a run created has its `run_number`.
order_changes = Table(
    "order_changes",
    metadata,
    owner(),  # of the order after the change
    Column("order_id", Id, primary_key=True),
    Column("id", Id, primary_key=True),  # in order of time; one for all orders that are changed together
    Column("run_id", Id, nullable=False, index=True),
    Column("kind", Words, nullable=False),
    # {column of `orders`: {"before": ..., "after": ...}}; {} where it was deleted.
    Column("changes", ORDER_CHANGES, nullable=False),
    CheckConstraint("kind IN ('changed', 'moved', 'deleted')", name="kind"),
    sqlite_with_rowid=False,
    info=table_info("distributed", append_only=True),
)
