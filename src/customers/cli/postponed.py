"""Modules that SQLAlchemy and Typer import and a command rarely uses: their code runs when one of their names is first used.

They would take a tenth of a short command. The library (`customers.api`) leaves the imports of its caller alone.
"""

import importlib.util
import sys
from types import ModuleType
from typing import Any

# `asyncio` serves drivers that the program does not have, `importlib.metadata` plugins, `subprocess` the opening of a browser.
MODULES = ("asyncio", "importlib.metadata", "subprocess")


class PostponedModule(ModuleType):
    """A module that is found, and not executed yet. `importlib.util.LazyLoader` would execute it at the next import of it."""

    def __getattr__(self, name: str) -> Any:
        """Execute the module, and return one of its names."""
        self.__class__ = ModuleType  # type: ignore[assignment]
        assert self.__spec__ is not None
        assert self.__spec__.loader is not None
        self.__spec__.loader.exec_module(self)
        return getattr(self, name)


def postpone_modules() -> None:
    """Postpone the modules that are not imported yet."""
    for name in MODULES:
        if name not in sys.modules:
            _postpone(name)


def _postpone(name: str) -> None:
    spec = importlib.util.find_spec(name)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    module.__class__ = PostponedModule
    if name == "asyncio":
        module.iscoroutine = _is_coroutine  # type: ignore[attr-defined]
    sys.modules[name] = module
    package, _, attribute = name.rpartition(".")
    if package:
        setattr(sys.modules[package], attribute, module)


def _is_coroutine(value: object) -> bool:
    """Do as `asyncio.iscoroutine`, which SQLAlchemy takes out of the module at its import."""
    from asyncio.coroutines import iscoroutine

    return iscoroutine(value)
