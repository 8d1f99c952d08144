"""Add deleted orders, the moment of an order's file, aliases of their own, hashes of erased identities, and the unknown consent."""

import sqlalchemy as sa
from alembic import op

from customers.database.schema.types import Id, Minor, Timestamp, Words

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Apply this step."""
    op.add_column("customers", sa.Column("opted_in", sa.Boolean, nullable=True))
    # Before, false was a "no" with its time, or no statement at all.
    op.execute("UPDATE customers SET opted_in = accepts_marketing WHERE accepts_marketing OR consent_at IS NOT NULL")
    op.drop_column("customers", "accepts_marketing")
    op.add_column("orders", sa.Column("as_of", Timestamp, nullable=True))
    op.add_column("orders", sa.Column("named_id", Id, nullable=True))
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
