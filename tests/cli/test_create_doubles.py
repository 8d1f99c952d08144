"""`customers create` of somebody who is there already."""

import json
from typing import Any

import pytest

from customers.domain.ids import shown_end
from tests.support.factories import HOME, OFFICE, create, show
from tests.support.program import Program, Result

PHONE = "+919876543210"


def created(customers: Program, *options: str, **body: Any) -> Result:
    """Create a customer from the fields of a JSON object."""
    return customers("create", "--from-json", "-", *options, stdin=json.dumps(body)).succeeds()


def hint(name: str) -> str:
    """Return the end of a notice."""
    return f"; `customers duplicates --customer {name}` compares them.\n"


def test_create_says_who_has_the_phone(customers: Program) -> None:
    asha = create(customers, "Asha", last_name="Rao", email="asha@example.com", phone=PHONE)

    dry = created(customers, "--dry-run", first_name="Bo", phone="98765 43210")
    done = created(customers, "-o", "json", first_name="Bo", phone="98765 43210")

    sentence = f"Asha Rao (asha@example.com, …{shown_end(asha['id'])}) has the same phone" + hint("asha@example.com")
    assert done.stderr == sentence
    assert dry.stderr == sentence + "Dry run: nothing was changed.\n"
    assert show(customers, done.json()["id"])["phone"] == PHONE
    assert customers("duplicates", "--customer", "asha@example.com").succeeds()


def test_create_says_who_has_name_and_address(customers: Program) -> None:
    create(customers, "Asha", last_name="Rao", addresses=[OFFICE])
    create(customers, "Usha", last_name="Rao", addresses=[HOME])
    asha = create(customers, "Asha", last_name="Rao", addresses=[OFFICE | {"city": "Nagpur"}, HOME])

    done = created(customers, first_name="ASHA", last_name="Ráo", addresses=[HOME | {"address1": "12, mg road", "state": "MH"}])

    assert done.stderr == f"Asha Rao (…{shown_end(asha['id'])}) has the same name and address" + hint(asha["id"])


def test_create_counts_further_ones_and_says_each_once(sqlite_customers: Program) -> None:
    asha = create(sqlite_customers, "Asha", email="asha@example.com", phone=PHONE, addresses=[HOME])
    for _ in range(2):
        create(sqlite_customers, "Bo", phone=PHONE)

    done = created(sqlite_customers, first_name="Asha", phone=PHONE, addresses=[HOME])

    assert done.stderr == f"Asha (asha@example.com, …{shown_end(asha['id'])}) and 2 others have the same phone" + hint("asha@example.com")


@pytest.mark.parametrize("command", ["delete", "erase"])
def test_create_is_silent_about_others(sqlite_customers: Program, command: str) -> None:
    bo = create(sqlite_customers, "Bo", phone=PHONE, addresses=[HOME])
    sqlite_customers(command, bo["id"], "--yes").succeeds()
    create(sqlite_customers, "Asha", addresses=[HOME])

    assert created(sqlite_customers, first_name="Bo", phone=PHONE, addresses=[HOME]).stderr == ""
    assert created(sqlite_customers, "-q", first_name="Bo", phone=PHONE).stderr == ""
