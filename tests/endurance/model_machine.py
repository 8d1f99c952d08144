"""A state machine that applies steps to the program and to the model, and compares both after every step."""

from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from datetime import timedelta
from typing import Any, ClassVar
from unittest.mock import patch

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize

from tests.endurance import model_files as files
from tests.endurance.model import PARTIAL, SETTINGS, RefusedError, Shop
from tests.endurance.model_reading import adopt, differences, expected, moment, replay
from tests.endurance.model_words import START, bodies, lines
from tests.support.doctor import off
from tests.support.program import Program, Result

which = st.integers(0, 60)


class Machine(RuleBasedStateMachine):
    """Steps on the shop of a program; subclasses define the rules."""

    steps: ClassVar[Counter[str]] = Counter()

    def __init__(self, customers: Program, *, thorough: bool = False) -> None:
        super().__init__()
        self.customers = customers
        self.thorough = thorough
        self.shop = Shop(START)
        self.sound = True

    @initialize(people=st.lists(bodies, min_size=4, max_size=6))
    def begin(self, people: list[dict[str, Any]]) -> None:
        """Create customers with identities, so that most steps have a subject."""
        rows = [{**body, "email": f"{letter}@x.com", "external_ids": {}} for letter, body in zip("abcdef", people, strict=False)]
        self.do(lambda shop: files.import_customers(shop, rows), "import", "customers", "-", stdin=lines(rows))

    # Steps

    def run_program(self, *words: str, stdin: str = "") -> Result:
        with patch("customers.services.shop.now", lambda: self.shop.now):
            return self.customers(*words, stdin=stdin, env=SETTINGS)

    def do(self, change: Callable[[Shop], Any], *words: str, stdin: str = "", try_first: bool = False) -> Result:
        """Apply a step to model and program; both refuse it with one status, or both are equal afterwards."""
        self.steps[" ".join(words[: 2 if words[0] in ("tag", "address", "vip", "import", "duplicates", "orders") else 1])] += 1
        self.sound = False
        trial = deepcopy(self.shop)
        status, value = 0, None
        try:
            value = change(trial)
            status = PARTIAL if isinstance(value, dict) and value.get("refused") else 0
        except RefusedError as refusal:
            status, trial = refusal.status, self.shop
        if try_first:
            self.steps["--dry-run"] += 1
            assert self.run_program(*words, "--yes", "-o", "json", "--dry-run", stdin=stdin).status == status
            self.compare()
        result = self.run_program(*words, "--yes", "-o", "json", stdin=stdin)
        assert result.status == status, (
            f"{result.arguments} ended with {result.status}, not {status}: {result.stdout}{result.stderr}\n{stdin}"
        )
        if isinstance(value, dict):
            printed = result.json()
            assert {name: printed[name] for name in value} == value
        self.shop = trial
        self.compare()
        self.sound = True
        self.shop.now += timedelta(minutes=1)
        return result

    def compare(self) -> None:
        """Compare every field of every customer, and on request the segments."""
        rows = self.run_program("list", "--all", "--with-addresses", "--sort", "created_at", "-o", "jsonl").succeeds().jsonl()
        adopt(self.shop, rows)
        expected_rows = {person.id: expected(self.shop, person) for person in self.shop.live()}
        different = differences(rows, expected_rows)
        assert not different, different
        if self.thorough:
            self.compare_segments()

    def compare_segments(self) -> None:
        printed = self.run_program("segments", "-o", "json").succeeds().json()
        assert {name: segment["count"] for name, segment in printed.items()} == self.shop.segments()

    # Subjects of steps

    def anybody(self, number: int) -> str:
        """Return an active customer, sometimes a deleted, absorbed or erased one."""
        people = self.shop.live() if number % 6 else list(self.shop.people.values())
        people = people or list(self.shop.people.values())
        return people[number % len(people)].id

    def called(self, person_id: str, number: int) -> str:
        """Return an identity of a customer, or its id where it has none."""
        person = self.shop.people[person_id]
        if person.state != "live":
            return person_id
        ids = [f"{system}:{value}" for system, value in person.external_ids.items()]
        names = [person_id, *([person.email.upper()] if person.email else []), *ids]
        return names[number % len(names)]

    # The end

    def teardown(self) -> None:
        """Assert that `doctor` finds nothing, a recalculation changes nothing, and the history explains the final state."""
        super().teardown()
        if not self.sound or not self.shop.people:
            return
        self.compare_segments()
        self.do(lambda shop: shop.recalculate(*(person.id for person in shop.live())), "vip", "recalculate")
        report = self.run_program("doctor", "-o", "json").json()
        assert off(report) == {}
        self.compare_history()

    def compare_history(self) -> None:
        events = self.run_program("history", "--all", "-o", "jsonl").succeeds().jsonl()
        histories = replay(reversed(events))
        for person in self.shop.people.values():
            if person.state == "erased":
                continue
            fields = histories[person.id].fields
            row = expected(self.shop, person)
            for name in ("email", "phone", "first_name", "last_name", "notes", "accepts_marketing", "tags", "external_ids"):
                assert (fields.get(name) or None) == (row[name] or None), f"{name} of {person.id}"
            if person.state == "live":
                assert (fields.get("is_vip") or False) == person.vip
                assert histories[person.id].book == {place["id"]: place for place in row["addresses"]}
            assert fields.get("state", "live") == person.state
            assert fields.get("created_at", moment(person.created_at)) == moment(person.created_at)
