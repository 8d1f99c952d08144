"""Import the rows of a source: parse them, write them in batches, and keep the refused ones."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from customers.errors import IdentityTakenError, PartlyDoneError
from customers.models.results import ImportResult
from customers.services.importing.addresses import PlainAddress, import_addresses
from customers.services.importing.buyers import FileBuyers, Imported
from customers.services.importing.customers import import_customers
from customers.services.importing.orders import import_orders
from customers.services.importing.owned import import_span
from customers.services.importing.rows import (
    ImportOptions,
    OrderRow,
    PlainCustomer,
    PlainOrder,
    RowRejectedError,
    RowResult,
    RowSkippedError,
    SourceRow,
)
from customers.services.retry import run_with_retry
from customers.services.transaction import Transaction
from customers.transfer.batch import Echoes, ParsedBatch, ParsedRow
from customers.transfer.columns.reader import Reader
from customers.transfer.deferred import Deferral
from customers.transfer.parser import Parsed, RowParser
from customers.transfer.rejects import Rejects
from customers.transfer.remarks import Remarks
from customers.transfer.samples import SAMPLE_SIZE
from customers.transfer.statuses import StatusTally

# Larger batches are faster and need more memory, most of it for the rows that are not plain.
BATCH_SIZE = 10_000
_MAX_OBJECTS = 6_500
_MAX_CHARACTERS = 2**23
SHOWN = 10
OUTCOMES = ("created", "updated", "unchanged", "skipped", "refused")


@dataclass
class ImportTally:
    """The outcomes of the rows of an import: counted, the refused ones by code."""

    counts: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    refused: list[RowResult] = field(default_factory=list)  # the first `SHOWN`
    first_by_code: dict[str, RowResult] = field(default_factory=dict)
    remarks: Remarks = field(default_factory=Remarks)

    def add(self, results: Sequence[RowResult]) -> None:
        """Count results, which are sorted by line."""
        self.counts.update(result.outcome for result in results)
        for result in results:
            self.remarks.add(result)
            if result.outcome == "refused":
                code = result.code or "invalid"
                self.codes[code] += 1
                self.first_by_code.setdefault(code, result)
                if len(self.refused) < SHOWN:
                    self.refused.append(result)

    def result(self, seconds: float) -> ImportResult:
        """Return the number of rows by outcome."""
        created, updated, unchanged, skipped, refused = counts = [self.counts[outcome] for outcome in OUTCOMES]
        return ImportResult(sum(counts), created, updated, unchanged, skipped, refused, round(seconds, 3))

    def refusals(self) -> list[dict[str, Any]]:
        """Return the refused rows by code, the most frequent first: their number, and the line and reason of the first."""
        return [
            {"refused": code, "rows": rows, "line": self.first_by_code[code].row.line, "why": self.first_by_code[code].reason}
            for code, rows in sorted(self.codes.items(), key=lambda item: (-item[1], item[0]))
        ]


@dataclass
class ImportRun:
    """One import of rows of one kind.

    Each batch has a transaction of its own, which is retried on a conflict with another process. In a `single_transaction` the batches
    share one, and the caller retries the run. An `atomic` run, always in a single transaction, is rolled back where it refuses a row.
    """

    kind: str
    options: ImportOptions
    reader: Reader
    rejects: Rejects
    open_transaction: Callable[[], AbstractContextManager[Transaction]]
    single_transaction: bool = False
    atomic: bool = False
    on_result: Callable[[RowResult], None] | None = None
    are_refusals_listed: bool = False  # whether `on_result` lists the first refused rows
    reports_created: bool = True  # False: the results of most orders that are created are only counted
    after_batch: Callable[[], None] = lambda: None
    defer_signals: Callable[[], AbstractContextManager[None]] = nullcontext
    deferral: Deferral | None = None
    tally: ImportTally = field(default_factory=ImportTally)
    samples: list[ParsedRow] = field(default_factory=list)  # the first rows
    statuses: StatusTally = field(default_factory=StatusTally)
    buyers: FileBuyers = field(default_factory=FileBuyers)  # customers that orders of the file made
    committed: int = 0  # the number of created or changed rows that are committed already
    _is_stopped: bool = False
    _transaction: Transaction | None = None  # the single one, while it is open
    _echoes: Echoes = field(default_factory=Echoes)
    _anonymous: set[UUID] = field(default_factory=set)  # customers of rows without id, external id and email

    def run(self, rows: Iterable[SourceRow]) -> tuple[ImportResult, PartlyDoneError | None]:
        """Import all rows; returns their number by outcome, and the error of a run that refused some."""
        start = time.monotonic()
        with self._shared_transaction() as shared:
            self._import(rows)
            result = self._with_statuses(self.tally.result(time.monotonic() - start))
            failure = self._failure(result)
            if failure is not None and self.atomic and shared is not None:
                shared.roll_back()
                result = replace(result, created=0, updated=0, unchanged=0, skipped=result.read - result.refused)
                failure.hint = "; ".join(filter(None, ["nothing was changed (--atomic)", failure.hint]))
        return result, failure

    @contextmanager
    def _shared_transaction(self) -> Iterator[Transaction | None]:
        if not self.single_transaction:
            yield None
            return
        with self.open_transaction() as self._transaction:
            yield self._transaction
        self._transaction = None

    def _import(self, rows: Iterable[SourceRow]) -> None:
        """Import the rows batch by batch; with a `deferral`, the plain orders of a longer file wait until they are written by customer."""
        deferral = self.deferral if self.kind == "orders" and self.options.on_error != "stop" else None
        for batch in self._batches(rows):
            if deferral is not None and not deferral.take(batch, self._transaction, self.buyers):
                self._write_deferred(deferral)
            self._write(batch)
            if self._is_stopped:
                break
        self._write_deferred(deferral)
        if deferral is not None and deferral.outdated:
            self.reader.context.notices.is_muted = True  # the rows have been counted
            for batch in self._batches(deferral.rows_again()):
                self._write(batch)
            self.reader.context.notices.is_muted = False

    def _write_deferred(self, deferral: Deferral | None) -> None:
        for batch in map(ParsedBatch.of_span, deferral.waiting.spans()) if deferral is not None else ():
            self._write(batch)
            batch.clear()

    def completed(self, position: int) -> int:
        """Return the position in the file as a measure of the work: orders that wait are half of theirs."""
        done, waiting = sum(self.tally.counts.values()), self.deferral.waiting.count if self.deferral is not None else 0
        return position * (2 * done + waiting) // (2 * (done + waiting)) if waiting else position

    def _batches(self, rows: Iterable[SourceRow]) -> Iterator[ParsedBatch]:
        """Yield parsed rows in batches."""
        batch, repeats = ParsedBatch(), self.reader.profile.repeats
        # A run that may stop at a row must not have written a later one, as it does with plain ones.
        characters = self.reader.characters
        start = characters()
        parser = RowParser(self.reader, takes_plain=self.options.on_error != "stop")
        for row, parsed in parser.parse(rows):
            if isinstance(parsed, RowRejectedError):
                outcome = "skipped" if isinstance(parsed, RowSkippedError) else "refused"
                batch.settled.append(RowResult(row, outcome, parsed.reason_code, parsed.reason, parsed.remedy))
                if self.options.on_error == "stop" and outcome == "refused":
                    break
                continue
            key, is_repeat = None, False
            if isinstance(parsed, PlainOrder):
                key = parsed.key
            elif isinstance(parsed, OrderRow):
                if repeats.is_superseded(parsed):
                    batch.settled.append(RowResult(row, "skipped", "repeated", "a later row of the file has other values of the order"))
                    continue
                key, is_repeat = parsed.key, repeats.is_repeat(parsed)
            if len(self.samples) < SAMPLE_SIZE:
                self.samples.append(self._as_row(parsed))
            is_full = batch.size >= BATCH_SIZE or batch.objects >= _MAX_OBJECTS or characters() - start > _MAX_CHARACTERS
            if is_full or (key is not None and not is_repeat and batch.has_order(key)):
                yield batch
                # The consumer still refers to the batch: emptied, it frees the rows.
                batch.clear()
                start = characters()
            if isinstance(parsed, PlainCustomer | PlainAddress):
                batch.add_plain(parsed)
            elif isinstance(parsed, OrderRow) and is_repeat:
                batch.add_repeat(parsed)
            else:
                batch.add(parsed, key)
        batch.is_last = True
        yield batch

    def _as_row(self, parsed: Parsed) -> ParsedRow:
        if isinstance(parsed, PlainOrder):
            return parsed.as_row(self.reader.context.settings.currency)
        return parsed.as_row() if isinstance(parsed, PlainCustomer | PlainAddress) else parsed

    def _write(self, batch: ParsedBatch) -> None:
        """Write a batch, and report its results and those of its settled rows."""
        imported = Imported()
        if not batch.is_empty:
            imported, self._anonymous = run_with_retry(lambda: self._attempt(batch), lambda: not self.single_transaction)
            self.buyers.add(imported.buyers)
            if imported.outdated and self.deferral is not None:
                self.deferral.outdated.update(imported.outdated)
        results = imported.results
        if self.kind == "orders":
            self.statuses.add([*batch.orders, *batch.plain_orders], imported)
        is_refused = any(result.outcome == "refused" for result in results)
        self._is_stopped = self.options.on_error == "stop" and (is_refused or any(result.outcome == "refused" for result in batch.settled))
        # A refused row follows the batch: a run that stopped within the batch did not reach it.
        reached = [] if is_refused and self._is_stopped else batch.settled
        created = [RowResult(order.source_row, "created") for order in imported.created] if self.reports_created else []
        self._report([*reached, *created, *results, *self._echoes.results(batch, results, self.reader.profile.repeats)])
        if not self.reports_created:
            self.tally.counts["created"] += len(imported.created)
        self.after_batch()

    def _attempt(self, batch: ParsedBatch) -> tuple[Imported, set[UUID]]:
        """Write a batch; the state of the run changes after the commit alone, so that the attempt can be repeated."""
        anonymous = set(self._anonymous)
        if self._transaction is not None:
            return self._import_rows(self._transaction, batch, anonymous), anonymous
        with ExitStack() as stack:
            try:
                with self.open_transaction() as tx:
                    imported = self._import_rows(tx, batch, anonymous)
                    stack.enter_context(self.defer_signals())  # the commit and its count belong together
            except IdentityTakenError:
                batch.doubt()
                raise
            self.committed += len(imported.created) + sum(result.outcome in ("created", "updated") for result in imported.results)
        return imported, anonymous

    def _import_rows(self, tx: Transaction, batch: ParsedBatch, anonymous: set[UUID]) -> Imported:
        rows: Sequence[Any] = batch.rows
        if batch.span is not None:
            return import_span(tx, batch.span, self.options)
        if self.kind == "orders":
            return import_orders(tx, rows, batch.plain_orders, self.options, self.buyers)
        if self.kind == "customers":
            return import_customers(tx, rows, batch.plain_customers, self.options, anonymous)
        return Imported(import_addresses(tx, rows, batch.plain_addresses, self.options))

    def _report(self, results: list[RowResult]) -> None:
        results.sort(key=lambda result: result.row.line)
        self.reader.context.notices.settle(results)
        if self.on_result is not None:
            for result in results:
                self.on_result(result)
        for result in results:
            if result.outcome == "refused":
                self.rejects.write(result)
            elif result.passed_over is not None:
                self.reader.context.notices.add(result.passed_over, result.row.line)
        self.tally.add(results)

    def _with_statuses(self, result: ImportResult) -> ImportResult:
        """Return the result of an import of orders with their statuses."""
        if self.kind != "orders":
            return result
        return replace(result, statuses=self.statuses.counts(self.reader.context.settings.uncounted_order_statuses))

    def _failure(self, result: ImportResult) -> PartlyDoneError | None:
        """Return the error of a run that refused rows."""
        if not result.refused:
            return None
        refused = self.tally.refused
        codes = ", ".join(f"{count} {code}" for code, count in sorted(self.tally.codes.items()))
        hints = [
            "stopped there (--on-error stop); earlier rows are imported" if self._is_stopped else None,
            None if self.are_refusals_listed else f"{codes}; the first is line {refused[0].row.line}: {refused[0].reason}",
            None if self.rejects.path else "--rejects FILE keeps them, to be corrected and imported again",
        ]
        hint = "; ".join(filter(None, hints)) or None
        rows = [describe(row) for row in refused]
        return PartlyDoneError(refused=result.refused, total=result.read, what="rows", codes=codes, rows=rows, hint=hint)


def describe(result: RowResult, *, is_dry_run: bool = False) -> str:
    """Return a result as a sentence: the line of its row, the outcome and the reason."""
    reason = f" ({result.code}): {result.reason}" if result.code else ""
    verb = "would be " if is_dry_run and result.outcome != "unchanged" else ""
    return f"Line {result.row.line} {verb}{result.outcome}{reason}"
