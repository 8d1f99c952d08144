"""Modules that SQLAlchemy, psycopg and Typer import and a command rarely uses: their code runs when one of their names is first used.

They would take a tenth of a short command. The library (`customers.api`) leaves the imports of its caller alone.
"""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

# `asyncio` serves drivers that the program does not have, `importlib.metadata` plugins, `subprocess` the opening of a browser.
MODULES = ("asyncio", "importlib.metadata", "subprocess")


class PostponedModule(ModuleType):
    """A module that is found, and not executed yet. `importlib.util.LazyLoader` would execute it at the next import of it."""

    def __getattr__(self, name: str) -> Any:
        """Execute the module, and return one of its names."""
        _execute(self)
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
    sys.modules[name] = module
    package, _, attribute = name.rpartition(".")
    if package:
        setattr(sys.modules[package], attribute, module)
    if name == "asyncio":
        _prepare_asyncio(module)
    if name == "importlib.metadata":
        module.version = _version  # type: ignore[attr-defined]


def _execute(module: ModuleType) -> None:
    """Execute a postponed module; its names replace those of `_prepare_asyncio` and `_version`."""
    if type(module) is PostponedModule:
        module.__class__ = ModuleType  # type: ignore[assignment]
        assert module.__spec__ is not None
        assert module.__spec__.loader is not None
        module.__spec__.loader.exec_module(module)


class _Placeholder:
    """A class of `asyncio` by which psycopg describes its asynchronous half, or from which it derives a class for it."""

    def __new__(cls, *arguments: Any, **options: Any) -> Any:
        """Make an object of the class of `asyncio` with the same name."""
        return _real("asyncio", cls.__name__)(*arguments, **options)

    def __class_getitem__(cls, _item: Any) -> Any:
        """Return the class, which a library parametrizes for its type checker."""
        return cls


def _prepare_asyncio(module: ModuleType) -> None:
    """Give `asyncio` the names that SQLAlchemy and psycopg take out of it when they are imported."""
    from asyncio.exceptions import CancelledError

    names = {name: type(name, (_Placeholder,), {}) for name in ("Future", "Lock", "Queue", "Task")}
    functions = {name: _function(name) for name in ("get_running_loop", "sleep")}
    module.__dict__.update(names, **functions, CancelledError=CancelledError, iscoroutine=_is_coroutine)


def _function(name: str) -> Any:
    return lambda *arguments, **options: _real("asyncio", name)(*arguments, **options)


def _is_coroutine(value: object) -> bool:
    """Do as `asyncio.iscoroutine`."""
    from asyncio.coroutines import iscoroutine

    return iscoroutine(value)


def _version(name: str) -> str:
    """Do as `importlib.metadata.version`, by the name of a folder: psycopg asks for its own version."""
    prefix = f"{name.replace('-', '_')}-"
    for folder in sys.path:
        for entry in Path(folder).glob(f"{prefix}*.dist-info"):
            return entry.stem.removeprefix(prefix)
    version: str = _real("importlib.metadata", "version")(name)
    return version


def _real(module_name: str, name: str) -> Any:
    """Execute a postponed module, and return one of its own names."""
    module = sys.modules[module_name]
    _execute(module)
    return getattr(module, name)
