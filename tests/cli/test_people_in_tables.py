"""People stand by name and email in tables of history, merges and dismissals; JSON and CSV keep their ids."""

import json
from typing import Any

import pytest

from customers.domain.ids import shown_end
from tests.support.factories import create
from tests.support.kept import kept
from tests.support.program import Program


@pytest.fixture
@kept
def people(customers: Program) -> list[Any]:
    """Return three customers: the second was dismissed as the first, the third was merged into the first."""
    bodies = (("Asha", "asha@example.com"), ("Usha", None), ("Nisha", "nisha@example.com"))
    created = [create(customers, name, last_name="Rao", email=email) for name, email in bodies]
    customers("duplicates", "dismiss", created[0]["id"], created[1]["id"]).succeeds()
    customers("merge", created[0]["id"], created[2]["id"], "--yes").succeeds()
    return created


@pytest.mark.parametrize(
    ("command", "sides", "ids"),
    [
        (["history", "--action", "create"], ["customer"], ["customer_id"]),
        (["merges"], ["survivor", "absorbed"], ["survivor_id", "absorbed_id"]),
        (["duplicates", "dismissed"], ["a", "b"], ["a", "b"]),
    ],
    ids=["history", "merges", "dismissed"],
)
def test_tables_show_people_and_fields_name_them(
    customers: Program, people: list[Any], command: list[str], sides: list[str], ids: list[str]
) -> None:
    rows = customers(*command, "-o", "jsonl").succeeds().jsonl()
    by_id = {person["id"]: person for person in people}
    fields = [f"{side}_{name}" for side in sides for name in ("name", "email")]

    picked = customers(*command, "-o", "jsonl", "--fields", ",".join(fields)).succeeds().jsonl()
    table = customers(*command).succeeds().stdout

    assert not any(field in row for row in rows for field in fields)
    for row, members in zip(rows, picked, strict=True):
        for side, id_field in zip(sides, ids, strict=True):
            person = by_id[row[id_field]]
            assert members[f"{side}_name"] == person["full_name"]
            assert members[f"{side}_email"] in (person["email"], None)
            words = " ".join(
                filter(None, (person["full_name"], members[f"{side}_email"] and f"<{person['email']}>", f"…{shown_end(row[id_field])}"))
            )
            assert words in table
            assert row[id_field] not in table
    head, *lines = customers(*command, "-o", "csv", "--fields", ",".join(fields)).succeeds().stdout.splitlines()
    assert head == ",".join(fields)
    assert "Asha Rao" in "".join(lines)
    assert set(fields).isdisjoint(customers(*command, "-o", "csv").succeeds().stdout.splitlines()[0].split(","))
    assert json.dumps(people[0]["id"]) in json.dumps(customers(*command, "-o", "json").succeeds().json())


def test_erased_person_stands_by_the_end_of_the_id(customers: Program, people: list[Any]) -> None:
    customers("erase", people[1]["id"], "--yes").succeeds()

    table = customers("history").succeeds().stdout

    assert f"…{shown_end(people[1]['id'])}" in table
    assert "Usha" not in table
