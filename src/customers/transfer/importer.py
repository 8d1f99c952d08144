"""One import from its file to its result: rows read, parsed, gathered into batches, written, and what was refused kept."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from customers.domain.ids import content_number
from customers.errors import PartlyDoneError
from customers.models.results import ImportResult
from customers.services.importing.addresses import import_addresses
from customers.services.importing.customers import import_customers
from customers.services.importing.orders import import_orders
from customers.services.importing.rows import AddressRow, CustomerRow, ImportOptions, OrderRow, RowRejected, RowResult, SourceRow
from customers.services.retry import run_with_retry
from customers.services.transaction import Transaction
from customers.transfer.cells.rows import parse_address_row, parse_customer, parse_order
from customers.transfer.columns.reader import Reader
from customers.transfer.rejects import Rejects

# More are faster, and take more memory.
BATCH = 7_000
SHOWN = 10
OUTCOMES = ("created", "updated", "unchanged", "skipped", "refused")
Draft = CustomerRow | OrderRow | AddressRow


@dataclass
class Importer:
    """An import of one kind of rows; `transaction` opens the transaction of a batch, or gives the one of the whole.

    A batch that others came between is tried again; the one transaction of a whole is the caller's to repeat.
    """

    kind: str
    options: ImportOptions
    reader: Reader
    rejects: Rejects
    transaction: Callable[[], AbstractContextManager[Transaction]]
    batches: bool = True
    tell: Callable[[RowResult], None] | None = None
    after_batch: Callable[[], None] = lambda: None
    counts: Counter[str] = field(default_factory=Counter)
    refused: list[RowResult] = field(default_factory=list)
    codes: Counter[str] = field(default_factory=Counter)
    firsts: dict[str, RowResult] = field(default_factory=dict)  # the first refused row of each code
    stopped: bool = False
    _contents: Counter[int] = field(default_factory=Counter)
    _unnamed: set[UUID] = field(default_factory=set)

    def run(self, rows: Iterator[SourceRow]) -> ImportResult:
        """Import all rows; returns the verdicts by number."""
        start = time.monotonic()
        batch: list[Draft] = []
        orders: set[tuple[str, str]] = set()
        unread: list[RowResult] = []
        for row in rows:
            try:
                draft = self._parse(self.reader.read(row))
            except RowRejected as refusal:
                unread.append(RowResult(row, "refused", refusal.reason_code, refusal.reason))
                if self.options.on_error == "stop":
                    break
                continue
            order = (draft.source, draft.number) if isinstance(draft, OrderRow) else None
            # A second row of an order must see what the first did.
            if len(batch) >= BATCH or order in orders:
                self._write(batch, unread)
                batch, orders, unread = [], set(), []
                if self.stopped:
                    break
            batch.append(draft)
            if order is not None:
                orders.add(order)
        if not self.stopped:
            self._write(batch, unread)
        counts = {outcome: self.counts[outcome] for outcome in OUTCOMES}
        return ImportResult(read=sum(counts.values()), **counts, seconds=round(time.monotonic() - start, 3))

    @property
    def written(self) -> int:
        """How many rows the batches until now have created or changed."""
        return self.counts["created"] + self.counts["updated"]

    def failure(self, result: ImportResult) -> PartlyDoneError | None:
        """The error of an import that refused rows."""
        if not result.refused:
            return None
        first = self.refused[0]
        codes = ", ".join(f"{count} {code}" for code, count in sorted(self.codes.items()))
        hint = f"{codes}; the first is line {first.row.line}: {first.reason}" + (
            "" if self.rejects.path else "; --rejects FILE keeps them all"
        )
        if self.stopped:
            hint = f"it stopped there (--on-error stop), what stood before is done; {hint}"
        rows = [describe(verdict) for verdict in self.refused]
        return PartlyDoneError(refused=result.refused, total=result.read, what="rows", codes=codes, rows=rows, hint=hint)

    def summary(self) -> list[dict[str, Any]]:
        """What was refused by its code, most first: how many rows, and the first of them."""
        return [
            {"refused": code, "rows": rows, "line": self.firsts[code].row.line, "why": self.firsts[code].reason}
            for code, rows in sorted(self.codes.items(), key=lambda item: (-item[1], item[0]))
        ]

    def _parse(self, row: SourceRow) -> Draft:
        if self.kind == "customers":
            return parse_customer(row, self.reader.reading)
        if self.kind == "addresses":
            return parse_address_row(row, self.reader.reading)
        return parse_order(row, self.reader.reading, self._number)

    def _number(self, parts: list[str]) -> str:
        """A number for an order without one; what a file says twice is two orders, the same two when it is read again."""
        content = hash(tuple(parts))
        self._contents[content] += 1
        return content_number(parts, self._contents[content])

    def _write(self, batch: Sequence[Any], unread: Sequence[RowResult]) -> None:
        """Bring a batch into the database; `unread` are the verdicts of rows among it that could not be parsed."""
        verdicts: list[RowResult] = []
        if batch:
            verdicts, self._unnamed = run_with_retry(lambda: self._attempt(batch), lambda: self.batches)
        self.stopped = self.options.on_error == "stop" and any(verdict.outcome == "refused" for verdict in (*unread, *verdicts))
        # Where it stopped at a row of the batch, what could not be read comes after that row, and was never reached.
        reached = [] if any(verdict.outcome == "refused" for verdict in verdicts) and self.stopped else unread
        self._take([*reached, *verdicts])
        self.after_batch()

    def _attempt(self, batch: Sequence[Any]) -> tuple[list[RowResult], set[UUID]]:
        """Try to bring in a batch; the rows and what is known of the file are as before, should others come between."""
        unnamed = set(self._unnamed)
        with self.transaction() as tx:
            return self._bring(tx, batch, unnamed), unnamed

    def _bring(self, tx: Transaction, batch: Sequence[Any], unnamed: set[UUID]) -> list[RowResult]:
        if self.kind == "customers":
            return import_customers(tx, batch, self.options, unnamed)
        if self.kind == "orders":
            return import_orders(tx, batch, self.options)
        return import_addresses(tx, batch, self.options)

    def _take(self, verdicts: Sequence[RowResult]) -> None:
        self.counts.update(verdict.outcome for verdict in verdicts)
        if self.tell is not None:
            for verdict in sorted(verdicts, key=lambda verdict: verdict.row.line):
                self.tell(verdict)
        refused = sorted((verdict for verdict in verdicts if verdict.outcome == "refused"), key=lambda verdict: verdict.row.line)
        for verdict in refused:
            self.rejects.write(verdict)
            self.firsts.setdefault(verdict.code or "invalid", verdict)
        self.codes.update(verdict.code or "invalid" for verdict in refused)
        self.refused += refused[: max(0, SHOWN - len(self.refused))]


def describe(verdict: RowResult) -> str:
    """A verdict as a sentence: the line of its row, what became of it, and why."""
    why = f" ({verdict.code}): {verdict.reason}" if verdict.code else ""
    return f"Line {verdict.row.line} {verdict.outcome}{why}"
