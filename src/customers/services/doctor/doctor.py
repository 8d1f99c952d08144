"""Checking every rule on the stored data, and mending what can be mended without losing anything."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from customers.domain.suggestions import closest_match
from customers.errors import UsageError
from customers.models.results import CheckResult
from customers.services.doctor.checks import CHECKS, NO_CUSTOMER, Check
from customers.services.doctor.inspections import Finding
from customers.services.transaction import Transaction

_EXAMPLES = 5
# What was mended can bring to light what was hidden behind it; further than this nothing follows from anything.
_ROUNDS = 4


@dataclass(slots=True)
class _Tally:
    count: int = 0
    examples: list[str] = field(default_factory=list)

    def add(self, finding: Finding) -> None:
        self.count += 1
        example = str(finding.detail) if finding.customer_id == NO_CUSTOMER else str(finding.customer_id)
        if len(self.examples) < _EXAMPLES and example not in self.examples:
            self.examples.append(example)


def find_checks(names: Sequence[str]) -> list[Check]:
    """The checks of some names, all of them where none is given.

    Raises:
        UsageError: there is no such check; the nearest is named.
    """
    known = {check.name: check for check in CHECKS}
    for name in names:
        if name not in known:
            likely = closest_match(name, known)
            hint = (f"did you mean {likely}? " if likely else "") + "The checks are " + ", ".join(known)
            raise UsageError(problem=f"no check {name!r}", hint=hint)
    return [check for check in CHECKS if check.name in names or not names]


def examine(tx: Transaction, checks: Sequence[Check], *, fix: bool = False) -> list[CheckResult]:
    """Check rules; with `fix` mend what is broken of them and can be mended, and see what is left.

    Without `fix` the transaction only reads.
    """
    first = found = _inspect(tx, checks)
    for _ in range(_ROUNDS if fix else 0):
        broken = [check for check in checks if check.repair is not None and found[check.name].count]
        if not broken:
            break
        for check in broken:
            _repair(tx, check)
        found = _inspect(tx, checks)
    return [_result(check, first[check.name], found[check.name], fix) for check in checks]


def _inspect(tx: Transaction, checks: Sequence[Check]) -> dict[str, _Tally]:
    """What each check finds; an inspection that several checks share is made once."""
    tallies = {check.name: _Tally() for check in checks}
    for inspection in dict.fromkeys(check.inspection for check in checks):
        for finding in inspection(tx):
            if finding.check in tallies:
                tallies[finding.check].add(finding)
    return tallies


def _repair(tx: Transaction, check: Check) -> None:
    assert check.repair is not None
    check.repair(tx, _of(check.name, check.inspection(tx)))


def _of(name: str, findings: Iterable[Finding]) -> Iterator[Finding]:
    return (finding for finding in findings if finding.check == name)


def _result(check: Check, first: _Tally, last: _Tally, fix: bool) -> CheckResult:
    # What only came to light while mending counts as found.
    shown = first if first.count else last
    return CheckResult(
        name=check.name,
        ok=not last.count,
        count=shown.count,
        examples=tuple(shown.examples),
        sentence=check.sentence,
        fixable=check.repair is not None,
        fixed=bool(first.count) and not last.count,
        remedy="" if not last.count else check.manual_fix if fix or check.repair is None else "`customers doctor --fix`",
    )
