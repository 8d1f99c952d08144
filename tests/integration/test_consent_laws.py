"""Consent: whatever is done in whatever order, no profile says yes unless its newest statement is a yes."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, NamedTuple
from unittest.mock import patch
from uuid import UUID

from hypothesis import example, given
from hypothesis import strategies as st

from tests.support.factories import create, query
from tests.support.program import Program
from tests.support.shops import Shops
from tests.support.surroundings import examples

START = datetime(2025, 1, 1, tzinfo=UTC)
WORDS = st.sampled_from(["yes", "no"])
# A long path in few shops: a new shop takes as long as many steps.
STEPS = 40
# Most steps are statements, and most merges last for several.
KINDS = (*("update",) * 5, *("import",) * 7, *("merge",) * 3, *("unmerge",) * 2, "delete", "restore", "restore", "reimport")


def draw_step(random: Random) -> tuple[Any, ...]:
    """Return a step: its kind, the numbers of the profiles that it is about, and its details."""
    kind = random.choice(KINDS)
    first, second = random.sample(range(3), 2)
    if kind == "merge":
        return kind, first, second
    if kind == "update":
        return kind, first, random.choice(["yes", "no"])
    if kind == "import":
        choice = random.choice(["keep", "keep", "keep", "newer", "newer", "overwrite"])
        return kind, first, random.choice(["yes", "no"]), random.choice([None, 0, 1, 2, 5]), choice
    return (kind, first) if kind in ("delete", "restore") else (kind,)


class Statement(NamedTuple):
    """What somebody said, when; `replaces` those before it, as the operator gave `--consent overwrite`."""

    word: str
    at: datetime
    replaces: bool = False


def newest(statements: list[Statement]) -> Statement | None:
    """Return the newest statement, of two of one time the no."""
    return max(statements, key=lambda each: (each.at, each.word == "no"), default=None)


@dataclass
class Profile:
    """A profile with the statements that count for it."""

    id: str
    state: str = "live"
    statements: list[Statement] = field(default_factory=list)


@dataclass
class Merge:
    """A merge with the statements of both before it, and those of the survivor since."""

    id: str
    survivor: Profile
    absorbed: Profile
    before: tuple[list[Statement], list[Statement]]
    since: list[Statement] = field(default_factory=list)


@dataclass
class Model:
    """The statements of a shop; `now` is the time of the next step."""

    people: list[Profile]
    merges: list[Merge] = field(default_factory=list)
    now: datetime = START

    def say(self, profile: Profile, statement: Statement) -> None:
        """Count a statement for a profile, and for what was merged into it."""
        profile.statements = [*([] if statement.replaces else profile.statements), statement]
        for merge in self.merges:
            if merge.survivor is profile:
                merge.since.append(statement)

    def read(self, profile: Profile, word: str, at: datetime | None, choice: str) -> None:
        """Count a statement of a file where it is recorded."""
        known = newest(profile.statements)
        dated = at or self.now
        if known is None or (known.word == word and at is not None and at > known.at):
            self.say(profile, Statement(word, dated))
        elif known.word == word:
            return
        elif choice == "overwrite":
            self.say(profile, Statement(word, dated, replaces=True))
        elif (word == "no" and dated >= known.at) or (word == "yes" and choice == "newer" and at is not None and at > known.at):
            self.say(profile, Statement(word, dated))

    def merge(self, merge_id: str, survivor: Profile, absorbed: Profile) -> None:
        """Count the statements of both for the survivor."""
        self.merges.append(Merge(merge_id, survivor, absorbed, (survivor.statements, absorbed.statements)))
        survivor.statements = survivor.statements + absorbed.statements
        absorbed.state = "absorbed"

    def unmerge(self) -> None:
        """Give both their statements back: those since are the survivor's, the withdrawals among them count for both."""
        merge = self.merges.pop()
        last = max((number for number, each in enumerate(merge.since) if each.replaces), default=0)
        replaced = any(each.replaces for each in merge.since)
        merge.survivor.statements = merge.since[last:] if replaced else merge.before[0] + merge.since
        merge.absorbed.statements, merge.absorbed.state = merge.before[1], "live"
        for statement in merge.since:
            if statement.word == "no":
                self.say(merge.absorbed, statement._replace(replaces=False))


def run(customers: Program, model: Model, step: tuple[Any, ...]) -> None:
    """Do a step on the program and on the model, unless it is impossible."""
    kind, *arguments = step
    if kind == "reimport":
        file = customers("export", "customers", "-").succeeds().stdout
        live = sum(profile.state == "live" for profile in model.people)
        customers("import", "customers", "-", "-o", "json", stdin=file).prints_json(unchanged=live)
    elif kind == "unmerge":
        if model.merges and model.merges[-1].survivor.state == "live":
            customers("unmerge", model.merges[-1].id, "--yes").succeeds()
            model.unmerge()
    elif kind == "merge":
        survivor, absorbed = (model.people[number] for number in arguments)
        if survivor.state == absorbed.state == "live":
            done = customers("merge", survivor.id, absorbed.id, "--yes", "-o", "json").succeeds().json()
            model.merge(done["merge_id"], survivor, absorbed)
    else:
        say_or_remove(customers, model, kind, model.people[arguments[0]], *arguments[1:])


def say_or_remove(customers: Program, model: Model, kind: str, profile: Profile, *details: Any) -> None:
    """Do a step on one profile."""
    if kind == "restore" and profile.state == "deleted":
        customers("restore", profile.id, "--yes").succeeds()
        profile.state = "live"
    elif profile.state != "live" or kind == "restore":
        return
    elif kind == "delete":
        customers("delete", profile.id, "--yes").succeeds()
        profile.state = "deleted"
    elif kind == "update":
        customers("update", profile.id, "--accepts-marketing" if details[0] == "yes" else "--no-accepts-marketing").succeeds()
        model.say(profile, Statement(details[0], model.now))
    else:
        word, age, choice = details
        at = None if age is None else model.now - timedelta(days=age)
        line = {"id": profile.id, "consent_state": word, "consent_at": at and at.isoformat()}
        customers("import", "customers", "-", "--consent", choice, stdin=json.dumps(line)).succeeds()
        model.read(profile, word, at, choice)


def check(customers: Program, model: Model, path: list[tuple[Any, ...]]) -> None:
    """Assert that no live profile says yes without a reason, and that the states are those of the model where nothing was overwritten."""
    exact = not any(step[-1] == "overwrite" for step in path)
    stored = query(customers.url, "SELECT id, opted_in FROM customers")
    states = {str(as_uuid(customer_id)): "unknown" if opted_in is None else "yes" if opted_in else "no" for customer_id, opted_in in stored}
    for profile in model.people:
        statement, state = newest(profile.statements), states[profile.id]
        if profile.state != "absorbed":
            assert state != "yes" or (statement is not None and statement.word == "yes"), (path, profile)
            assert not exact or state == (statement.word if statement else "unknown"), (path, profile)


def as_uuid(stored: UUID | bytes) -> UUID:
    """Return an id as either database stores it."""
    return UUID(bytes=stored) if isinstance(stored, bytes) else stored


@examples(2)
@example(seed=469, overwrites=False)  # a withdrawal and a new yes between a merge and its undoing
@given(seed=st.integers(0, 1_000_000), overwrites=st.booleans())
def test_no_profile_says_yes_unless_its_newest_statement_does(empty_shops: Shops, seed: int, overwrites: bool) -> None:
    random = Random(seed)  # every seed leads through all kinds of steps
    path = [step for step in (draw_step(random) for _ in range(STEPS)) if overwrites or step[-1] != "overwrite"]
    for customers in empty_shops():
        model = Model([Profile(create(customers, email=f"c{number}@example.com")["id"]) for number in range(3)])
        for number, step in enumerate(path, 1):
            with patch("customers.services.shop.now", lambda: model.now):  # noqa: B023
                run(customers, model, step)
            model.now += timedelta(days=1)
            check(customers, model, path[:number])


@examples(3)
@given(st.lists(st.tuples(WORDS, st.sampled_from([None, 1, 2]), st.sampled_from(["", "fair", "till, by hand"])), min_size=3, max_size=6))
def test_exported_shop_has_the_same_consent(empty_shops: Shops, people: list[tuple[str, int | None, str]]) -> None:
    header = "email,first_name,consent_state,consent_at,consent_source\n"
    lines = [
        f'p{number}@example.com,P,{word if number else "unknown"},{START + timedelta(days=day) if day else ""},"{source}"\n'
        for number, (word, day, source) in enumerate(people)
    ]
    exported: list[tuple[list[Any], str, str]] = []
    for customers in empty_shops():
        customers("import", "customers", "-", stdin=header + "".join(lines)).succeeds()
        csv, lines_of_json = (customers("export", "customers", "-", "--format", form).succeeds().stdout for form in ("csv", "jsonl"))
        exported.append((facts(customers), csv, lines_of_json))

    for (before, *files), form in zip(exported, (0, 1), strict=True):
        for customers in empty_shops():
            customers("import", "customers", "-", "-o", "json", stdin=str(files[form])).prints_json(created=len(people))
            assert facts(customers) == before


def facts(customers: Program) -> list[Any]:
    """Return email, state, time and source of each customer's consent."""
    rows = customers("list", "--all", "--sort", "email", "--fields", "email,consent", "-o", "jsonl").succeeds().jsonl()
    return [{**row["consent"], "actor": None, "email": row["email"]} for row in rows]
