"""Addresses of databases: what is one, and what of it nobody may see."""

import re

OURS = ("sqlite", "postgresql", "postgres", "postgresql+psycopg")
ENCODING = "in a user or password write @ as %40, : as %3A, / as %2F, ? as %3F, # as %23 and % as %25"
# What may be shown of an address besides user, host and name: whatever else there is could hold a secret.
SHOWN = frozenset({"host", "port", "user", "dbname", "sslmode", "connect_timeout", "application_name", "target_session_attrs"})

_SERVER = re.compile(
    r"[a-z+]+://"
    r"(?:[^@:/?#]*(?::[^@]*)?@)?"  # user and password
    r"(?:\[[^]@/?#]+\]|[^][@:/?#]*)(?::\d{1,5})?"  # host and port
    r"(?:/[^@?]*)?(?:\?.*)?",
    re.DOTALL,
)
_SCHEME = re.compile(r"[a-z][a-z0-9+]{1,30}(?=://)")
_PASSWORD = re.compile(r"[a-z+]+://[^@:/?#]*:[^@]+@|[?&]\w*pass\w*=[^&]", re.IGNORECASE)
# In a text about anything: up to the last @ of a word, as a password that is not encoded may hold one.
_IN_TEXT = re.compile(r"(\w://[^\s:/?#@]*):[^\s]+(@)")
_OPTION_IN_TEXT = re.compile(r"(\b(?:\w*(?:password|passwd|passphrase|pwd|secret|token)|pass)\s?=\s?)(?:'[^']*'|[^\s&'\"]+)", re.IGNORECASE)


def check_url(text: str) -> None:
    """Raise ValueError unless this is the address of a SQLite file or of a PostgreSQL database."""
    scheme, found, rest = text.partition("://")
    if not found or scheme not in OURS or "\0" in text:
        raise ValueError("this is no address of a database")
    if scheme == "sqlite":
        if not rest.startswith("/") or rest in ("/", "/:memory:"):
            raise ValueError("the address names no file")
    elif not _SERVER.fullmatch(text):
        raise ValueError("the address cannot be taken apart")


def shown_scheme(text: str) -> str:
    """All that an error may repeat of an address which cannot be understood: any other part may be the password."""
    found = _SCHEME.match(text)
    return f"{found[0]}:…" if found else "…"


def holds_password(url: str) -> bool:
    """Whether an address has a password in it, wherever it stands."""
    return not url.startswith("sqlite:") and _PASSWORD.search(url) is not None


def without_passwords(text: str) -> str:
    """A text for people, with the passwords of the addresses and connection options in it masked."""
    if "://" in text:
        text = _IN_TEXT.sub(r"\1:***\2", text)
    return _OPTION_IN_TEXT.sub(r"\1***", text) if "=" in text else text
