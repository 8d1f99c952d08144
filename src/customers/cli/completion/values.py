"""Complete the values of options and arguments, by the name of the option or its placeholder."""

import importlib
import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from customers.cli.completion.line import Completions, PartialCommandLine, leaf_of, option_named
from customers.cli.framework.command import declaration_of

if TYPE_CHECKING:
    from datetime import datetime

    from customers.database.dialects.completion import Person

_CHOICES = re.compile(r"[a-z_]+(\|[a-z_]+)+")
_MAX_TAGS = 200
_MAX_SEGMENTS = 200
_MAX_RECORDS = 50
# As many characters of the end of an id as a list of runs shows, and the most of an id.
_END, _DIGITS = 6, 32
_MAX_PEOPLE = 50


def of_option(line: PartialCommandLine, option: str, prefix: str) -> Completions:
    """Return the values of an option that begin with a prefix."""
    parameter = option_named(line.command, option) if line.command is not None else None
    metavar = (parameter.metavar or "") if parameter is not None else ""
    complete = BY_OPTION.get(option) or BY_METAVAR.get(metavar)
    if complete is not None:
        return complete(line, prefix)
    return _of_metavar(metavar, prefix)


def of_argument(line: PartialCommandLine, prefix: str) -> Completions:
    """Return the values of the next argument that begin with a prefix."""
    arguments = [parameter for parameter in leaf_of(line.command).params if parameter.param_type_name == "argument"]
    repeated = next((parameter for parameter in arguments if parameter.nargs == -1), None)
    following = arguments[line.arguments] if line.arguments < len(arguments) else repeated
    metavar = (following.metavar or "") if following is not None else ""
    complete = BY_METAVAR.get(metavar)
    return complete(line, prefix) if complete is not None else _of_metavar(metavar, prefix)


def _of_metavar(metavar: str, prefix: str) -> Completions:
    if _CHOICES.fullmatch(metavar):
        return _words(metavar.split("|"), prefix)
    return Completions(mode="files") if "FILE" in metavar.split("|") else Completions()


def _words(words: Iterable[str], prefix: str) -> Completions:
    return Completions([(word, "") for word in words if word.startswith(prefix)])


def _listed_words(words: Iterable[str], prefix: str) -> Completions:
    """Complete the last word of a list with commas, without the words that the list has already."""
    head, comma, last = prefix.rpartition(",")
    used = {word.strip().casefold() for word in head.split(",")}
    unused = [word for word in words if word.casefold().startswith(last.casefold()) and word.casefold() not in used]
    return Completions([(head + comma + word, "") for word in unused], "open")


def _formats(_line: PartialCommandLine, prefix: str) -> Completions:
    from customers.config.settings import FORMATS

    return _words(FORMATS, prefix)


def _built_in_segments(_line: PartialCommandLine, prefix: str) -> Completions:
    from customers.domain.segments import SEGMENTS

    return _words(SEGMENTS, prefix)


def _segments(line: PartialCommandLine, prefix: str) -> Completions:
    built_in = _built_in_segments(line, prefix)
    try:
        return Completions([*built_in.words, *_saved_segments(line, prefix).words])
    except Exception:  # whatever the driver raises: the built-in ones need no database
        return built_in


def _saved_segments(line: PartialCommandLine, prefix: str) -> Completions:
    from customers.database.dialects.completion import find_saved_segments

    names = find_saved_segments(_database_url(line), " ".join(prefix.split()).casefold(), _MAX_SEGMENTS)
    return Completions([(name, "") for name in names])


def _runs(line: PartialCommandLine, prefix: str) -> Completions:
    from customers.database.dialects.completion import find_runs

    return _ends(find_runs(_database_url(line), _MAX_RECORDS), prefix)


def _merges(line: PartialCommandLine, prefix: str) -> Completions:
    from customers.database.dialects.completion import find_merges

    return _ends(find_merges(_database_url(line), _MAX_RECORDS), prefix)


def _ends(records: "Sequence[tuple[str, datetime, str]]", prefix: str) -> Completions:
    """Return the ends of ids, as short as they differ, with their commands and times in UTC; `records` are the newest first."""
    names: dict[str, str] = {}
    for digits, at, command in records:
        ends = (digits[-size:] for size in range(_END, _DIGITS + 1, 2))
        name = next((end for end in ends if end not in names), digits)
        names[name] = f"{command}, {at:%Y-%m-%d %H:%M} UTC"
    return Completions([(name, about) for name, about in names.items() if name.startswith(prefix.lower())])


def _rfm_groups(_line: PartialCommandLine, prefix: str) -> Completions:
    from customers.domain.statistics.rfm import GROUPS

    return _words(GROUPS, prefix)


def _sort_keys(_line: PartialCommandLine, prefix: str) -> Completions:
    from customers.models.selection import SORT_KEYS

    return _words((*SORT_KEYS, *(f"-{key}" for key in SORT_KEYS)), prefix)


def _clearable(line: PartialCommandLine, prefix: str) -> Completions:
    return _words(importlib.import_module(f"customers.cli.commands.{line.path[0]}").CLEARABLE, prefix)


def _files(_line: PartialCommandLine, _prefix: str) -> Completions:
    return Completions(mode="files")


def _columns(line: PartialCommandLine, prefix: str) -> Completions:
    from customers.transfer.columns.native import FIELDS

    return Completions(_words((f"{name}=" for name in FIELDS[line.path[-1]]), prefix).words, "open")


def _import_formats(_line: PartialCommandLine, prefix: str) -> Completions:
    from customers.transfer.columns.choices import AUTO, NATIVE_FORMATS
    from customers.transfer.formats.platforms import BY_NAME

    return _words((AUTO, *NATIVE_FORMATS, *BY_NAME), prefix)


def _fields(line: PartialCommandLine, prefix: str) -> Completions:
    from customers.output.shapes.customers import CUSTOMER

    shapes = declaration_of(leaf_of(line.command).callback).shapes if line.command is not None else [CUSTOMER]
    return _listed_words(dict.fromkeys(name for shape in shapes for name in shape.all_fields), prefix)


def _tags(line: PartialCommandLine, prefix: str) -> Completions:
    from customers.database.dialects.completion import find_tags

    last = prefix.rpartition(",")[2]
    return _listed_words(find_tags(_database_url(line), " ".join(last.split()).casefold(), _MAX_TAGS), prefix)


def _database_url(line: PartialCommandLine) -> str:
    from pathlib import Path

    from customers.config.settings import find_database_url

    env_file = line.options.get("--env-file")
    return find_database_url(line.options.get("--database-url"), Path(env_file) if env_file else None, line.options.get("--shop"))


def _shops(_line: PartialCommandLine, prefix: str) -> Completions:
    from customers.config.user_file import read_user_file

    return _words(read_user_file().shops, prefix)


def _settings(_line: PartialCommandLine, prefix: str) -> Completions:
    from customers.config.settings import SETTINGS

    return _words((setting.name for setting in SETTINGS), prefix)


def _checks(_line: PartialCommandLine, prefix: str) -> Completions:
    from customers.services.doctor.checks import CHECKS

    return _listed_words((check.name for check in CHECKS), prefix)


def _people(line: PartialCommandLine, prefix: str) -> Completions:
    """Complete a customer: an email, a phone or SYSTEM:ID by its beginning, else the email or id of a name."""
    from customers.database.dialects import completion as stored
    from customers.domain.person_name import full_name
    from customers.domain.text import fold

    url, beginning = _database_url(line), prefix.strip()
    if beginning.startswith("+"):
        return _labelled(stored.find_phones(url, beginning, _MAX_PEOPLE))
    deleted = line.path == ("restore",)
    system, colon, value = beginning.partition(":")
    if colon:
        return _labelled(stored.find_identities(url, "external", f"{system.lower()}:{value}", _MAX_PEOPLE, deleted=deleted))
    people = stored.find_identities(url, "email", beginning.casefold(), _MAX_PEOPLE, deleted=deleted)
    if people or deleted or not beginning:
        return _labelled(people)
    words = fold(beginning).split()
    named = [
        person
        for person in stored.find_names(url, words, _MAX_PEOPLE)
        if all(any(word.startswith(start) for word in fold(f"{person.first_name} {person.last_name or ''}").split()) for start in words)
    ]
    return Completions(_labelled(sorted(named, key=lambda person: fold(full_name(person.first_name, person.last_name)))).words, "list")


def _labelled(people: "Iterable[Person]") -> Completions:
    """Return references with the names beside them, as text that steers no terminal."""
    from customers.domain.person_name import full_name
    from customers.domain.text import escape_for_terminal

    words = [(person.reference, " ".join(escape_for_terminal(full_name(person.first_name, person.last_name)).split())) for person in people]
    return Completions(words)


BY_OPTION: dict[str, Callable[[PartialCommandLine, str], Completions]] = {
    "-o": _formats,
    "--output": _formats,
    "--fields": _fields,
    "--env-file": _files,
    "--shop": _shops,
    "--segment": _segments,
    "--into": _built_in_segments,
    "--out-of": _built_in_segments,
    "--rfm": _rfm_groups,
    "--sort": _sort_keys,
    "--unset": _clearable,
    "--column": _columns,
    "--set": _columns,
    "--check": _checks,
}
BY_METAVAR: dict[str, Callable[[PartialCommandLine, str], Completions]] = {
    "TAG": _tags,
    **dict.fromkeys(("CUSTOMER", "SURVIVOR", "ABSORBED", "OTHER"), _people),
    "SEGMENT": _saved_segments,
    "RUN": _runs,
    "MERGE": _merges,
    "auto|csv|jsonl|NAME": _import_formats,
    "SETTING": _settings,
}
