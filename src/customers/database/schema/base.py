"""What tables have in common: their names, the column of the customer, and what the program does with each."""

from typing import Any, Literal

from sqlalchemy import Column, ForeignKey, MetaData

from customers.database.schema.types import Id

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def table_info(
    placement: Literal["distributed", "reference", "local"],
    *,
    by: str = "customer_id",
    personal: Literal["rows", "values"] | None = None,
    append_only: bool = False,
    updated: tuple[str, ...] = (),
    copied: bool = True,
    confidential: tuple[str, ...] = (),
) -> dict[str, Any]:
    """Return the `info` of a table, from which `distribute`, roles, erasure, `doctor` and copies derive what they do with it.

    Args:
        placement: Where Citus puts it. "distributed": the rows of one customer on one node. "reference": whole on every node,
            for few rows that are about two customers. "local": on the coordinator, for rows by which runs exclude each other.
        by: The column by which it is distributed; a table by another column than the customer's id lies apart from the others.
        personal: What an erasure does: deletes the "rows" of a customer, or empties personal "values"; None: nothing personal.
        append_only: Whether no row is ever deleted.
        updated: The only columns that are ever updated, where that is restricted.
        copied: Whether `db copy` and `db backup` copy it; the rest follows from other tables, or belongs to a run.
        confidential: The columns that the role for reports does not read.
    """
    return {
        "placement": placement,
        "distributed_by": by,
        "personal": personal,
        "append_only": append_only,
        "updated": updated,
        "copied": copied,
        "confidential": confidential,
    }


def owner() -> "Column[Any]":
    """Return the column of the customer that a row belongs to."""
    return Column("customer_id", Id, ForeignKey("customers.id"), primary_key=True)
