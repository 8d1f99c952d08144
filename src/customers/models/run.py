"""Runs: what a writing command changed, as it is listed, and the choices and the result of an undo."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from customers.models.history import Change

# What is not taken back: an erasure is for good, and what is derived follows from the rest.
FINAL_COMMANDS = ("erase", "vip recalculate", "doctor")


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One run of a writing command that changed something.

    Attributes:
        source: The name of an imported file, without its folder.
        customers: The number of customers with a record in the history.
        orders: The number of orders that it created, changed, moved or deleted.
        state: "done", "partial" as long as it is not at its end, or "undone".
        undone_by: The run that took it back.
        undo_of: The run that it took back.
    """

    id: UUID
    at: datetime
    actor: str
    command: str
    reason: str | None
    source: str | None
    customers: int
    orders: int
    state: str
    undone_by: UUID | None = None
    undo_of: UUID | None = None


@dataclass(frozen=True, slots=True)
class RunChange:
    """Changes of one customer by a run."""

    customer_id: UUID
    full_name: str | None
    email: str | None
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class RunFilter:
    """A filter of runs: from a time, before a time, by an actor, of a command or a group of commands, taken back or not."""

    since: datetime | None = None
    until: datetime | None = None
    actor: str | None = None
    action: str | None = None
    undone: bool | None = None


@dataclass(frozen=True, slots=True)
class UndoOptions:
    """What an undo does about values that were changed since: refuse, skip them, or force them back; `only` narrows it to customers."""

    skip_changed: bool = False
    force: bool = False
    only: Sequence[str] | None = None


@dataclass(frozen=True, slots=True)
class KeptCustomer:
    """The name and email of a customer."""

    id: UUID
    full_name: str
    email: str | None


@dataclass(frozen=True, slots=True)
class Kept:
    """Something of a customer, or of the shop, that an undo did not take back, with the reason."""

    customer: KeptCustomer | None
    reason: str


@dataclass(frozen=True, slots=True)
class UndoCounts:
    """The numbers of customers, orders, merges and saved segments that went back."""

    customers: int
    orders: int
    merges: int
    segments: int


@dataclass(frozen=True, slots=True)
class UndoResult:
    """The result of an undo; `run` is what was undone in words, and `refused` counts what was changed since and stays."""

    undone_run_id: UUID
    run: str
    undone: UndoCounts
    remaining: tuple[Kept, ...]
    refused: int = 0
