"""The layers of settings: flags, the shop that a flag names, the environment, `.env`, the shop, the user's file."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from customers.config.env_file import permission_warnings, read_env_file
from customers.config.user_file import DEFAULT_SHOP, PREFIX, SHOP, UserFile, key_of, read_user_file
from customers.domain.text import suggestion
from customers.errors import Remedy, UnknownShopError

SHOP_ALLOWED = "a name of the sections [shops.NAME] of the configuration file"

SHOP_NAME = re.compile(r"[A-Za-z0-9_-]{1,60}")

# Variables that Docker and Kubernetes set for the neighbours of a service called "customers".
_OF_A_SERVICE = re.compile(r"CUSTOMERS_(SERVICE_(HOST|PORT\w*)|PORT(_\d+_\w+)?|NAME|ENV_\w+)")

Texts = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Origin:
    """A setting's text and its source: "flag", "environment", the path of a file with its section, or "default"."""

    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Layers:
    """The layers in the order in which they are asked for a setting, each with its source."""

    ordered: Sequence[tuple[str, Texts]]
    environment: Texts
    env_file: tuple[str, Mapping[str, str]]
    user_file: UserFile

    def origin(self, name: str, default: str) -> Origin:
        """Return the text of a setting from the first layer that has one, else its default."""
        texts = ((source, layer.get(name)) for source, layer in self.ordered)
        return next((Origin(text.strip(), source) for source, text in texts if text not in (None, "")), Origin(default, "default"))

    def notices(self, known: Sequence[str]) -> Iterator[str]:
        """Yield notices about unknown variables and about the permissions of the files."""
        path, texts = self.env_file
        yield from _unknown_names(self.environment, "the environment", known)
        yield from _unknown_names(texts, path, known)
        yield from permission_warnings(texts, path)
        file = self.user_file
        keys = [key_of(name) for name in known]
        for shop, section in (None, file.top), *file.shops.items():
            for name in sorted(section.keys() - set(known)):
                yield f"{file.source(shop)}: {key_of(name)} is not a setting{suggestion(key_of(name), keys)}"
        yield from file.warnings()


def read_layers(flags: Texts | None, environment: Texts, env_file: Path | None, *, has_user_file: bool = True) -> Layers:
    """Read the files of settings; of the user's file the top, and the section of the shop that flag, environment or file names.

    Without `has_user_file` it counts as missing, and no shop is looked for.

    Raises:
        UnknownShopError: the user's file has no section of this name.
        UnreadableFileError, UntrustedFileError, BrokenFileError, BrokenConfigurationError: a file cannot be read, is not trusted, or
            is broken.
    """
    flags = flags or {}
    from_env_file, path = read_env_file(env_file)
    file = read_user_file() if has_user_file else UserFile(Path())
    surroundings: list[tuple[str, Texts]] = [("environment", environment), (path, from_env_file)]
    section: list[tuple[str, Texts]] = []
    named: list[tuple[str, Texts]] = [("{shop}", flags), *((SHOP, layer) for _, layer in surroundings), (DEFAULT_SHOP, file.top)]
    name, shop = next(((name, text.strip()) for name, layer in named if (text := layer.get(SHOP))), ("", ""))
    if name and has_user_file:
        section = [(file.source(shop), section_of(file, shop, name))]
    # A flag names the shop whatever the environment says.
    ranked = [*section, *surroundings] if name == "{shop}" else [*surroundings, *section]
    return Layers([("flag", flags), *ranked, (file.source(), file.top)], environment, (path, from_env_file), file)


def section_of(file: UserFile, shop: str, name: str = "{shop}") -> Mapping[str, str]:
    """Return the section of a shop, which a parameter or setting of this name chose.

    Raises:
        UnknownShopError: the file has no such section.
    """
    if shop in file.shops:
        return file.shops[shop]
    raise UnknownShopError(
        name=name,
        value=shop,
        allowed=SHOP_ALLOWED,
        path=str(file.path),
        shops=(f"has {', '.join(file.shops)}" if file.shops else "has none") + suggestion(shop, list(file.shops)),
        parameters=("shop",),
        remedy=Remedy("make_shop", shop=shop if SHOP_NAME.fullmatch(shop) else "NAME"),
    )


def _unknown_names(layer: Texts, source: str, known: Sequence[str]) -> Iterator[str]:
    for name in sorted(layer.keys() - set(known)):
        if name.startswith(PREFIX) and not _OF_A_SERVICE.fullmatch(name):
            yield f"{name}, in {source}, is not a setting{suggestion(name, known)}"
