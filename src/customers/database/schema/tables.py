"""The schema, the same on SQLite, PostgreSQL and a Citus cluster.

Every table of customers but `identities` and `deleted_identities` has a primary key that begins with the customer's id, by which
a cluster distributes it. Statistics have a table of their own without an index, because PostgreSQL rewrites every index of a row
that it updates; the searched text has its own table so that its index is not rewritten with the profile.
"""

from pathlib import Path
from typing import Any

from sqlalchemy import Boolean, CheckConstraint, Column, Index, Integer, MetaData, Table, text

from customers.database.schema.base import metadata as metadata
from customers.database.schema.base import owner, table_info
from customers.database.schema.documents import is_changes, is_external_ids, is_filters, is_journal, is_segment
from customers.database.schema.run_tables import order_changes as order_changes
from customers.database.schema.run_tables import runs as runs
from customers.database.schema.types import Id, Json, Minor, Timestamp, Words

EXTERNAL_IDS = Json("the external ids of a customer", is_external_ids)

# Oldest first, from the names of the migrations; the program works with the last.
_MIGRATIONS = Path(__file__).with_name("migrations") / "versions"
REVISIONS = tuple(sorted(path.name[:4] for path in _MIGRATIONS.iterdir() if path.name[:4].isdigit()))

customers = Table(
    "customers",
    metadata,
    Column("id", Id, primary_key=True),
    Column("state", Words, nullable=False),
    Column("merged_into", Id),  # the survivor of an absorbed profile, never an absorbed one itself
    Column("email", Words),
    Column("phone", Words),
    Column("first_name", Words, nullable=False),
    Column("last_name", Words),
    Column("name_key", Words, nullable=False),  # the folded full name, for sorting
    Column("opted_in", Boolean),  # null: never asked
    Column("consent_at", Timestamp),  # of the newest explicit statement
    Column("consent_source", Words),
    Column("consent_actor", Words),
    Column("notes", Words),
    Column("external_ids", EXTERNAL_IDS, nullable=False),
    Column("created_at", Timestamp, nullable=False),
    Column("updated_at", Timestamp, nullable=False),
    Column("deleted_at", Timestamp),
    CheckConstraint("state IN ('live', 'deleted', 'absorbed', 'erased', 'undone')", name="state"),
    Index(None, "created_at", "id"),
    Index(None, "phone"),
    Index("ix_customers_merged_into", "merged_into", sqlite_where=text("merged_into IS NOT NULL")),
    info=table_info("distributed", by="id", personal="values", append_only=True),
)

# One row for each live customer. `trigram_index.create_search_index` creates its trigram index.
customer_search = Table(
    "customer_search",
    metadata,
    owner(),
    Column("text", Words, nullable=False),  # `domain.search.documents.search_text`
    info=table_info("distributed", personal="rows", copied=False),
)

customer_statistics = Table(
    "customer_statistics",
    metadata,
    owner(),
    Column("live", Boolean, nullable=False),  # repeated here so that segments and recalculation need no join
    Column("total_orders", Integer, nullable=False),
    Column("total_spent", Minor, nullable=False),
    Column("first_order_at", Timestamp),
    Column("last_order_at", Timestamp),
    Column("is_vip", Boolean, nullable=False),
    Column("vip_override", Words),
    Column("vip_reason", Words),
    Column("vip_until", Timestamp),
    Column("vip_event", Id),  # the event of the last change of `is_vip`
    CheckConstraint("vip_override IN ('pinned', 'excluded')", name="vip_override"),
    sqlite_with_rowid=False,
    info=table_info("distributed", personal="values", append_only=True),
)

identities = Table(
    "identities",
    metadata,
    Column("kind", Words, primary_key=True),  # "email", "external" or "id"; the survivor owns those of absorbed profiles
    Column("value", Words, primary_key=True),
    Column("customer_id", Id, nullable=False, index=True),
    sqlite_with_rowid=False,
    info=table_info("distributed", by="value", personal="rows"),
)

# Further identities of a customer, beside those of its profile and of the profiles that it absorbed: its former emails, and aliases
# of an export. `identities` has them too while the customer is live, but for phones, which are shared.
aliases = Table(
    "aliases",
    metadata,
    owner(),
    Column("kind", Words, primary_key=True),  # as in `identities`, or "phone"
    Column("value", Words, primary_key=True),
    Column("label", Words, nullable=False),  # as it was written
    Index(None, "kind", "value"),
    sqlite_with_rowid=False,
    info=table_info("distributed", personal="rows"),
)

# The identities of deleted customers, as they were at the deletion: free for others, until a restoration takes back the rest.
deleted_identities = Table(
    "deleted_identities",
    metadata,
    Column("kind", Words, primary_key=True),
    Column("value", Words, primary_key=True),
    Column("customer_id", Id, primary_key=True, index=True),
    sqlite_with_rowid=False,
    info=table_info("distributed", by="value", personal="rows"),
)

addresses = Table(
    "addresses",
    metadata,
    owner(),
    Column("id", Id, primary_key=True),
    Column("type", Words, nullable=False),
    Column("is_default", Boolean, nullable=False),
    Column("first_name", Words),
    Column("last_name", Words),
    Column("company", Words),
    Column("address1", Words, nullable=False),
    Column("address2", Words),
    Column("city", Words, nullable=False),
    Column("state", Words, nullable=False),
    Column("pincode", Words, nullable=False),
    Column("country", Words),
    Column("phone", Words),
    Column("city_key", Words, nullable=False),
    Column("state_key", Words, nullable=False),
    CheckConstraint("type IN ('billing', 'shipping')", name="type"),
    Index("uq_addresses_default", "customer_id", "type", unique=True, sqlite_where=text("is_default")),
    info=table_info("distributed", personal="values"),
)


customer_tags = Table(
    "customer_tags",
    metadata,
    owner(),
    Column("key", Words, primary_key=True),
    Column("label", Words, nullable=False),
    Index(None, "key", "customer_id"),
    sqlite_with_rowid=False,
    info=table_info("distributed", personal="rows"),
)


def _order_columns() -> "list[Column[Any]]":
    return [
        owner(),
        Column("id", Id, primary_key=True),
        Column("number", Words, nullable=False),
        Column("source", Words, nullable=False),
        Column("status", Words, nullable=False),
        Column("currency", Words, nullable=False),
        # In the shop's currency, so that an index covers every statistic ...
        Column("total", Minor, nullable=False),
        Column("refunded", Minor, nullable=False),
        # ... and, for an order in another currency, the amounts as they were charged.
        Column("foreign_total", Minor),
        Column("foreign_refunded", Minor),
        Column("placed_at", Timestamp, nullable=False),
        # The moment of the file that gave the present values: an older file does not overwrite them.
        Column("as_of", Timestamp),
        # The absorbed profile that the order's row named by one of its identities: an unmerge gives the order back to it.
        Column("named_id", Id),
        # The `number` of the run that created the order: half of an id, and without an index, as there is one of them a row.
        Column("run_number", Minor),
    ]


orders = Table(
    "orders",
    metadata,
    *_order_columns(),
    Index("ix_orders_statistics", "customer_id", "placed_at", "status", "total", "refunded"),
    Index("uq_orders_source_number", "source", "number", unique=True),
    sqlite_with_rowid=False,
    info=table_info("distributed"),
)

# Orders that an operator deleted, apart from the others, so that no statistic has to leave them out. An import skips them.
deleted_orders = Table(
    "deleted_orders",
    metadata,
    *_order_columns(),
    Column("deleted_at", Timestamp, nullable=False),
    Index(None, "source", "number"),
    sqlite_with_rowid=False,
    info=table_info("distributed"),
)

# Orders that an undo took out, by its run, which is undone from them. An import may bring the same orders again.
undone_orders = Table(
    "undone_orders",
    metadata,
    *_order_columns()[:2],
    # With the other columns of the key: SQLite's own check takes another order for damage.
    Column("run_id", Id, primary_key=True),
    *_order_columns()[2:],
    Index(None, "run_id"),
    sqlite_with_rowid=False,
    info=table_info("distributed"),
)

events = Table(
    "events",
    metadata,
    owner(),
    Column("id", Id, primary_key=True),
    Column("at", Timestamp, nullable=False),
    Column("actor", Words, nullable=False),
    Column("reason", Words),
    Column("command", Words, nullable=False),
    Column("changes", Json("a record of the history", is_changes), nullable=False),  # {field: {"before": ..., "after": ...}}
    Column("run_id", Id),
    Index(None, "id"),  # in order of time, for the history of all customers
    Index(None, "run_id", "customer_id"),
    sqlite_with_rowid=False,
    info=table_info("distributed", personal="values", append_only=True, updated=("changes", "reason")),
)

merges = Table(
    "merges",
    metadata,
    owner(),  # the survivor
    Column("id", Id, primary_key=True),
    Column("absorbed_id", Id, nullable=False, index=True),
    Column("at", Timestamp, nullable=False),
    Column("actor", Words, nullable=False),
    Column("reason", Words),
    Column("journal", Json("the journal of a merge", is_journal), nullable=False),  # `domain.merge.journal`
    Column("undone_at", Timestamp),
    Column("run_id", Id, index=True),
    Index(None, "id"),
    sqlite_with_rowid=False,
    info=table_info("reference", personal="values", append_only=True),
)

# Pairs that were marked as different people, the smaller id first.
dismissals = Table(
    "dismissals",
    metadata,
    owner(),
    Column("other_id", Id, primary_key=True, index=True),
    Column("at", Timestamp, nullable=False),
    Column("actor", Words, nullable=False),
    Column("reason", Words),
    sqlite_with_rowid=False,
    info=table_info("reference", personal="values"),
)

# The emails, phones and external ids of erased customers, as keyed hashes: an import skips the rows that name them.
erased_identities = Table(
    "erased_identities",
    metadata,
    Column("kind", Words, primary_key=True),  # "email", "phone", "external" or "id"
    Column("digest", Words, primary_key=True),
    sqlite_with_rowid=False,
    info=table_info("reference", append_only=True),
)

# Random keys of this database, such as that of the hashes above.
secrets = Table(
    "secrets",
    metadata,
    Column("name", Words, primary_key=True),
    Column("value", Words, nullable=False),
    sqlite_with_rowid=False,
    info=table_info("reference", append_only=True, confidential=("value",)),
)

# Selections with a name, evaluated when they are used. Few rows, none of which is about one customer.
saved_segments = Table(
    "saved_segments",
    metadata,
    Column("key", Words, primary_key=True),  # the name without regard to case
    Column("name", Words, nullable=False),
    Column("label", Words, nullable=False),
    # By name, in the words of the operator: a relative time stays relative.
    Column("filters", Json("the filters of a saved segment", is_filters), nullable=False),
    Column("created_at", Timestamp, nullable=False),
    Column("updated_at", Timestamp, nullable=False),
    Column("actor", Words, nullable=False),
    sqlite_with_rowid=False,
    info=table_info("reference"),
)

# What runs changed of saved segments: an undo goes back to "before". A segment that is not there is null.
saved_segment_changes = Table(
    "saved_segment_changes",
    metadata,
    Column("run_id", Id, primary_key=True),
    Column("key", Words, primary_key=True),
    Column("before", Json("the change of a saved segment", is_segment)),  # {"name", "label", "filters"}
    Column("after", Json("the change of a saved segment", is_segment)),
    sqlite_with_rowid=False,
    info=table_info("reference", append_only=True),
)

# The thresholds of the last recalculation of all customers: VIP flags are stored, and follow others only after the next one.
vip_thresholds = Table(
    "vip_thresholds",
    metadata,
    Column("name", Words, primary_key=True),  # "orders", "spend" (in minor units) or "period_days"
    Column("value", Minor, nullable=False),
    sqlite_with_rowid=False,
    info=table_info("reference", append_only=True),
)

# The source of lists, filters and exports.
joined = customers.join(customer_statistics, customer_statistics.c.customer_id == customers.c.id)

locks = Table(
    "locks",
    metadata,
    Column("name", Words, primary_key=True),
    sqlite_with_rowid=False,
    info=table_info("local", append_only=True, copied=False),
)

alembic_version = Table(
    "alembic_version", MetaData(), Column("version_num", Words, primary_key=True), info=table_info("local", copied=False)
)
