"""Options that filter records of what was done: of the history, and of runs."""

from dataclasses import dataclass
from typing import Annotated, Any

from typer import Option

from customers.cli.options.common import parsed


@dataclass(frozen=True, slots=True)
class RecordOptions:
    """Filters by time, person and command."""

    since: Annotated[str | None, Option("--since", metavar="TIME", help="At this time or later: 2026-11-23, yesterday, 7d ...")] = None
    until: Annotated[str | None, Option("--until", metavar="TIME", help="Before this time.")] = None
    actor: Annotated[str | None, Option("--actor", metavar="NAME", help="Done by this person.")] = None
    action: Annotated[
        str | None, Option("--action", metavar="WORD", help="Done by this command: update, `tag add`, tag (any change of tags) ...")
    ] = None

    def values(self) -> dict[str, Any]:
        """Return the values of a filter, by its parameters.

        Raises:
            InvalidFieldError: a time is none.
        """
        from customers.domain.timestamps import parse_timestamp

        return {
            "since": None if self.since is None else parsed("--since", parse_timestamp, self.since),
            "until": None if self.until is None else parsed("--until", parse_timestamp, self.until),
            "actor": self.actor,
            "action": None if self.action is None else " ".join(self.action.lower().split()),
        }
