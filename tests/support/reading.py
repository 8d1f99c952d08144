"""What the tests of imports share: a file read, and what became of it."""

from typing import Any

from customers.errors import ExitStatus
from tests.support.program import Program, Result

COUNTS = ("created", "updated", "unchanged", "skipped", "refused")


def read(customers: Program, kind: str, file: str | bytes, *options: str, **surroundings: Any) -> Result:
    """Import a file from standard input, its counts printed as JSON."""
    return customers("import", kind, "-", "--json", *options, stdin=file, **surroundings)


def counts(result: Result) -> dict[str, int]:
    """The verdicts that there were, after an import that ended well or refused rows."""
    printed = result.json()
    assert result.status == (ExitStatus.PARTIAL if printed["refused"] else ExitStatus.DONE), result.stderr
    assert printed["read"] == sum(printed[name] for name in COUNTS)
    return {name: printed[name] for name in COUNTS if printed[name]}


def everybody(customers: Program) -> list[Any]:
    """All customers with their addresses, in the order in which they came."""
    return customers("list", "--all", "--sort", "created_at", "--with-addresses", "-o", "jsonl").succeeds().jsonl()


def place(address: Any) -> tuple[Any, ...]:
    """What of an address tells where it is."""
    return tuple(address[name] for name in ("type", "address1", "city", "state", "pincode", "country"))
