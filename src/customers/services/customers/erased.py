"""Identities of erased customers: keyed hashes, by which an import skips their rows."""

import hashlib
import hmac
import secrets
from collections.abc import Collection

from customers.database.queries import erasure as statements
from customers.models.aliases import Identity
from customers.services.transaction import Transaction

# The name of the key among the secrets of the database.
SECRET = "erased_identities"


def record_erased(tx: Transaction, pairs: Collection[Identity]) -> None:
    """Record identities, phones and ids as those of erased customers."""
    if pairs:
        key = statements.find_secret(tx.connection, SECRET) or statements.insert_secret(tx.connection, SECRET, secrets.token_hex(32))
        statements.insert_erased(tx.connection, {(kind, _digest(key, kind, value)) for kind, value in pairs})


def find_erased(tx: Transaction, pairs: Collection[Identity]) -> set[Identity]:
    """Return those identities, phones and ids that erased customers had."""
    key = statements.find_secret(tx.connection, SECRET) if pairs else None
    if key is None:
        return set()
    digests = {(kind, _digest(key, kind, value)): (kind, value) for kind, value in pairs}
    return {digests[row] for row in statements.find_erased(tx.connection, digests)}


def _digest(key: str, kind: str, value: str) -> str:
    return hmac.digest(key.encode(), f"{kind}:{value}".encode(), hashlib.sha256).hex()
