"""`customers erase`: saved segments that identify who is erased."""

from typing import Any

import pytest

from tests.support.factories import create, query
from tests.support.program import Program

PERSON: dict[str, Any] = {"email": "zqxasha@example.com", "phone": "+919812300002", "external_ids": {"till": "zqx77"}}


@pytest.mark.parametrize("searched", ["Zqxasha@example.com", "98123 00002", "zqxasha  ZQXRAO", "zqx77"])
def test_erasure_warns_of_saved_segments_that_identify_the_person(customers: Program, searched: str) -> None:
    asha = create(customers, "Zqxasha", last_name="Zqxrao", **PERSON)
    customers("segments", "save", "hers", "--search", searched).succeeds()
    customers("segments", "save", "pune", "--city", "Pune").succeeds()
    warning = "Saved segments still identify somebody who is erased: 'hers'"

    assert warning in customers("erase", asha["id"], "--dry-run").succeeds().stderr
    erased = customers("erase", asha["id"], "--yes", "-q").succeeds()

    assert warning in erased.stderr
    assert "customers segments remove" in erased.stderr
    assert "hers" in customers("segments", "list").succeeds().stdout
    assert "identify" not in customers("erase", asha["id"], "--yes").succeeds().stderr


def test_erasure_warns_of_labels_and_former_versions(customers: Program) -> None:
    asha = create(customers, "Zqxasha", last_name="Zqxrao", **PERSON)
    customers("segments", "save", "labelled", "--city", "Pune", "--label", "Like Zqxasha Zqxrao").succeeds()
    for name in ("changed", "removed"):
        customers("segments", "save", name, "--search", PERSON["email"]).succeeds()
    customers("segments", "save", "changed", "--city", "Pune", "--replace").succeeds()
    customers("segments", "remove", "removed", "--yes").succeeds()

    warnings = customers("erase", asha["id"], "--yes").succeeds().stderr

    assert "identify somebody who is erased: 'labelled';" in warnings
    assert "former versions of saved segments that identify somebody who is erased: 'changed' and 'removed'." in warnings


def test_erasure_is_silent_about_other_segments(customers: Program) -> None:
    asha = create(customers, "Zqxasha", last_name="Zqxrao", **PERSON)
    customers("segments", "save", "others", "--search", "usha@example.com", "--label", "Usha").succeeds()

    assert "segment" not in customers("erase", asha["id"], "--yes").succeeds().stderr


def test_erasure_is_not_stopped_by_a_damaged_segment(customers: Program) -> None:
    asha = create(customers, "Zqxasha", last_name="Zqxrao", **PERSON)
    customers("segments", "save", "pune", "--city", "Pune").succeeds()
    query(customers.url, "UPDATE saved_segments SET filters = {}", '{"no_filter": 1}')

    assert "The saved segments were not searched" in customers("erase", asha["id"], "--yes").succeeds().stderr

    assert customers("list", "--all", "-o", "json").succeeds().json()["data"] == []
