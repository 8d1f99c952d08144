"""The shape of the document with all that is stored about one person."""

from customers.output.shapes import common
from customers.output.shapes.columns import Row, plain_shape

PERSON = plain_shape(
    *("exported_at", "customer_id", "profile", "absorbed_profiles", "segments", "consent_statements"),
    *("orders", "deleted_orders", "undone_orders", "order_changes", "history", "merges", "dismissals", "runs", "other_rows"),
)


def person_name(profile: Row) -> str:
    """Return the person of a profile in words."""
    return common.person_text(profile["full_name"] or None, profile["email"], profile["id"])
