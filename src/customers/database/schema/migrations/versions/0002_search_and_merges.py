"""Move search texts to a table with a trigram index, and add merges and dismissed pairs."""

import sqlalchemy as sa
from alembic import op

from customers.database.schema.types import Id, Json, Timestamp, Words
from customers.database.search.trigram_index import create_search_index

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Apply this step; `upgrade_schema` writes the texts afterwards, with the folding of the installed program."""
    op.create_table(
        "customer_search",
        sa.Column("customer_id", Id, nullable=False),
        sa.Column("text", Words, nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_customer_search_customer_id")),
        sa.PrimaryKeyConstraint("customer_id", name=op.f("pk_customer_search")),
    )
    create_search_index(op.get_bind())
    op.drop_column("customers", "search_text")
    op.create_index(
        "ix_customers_merged_into",
        "customers",
        ["merged_into"],
        unique=False,
        sqlite_where=sa.text("merged_into IS NOT NULL"),
        postgresql_where=sa.text("merged_into IS NOT NULL"),
    )
    op.create_index(op.f("ix_events_id"), "events", ["id"], unique=False)
    op.create_table(
        "merges",
        sa.Column("customer_id", Id, nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("absorbed_id", Id, nullable=False),
        sa.Column("at", Timestamp, nullable=False),
        sa.Column("actor", Words, nullable=False),
        sa.Column("reason", Words, nullable=True),
        sa.Column("journal", Json, nullable=False),
        sa.Column("undone_at", Timestamp, nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_merges_customer_id")),
        sa.PrimaryKeyConstraint("customer_id", "id", name=op.f("pk_merges")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_merges_absorbed_id"), "merges", ["absorbed_id"], unique=False)
    op.create_index(op.f("ix_merges_id"), "merges", ["id"], unique=False)
    op.create_table(
        "dismissals",
        sa.Column("customer_id", Id, nullable=False),
        sa.Column("other_id", Id, nullable=False),
        sa.Column("at", Timestamp, nullable=False),
        sa.Column("actor", Words, nullable=False),
        sa.Column("reason", Words, nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_dismissals_customer_id")),
        sa.PrimaryKeyConstraint("customer_id", "other_id", name=op.f("pk_dismissals")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_dismissals_other_id"), "dismissals", ["other_id"], unique=False)
