"""The review of likely duplicates on a terminal: pair by pair, a key a decision."""

import sys
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from customers.cli.keys import read_key, read_line
from customers.cli.options.common import parsed
from customers.cli.words import put_in_words
from customers.domain.text import clean_remark, did_you_mean
from customers.errors import CustomersError, ExitStatus
from customers.output import diagnostics

if TYPE_CHECKING:
    from customers.cli.session import Session
    from customers.models.customer import Customer
    from customers.services.merging.review import LikelyPair, People
    from customers.services.transaction import Transaction

Result = TypeVar("Result")

PROMPT = "[m]erge [s]wap [f]ield [d]ismiss [n]ext [b]ack [q]uit [?] "
HELP = """m  merge: the survivor stays, and the absorbed profile fills its blanks
s  swap the two
f  take a field of the absorbed profile instead; named again, leave it
d  dismiss: the two are different people, and are not shown again
n  go to the next pair, and leave this one
b  go back to the pair before, and take back what was done with it
q  end the review, as Ctrl-D does
*  marks a field that is taken from the absorbed profile, and = values that are equal
Each merge and each dismissal is done at once, and is a run of its own."""
DECISIONS = ("merged", "dismissed", "skipped", "settled")
# The errors of one pair; others end the review.
_OF_A_PAIR = (ExitStatus.USAGE, ExitStatus.NOT_FOUND, ExitStatus.CONFLICT)


@dataclass(slots=True)
class View:
    """A pair as it is shown: the two customers, the first of which stays, and the fields that it takes from the second."""

    position: int
    people: "People"
    taken: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Step:
    """A decision on the pair of a position, one of `DECISIONS`, and what takes it back."""

    position: int
    decision: str
    ids: tuple[UUID, UUID] | None = None
    merge_id: UUID | None = None


@dataclass
class Review:
    """A review of pairs, of which there are `total`; more than are held remain for another review."""

    session: "Session"
    pairs: "Sequence[LikelyPair]"
    total: int
    steps: list[Step] = field(default_factory=list)

    def run(self) -> None:
        """Ask about each pair until the last one, or until the operator ends the review."""
        position = 0
        while position < len(self.pairs):
            step = self._decide(position)
            if step is None:
                return
            position = step.position + (step.decision in DECISIONS)

    def counts(self) -> dict[str, int]:
        """Return the number of pairs, of each decision, and of those that remain."""
        counts = Counter(step.decision for step in self.steps)
        return {"pairs": self.total, **{name: counts[name] for name in DECISIONS}, "remaining": self.total - len(self.steps)}

    def _decide(self, position: int) -> Step | None:
        """Ask about a pair until it is decided; return the step, None at the end of the review."""
        actions: dict[str, Callable[[View], Step | None]] = {
            "m": self._merge,
            "s": self._swap,
            "f": self._take,
            "d": self._dismiss,
            "n": self._skip,
            "b": lambda _: self._go_back(),
        }
        view = self._open(position)
        while view is not None:
            self._show(view)
            key = self._ask(actions)
            if key is None:
                return None
            if (step := self._attempt(actions[key], view)) is not None:
                return step
            view = self._open(position, view)
        return self._add(Step(position, "settled"))

    def _open(self, position: int, former: View | None = None) -> View | None:
        """Return the view of a pair as it is now, with the choices of a former view of it; None where the pair is settled."""
        from customers.services.merging.review import find_people

        with self.session.reading() as tx:
            people = find_people(tx, self.pairs[position])
        if people is None or former is None or set(people.ids) != set(former.people.ids):
            return None if people is None else View(position, people)
        return View(position, people if people.ids == former.people.ids else people.swapped(), former.taken)

    def _show(self, view: View) -> None:
        from customers.output.screens.review import review_text
        from customers.output.screens.view import View as Screen

        pair, settings = self.pairs[view.position], self.session.settings
        diagnostics.break_line()
        self.session.console.warn(f"{view.position + 1:,} of {self.total:,}, score {pair.score:.4f}: {pair.evidence}")
        screen = Screen.open(settings.currency, settings.zone, stream=sys.stderr)
        diagnostics.raw(review_text(view.people.survivor, view.people.absorbed, view.taken, screen))

    def _ask(self, actions: Collection[str]) -> str | None:
        """Return the key of an action, None at the end of the review."""
        while True:
            key = diagnostics.ask_for(PROMPT, read_key)
            if key in (None, "q"):
                return None
            if key in actions:
                return key
            diagnostics.raw(HELP)

    def _attempt(self, action: "Callable[[View], Step | None]", view: View) -> Step | None:
        """Do what a key says; an error of the pair is shown, and the pair again."""
        try:
            return action(view)
        except CustomersError as error:
            if error.status not in _OF_A_PAIR:
                raise
            put_in_words(error)
            diagnostics.report(error, as_json=False)
            return None

    def _commit(self, command: str, work: "Callable[[Transaction], Result]", reason: str | None = None) -> Result:
        """Do one step in a transaction and a run of its own, recorded as that of the command that does the same."""
        from customers.services.retry import run_with_retry
        from customers.services.transaction import Run

        console, shop = self.session.console, self.session.shop
        default, shop.command, shop.reason = (shop.command, shop.reason), command, reason or shop.reason

        def attempt() -> Result:
            shop.run = Run()
            console.deferred.clear()
            with self.session.writing() as tx:
                return work(tx)

        try:
            return run_with_retry(attempt)
        finally:
            (shop.command, shop.reason), shop.run = default, Run()
            console.write_deferred()
            console.deferred.clear()

    def _merge(self, view: View) -> Step:
        from customers.services.merging.review import merge_people

        take = dict.fromkeys(view.taken, "absorbed")
        result = self._commit("merge", lambda tx: merge_people(tx, view.people, take))
        merged = f"{_name(view.people.absorbed)} into {_name(view.people.survivor)}"
        if self.session.dry_run:
            self.session.console.warn(f"would merge {merged}")
        else:
            self.session.console.warn(f"merged {merged}; `customers unmerge {result.merge_id}` undoes it")
        return self._add(Step(view.position, "merged", view.people.ids, result.merge_id))

    def _dismiss(self, view: View) -> Step:
        from customers.services.merging.dismissals import dismiss

        text = diagnostics.ask_for("Why are they different people? Enter alone gives no reason. ", read_line, echoes=False)
        reason = parsed("--reason", clean_remark, text or "") or None
        self._commit("duplicates dismiss", lambda tx: dismiss(tx, *view.people.ids), reason)
        return self._add(Step(view.position, "dismissed", view.people.ids))

    def _skip(self, view: View) -> Step:
        return self._add(Step(view.position, "skipped"))

    def _swap(self, view: View) -> None:
        view.people, view.taken = view.people.swapped(), []

    def _take(self, view: View) -> None:
        """Ask for a field, and take it from the second profile; a beginning that one field has is enough."""
        fields = view.people.fields
        self.session.console.warn(f"fields: {', '.join(fields)}")
        name = diagnostics.ask_for("Take which field of the absorbed profile? ", read_line, echoes=False)
        if not name:
            return
        matches = [name] if name in fields else [field for field in fields if field.startswith(name)]
        if len(matches) != 1:
            hint = did_you_mean(name, fields)
            self.session.console.warn(f"{len(matches) or 'no'} fields begin with {name!r}" + (f"; {hint}" if hint else ""))
        elif matches[0] in view.taken:
            view.taken.remove(matches[0])
        else:
            view.taken.append(matches[0])

    def _go_back(self) -> Step | None:
        """Take back the last step that was a decision."""
        from customers.services.merging.dismissals import undismiss
        from customers.services.merging.unmerge import unmerge

        decided = [number for number, step in enumerate(self.steps) if step.decision != "settled"]
        if not decided:
            self.session.console.warn("this is the first pair; there is nothing to undo")
            return None
        step = self.steps[decided[-1]]
        if step.merge_id is not None and not self.session.dry_run:
            merge_id = step.merge_id
            self._commit("unmerge", lambda tx: unmerge(tx, merge_id, force=False))
            self.session.console.warn("undid the merge")
        elif step.decision == "dismissed" and step.ids is not None and not self.session.dry_run:
            ids = step.ids
            self._commit("duplicates undismiss", lambda tx: undismiss(tx, *ids))
            self.session.console.warn("undid the dismissal")
        del self.steps[decided[-1] :]
        return Step(step.position, "back")

    def _add(self, step: Step) -> Step:
        self.steps.append(step)
        return step


def _name(customer: "Customer") -> str:
    """Return a customer by name and contact, and the end of the id."""
    from customers.output.shapes.common import person_text

    return person_text(customer.full_name, customer.email, str(customer.id))
