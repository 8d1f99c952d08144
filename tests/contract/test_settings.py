"""Properties of settings and of errors, each at one place."""

import importlib
import pkgutil
import re
import string
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import customers as package
from customers.config.settings import SETTINGS
from customers.errors import CustomersError, ExitStatus
from tests.support.program import Program

EXAMPLE = Path(__file__).parents[2] / ".env.example"
# Any text is a list of statuses; an invalid URL is not repeated, as it may contain a password.
FREE = {"CUSTOMERS_DATABASE_URL", "CUSTOMERS_UNCOUNTED_ORDER_STATUSES"}
STABLE_CODES = {"usage", "invalid", "not_found", "conflict", "database", "partial", "busy", "internal"}
STATUSES = {
    "usage": {ExitStatus.USAGE},
    "invalid": {ExitStatus.USAGE},
    "not_found": {ExitStatus.NOT_FOUND},
    "conflict": {ExitStatus.CONFLICT},
    "database": {ExitStatus.DATABASE},
    "partial": {ExitStatus.PARTIAL},
    "busy": {ExitStatus.BUSY},
    "internal": {ExitStatus.FAULT},
}


def all_errors() -> list[type[CustomersError]]:
    """Return every error class of the program."""
    for module in pkgutil.walk_packages(package.__path__, "customers."):
        if not module.name.endswith((".__main__", ".env")) and ".versions." not in module.name:
            importlib.import_module(module.name)
    return list(_below(CustomersError))


def _below(error: type[CustomersError]) -> Iterator[type[CustomersError]]:
    for subclass in error.__subclasses__():
        yield subclass
        yield from _below(subclass)


ERRORS = all_errors()
every_error = pytest.mark.parametrize("error", ERRORS, ids=[error.__name__ for error in ERRORS])


def test_example_explains_every_setting_with_default() -> None:
    written = EXAMPLE.read_text(encoding="utf-8").split("\n\n")

    assert [block.strip("\n") for block in written] == [
        f"# {setting.about.rstrip('.')} (allowed: {setting.allowed})\n# {setting.name}={setting.default}" for setting in SETTINGS
    ]


def test_example_is_env_file_of_defaults(sqlite_customers: Program, tmp_path: Path) -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    env_file = tmp_path / "all.env"
    env_file.write_text("".join(f"{line.removeprefix('# ')}\n" for line in lines if re.match(r"# CUSTOMERS_\w+=", line)))

    by_default = sqlite_customers("config", "-o", "json").succeeds().json()["data"]
    from_file = sqlite_customers("config", "-o", "json", "--env-file", str(env_file)).succeeds().json()["data"]

    assert [(entry["name"], entry["value"]) for entry in from_file] == [(entry["name"], entry["value"]) for entry in by_default]
    named = {entry["name"] for entry in from_file if entry["source"] == str(env_file)}
    assert named == {setting.name for setting in SETTINGS} - {
        "CUSTOMERS_DATABASE_URL",
        "CUSTOMERS_OUTPUT",
        "CUSTOMERS_SHOP",
    }  # given by the tests, or empty


def test_config_shows_every_setting(sqlite_customers: Program) -> None:
    settings = sqlite_customers("config", "-o", "json").succeeds().json()["data"]

    assert [entry["name"] for entry in settings] == [setting.name for setting in SETTINGS]


@pytest.mark.parametrize("name", [setting.name for setting in SETTINGS if setting.name not in FREE])
def test_invalid_setting_error_names_variable_value_and_allowed_values(sqlite_customers: Program, name: str) -> None:
    allowed = next(setting.allowed for setting in SETTINGS if setting.name == name)

    sqlite_customers("list", env={name: "no such thing"}).fails(ExitStatus.USAGE, name, "no such thing", allowed)


def test_invalid_database_url_error_names_variable_without_password(sqlite_customers: Program) -> None:
    setting = next(setting for setting in SETTINGS if setting.name == "CUSTOMERS_DATABASE_URL")

    result = sqlite_customers("list", env={setting.name: "mysql://shop:s3cret@host/shop"})

    result.fails(ExitStatus.USAGE, setting.name, setting.allowed)
    assert "s3cret" not in result.stderr


@every_error
def test_every_error_has_its_message(error: type[CustomersError]) -> None:
    message = error.__dict__.get("__doc__")

    assert message
    assert message == message.strip()
    assert "\n" not in message
    assert not message.endswith(".")
    assert message[0] == "{" or message[0].islower()


@every_error
def test_every_error_has_code_and_exit_status(error: type[CustomersError]) -> None:
    assert error.code in STABLE_CODES
    assert error.status in STATUSES[error.code]


@pytest.mark.parametrize("error", [error for error in ERRORS if error.__init__ is CustomersError.__init__])
def test_every_message_formats_with_its_details(error: type[CustomersError]) -> None:
    names = {name for _, name, _, _ in string.Formatter().parse(error.__doc__ or "") if name} - set(error.parameters)
    details: dict[str, Any] = dict.fromkeys(names, 2)

    instance = error(**details)

    assert instance.message
    assert "{" not in instance.message
    assert instance.details.keys() == names


def test_error_names_are_unique() -> None:
    assert [name for name, number in Counter(error.__name__ for error in ERRORS).items() if number > 1] == []
