"""The consent of customers, as printed on request, and statements of a chosen time."""

from typing import Any

from tests.support.program import Program, Result


def consent(customers: Program, reference: str) -> Any:
    """Return the consent of a customer."""
    return customers("show", reference, "--fields", "consent", "-o", "json").succeeds().json()["consent"]


def state(customers: Program, reference: str) -> str:
    """Return whether a customer said yes or no, or was never asked."""
    return str(consent(customers, reference)["state"])


def say(customers: Program, customer_id: str, word: str, at: str = "", *options: str) -> Result:
    """Import a statement of a customer, with its time if there is one."""
    file = f"id,consent_state,consent_at\n{customer_id},{word},{at}\n"
    return customers("import", "customers", "-", "-o", "json", *options, stdin=file).succeeds()
