"""The registry of the import formats of other programs, and the recognition of a file by its header."""

from collections.abc import Sequence

from customers.transfer.columns.headers import keys_of
from customers.transfer.formats import accounting, contacts, mailing, marketplaces, payments, shops
from customers.transfer.formats.base import ImportFormat

FORMATS = (
    *shops.FORMATS,
    *marketplaces.FORMATS,
    *payments.FORMATS,
    *mailing.FORMATS,
    *contacts.FORMATS,
    *accounting.FORMATS,
)
TABLE = ImportFormat("table", "a table with columns known by their names", system=None)
BY_NAME: dict[str, ImportFormat] = {entry.name: entry for entry in sorted(FORMATS, key=lambda entry: entry.name)} | {TABLE.name: TABLE}


def recognise(kind: str, header: Sequence[str]) -> ImportFormat | None:
    """Return the format of a header, None where it is unknown; of several the one with the longest signature."""
    keys = keys_of(header)
    matches = [(entry.matches(kind, keys), entry) for entry in BY_NAME.values()]
    length, best = max(matches, key=lambda match: match[0])
    return best if length else None
