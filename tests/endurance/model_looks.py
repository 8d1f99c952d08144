"""The reading steps of the machine."""

import json
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.endurance.model import CONFLICT, NOT_FOUND
from tests.endurance.model_machine import Machine, which
from tests.endurance.model_reading import chosen, differences, expected, found, in_order
from tests.endurance.model_words import NUMBERS, dates, emails, options, phones, selections, sorts
from tests.support.program import Program

OPPOSITES = [("vip", "no-vip"), ("accepts-marketing", "no-accepts-marketing"), ("has-email", "no-email")]
RANGES = [("min-orders", "max-orders"), ("min-spent", "max-spent"), ("ordered-after", "ordered-before")]


def can_match(selection: dict[str, Any]) -> bool:
    """Return whether no filter is the opposite of another, and no range ends before it begins: such selections are refused."""
    ranges = [(selection[start], selection[end]) for start, end in RANGES if {start, end} <= selection.keys()]
    return not any({yes, no} <= selection.keys() for yes, no in OPPOSITES) and all(start <= end for start, end in ranges)


picked = (
    st.lists(st.sampled_from(sorted(selections)), max_size=2, unique=True)
    .flatmap(lambda names: st.fixed_dictionaries({name: selections[name] for name in names}))
    .filter(can_match)
)


class Looks(Machine):
    """Lists, searches, counts, exports."""

    @rule(selection=picked, sort=sorts, down=st.booleans(), size=st.integers(1, 3))
    def list_by_cursor(self, selection: dict[str, Any], sort: str, down: bool, size: int) -> None:
        """Follow cursors from page to page: each customer is visited once."""
        self.steps["list"] += 1
        sort = f"{'-' * down}{sort}"
        people = chosen(self.shop, selection)
        if "search" in selection and not people:
            return
        seen: list[str] = []
        words = ["list", "--per-page", str(size), f"--sort={sort}", *options(selection), "-o", "json", "--fields", "id"]
        cursor: list[str] = []
        while True:
            page = self.run_program(*words, *cursor).succeeds().json()
            seen += [row["id"] for row in page["data"]]
            assert page["meta"]["total"] == len(people)
            if page["meta"]["next_cursor"] is None:
                break
            cursor = ["--cursor", page["meta"]["next_cursor"]]
        assert seen == in_order(self.shop, people, sort)

    @rule(query=selections["search"])
    def search(self, query: str) -> None:
        self.steps["search"] += 1
        rows = self.run_program("search", query, "--all", "-o", "ids").succeeds().stdout.split()
        expected_ids = {person.id for person in self.shop.live() if found(self.shop, person, query)}
        # Where nothing matches, one typo is tolerated.
        assert set(rows) == expected_ids or (not expected_ids and len(query) >= 5)

    @rule(as_of=dates)
    def segments(self, as_of: datetime) -> None:
        self.steps["segments"] += 1
        self.compare_segments()
        printed = self.run_program("segments", "--as-of", as_of.isoformat(), "-o", "json").succeeds().json()
        counts = {name: segment["count"] for name, segment in printed.items() if name != "vip"}
        assert counts == {name: count for name, count in self.shop.segments(as_of).items() if name != "vip"}

    @rule(email=emails, system=st.sampled_from(["shop", "till"]), value=st.sampled_from(NUMBERS[:4]), phone=phones, number=which)
    def show(self, email: str, system: str, value: str, phone: str, number: int) -> None:
        """Show a customer by any identity; the model gives the expected one."""
        self.steps["show"] += 1
        for text, name in ((email.upper(), ("email", email.casefold())), (f"{system}:{value}", (system, value))):
            holder = self.shop.holder(name)
            self._shows(text, holder.id if holder else None)
        person = self.anybody(number)
        leads = [member.id for member in self.shop.live() if self.shop.people[person] in self.shop.family(member.id)]
        self._shows(person, leads[0] if leads else None)
        callers = [member.id for member in self.shop.live() if any(each.phone == phone for each in self.shop.family(member.id))]
        if len(callers) > 1:
            assert self.run_program("show", phone).status == CONFLICT
        else:
            self._shows(phone, callers[0] if callers else None)

    def _shows(self, reference: str, person_id: str | None) -> None:
        result = self.run_program("show", reference, "-o", "json")
        if person_id is None:
            assert result.status == NOT_FOUND, result
        else:
            assert result.succeeds().json() == expected(self.shop, self.shop.people[person_id])

    @rule(number=which)
    def orders(self, number: int) -> None:
        self.steps["orders"] += 1
        person = self.shop.people[self.anybody(number)]
        if person.state == "live":
            rows = self.run_program("orders", person.id, "--all", "-o", "jsonl").succeeds().jsonl()
            mine = {key: order for key, order in self.shop.orders.items() if order.owner == person.id}
            assert {(row["source"], row["number"]): (row["status"], row["total"], row["refunded"], row["counted"]) for row in rows} == {
                key: (order.status, order.total, order.refunded, order.counted) for key, order in mine.items()
            }
            assert [row["placed_at"] for row in rows] == sorted((row["placed_at"] for row in rows), reverse=True)

    @rule(score=st.sampled_from(["0", "0.3", "0.6"]), number=which)
    def duplicates(self, score: str, number: int) -> None:
        if number % 4 == 0:
            self.look_for_duplicates(score)

    def look_for_duplicates(self, score: str) -> None:
        self.steps["duplicates"] += 1
        pairs = self.run_program("duplicates", "--min-score", score, "--all", "-o", "jsonl").succeeds().jsonl()
        live = {person.id for person in self.shop.live()}
        listed = [frozenset((pair["a"]["id"], pair["b"]["id"])) for pair in pairs]
        assert len(set(listed)) == len(listed)
        assert all(pair <= live and pair not in self.shop.dismissed for pair in listed)

    @rule(as_table=st.booleans())
    def export(self, as_table: bool) -> None:
        """Import an export into an empty shop: the shops are equal, and a second import changes nothing."""
        self.steps["export"] += 1
        form = "csv" if as_table else "jsonl"
        with TemporaryDirectory() as folder:
            copy = Program(f"sqlite:///{folder}/other.db", Path(folder) / "home")
            for kind in ("customers", "addresses", "orders"):
                file = self.run_program("export", kind, "-", "--format", form).succeeds().stdout
                for again in (False, True) if file else ():
                    done = self._import(copy, kind, file)
                    assert done["refused"] == 0, (file, done)
                    assert not again or done["unchanged"] == done["read"], (file, done)
            with_clock = self._reading(copy)
        by_rules = {person.id for person in self.shop.live() if person.override is None}
        expected_rows = {person.id: expected(self.shop, person) for person in self.shop.live()}
        # Files do not contain VIP overrides.
        rows = [row if row["id"] in by_rules else {**row, "is_vip": expected_rows[row["id"]]["is_vip"]} for row in with_clock]
        differing = differences(rows, expected_rows)
        assert not differing, differing

    def _import(self, program: Program, kind: str, file: str) -> dict[str, Any]:
        previous, self.customers = self.customers, program
        try:
            result = self.run_program("import", kind, "-", "-o", "json", stdin=file)
        finally:
            self.customers = previous
        done: dict[str, Any] = json.loads(result.stdout) if result.stdout else {"error": result.stderr, "refused": -1}
        return done

    def _reading(self, program: Program) -> list[Any]:
        previous, self.customers = self.customers, program
        try:
            return self.run_program("list", "--all", "--with-addresses", "-o", "jsonl").succeeds().jsonl()
        finally:
            self.customers = previous
