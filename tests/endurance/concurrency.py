"""Processes that write to one shop at the same time, with a record of acknowledged writes."""

import json
import multiprocessing
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from customers.errors import ExitStatus
from tests.support.program import Program, Result

STREET = ("--city", "Pune", "--state", "Maharashtra", "--pincode", "411001")


@dataclass
class People:
    """The customers, by email: those with counters, those that stay unmerged, and pairs to be merged."""

    counters: list[str]
    singles: list[str]
    pairs: list[tuple[str, str]]

    @property
    def all(self) -> list[str]:
        return [*self.counters, *self.singles, *(email for pair in self.pairs for email in pair)]


@dataclass
class Done:
    """The acknowledged writes of one process, and how its commands ended, by name and status."""

    counted: dict[str, int] = field(default_factory=dict)
    tags: list[tuple[str, str]] = field(default_factory=list)
    imported_tags: list[tuple[str, str]] = field(default_factory=list)
    streets: list[tuple[str, str]] = field(default_factory=list)
    external_ids: dict[str, str] = field(default_factory=dict)
    orders: list[tuple[str, str]] = field(default_factory=list)
    created: list[str] = field(default_factory=list)
    merged: list[tuple[str, str]] = field(default_factory=list)
    ends: dict[str, int] = field(default_factory=dict)
    unclean: list[str] = field(default_factory=list)


class Writer:
    """The work of one process."""

    def __init__(self, customers: Program, people: People, number: int) -> None:
        self.customers = customers
        self.people = people
        self.number = number
        self.random = Random(number)
        self.done = Done()
        self.number_of_words = 0

    def name(self) -> str:
        """Return a unique word."""
        self.number_of_words += 1
        return f"w{self.number}-{self.number_of_words}"

    def run(self, *words: str, allowed: tuple[int, ...] = (), stdin: str = "") -> Result:
        # On a loaded machine a wait for a SQLite file may be long: its lock is not fair.
        result = self.customers(*words, "-o", "json", stdin=stdin, env={"CUSTOMERS_LOCK_TIMEOUT": "120"})
        end = f"{words[0]} {result.status}"
        self.done.ends[end] = self.done.ends.get(end, 0) + 1
        if result.status not in (ExitStatus.DONE, *allowed):
            self.done.unclean.append(f"{' '.join(words)} ended with {result.status}: {result.stderr}{result.stdout}")
        return result

    def count(self) -> None:
        """Read a number and write the next one, unless another process has written."""
        email = self.random.choice(self.people.counters)
        customer = self.run("show", email).json()
        words = ("update", email, "--notes", str(int(customer["notes"]) + 1), "--if-unchanged-since", customer["updated_at"])
        if self.run(*words, allowed=(ExitStatus.CONFLICT,)).status == ExitStatus.DONE:
            self.done.counted[email] = self.done.counted.get(email, 0) + 1

    def tag(self) -> None:
        emails, tag = self.random.sample(self.people.all, 4), self.name()
        if self.run("tag", "add", *emails, "--tag", tag, allowed=(ExitStatus.CONFLICT,)).status == ExitStatus.DONE:
            self.done.tags += [(email, tag) for email in emails]

    def tag_everybody(self) -> None:
        tag = self.name()
        if self.run("tag", "add", "--has-email", "--tag", tag, "--yes", allowed=(ExitStatus.CONFLICT,)).status == ExitStatus.DONE:
            self.done.tags += [(email, tag) for email in self.people.all]

    def update(self) -> None:
        email, value = self.random.choice(self.people.singles), self.name()
        if self.run("update", email, "--external-id", f"w{self.number}:{value}").status == ExitStatus.DONE:
            self.done.external_ids[email] = value

    def add_address(self) -> None:
        email, street = self.random.choice(self.people.all), self.name()
        words = ("address", "add", email, "--address1", street, *STREET)
        if self.run(*words, allowed=(ExitStatus.CONFLICT,)).status == ExitStatus.DONE:
            self.done.streets.append((email, street))

    def import_customers(self) -> None:
        """Import tags of existing customers, in an order opposite to that of other processes, and a new customer."""
        emails, tag, new = self.random.sample(self.people.all, 4), self.name(), f"{self.name()}@new.com"
        rows = [{"email": email, "tags": [tag]} for email in emails] + [{"email": new, "first_name": "New"}]
        if self.run("import", "customers", "-", stdin=lines(rows)).status == ExitStatus.DONE:
            self.done.imported_tags += [(email, tag) for email in emails]
            self.done.created.append(new)

    def import_orders(self) -> None:
        emails = self.random.sample(self.people.all, 3)
        rows = [{"customer_email": email, "number": self.name(), "total": "10", "placed_at": "2026-01-05"} for email in emails]
        if self.run("import", "orders", "-", stdin=lines(rows)).status == ExitStatus.DONE:
            self.done.orders += [(row["customer_email"], row["number"]) for row in rows]

    def merge(self) -> None:
        """Merge one of the pairs that all processes merge: its second merge changes nothing."""
        survivor, absorbed = self.random.choice(self.people.pairs)
        merged = self.run("merge", survivor, absorbed, "--yes", allowed=(ExitStatus.CONFLICT,))
        if merged.status == ExitStatus.DONE and merged.json()["merge_id"]:
            self.done.merged.append((survivor, absorbed))

    def merge_and_unmerge(self) -> None:
        """Merge and unmerge two customers of this process while others write."""
        emails = [f"{self.name()}@own.com", f"{self.name()}@own.com"]
        for email in emails:
            if self.run("create", "--first-name", "Own", "--email", email, "--tag", email[:-8]).status != ExitStatus.DONE:
                return
        merged = self.run("merge", *emails, "--yes")
        if merged.status == ExitStatus.DONE:
            self.run("unmerge", merged.json()["merge_id"], "--yes", allowed=(ExitStatus.CONFLICT,))
        self.done.created += emails

    def recalculate(self) -> None:
        self.run("vip", "recalculate", allowed=(ExitStatus.BUSY,))

    @property
    def works(self) -> list[Callable[[], None]]:
        """Return the kinds of work; repeated ones are done more often."""
        usual = [self.count, self.count, self.tag, self.update, self.add_address, self.import_customers, self.import_orders, self.merge]
        return [*usual, self.merge_and_unmerge, self.recalculate, self.tag_everybody]


def lines(rows: list[dict[str, Any]]) -> str:
    return "\n".join(map(json.dumps, rows))


def _work(writer: Writer, rounds: int, barrier: Any, file: Path) -> None:
    barrier.wait(60)
    order = [writer.works[(writer.number + index) % len(writer.works)] for index in range(rounds)]
    writer.random.shuffle(order)
    for work in order:
        work()
    file.write_text(json.dumps(asdict(writer.done)))


def write_at_once(customers: Program, people: People, folder: Path, *, processes: int, rounds: int, seconds: float) -> list[Done]:
    """Run a number of processes for a number of rounds, started together; assert that each ends in time."""
    context = multiprocessing.get_context("fork")
    barrier = context.Barrier(processes)
    files = [folder / f"{number}.json" for number in range(processes)]
    writers = [Writer(Program(customers.url, folder / f"home{number}"), people, number) for number in range(processes)]
    started = [context.Process(target=_work, args=(writer, rounds, barrier, file)) for writer, file in zip(writers, files, strict=True)]
    with ended(started, seconds):
        for process in started:
            process.start()
    assert [process.exitcode for process in started] == [0] * processes
    return [Done(**json.loads(file.read_text())) for file in files]


@contextmanager
def ended(processes: list[Any], seconds: float) -> Iterator[None]:
    """Wait for processes to end; a process that hangs is killed, which its exit code shows."""
    end = time.monotonic() + seconds
    try:
        yield
        for process in processes:
            process.join(max(0, end - time.monotonic()))
    finally:
        for process in processes:
            if process.is_alive():
                process.kill()
                process.join()


def totals(done: list[Done]) -> Counter[str]:
    """Return how the commands of all processes ended, by name and status."""
    counts: Counter[str] = Counter()
    for each in done:
        counts.update(each.ends)
    return counts
