"""One transaction with its settings, time and actor."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from customers.config.settings import Settings
from customers.domain.segments import Thresholds
from customers.models.history import Change

if TYPE_CHECKING:
    from sqlalchemy import Connection

# Of how many customers a dry run of a bulk command shows the changes.
MOST_SHOWN = 1000


@dataclass(slots=True)
class Transaction:
    """One transaction of one command. Services neither open nor commit it; what they raise rolls it back."""

    connection: "Connection"
    settings: Settings
    now: datetime
    actor: str
    command: str
    reason: str | None = None
    notices: list[str] = field(default_factory=list)
    # What a dry run would change, by customer, to be shown; None where nobody is going to ask.
    changes: list[tuple[UUID, Change]] | None = None

    @property
    def thresholds(self) -> Thresholds:
        """What VIP and segments are calculated with."""
        return self.settings.thresholds

    @property
    def currency(self) -> str:
        """The shop's currency."""
        return self.settings.currency

    @property
    def consent(self) -> bool:
        """Whether the shop keeps marketing consent at all."""
        return self.settings.enable_marketing_consent

    def notice(self, *sentences: str) -> None:
        """Say something that the operator should hear beside the result."""
        self.notices += [sentence for sentence in sentences if sentence not in self.notices]
