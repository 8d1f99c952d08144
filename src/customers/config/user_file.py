"""Read the user's configuration file: settings for every shop, and a section [shops.NAME] for each of several shops."""

import os
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from customers import filesystem
from customers.config import database_url
from customers.config.env_file import permission_warnings, refuse_of_others
from customers.errors import BrokenConfigurationError, UnreadableFileError

PREFIX = "CUSTOMERS_"
SHOP = "CUSTOMERS_SHOP"
# The key of CUSTOMERS_SHOP, at the top of the file alone.
DEFAULT_SHOP = "default_shop"
_SHOPS = "shops"


@dataclass(frozen=True, slots=True)
class UserFile:
    """The settings of the file, as texts by variable name: those of its top, and those of each shop."""

    path: Path
    top: Mapping[str, str] = field(default_factory=dict)
    shops: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def source(self, shop: str | None = None) -> str:
        """Return the name of the top or of a section, for messages."""
        return f"{self.path} [{_SHOPS}.{shop}]" if shop is not None else str(self.path)

    def warnings(self) -> Iterator[str]:
        """Yield warnings about the permissions of the file."""
        urls = [texts.get("CUSTOMERS_DATABASE_URL", "") for texts in (self.top, *self.shops.values())]
        secret = next(filter(database_url.holds_password, urls), "")
        return permission_warnings({"CUSTOMERS_DATABASE_URL": secret}, str(self.path))


def user_file_path() -> Path:
    """Return the path of the file in the platform's configuration folder."""
    import platformdirs

    return platformdirs.user_config_path("customers", appauthor=False) / "config.toml"


def read_user_file() -> UserFile:
    """Return the settings of the file; a missing file has none.

    Raises:
        UnreadableFileError, UntrustedFileError, BrokenConfigurationError: it cannot be read, another user may have written it, or
            it is not TOML of this form.
    """
    path = user_file_path()
    return parse_user_file(read_text(path), path)


def read_text(path: Path) -> str:
    """Return the text of the file; a missing file is empty.

    Raises:
        UnreadableFileError, UntrustedFileError: it cannot be read, or another user may have written it.
    """
    if not filesystem.is_file(path):
        return ""
    try:
        with path.open("rb") as stream:
            refuse_of_others(path, os.fstat(stream.fileno()), hint=f"make it yours alone: `chmod 600 {shlex.quote(str(path))}`")
            return stream.read().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else filesystem.error_reason(error)
        raise UnreadableFileError(path=str(path), reason=reason) from error


def parse_user_file(text: str, path: Path) -> UserFile:
    """Return the settings of a text.

    Raises:
        BrokenConfigurationError: it is not TOML of this form.
    """
    if not text:
        return UserFile(path)
    import tomllib

    try:
        document = tomllib.loads(text, parse_float=str)
    except tomllib.TOMLDecodeError as error:
        raise BrokenConfigurationError(path=str(path), problem=f"it is not TOML {_place(error)}".rstrip()) from None
    shops = document.pop(_SHOPS, {})
    if not (isinstance(shops, dict) and all(isinstance(section, dict) for section in shops.values())):
        raise BrokenConfigurationError(path=str(path), problem=f"{_SHOPS} must hold sections [{_SHOPS}.NAME]")
    try:
        return UserFile(path, _texts(document), {name: _texts(section, shop=name) for name, section in shops.items()})
    except ValueError as error:
        raise BrokenConfigurationError(path=str(path), problem=str(error)) from None


def variable_of(key: str) -> str:
    """Return the variable of a key, which may be written in lower case and without the prefix: CUSTOMERS_CURRENCY of currency."""
    if key.lower() == DEFAULT_SHOP:
        return SHOP
    name = key.upper()
    return name if name.startswith(PREFIX) else PREFIX + name


def key_of(variable: str) -> str:
    """Return the key of a variable as it is written: currency of CUSTOMERS_CURRENCY."""
    return DEFAULT_SHOP if variable == SHOP else variable.removeprefix(PREFIX).lower()


def _texts(section: Mapping[str, Any], shop: str | None = None) -> dict[str, str]:
    texts: dict[str, str] = {}
    for key, value in section.items():
        variable = variable_of(key)
        place = f"{key} of shop {shop}" if shop is not None else key
        if variable in texts:
            raise ValueError(f"{place} is there twice")
        if shop is not None and variable == SHOP:
            raise ValueError(f"{place}: it stands at the top of the file alone")
        texts[variable] = _text(place, value)
    return texts


def _text(place: str, value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | int):
        return str(value)
    if isinstance(value, list) and all(isinstance(member, str) for member in value):
        return ",".join(value)
    raise ValueError(f"{place} must be a text, a number, true, false or a list of texts")


def _place(error: ValueError) -> str:
    """Return where a parser gave up; the rest of its message may quote a password of the file."""
    message = str(error)
    return message[message.rindex("(") :] if message.endswith(")") else ""
