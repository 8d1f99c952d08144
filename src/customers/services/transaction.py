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

# Number of customers in the changes that a dry run of a bulk command shows.
MAX_SHOWN = 1000


@dataclass(slots=True)
class Transaction:
    """One transaction of one command. Services neither open nor commit it; an error rolls it back."""

    connection: "Connection"
    settings: Settings
    now: datetime
    actor: str
    command: str
    reason: str | None = None
    notices: list[str] = field(default_factory=list)
    # The changes by customer that a dry run shows; None where they are not shown.
    changes: list[tuple[UUID, Change]] | None = None

    @property
    def thresholds(self) -> Thresholds:
        """The thresholds of VIPs and segments."""
        return self.settings.thresholds

    @property
    def currency(self) -> str:
        """The shop's currency."""
        return self.settings.currency

    @property
    def consent(self) -> bool:
        """Whether the shop records marketing consent."""
        return self.settings.enable_marketing_consent

    def notice(self, *sentences: str) -> None:
        """Add sentences that are shown beside the result, each once."""
        self.notices += [sentence for sentence in sentences if sentence not in self.notices]
