"""Database URLs: check them, make them, and mask their passwords."""

import re
from collections.abc import Iterable, Sequence
from urllib.parse import parse_qsl, unquote

from customers.errors import InvalidUrlError

OURS = ("sqlite", "postgresql", "postgres", "postgresql+psycopg")
ENCODING = "in a user or password write @ as %40, : as %3A, / as %2F, ? as %3F, # as %23 and % as %25"
# The options of a URL that may be printed; others could be secrets.
SHOWN = frozenset({"host", "port", "user", "dbname", "sslmode", "connect_timeout", "application_name", "target_session_attrs"})
# The allowed options of a URL. Drivers accept others, which would change transactions (autocommit) or the file (uri).
_OF_LIBPQ = """
host hostaddr port dbname user password passfile require_auth channel_binding connect_timeout client_encoding options application_name
fallback_application_name keepalives keepalives_idle keepalives_interval keepalives_count tcp_user_timeout replication gssencmode
sslmode requiressl sslnegotiation sslcompression sslcert sslkey sslkeylogfile sslpassword sslcertmode sslrootcert sslcrl sslcrldir
sslsni requirepeer ssl_min_protocol_version ssl_max_protocol_version min_protocol_version max_protocol_version krbsrvname gsslib
gssdelegation scram_client_key scram_server_key service servicefile target_session_attrs load_balance_hosts oauth_issuer
oauth_client_id oauth_client_secret oauth_scope
"""
_OF_MYSQL = """
charset unix_socket connect_timeout read_timeout ssl ssl_ca ssl_cert ssl_key ssl_check_hostname ssl_verify_cert ssl_verify_identity
"""
LIBPQ, _MYSQL = frozenset(_OF_LIBPQ.split()), frozenset(_OF_MYSQL.split())
_OPTIONS = {"sqlite": frozenset[str](), "postgresql": LIBPQ, "postgres": LIBPQ, "mysql": _MYSQL, "mariadb": _MYSQL}
_IN_FILE_NAMES = {"%": "%25", "?": "%3F"}

_SERVER = re.compile(
    r"[a-z+]+://"
    r"(?:[^@:/?#]*(?::[^@]*)?@)?"  # user and password
    r"(?:\[[^]@/?#]+\]|[^][@:/?#]*)(?::\d{1,5})?"  # host and port
    r"(?:/[^@?]*)?(?:\?(?P<options>.*))?",
    re.DOTALL,
)
_PASSWORD = re.compile(r"[a-z+]+://[^@:/?#]*:[^@]+@|[?&]\w*pass\w*=[^&]", re.IGNORECASE)
# In any text: up to the last @ of a word, as an unencoded password may contain one. As the name of a file a URL loses a slash.
_IN_TEXT = re.compile(r"(\w:/+[^\s:/?#@]*):[^\s]+(@)")
_OPTION_IN_TEXT = re.compile(r"(\b(?:\w*(?:password|passwd|passphrase|pwd|secret|token)|pass)\s?=\s?)(?:'[^']*'|[^\s&'\"]+)", re.IGNORECASE)


class UrlOptionError(ValueError):
    """An option that a URL of this kind cannot have; the message names it."""


def sqlite_url(path: object) -> str:
    """Return the URL of a SQLite file, with its name encoded."""
    name = str(path)
    name = f"./{name}" if name == ":memory:" else name
    return "sqlite:///" + re.sub("[%?]", lambda match: _IN_FILE_NAMES[match[0]], name)


def sqlite_file(url: str) -> str:
    """Return the file of the URL of a SQLite database."""
    return unquote(url.partition(":///")[2].partition("?")[0])


def check_url(text: str) -> None:
    """Raise ValueError unless a text is the URL of a SQLite file or of a PostgreSQL database; the message repeats nothing secret."""
    scheme, separator, rest = text.partition("://")
    if not separator or scheme not in OURS or "\0" in text:
        raise ValueError("is not the address of a database")
    if scheme == "sqlite":
        file = sqlite_file(text)
        if not rest.startswith("/") or file in ("", ":memory:") or "\0" in file:
            raise ValueError("names no file")
        options = rest.partition("?")[2]
    else:
        match = _SERVER.fullmatch(text)
        if match is None:
            raise ValueError("cannot be understood")
        options = match["options"] or ""
    check_options(scheme.partition("+")[0], parse_qsl(options, keep_blank_values=True))


def check_options(engine: str, options: Sequence[tuple[str, object]]) -> None:
    """Raise ValueError unless the options of a URL are allowed for this kind of database."""
    for name in _refused(engine, [name for name, _ in options]):
        if "@" in str(options) or not re.fullmatch(r"[A-Za-z_]\w{0,39}", name, re.ASCII):
            raise ValueError("cannot be understood")  # it may be the rest of an unencoded password
        raise UrlOptionError(f"has the option {name!r}, which is not allowed")


def _refused(engine: str, names: Iterable[str]) -> list[str]:
    """Return the options that are not allowed; of databases that are only read by a query, SQLAlchemy's own."""
    allowed = _OPTIONS.get(engine)
    return [name for name in names if (name == "plugin" if allowed is None else name not in allowed)]


def hint_for(problem: ValueError, text: str) -> str | None:
    """Return the hint for a refused URL."""
    if "://" not in text and "@" not in text:
        return "a file of the current folder is sqlite:///shop.db, one elsewhere sqlite:////srv/shop.db"
    if isinstance(problem, UrlOptionError):
        if text.startswith("sqlite"):
            return "an address of SQLite has no options; in the name of a file write ? as %3F and % as %25"
        return "the options of PostgreSQL are libpq's own, such as sslmode, connect_timeout and target_session_attrs"
    return ENCODING if "@" in text else None


def holds_password(url: str) -> bool:
    """Return whether a URL contains a password, in any place."""
    return not url.startswith("sqlite:") and _PASSWORD.search(url) is not None


def without_passwords(text: str) -> str:
    """Mask the passwords of the URLs and connection options in a text."""
    if ":/" in text:
        text = _IN_TEXT.sub(r"\1:***\2", text)
    return _OPTION_IN_TEXT.sub(r"\1***", text) if "=" in text else text


ADDRESSES = "sqlite:///FILE or postgresql://USER@HOST/NAME"


def default_database_url() -> str:
    """Return the URL of the SQLite file in the user's data folder."""
    import platformdirs

    return sqlite_url(platformdirs.user_data_path("customers", appauthor=False) / "customers.db")


def check_database_url(text: str, name: str = "CUSTOMERS_DATABASE_URL") -> None:
    """Raise InvalidUrlError unless a text is the URL of a SQLite file or of a PostgreSQL database.

    `name` is its setting, or in braces its parameter.
    """
    try:
        check_url(text)
    except ValueError as error:
        raise invalid_url_error(text, error, name) from error


def invalid_url_error(text: str, problem: ValueError, name: str = "CUSTOMERS_DATABASE_URL") -> InvalidUrlError:
    """Return the error of a refused URL; it repeats nothing of it, as any part may be a password."""
    parameters = (name.strip("{}"),) if name.startswith("{") else ()
    return InvalidUrlError(name=name, problem=str(problem), allowed=ADDRESSES, hint=hint_for(problem, text), parameters=parameters)
