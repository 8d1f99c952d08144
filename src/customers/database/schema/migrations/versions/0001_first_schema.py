"""The first schema."""

import sqlalchemy as sa
from alembic import op

from customers.database.schema.types import Id, Json, Minor, Timestamp, Words

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Apply this step."""
    op.create_table(
        "customers",
        sa.Column("id", Id, nullable=False),
        sa.Column("state", Words, nullable=False),
        sa.Column("merged_into", Id, nullable=True),
        sa.Column("email", Words, nullable=True),
        sa.Column("phone", Words, nullable=True),
        sa.Column("first_name", Words, nullable=False),
        sa.Column("last_name", Words, nullable=True),
        sa.Column("name_key", Words, nullable=False),
        sa.Column("search_text", Words, nullable=False),
        sa.Column("accepts_marketing", sa.Boolean, nullable=False),
        sa.Column("consent_at", Timestamp, nullable=True),
        sa.Column("consent_source", Words, nullable=True),
        sa.Column("consent_actor", Words, nullable=True),
        sa.Column("notes", Words, nullable=True),
        sa.Column("external_ids", Json, nullable=False),
        sa.Column("created_at", Timestamp, nullable=False),
        sa.Column("updated_at", Timestamp, nullable=False),
        sa.Column("deleted_at", Timestamp, nullable=True),
        sa.CheckConstraint("state IN ('live', 'deleted', 'absorbed', 'erased')", name=op.f("ck_customers_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customers")),
    )
    op.create_index(op.f("ix_customers_created_at_id"), "customers", ["created_at", "id"], unique=False)
    op.create_index(op.f("ix_customers_phone"), "customers", ["phone"], unique=False)
    op.create_table(
        "identities",
        sa.Column("kind", Words, nullable=False),
        sa.Column("value", Words, nullable=False),
        sa.Column("customer_id", Id, nullable=False),
        sa.PrimaryKeyConstraint("kind", "value", name=op.f("pk_identities")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_identities_customer_id"), "identities", ["customer_id"], unique=False)
    op.create_table(
        "locks", sa.Column("name", Words, nullable=False), sa.PrimaryKeyConstraint("name", name=op.f("pk_locks")), sqlite_with_rowid=False
    )
    op.create_table(
        "addresses",
        sa.Column("customer_id", Id, nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("type", Words, nullable=False),
        sa.Column("is_default", sa.Boolean, nullable=False),
        sa.Column("first_name", Words, nullable=True),
        sa.Column("last_name", Words, nullable=True),
        sa.Column("company", Words, nullable=True),
        sa.Column("address1", Words, nullable=False),
        sa.Column("address2", Words, nullable=True),
        sa.Column("city", Words, nullable=False),
        sa.Column("state", Words, nullable=False),
        sa.Column("pincode", Words, nullable=False),
        sa.Column("country", Words, nullable=True),
        sa.Column("phone", Words, nullable=True),
        sa.Column("city_key", Words, nullable=False),
        sa.Column("state_key", Words, nullable=False),
        sa.CheckConstraint("type IN ('billing', 'shipping')", name=op.f("ck_addresses_type")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_addresses_customer_id")),
        sa.PrimaryKeyConstraint("customer_id", "id", name=op.f("pk_addresses")),
    )
    op.create_index(
        "uq_addresses_default",
        "addresses",
        ["customer_id", "type"],
        unique=True,
        sqlite_where=sa.text("is_default"),
        postgresql_where=sa.text("is_default"),
    )
    op.create_table(
        "customer_statistics",
        sa.Column("customer_id", Id, nullable=False),
        sa.Column("live", sa.Boolean, nullable=False),
        sa.Column("total_orders", sa.Integer, nullable=False),
        sa.Column("total_spent", Minor, nullable=False),
        sa.Column("first_order_at", Timestamp, nullable=True),
        sa.Column("last_order_at", Timestamp, nullable=True),
        sa.Column("is_vip", sa.Boolean, nullable=False),
        sa.Column("vip_override", Words, nullable=True),
        sa.Column("vip_reason", Words, nullable=True),
        sa.Column("vip_until", Timestamp, nullable=True),
        sa.Column("vip_event", Id, nullable=True),
        sa.CheckConstraint("vip_override IN ('pinned', 'excluded')", name=op.f("ck_customer_statistics_vip_override")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_customer_statistics_customer_id")),
        sa.PrimaryKeyConstraint("customer_id", name=op.f("pk_customer_statistics")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "customer_tags",
        sa.Column("customer_id", Id, nullable=False),
        sa.Column("key", Words, nullable=False),
        sa.Column("label", Words, nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_customer_tags_customer_id")),
        sa.PrimaryKeyConstraint("customer_id", "key", name=op.f("pk_customer_tags")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_customer_tags_key_customer_id"), "customer_tags", ["key", "customer_id"], unique=False)
    op.create_table(
        "events",
        sa.Column("customer_id", Id, nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("at", Timestamp, nullable=False),
        sa.Column("actor", Words, nullable=False),
        sa.Column("reason", Words, nullable=True),
        sa.Column("command", Words, nullable=False),
        sa.Column("changes", Json, nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_events_customer_id")),
        sa.PrimaryKeyConstraint("customer_id", "id", name=op.f("pk_events")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "orders",
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
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_orders_customer_id")),
        sa.PrimaryKeyConstraint("customer_id", "id", name=op.f("pk_orders")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_orders_statistics", "orders", ["customer_id", "placed_at", "status", "total", "refunded"], unique=False)
    op.create_index("uq_orders_source_number", "orders", ["source", "number"], unique=True)
