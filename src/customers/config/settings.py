"""The effective settings, each from a flag, else the environment, else a `.env` file, else the user's file, else its default."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import tzinfo
from pathlib import Path
from typing import Any

from customers.config.database_url import ADDRESSES, check_database_url, default_database_url
from customers.config.formats import FORMAT_CLASSES
from customers.config.layers import SHOP_ALLOWED, Layers, Origin, read_layers
from customers.config.user_file import SHOP
from customers.domain.countries import parse_country
from customers.domain.money import parse_amount, parse_currency
from customers.domain.segments import Thresholds
from customers.domain.text import whole_number
from customers.domain.times.zones import zone_name, zone_of
from customers.errors import CustomersError, InvalidSettingError

FORMATS = tuple(FORMAT_CLASSES)


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its variable, description, allowed values, parser, and default as text."""

    name: str
    about: str
    allowed: str
    parse: Callable[[str], Any]
    default: str


def _number(least: int, most: int = 1_000_000_000) -> Callable[[str], int]:
    def parse(text: str) -> int:
        number = whole_number(text)
        if not least <= number <= most:
            raise ValueError(text)
        return number

    return parse


def _flag(text: str) -> bool:
    return {"true": True, "1": True, "yes": True, "on": True, "false": False, "0": False, "no": False, "off": False}[text.lower()]


def _one_of(*words: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in words:
            raise ValueError(text)
        return text

    return parse


# The default: the table of all words is imported for others only.
_CANONICAL_STATUSES = {"draft", "failed", "cancelled", "refunded"}


def _statuses(text: str) -> tuple[str, ...]:
    """Return the statuses as given, which orders of older versions may have, and the canonical words that they lead to."""
    words = {status.strip().lower() for status in text.split(",") if status.strip()}
    if words <= _CANONICAL_STATUSES:
        return tuple(sorted(words))
    from customers.domain.orders.status import parse_status

    return tuple(sorted(words | {parse_status(word).word for word in words}))


def _database_url(text: str) -> str:
    check_database_url(text)
    return text


SETTINGS = (
    Setting(
        SHOP,
        "The shop: the section [shops.NAME] of the user's configuration file that is read.",
        SHOP_ALLOWED,
        str,
        "",
    ),
    Setting(
        "CUSTOMERS_DATABASE_URL",
        "The database: postgresql://user@host/name, or sqlite:////absolute/path.db; empty for a SQLite file in the user's data folder.",
        ADDRESSES,
        _database_url,
        "",
    ),
    Setting(
        "CUSTOMERS_VIP_ORDER_THRESHOLD",
        "A customer with this many counted orders is a VIP; 0 switches the rule off.",
        "a whole number, 0 or more",
        _number(0),
        "10",
    ),
    Setting(
        "CUSTOMERS_VIP_SPEND_THRESHOLD",
        "A customer who spent this much is a VIP, in the shop's currency; 0 switches the rule off.",
        "an amount, 0 or more, with at most the currency's digits",
        str,
        "50000",
    ),
    Setting(
        "CUSTOMERS_VIP_PERIOD_DAYS",
        "Only orders of the last so many days count for VIP; 0 counts all orders.",
        "a whole number of days, 0 or more",
        _number(0),
        "0",
    ),
    Setting(
        "CUSTOMERS_LOYAL_ORDER_THRESHOLD",
        "A customer with this many counted orders is loyal; with 2 or more, returning.",
        "a whole number, 2 or more",
        _number(2),
        "5",
    ),
    Setting(
        "CUSTOMERS_AT_RISK_DAYS",
        "A customer with 2 or more orders and none for this many days is at risk.",
        "a whole number of days, 1 or more",
        _number(1),
        "90",
    ),
    Setting(
        "CUSTOMERS_PER_PAGE", "Results on a page of a list.", "a whole number, 1 or more, at most CUSTOMERS_MAX_PER_PAGE", _number(1), "20"
    ),
    Setting("CUSTOMERS_MAX_PER_PAGE", "The largest number that --per-page allows.", "a whole number, 1 or more", _number(1), "100"),
    Setting(
        "CUSTOMERS_ENABLE_MARKETING_CONSENT",
        "Whether answers to marketing are stored; with false accepts_marketing is always false.",
        "true or false",
        _flag,
        "true",
    ),
    Setting("CUSTOMERS_CURRENCY", "The shop's currency.", "an ISO 4217 code such as INR, EUR or USD", parse_currency, "INR"),
    Setting(
        "CUSTOMERS_DEFAULT_COUNTRY",
        "The country of phones and addresses that do not name one.",
        "an ISO 3166 code of two letters such as IN, DE or US",
        parse_country,
        "IN",
    ),
    Setting(
        "CUSTOMERS_TIMEZONE",
        "The time zone of tables, and of times without a zone.",
        "a name of the IANA database such as UTC, Asia/Kolkata or Europe/Berlin",
        zone_name,
        "UTC",
    ),
    Setting(
        "CUSTOMERS_UNCOUNTED_ORDER_STATUSES",
        "Statuses of orders that do not count, separated by commas.",
        "order statuses separated by commas",
        _statuses,
        "draft,failed,cancelled,refunded",
    ),
    Setting(
        "CUSTOMERS_LOCK_TIMEOUT",
        "Seconds to wait for a lock of another run, before exit status 7; 0 does not wait.",
        "a whole number of seconds, 0 to 86400",
        _number(0, 86_400),
        "10",
    ),
    Setting("CUSTOMERS_OUTPUT", "The output format without -o.", "one of " + ", ".join(FORMATS), _one_of(*FORMATS), "table"),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings as values, with the origin of each by variable name."""

    shop: str
    database_url: str
    vip_order_threshold: int
    vip_spend_threshold: int
    vip_period_days: int
    loyal_order_threshold: int
    at_risk_days: int
    per_page: int
    max_per_page: int
    enable_marketing_consent: bool
    currency: str
    default_country: str
    timezone: str
    uncounted_order_statuses: tuple[str, ...]
    lock_timeout: int
    output: str
    origins: Mapping[str, Origin]
    notices: tuple[str, ...] = ()  # about unknown variables, and the permissions of the files

    @property
    def zone(self) -> tzinfo:
        """The time zone."""
        return zone_of(self.timezone)

    @property
    def thresholds(self) -> Thresholds:
        """The thresholds of VIP and segments; `vip_spend` in minor units."""
        return Thresholds(
            vip_orders=self.vip_order_threshold,
            vip_spend=self.vip_spend_threshold,
            vip_period_days=self.vip_period_days,
            loyal_orders=self.loyal_order_threshold,
            at_risk_days=self.at_risk_days,
            uncounted=self.uncounted_order_statuses,
            currency=self.currency,
        )


def load(
    flags: Mapping[str, str | None] | None = None,
    environment: Mapping[str, str] | None = None,
    env_file: Path | None = None,
    *,
    has_user_file: bool = True,
) -> Settings:
    """Read every setting; `flags` are texts by variable name. Without `has_user_file` the user's file counts as missing.

    Raises:
        InvalidSettingError: a value is not allowed; it names the variable, the value and the allowed ones.
        UnreadableFileError, UntrustedFileError, BrokenFileError, BrokenConfigurationError: a file of settings cannot be read, is not
            trusted, or is broken.
    """
    environment = os.environ if environment is None else environment
    layers = read_layers(flags, environment, env_file, has_user_file=has_user_file)
    settings = read_settings(layers)
    return replace(settings, notices=tuple(layers.notices([setting.name for setting in SETTINGS])))


def read_settings(layers: Layers) -> Settings:
    """Return the settings of layers, without notices.

    Raises:
        InvalidSettingError: a value is not allowed.
    """
    origins = {setting.name: _origin(layers, setting) for setting in SETTINGS}
    if origins["CUSTOMERS_DATABASE_URL"].source == "flag":
        check_database_url(origins["CUSTOMERS_DATABASE_URL"].text, "{database_url}")
    values = {field_name(setting.name): parse(setting, origins[setting.name].text) for setting in SETTINGS}
    spend = next(setting for setting in SETTINGS if setting.name == "CUSTOMERS_VIP_SPEND_THRESHOLD")
    try:
        values["vip_spend_threshold"] = parse_amount(values["vip_spend_threshold"], values["currency"])
    except ValueError as error:
        raise InvalidSettingError(name=spend.name, value=values["vip_spend_threshold"], allowed=spend.allowed) from error
    _check_page_size(values, origins)
    return Settings(**values, origins=origins)


def find_database_url(flag: str | None, env_file: Path | None, shop: str | None = None) -> str:
    """Return the URL of the database without checking the other settings; raises as `load`."""
    [setting] = (setting for setting in SETTINGS if setting.name == "CUSTOMERS_DATABASE_URL")
    origin = _origin(read_layers({setting.name: flag, SHOP: shop}, os.environ, env_file), setting)
    parse(setting, origin.text)
    return origin.text


def find_output(env_file: Path | None, shop: str | None = None) -> str:
    """Return the output format without checking the other settings; that of the environment where a file is broken."""
    try:
        return read_layers({SHOP: shop}, os.environ, env_file).origin("CUSTOMERS_OUTPUT", "").text
    except CustomersError:
        return os.environ.get("CUSTOMERS_OUTPUT", "")


def field_name(variable: str) -> str:
    """Return the field of `Settings` of a variable."""
    return variable.removeprefix("CUSTOMERS_").lower()


def _origin(layers: Layers, setting: Setting) -> Origin:
    origin = layers.origin(setting.name, setting.default)
    if setting.name == "CUSTOMERS_DATABASE_URL" and not origin.text:
        return replace(origin, text=default_database_url())
    return origin


def parse(setting: Setting, text: str) -> Any:
    """Return the value of a text; raises InvalidSettingError where it is not allowed."""
    try:
        return setting.parse(text)
    except (ValueError, KeyError) as error:
        raise InvalidSettingError(name=setting.name, value=text, allowed=setting.allowed) from error


def _check_page_size(values: dict[str, Any], origins: Mapping[str, Origin]) -> None:
    if values["per_page"] <= values["max_per_page"]:
        return
    if origins["CUSTOMERS_PER_PAGE"].source == "default":
        values["per_page"] = values["max_per_page"]
        return
    raise InvalidSettingError(
        name="CUSTOMERS_PER_PAGE",
        value=origins["CUSTOMERS_PER_PAGE"].text,
        allowed=f"at most CUSTOMERS_MAX_PER_PAGE ({values['max_per_page']})",
    )
