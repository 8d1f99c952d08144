"""Commands to kill that write another database, many transactions, or what they erase: copies, batches of merges, undos, distributions."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tests.endurance.killing import CHANGE, PEOPLE, STATEMENT, Shops, Trial, counted
from tests.support import citus

PAIRS = 30


def further_trials(shops: Shops, known: Mapping[str, Any]) -> list[Trial]:
    """Create the initial shops of these commands, and return their trials."""
    erased = counted("SELECT count(*) FROM customers WHERE state = 'erased'")
    # Each pair is a transaction: a merge and the profile that it absorbed.
    merged = counted("SELECT count(*) + (SELECT count(*) FROM customers WHERE state = 'absorbed') FROM merges WHERE undone_at IS NULL")
    pairs = "".join(json.dumps({"primary_id": mail(n), "secondary_id": mail(n + 1)}) + "\n" for n in range(0, 2 * PAIRS, 2))
    steps = frozenset(range(0, 2 * PAIRS + 1, 2))
    few = tuple(mail(n) for n in range(40))
    commands = [
        Trial(
            "db copy",
            "busy",
            ("db", "copy", "{target}"),
            counted("SELECT count(*) FROM orders"),
            frozenset({0, 4 * PEOPLE}),
            4 * PEOPLE,
            again=4,
            since=STATEMENT,
            copies=True,
        ),
        Trial("merge --batch", "busy", ("merge", "--batch", "-"), merged, steps, 2 * PAIRS, stdin=pairs, since=CHANGE),
        Trial("erase", "busy", ("erase", *few), erased, frozenset({0, len(few)}), len(few), again=3, since=CHANGE, erases=True),
        Trial("erase --undone", "undone", ("erase", "--undone"), erased, frozenset({0, PEOPLE}), PEOPLE, since=CHANGE, erases=True),
        Trial(
            "undo --erase",
            "people",
            ("undo", known["customers"], "--erase"),
            erased,
            frozenset({0, PEOPLE}),
            PEOPLE,
            4,
            since=CHANGE,
            erases=True,
        ),
    ]
    if shops.server is not None:
        simulated = shops.copy("busy")
        citus.install(shops.server, simulated.partition("@/")[2].partition("?")[0])
        shops.keep("simulated", simulated)
        placed = counted("SELECT count(*) FROM pg_dist_partition")
        distributed = shops.copy("simulated")
        shops.program(distributed)("db", "distribute", "--yes").succeeds()
        number = placed(distributed)
        shops.drop(distributed)
        commands.append(Trial("db distribute", "simulated", ("db", "distribute"), placed, frozenset({0, number}), number, since=CHANGE))
    return [replace(trial, arguments=(*trial.arguments, "--yes", "--debug")) for trial in commands]


def mail(number: int) -> str:
    """Return the email of a customer of the shop."""
    return f"asha{number}@example.com"
