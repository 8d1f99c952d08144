"""Emails as they are compared: those of one mailbox are equal."""

from functools import lru_cache

from customers.domain.email import email_key

_ALIASES = {"googlemail.com": "gmail.com"}
_WITHOUT_DOTS = frozenset(("gmail.com",))
# Mailboxes of an office rather than of a person.
_ROLES = "info sales admin contact office hello support mail accounts billing orders help team service"
ROLES = frozenset(_ROLES.split())


@lru_cache(maxsize=1_000)
def _domain(domain: str) -> str:
    return _ALIASES.get(domain, domain)


def read_mailbox(email: str) -> tuple[str, str]:
    """Return the local part and the domain of an email, without a plus tag and without the dots that Gmail ignores."""
    local, _, domain = email_key(email).rpartition("@")
    domain = _domain(domain)
    local = local.partition("+")[0] or local
    if domain in _WITHOUT_DOTS:
        local = local.replace(".", "")
    return local, domain
