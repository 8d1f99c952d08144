"""Check the rules of the stored data, and repair what can be repaired without data loss."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from customers.database.connection.errors import translated_errors
from customers.database.dialects.base import dialect_of
from customers.database.undo.profiles import find_people
from customers.domain.ids import parse_uuid
from customers.domain.text import did_you_mean
from customers.errors import DatabaseFailedError, DocumentDamagedError, UsageError
from customers.models.results import CheckResult
from customers.models.run import KeptCustomer
from customers.services.doctor.checks import CHECKS, WEIGHTS, Check, Inspection
from customers.services.doctor.inspections import NO_CUSTOMER, Finding
from customers.services.transaction import Transaction

_MAX_EXAMPLES = 5
# A repair can reveal a violation behind it; no chain of them is longer.
_MAX_ROUNDS = 4


@dataclass(slots=True)
class _Tally:
    """The number of findings of a check, and the first examples."""

    count: int = 0
    examples: list[str] = field(default_factory=list)

    def add(self, finding: Finding) -> None:
        self.count += 1
        example = str(finding.detail) if finding.customer_id == NO_CUSTOMER else str(finding.customer_id)
        if len(self.examples) < _MAX_EXAMPLES and example not in self.examples:
            self.examples.append(example)


def find_checks(names: Sequence[str]) -> list[Check]:
    """Return the checks of some names, all checks where no name is given.

    Raises:
        UsageError: a name is unknown.
    """
    checks = {check.name: check for check in CHECKS}
    for name in names:
        if name not in checks:
            hint = f"{did_you_mean(name, checks)}The checks are {', '.join(checks)}"
            raise UsageError(problem=f"no check {name!r}", hint=hint)
    return [check for check in CHECKS if check.name in names or not names]


def weigh(checks: Iterable[Check]) -> dict[Inspection, int]:
    """Return the inspections of checks, each once, with the share of the time that it takes of all."""
    weights: dict[Inspection, int] = {}
    for check in checks:
        weights[check.inspection] = max(weights.get(check.inspection, 1), WEIGHTS.get(check.name, 1))
    return weights


def examine(tx: Transaction, checks: Sequence[Check], *, fix: bool = False, advance: Callable[[int], object] = int) -> list[CheckResult]:
    """Check rules; with `fix` run the repairs of the violated ones, and check again.

    Without `fix` the transaction only reads. `advance` receives the weight of an inspection that is done.
    """
    if not fix:
        dialect_of(tx.connection).limit_cache(tx.connection)
    first = last = _inspect(tx, checks, advance)
    for _ in range(_MAX_ROUNDS if fix else 0):
        violated = [check for check in checks if check.repair is not None and last[check.name].count]
        if not violated:
            break
        for check in violated:
            _repair(tx, check)
        last = _inspect(tx, checks, advance)
    return [_result(check, first[check.name], last[check.name], fix) for check in checks]


def find_examples(tx: Transaction, results: Iterable[CheckResult]) -> list[KeptCustomer]:
    """Return the customers that are examples of violations."""
    ids = {parse_uuid(example) for result in results for example in result.examples}
    return list(find_people(tx.connection, sorted(id_ for id_ in ids if id_ is not None)).values())


def _inspect(tx: Transaction, checks: Sequence[Check], advance: Callable[[int], object]) -> dict[str, _Tally]:
    """Return the findings of each check; an inspection that several checks share runs once."""
    tallies = {check.name: _Tally() for check in checks}
    for inspection, weight in weigh(checks).items():
        if "documents" in tallies and tallies["documents"].count:
            _inspect_in_savepoint(tx, inspection, tallies)
        else:
            _tally(inspection(tx), tallies)
        advance(weight)
    return tallies


def _tally(findings: Iterable[Finding], tallies: Mapping[str, _Tally]) -> None:
    for finding in findings:
        if finding.check in tallies:
            tallies[finding.check].add(finding)


def _inspect_in_savepoint(tx: Transaction, inspection: Inspection, tallies: Mapping[str, _Tally]) -> None:
    """Run an inspection of a shop with damaged documents, at one of which it may fail."""
    try:
        with tx.connection.begin_nested(), translated_errors():
            _tally(inspection(tx), tallies)
    except (DatabaseFailedError, DocumentDamagedError):
        names = ", ".join(check.name for check in CHECKS if check.inspection is inspection and check.name in tallies)
        tx.notice(f"not checked, as it needs a damaged document: {names}")


def _repair(tx: Transaction, check: Check) -> None:
    assert check.repair is not None
    check.repair(tx, _of(check.name, check.inspection(tx)))
    tx.add_to_run()


def _of(name: str, findings: Iterable[Finding]) -> Iterator[Finding]:
    return (finding for finding in findings if finding.check == name)


def _result(check: Check, first: _Tally, last: _Tally, fix: bool) -> CheckResult:
    # A violation that only a repair revealed is reported too.
    tally = first if first.count else last
    return CheckResult(
        name=check.name,
        ok=not last.count,
        count=tally.count,
        examples=tuple(tally.examples),
        sentence=check.sentence,
        fixable=check.repair is not None,
        fixed=bool(first.count) and not last.count,
        remedy="" if not last.count else check.manual_fix if fix or check.repair is None else "`customers doctor --fix`",
    )
