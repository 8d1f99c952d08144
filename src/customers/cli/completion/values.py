"""The values that completion offers, by what an option or an argument is called."""

import importlib
import inspect
import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from customers.cli.completion.line import Completions, PartialCommandLine, leaf_of, option_named

if TYPE_CHECKING:
    from customers.output.shapes.columns import Shape

_CHOICES = re.compile(r"[a-z_]+(\|[a-z_]+)+")
_MOST_TAGS = 200


def of_option(line: PartialCommandLine, option: str, beginning: str) -> Completions:
    """The values of an option that begin so."""
    parameter = option_named(line.command, option) if line.command is not None else None
    metavar = (parameter.metavar or "") if parameter is not None else ""
    find = _BY_OPTION.get(option) or _BY_METAVAR.get(metavar)
    if find is not None:
        return find(line, beginning)
    return _of_metavar(metavar, beginning)


def of_argument(line: PartialCommandLine, beginning: str) -> Completions:
    """The values of the argument that comes next."""
    arguments = [parameter for parameter in leaf_of(line.command).params if parameter.param_type_name == "argument"]
    repeated = next((parameter for parameter in arguments if parameter.nargs == -1), None)
    following = arguments[line.arguments] if line.arguments < len(arguments) else repeated
    return _of_metavar(following.metavar or "", beginning) if following is not None else Completions()


def _of_metavar(metavar: str, beginning: str) -> Completions:
    if _CHOICES.fullmatch(metavar):
        return _words(metavar.split("|"), beginning)
    return Completions(mode="files") if "FILE" in metavar.split("|") else Completions()


def _words(words: Iterable[str], beginning: str) -> Completions:
    return Completions([(word, "") for word in words if word.startswith(beginning)])


def _listed(words: Iterable[str], beginning: str) -> Completions:
    """Words of a list with commas: those before the last comma stand, and none is offered twice."""
    head, comma, last = beginning.rpartition(",")
    taken = {word.strip().casefold() for word in head.split(",")}
    found = [head + comma + word for word in words if word.casefold().startswith(last.casefold()) and word.casefold() not in taken]
    return Completions([(word, "") for word in found], "open")


def _formats(_line: PartialCommandLine, beginning: str) -> Completions:
    from customers.config.settings import FORMATS

    return _words(FORMATS, beginning)


def _segments(_line: PartialCommandLine, beginning: str) -> Completions:
    from customers.domain.segments import SEGMENTS

    return _words(SEGMENTS, beginning)


def _sort_keys(_line: PartialCommandLine, beginning: str) -> Completions:
    from customers.models.selection import SORT_KEYS

    return _words((*SORT_KEYS, *(f"-{key}" for key in SORT_KEYS)), beginning)


def _clearable(line: PartialCommandLine, beginning: str) -> Completions:
    return _words(importlib.import_module(f"customers.cli.commands.{line.path[0]}").CLEARABLE, beginning)


def _files(_line: PartialCommandLine, _beginning: str) -> Completions:
    return Completions(mode="files")


def _columns(line: PartialCommandLine, beginning: str) -> Completions:
    from customers.transfer.columns.native import FIELDS

    return Completions(_words((f"{name}=" for name in FIELDS[line.path[-1]]), beginning).words, "open")


def _import_formats(_line: PartialCommandLine, beginning: str) -> Completions:
    from customers.transfer.formats.platforms import BY_NAME

    return _words(("auto", "native", *BY_NAME), beginning)


def _fields(line: PartialCommandLine, beginning: str) -> Completions:
    shapes = shapes_of(leaf_of(line.command).callback) if line.command is not None else []
    if not shapes:
        from customers.output.shapes.customers import CUSTOMER

        shapes = [CUSTOMER]
    return _listed(dict.fromkeys(name for shape in shapes for name in shape.fields), beginning)


def _tags(line: PartialCommandLine, beginning: str) -> Completions:
    from pathlib import Path

    from customers.config.settings import find_database_url
    from customers.database.admin.completion import find_tags

    named = line.options.get("--env-file")
    url = find_database_url(line.options.get("--database-url"), Path(named) if named else None)
    last = beginning.rpartition(",")[2]
    return _listed(find_tags(url, " ".join(last.split()).casefold(), _MOST_TAGS), beginning)


def _checks(_line: PartialCommandLine, beginning: str) -> Completions:
    from customers.services.doctor.checks import CHECKS

    return _listed((check.name for check in CHECKS), beginning)


_BY_OPTION: dict[str, Callable[[PartialCommandLine, str], Completions]] = {
    "-o": _formats,
    "--output": _formats,
    "--fields": _fields,
    "--env-file": _files,
    "--segment": _segments,
    "--sort": _sort_keys,
    "--unset": _clearable,
    "--column": _columns,
    "--set": _columns,
    "--check": _checks,
}
_BY_METAVAR: dict[str, Callable[[PartialCommandLine, str], Completions]] = {"TAG": _tags, "auto|native|NAME": _import_formats}


def shapes_of(callback: Any) -> list["Shape"]:
    """The kinds of records that the code of a command names, itself or through the functions beside it."""
    from customers.output.shapes import columns, customers, merges

    found: dict[str, Shape] = {}
    functions, seen = [inspect.unwrap(callback)], set()
    while functions:
        function = functions.pop()
        seen.add(function)
        names = function.__code__.co_names
        homes = [customers, merges, *(importlib.import_module(name) for name in names if name.startswith("customers.output."))]
        for name in names:
            shape = next((getattr(home, name) for home in homes if hasattr(home, name)), None)
            called = function.__globals__.get(name)
            if isinstance(shape, columns.Shape):
                found[name] = shape
            elif inspect.isfunction(called) and called.__module__.startswith("customers.cli.") and called not in seen:
                functions.append(called)
    return list(found.values())
