"""Files of orders in which nothing is left that only the file as a whole decides."""

from itertools import chain

Row = dict[str, str]
IDENTITIES = ("customer_id", "customer_email", "customer_external_id", "customer_phone")


def settled(rows: list[Row]) -> list[Row]:
    """Return orders none of which fills a blank of a customer that another one makes: that is decided by the file as a whole.

    Rows that share an identity get one name and one phone; of rows that carry an equal name alone the first is kept.
    """
    groups: list[list[Row]] = []
    for row in rows:
        linked = [group for group in groups if any(identities(row) & identities(member) for member in group)]
        groups = [group for group in groups if group not in linked] + [[*chain.from_iterable(linked), row]]
    filled = []
    for group in groups:
        shared = {name: next((row[name] for row in group if row[name]), "") for name in ("customer_name", "customer_phone")}
        filled += [{**row, **shared} for row in group]
    by_key: dict[str, Row] = {}
    for row in sorted(filled, key=lambda row: int(row["number"])):
        by_key.setdefault(row["customer_name"] if row["customer_name"] and not identities(row) else row["number"], row)
    return list(by_key.values())


def identities(row: Row) -> set[tuple[str, str]]:
    """Return what an order names its customer by."""
    return {(name, row[name].lower()) for name in IDENTITIES if row[name]}
