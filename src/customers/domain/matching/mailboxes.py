"""Emails as they are compared: what leads to the same mailbox is the same."""

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
    """What stands before and after the @, without the tag behind a plus and without the dots that Gmail passes over."""
    local, _, domain = email_key(email).rpartition("@")
    domain = _domain(domain)
    local = local.partition("+")[0] or local
    if domain in _WITHOUT_DOTS:
        local = local.replace(".", "")
    return local, domain
