"""Note the indexes that a shop works without."""

from customers.database.dialects.base import dialect_of
from customers.database.search.trigram_index import has_search_index
from customers.errors import Remedy
from customers.errors.notice import Notice
from customers.services.transaction import Transaction


def note_missing_index(tx: Transaction) -> bool:
    """Note where the search index is missing; return whether it is there."""
    if has_search_index(tx.connection):
        return True
    tx.notice(Notice("the search index is missing: searches read every text", Remedy("make_search_index")))
    return False


def note_missing_order_index(tx: Transaction) -> None:
    """Note where no index keeps the numbers of orders unique, as it is after a cluster."""
    if not dialect_of(tx.connection).keeps_order_numbers():
        tx.notice(Notice("no index keeps order numbers unique", Remedy("copy_to_plain")))
