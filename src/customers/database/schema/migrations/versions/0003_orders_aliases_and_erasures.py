"""Add deleted orders, the moment of an order's file, aliases, identities of deleted and erased customers, the unknown consent, runs."""

from uuid import UUID

import sqlalchemy as sa
from alembic import op

from customers.database.dialects.base import dialect_of
from customers.database.schema.types import Id, Json, Minor, Timestamp, Words
from customers.domain.email import email_key

revision = "0003"
down_revision = "0002"
_BATCH = 1_000


def upgrade() -> None:
    """Apply this step."""
    _create_segment_tables()
    op.add_column("customers", sa.Column("opted_in", sa.Boolean, nullable=True))
    # Before, false was a "no" with its time, or no statement at all.
    op.execute("UPDATE customers SET opted_in = accepts_marketing WHERE accepts_marketing OR consent_at IS NOT NULL")
    op.drop_column("customers", "accepts_marketing")
    op.add_column("orders", sa.Column("as_of", Timestamp, nullable=True))
    op.add_column("orders", sa.Column("named_id", Id, nullable=True))
    op.add_column("orders", sa.Column("run_number", Minor, nullable=True))
    op.create_table(
        "deleted_orders",
        sa.Column("customer_id", Id, nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("number", Words, nullable=False),
        sa.Column("source", Words, nullable=False),
        sa.Column("status", Words, nullable=False),
        sa.Column("currency", Words, nullable=False),
        sa.Column("total", Minor, nullable=False),
        sa.Column("refunded", Minor, nullable=False),
        sa.Column("foreign_total", Minor, nullable=True),
        sa.Column("foreign_refunded", Minor, nullable=True),
        sa.Column("placed_at", Timestamp, nullable=False),
        sa.Column("as_of", Timestamp, nullable=True),
        sa.Column("named_id", Id, nullable=True),
        sa.Column("run_number", Minor, nullable=True),
        sa.Column("deleted_at", Timestamp, nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_deleted_orders_customer_id")),
        sa.PrimaryKeyConstraint("customer_id", "id", name=op.f("pk_deleted_orders")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_deleted_orders_source_number"), "deleted_orders", ["source", "number"], unique=False)
    op.create_table(
        "aliases",
        sa.Column("customer_id", Id, nullable=False),
        sa.Column("kind", Words, nullable=False),
        sa.Column("value", Words, nullable=False),
        sa.Column("label", Words, nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_aliases_customer_id")),
        sa.PrimaryKeyConstraint("customer_id", "kind", "value", name=op.f("pk_aliases")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_aliases_kind_value"), "aliases", ["kind", "value"], unique=False)
    op.create_table(
        "deleted_identities",
        sa.Column("kind", Words, nullable=False),
        sa.Column("value", Words, nullable=False),
        sa.Column("customer_id", Id, nullable=False),
        sa.PrimaryKeyConstraint("kind", "value", "customer_id", name=op.f("pk_deleted_identities")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_deleted_identities_customer_id"), "deleted_identities", ["customer_id"], unique=False)
    _fill_deleted_identities(op.get_bind())
    op.create_table(
        "erased_identities",
        sa.Column("kind", Words, nullable=False),
        sa.Column("digest", Words, nullable=False),
        sa.PrimaryKeyConstraint("kind", "digest", name=op.f("pk_erased_identities")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "secrets",
        sa.Column("name", Words, nullable=False),
        sa.Column("value", Words, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_secrets")),
        sqlite_with_rowid=False,
    )
    _add_runs()
    _add_undone()


def _fill_deleted_identities(connection: sa.Connection) -> None:
    """Insert the emails and external ids of deleted customers, and of the profiles that were merged into them."""
    columns = (sa.column("id", Id), sa.column("state", Words), sa.column("merged_into", Id))
    customers = sa.table("customers", *columns, sa.column("email", Words), sa.column("external_ids", Json))
    target = sa.table("deleted_identities", sa.column("kind", Words), sa.column("value", Words), sa.column("customer_id", Id))
    deleted = sa.select(customers.c.id).where(customers.c.state == "deleted")
    owner = sa.func.coalesce(customers.c.merged_into, customers.c.id, type_=Id).label("owner")
    query = sa.select(owner, customers.c.email, customers.c.external_ids)
    ids = list(connection.scalars(deleted.order_by(customers.c.id)))
    for start in range(0, len(ids), _BATCH):
        batch = ids[start : start + _BATCH]
        pairs: set[tuple[str, str, UUID]] = set()
        for row in connection.execute(query.where(sa.or_(customers.c.id.in_(batch), customers.c.merged_into.in_(batch)))):
            pairs |= {("email", email_key(row.email), row.owner)} if row.email else set()
            pairs |= {("external", f"{system}:{value}", row.owner) for system, value in row.external_ids.items()}
        if pairs:
            rows = [dict(zip(("kind", "value", "customer_id"), pair, strict=True)) for pair in sorted(pairs)]
            connection.execute(sa.insert(target), rows)


def _add_runs() -> None:
    op.create_table(
        "runs",
        sa.Column("id", Id, nullable=False),
        sa.Column("number", Minor, nullable=True),
        sa.Column("at", Timestamp, nullable=False),
        sa.Column("actor", Words, nullable=False),
        sa.Column("command", Words, nullable=False),
        sa.Column("reason", Words, nullable=True),
        sa.Column("source", Words, nullable=True),
        sa.Column("source_digest", Words, nullable=True),
        sa.Column("customers", sa.Integer, nullable=False),
        sa.Column("orders", sa.Integer, nullable=False),
        sa.Column("state", Words, nullable=False),
        sa.Column("undone_by", Id, nullable=True),
        sa.Column("undo_of", Id, nullable=True),
        sa.CheckConstraint("state IN ('done', 'partial', 'undone')", name=op.f("ck_runs_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runs")),
        sqlite_with_rowid=False,
    )
    op.create_index("uq_runs_number", "runs", ["number"], unique=True)
    op.create_table(
        "order_changes",
        sa.Column("customer_id", Id, nullable=False),
        sa.Column("order_id", Id, nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("run_id", Id, nullable=False),
        sa.Column("kind", Words, nullable=False),
        sa.Column("changes", Json, nullable=False),
        sa.CheckConstraint("kind IN ('changed', 'moved', 'deleted')", name=op.f("ck_order_changes_kind")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_order_changes_customer_id")),
        sa.PrimaryKeyConstraint("customer_id", "order_id", "id", name=op.f("pk_order_changes")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_order_changes_run_id"), "order_changes", ["run_id"], unique=False)
    op.add_column("events", sa.Column("run_id", Id, nullable=True))
    op.add_column("merges", sa.Column("run_id", Id, nullable=True))
    # The events of one id were written by one command: they are a run, which has the id too.
    op.execute("UPDATE events SET run_id = id")
    op.execute(
        "INSERT INTO runs (id, at, actor, command, reason, customers, orders, state)"
        " SELECT id, min(at), min(actor), min(command), min(reason), count(*), 0, 'done' FROM events GROUP BY id"
    )
    _find_runs_of_merges()
    op.create_index(op.f("ix_events_run_id_customer_id"), "events", ["run_id", "customer_id"], unique=False)
    op.create_index(op.f("ix_merges_run_id"), "merges", ["run_id"], unique=False)


def _find_runs_of_merges() -> None:
    """Give merges the run of the event by which the absorbed profile was merged at that time."""
    merges = sa.table("merges", sa.column("id", Id), sa.column("customer_id", Id), sa.column("absorbed_id", Id), sa.column("at", Timestamp))
    merges.append_column(sa.column("run_id", Id))
    events = sa.table("events", sa.column("id", Id), sa.column("customer_id", Id), sa.column("at", Timestamp), sa.column("command", Words))
    same = sa.and_(events.c.customer_id == merges.c.absorbed_id, events.c.at == merges.c.at, events.c.command.startswith("merge"))
    matches = sa.select(merges.c.customer_id, merges.c.id, events.c.id.label("event_id")).join_from(merges, events, same)
    connection = op.get_bind()
    rows = [{"of_customer": row.customer_id, "of_merge": row.id, "run": row.event_id} for row in connection.execute(matches)]
    if rows:
        key = (merges.c.customer_id == sa.bindparam("of_customer"), merges.c.id == sa.bindparam("of_merge"))
        connection.execute(sa.update(merges).where(*key).values(run_id=sa.bindparam("run")), rows)


def _create_segment_tables() -> None:
    op.create_table(
        "saved_segments",
        sa.Column("key", Words, nullable=False),
        sa.Column("name", Words, nullable=False),
        sa.Column("label", Words, nullable=False),
        sa.Column("filters", Json, nullable=False),
        sa.Column("created_at", Timestamp, nullable=False),
        sa.Column("updated_at", Timestamp, nullable=False),
        sa.Column("actor", Words, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_saved_segments")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "saved_segment_changes",
        sa.Column("run_id", Id, nullable=False),
        sa.Column("key", Words, nullable=False),
        sa.Column("before", Json, nullable=True),
        sa.Column("after", Json, nullable=True),
        sa.PrimaryKeyConstraint("run_id", "key", name=op.f("pk_saved_segment_changes")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "vip_thresholds",
        sa.Column("name", Words, nullable=False),
        sa.Column("value", Minor, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_vip_thresholds")),
        sqlite_with_rowid=False,
    )


def _add_undone() -> None:
    dialect_of(op.get_bind()).replace_check(
        op.get_bind(),
        "customers",
        "ck_customers_state",
        "state IN ('live', 'deleted', 'absorbed', 'erased')",
        "state IN ('live', 'deleted', 'absorbed', 'erased', 'undone')",
    )
    op.create_table(
        "undone_orders",
        sa.Column("customer_id", Id, nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("run_id", Id, nullable=False),
        sa.Column("number", Words, nullable=False),
        sa.Column("source", Words, nullable=False),
        sa.Column("status", Words, nullable=False),
        sa.Column("currency", Words, nullable=False),
        sa.Column("total", Minor, nullable=False),
        sa.Column("refunded", Minor, nullable=False),
        sa.Column("foreign_total", Minor, nullable=True),
        sa.Column("foreign_refunded", Minor, nullable=True),
        sa.Column("placed_at", Timestamp, nullable=False),
        sa.Column("as_of", Timestamp, nullable=True),
        sa.Column("named_id", Id, nullable=True),
        sa.Column("run_number", Minor, nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_undone_orders_customer_id")),
        sa.PrimaryKeyConstraint("customer_id", "id", "run_id", name=op.f("pk_undone_orders")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_undone_orders_run_id"), "undone_orders", ["run_id"], unique=False)
