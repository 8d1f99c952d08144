"""The files that other programs write. A format is an entry in `platforms`, or a module here with its own `FORMATS`.

Every module of this package is looked through; nothing else has to know of a new one.
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
    """Every format by its name; where two would recognise a file, the one that asks for more of its header comes first."""
    package = import_module(__name__.rpartition(".")[0])
    modules = [import_module(f"{package.__name__}.{found.name}") for found in iter_modules(package.__path__)]
    known = {shape.name: shape for module in modules for shape in getattr(module, "FORMATS", ()) if isinstance(shape, ImportFormat)}
    return {name: known[name] for name in sorted(known)} | {TABLE.name: TABLE}


def recognise(kind: str, header: Sequence[str]) -> ImportFormat | None:
    """The format that a header shows, None where it is none that is known."""
    keys = keys_of(header)
    found = [(shape.matches(kind, keys), shape) for shape in formats().values()]
    best = max(found, key=lambda pair: pair[0], default=(0, TABLE))
    return best[1] if best[0] else None
