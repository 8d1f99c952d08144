"""One import from its file to its result: rows read, parsed, gathered into batches, written, and what was refused kept."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

from customers.errors import PartlyDone
from customers.models import ImportResult
from customers.rules.ids import content_number
from customers.services.drafts import AddressDraft, CustomerDraft, ImportOptions, OrderDraft, Refused, SourceRow, Verdict
from customers.services.importing.books import import_addresses
from customers.services.importing.customers import import_customers, names_of
from customers.services.importing.orders import import_orders
from customers.services.transaction import Transaction
from customers.settings import Settings
from customers.transfer.native import ColumnMap
from customers.transfer.parsing import parse_address_row, parse_customer, parse_order
from customers.transfer.rejects import Rejects

BATCH = 2_000
OUTCOMES = ("created", "updated", "unchanged", "skipped", "refused")
Draft = CustomerDraft | OrderDraft | AddressDraft


@dataclass
class Importer:
    """An import of one kind of rows; `transaction` opens the transaction of a batch, or gives the one of the whole."""

    kind: str
    settings: Settings
    options: ImportOptions
    columns: ColumnMap
    rejects: Rejects
    transaction: Callable[[], AbstractContextManager[Transaction]]
    date_format: str | None = None
    after_batch: Callable[[], None] = lambda: None
    counts: Counter[str] = field(default_factory=Counter)
    refused: list[Verdict] = field(default_factory=list)
    _contents: Counter[int] = field(default_factory=Counter)

    def run(self, rows: Iterator[SourceRow]) -> ImportResult:
        """Import all rows; returns the verdicts by number."""
        start = time.monotonic()
        batch: list[Draft] = []
        names: set[str] = set()
        unread: list[Verdict] = []
        for row in rows:
            try:
                draft = self._parse(self.columns.apply(row))
            except Refused as refusal:
                unread.append(Verdict(row, "refused", refusal.verdict, refusal.reason))
                continue
            own = _names(draft)
            # A row that may be about the same as one before it must see what that one did.
            if len(batch) >= BATCH or not own.isdisjoint(names):
                self._write(batch, unread)
                batch, names, unread = [], set(), []
            batch.append(draft)
            names |= own
        self._write(batch, unread)
        counts = {outcome: self.counts[outcome] for outcome in OUTCOMES}
        return ImportResult(read=sum(counts.values()), **counts, seconds=round(time.monotonic() - start, 3))

    def failure(self, result: ImportResult) -> PartlyDone | None:
        """The error of an import that refused rows."""
        if not result.refused:
            return None
        first = self.refused[0]
        return PartlyDone(
            refused=result.refused,
            total=result.read,
            what="rows",
            hint=f"the first is line {first.row.line}: {first.reason}" + ("" if self.rejects.path else "; --rejects FILE keeps them all"),
        )

    def _parse(self, row: SourceRow) -> Draft:
        if self.kind == "customers":
            return parse_customer(row, self.settings)
        if self.kind == "addresses":
            return parse_address_row(row, self.settings)
        return parse_order(row, self.settings, self.date_format, self._number)

    def _number(self, parts: list[str]) -> str:
        """A number for an order without one; what a file says twice is two orders, the same two when it is read again."""
        content = hash(tuple(parts))
        self._contents[content] += 1
        return content_number(parts, self._contents[content])

    def _write(self, batch: Sequence[Any], unread: Sequence[Verdict]) -> None:
        """Bring a batch into the database; `unread` are the verdicts of rows among it that could not be parsed."""
        verdicts: list[Verdict] = []
        if batch:
            with self.transaction() as tx:
                if self.kind == "customers":
                    verdicts = import_customers(tx, batch, self.options)
                elif self.kind == "orders":
                    verdicts = import_orders(tx, batch, self.options)
                else:
                    verdicts = import_addresses(tx, batch)
        self._take([*unread, *verdicts])
        self.after_batch()

    def _take(self, verdicts: Sequence[Verdict]) -> None:
        self.counts.update(verdict.outcome for verdict in verdicts)
        refused = sorted((verdict for verdict in verdicts if verdict.outcome == "refused"), key=lambda verdict: verdict.row.line)
        for verdict in refused:
            self.rejects.write(verdict)
        self.refused += refused[: max(0, 10 - len(self.refused))]


def _names(draft: Draft) -> set[str]:
    if isinstance(draft, CustomerDraft):
        return names_of(draft)
    if isinstance(draft, OrderDraft):
        return {f"{draft.source}\n{draft.number}"}
    return {str(name) for name in (*names_of(draft.customer), draft.values["id"]) if name}
