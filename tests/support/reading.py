"""Helpers of the tests of imports: run an import, read its result."""

from typing import Any

from customers.errors import ExitStatus
from tests.support.program import Program, Result

COUNTS = ("created", "updated", "unchanged", "skipped", "refused")


def read(customers: Program, kind: str, file: str | bytes, *options: str, **surroundings: Any) -> Result:
    """Import a file from standard input and print counts as JSON."""
    return customers("import", kind, "-", "--json", *options, stdin=file, **surroundings)


def counts(result: Result) -> dict[str, int]:
    """Return the outcomes that occurred, after an import that succeeded or rejected rows."""
    printed = result.json()
    assert result.status == (ExitStatus.PARTIAL if printed["refused"] else ExitStatus.DONE), result.stderr
    assert printed["read"] == sum(printed[name] for name in COUNTS)
    return {name: printed[name] for name in COUNTS if printed[name]}


def everybody(customers: Program) -> list[Any]:
    """Return all customers with their addresses, in the order of creation."""
    return customers("list", "--all", "--sort", "created_at", "--with-addresses", "-o", "jsonl").succeeds().jsonl()


def place(address: Any) -> tuple[Any, ...]:
    """Return the location of an address."""
    return tuple(address[name] for name in ("type", "address1", "city", "state", "pincode", "country"))
