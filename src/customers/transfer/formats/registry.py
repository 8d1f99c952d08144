"""Find the import formats: the entries of `FORMATS` in every module of this package.

A new format is an entry in `platforms`, or a module with `FORMATS` of its own.
"""

from collections.abc import Sequence
from functools import lru_cache
from importlib import import_module
from pkgutil import iter_modules

from customers.transfer.columns.headers import keys_of
from customers.transfer.formats.base import ImportFormat

TABLE = ImportFormat("table", "a table whose columns are known by their names", system=None)


@lru_cache(maxsize=1)
def formats() -> dict[str, ImportFormat]:
    """Return every format by its name."""
    package = import_module(__name__.rpartition(".")[0])
    modules = [import_module(f"{package.__name__}.{module.name}") for module in iter_modules(package.__path__)]
    entries = {entry.name: entry for module in modules for entry in getattr(module, "FORMATS", ()) if isinstance(entry, ImportFormat)}
    return {name: entries[name] for name in sorted(entries)} | {TABLE.name: TABLE}


def recognise(kind: str, header: Sequence[str]) -> ImportFormat | None:
    """Return the format of a header, None where it is unknown; of several the one with the longest signature."""
    keys = keys_of(header)
    matches = [(entry.matches(kind, keys), entry) for entry in formats().values()]
    best = max(matches, key=lambda pair: pair[0], default=(0, TABLE))
    return best[1] if best[0] else None
