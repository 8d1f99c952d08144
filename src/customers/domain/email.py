"""Parse emails and make their keys."""

import re
import unicodedata
from functools import lru_cache

from customers.domain.text import clean, quote_value

# Emails that email_validator always accepts: plain letters and the apostrophes of names, no encoded label, no reserved top level.
_PLAIN_LOCAL = re.compile(r"[A-Za-z0-9_+][A-Za-z0-9_+'-]*(?:\.[A-Za-z0-9_+'-]+)*")
_PLAIN_DOMAIN = re.compile(
    r"(?:[A-Za-z0-9]{1,30}(?:-[A-Za-z0-9]{1,30})?\.)+(?!(?:arpa|invalid|local|localhost|onion|test)\Z)[A-Za-z]{2,63}",
    re.IGNORECASE | re.ASCII,
)
_NAMED = re.compile(r"<\s*([^<>\s]+@[^<>\s]+)\s*>")  # "Ann Lee <ann@example.com>"
_BETWEEN = re.compile(r"[;,|\s]+(?:/\s+)?")
_SIMPLE = re.compile(r"[^@<>;,|\s]+@[^@<>;,|\s]+")
_LONGEST_LOCAL = 64
_LONGEST_EMAIL = 254


def parse_email(text: str) -> str:
    """Return an email as typed, trimmed and in NFC.

    Raises:
        ValueError: its syntax is wrong; the message has the reason.
    """
    email = clean(text)
    if is_plain_email(email):
        return email
    if not email:
        raise ValueError("an email cannot be blank")
    if email.startswith("-"):
        # A list of emails that is passed to a command would set its options.
        raise ValueError(f"an email cannot begin with -: {quote_value(email)}")
    # The full check is slow on long texts.
    if len(email) > _LONGEST_EMAIL:
        raise ValueError(f"an email has at most {_LONGEST_EMAIL} characters: {quote_value(email)}")

    from email_validator import EmailNotValidError, validate_email

    try:
        validate_email(email, strict=True, check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        reason = str(error).rstrip(".")
        raise ValueError(f"{quote_value(email)} is not an email: {reason[:1].lower()}{reason[1:]}") from error
    return email


def is_plain_email(text: str) -> bool:
    """Return whether a text is certainly an email and is stored unchanged."""
    local, _, domain = text.partition("@")
    return (
        len(local) <= _LONGEST_LOCAL
        and len(text) <= _LONGEST_EMAIL
        and _is_plain_domain(domain)
        and _PLAIN_LOCAL.fullmatch(local) is not None
    )


def emails_of(text: str) -> list[str]:
    """Return the emails of a cell, which may have names and several of them; any other text stays whole."""
    text = text.strip()
    if text[:7].lower() == "mailto:":
        text = text[7:].partition("?")[0]
    if "<" in text and (named := _NAMED.findall(text)):
        return list(dict.fromkeys(named))
    parts = [part for part in _BETWEEN.split(text) if part] if text.count("@") > 1 or text[-1:] in ";," else []
    return list(dict.fromkeys(parts)) if parts and all(map(_SIMPLE.fullmatch, parts)) else [text]


@lru_cache(maxsize=4096)  # most customers of a shop have their mail with a few providers
def _is_plain_domain(text: str) -> bool:
    return _PLAIN_DOMAIN.fullmatch(text) is not None


def email_key(email: str) -> str:
    """Return the key by which emails are compared and unique: the email without its case."""
    return email.lower() if email.isascii() else unicodedata.normalize("NFC", email.casefold())
