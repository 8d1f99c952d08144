"""Parse emails and make their keys."""

import re
import unicodedata
from functools import lru_cache

from customers.domain.text import clean, quote_value

# Addresses that email_validator accepts for sure: plain letters, no label that is or looks like an encoded one, no reserved top level.
_PLAIN_LOCAL = re.compile(r"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*")
_PLAIN_DOMAIN = re.compile(
    r"(?:[A-Za-z0-9]{1,30}(?:-[A-Za-z0-9]{1,30})?\.)+(?!(?:arpa|invalid|local|localhost|onion|test)\Z)[A-Za-z]{2,63}",
    re.IGNORECASE | re.ASCII,
)
_LONGEST_LOCAL = 64
_LONGEST_EMAIL = 254


def parse_email(text: str) -> str:
    """An email as typed, trimmed and in NFC; raises ValueError, with the reason, when its syntax is wrong."""
    email = clean(text)
    if is_plain_email(email):
        return email
    if not email:
        raise ValueError("an email cannot be blank")
    # The full check takes long over long texts, and no email is longer.
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
    """Whether a text is an email for sure, and stored as it stands."""
    local, _, domain = text.partition("@")
    return (
        len(local) <= _LONGEST_LOCAL
        and len(text) <= _LONGEST_EMAIL
        and _is_plain_domain(domain)
        and _PLAIN_LOCAL.fullmatch(local) is not None
    )


@lru_cache(maxsize=4096)  # most customers of a shop have their mail with a few providers
def _is_plain_domain(text: str) -> bool:
    return _PLAIN_DOMAIN.fullmatch(text) is not None


def email_key(email: str) -> str:
    """What of an email is compared and unique: it without its case."""
    return email.lower() if email.isascii() else unicodedata.normalize("NFC", email.casefold())
