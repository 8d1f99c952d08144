"""`customers update` by options."""

from typing import Any
from uuid import UUID

import pytest

from customers.domain.timestamps import parse_timestamp
from customers.errors import ExitStatus
from tests.support.factories import create, events, query, show
from tests.support.program import Program


def test_update_changes_given_fields_only(customers: Program) -> None:
    asha = create(customers, last_name="Rao", email="asha@example.com", notes="n", tags=["a"], external_ids={"erp": "1"})

    updated = customers("update", asha["id"], "--phone", "98765 43210", "--external-id", "shopify:8", "-o", "json").succeeds().json()

    changed = {"phone": "+919876543210", "external_ids": {"erp": "1", "shopify": "8"}, "updated_at": updated["updated_at"]}
    assert updated == asha | changed
    assert show(customers, asha["id"]) == updated


def test_updated_at_rises_with_every_change(customers: Program) -> None:
    created = create(customers, email="a@example.com")["updated_at"]
    updates = [customers("update", "a@example.com", "--last-name", name, "-o", "json").json() for name in ("Rao", "Sen", "Das")]

    times = [created, *(updated["updated_at"] for updated in updates)]
    assert times == sorted(set(times))


def test_update_with_equal_values_changes_nothing(customers: Program) -> None:
    asha = create(customers, last_name="Rao", email="asha@example.com")

    same = customers("update", asha["id"], "--last-name", " Rao ", "--email", "asha@example.com", "-o", "json").succeeds()

    assert same.json() == asha
    assert "nothing" in same.stderr
    assert len(events(customers, asha["id"])) == 1


def test_update_without_fields_is_refused(customers: Program) -> None:
    customers("update", create(customers)["id"]).fails(ExitStatus.USAGE, "nothing to update")


def test_unset_option_clears_field(customers: Program) -> None:
    body: dict[str, Any] = {"last_name": "Rao", "email": "asha@example.com", "phone": "9876543210", "notes": "n", "tags": ["a"]}
    asha = create(customers, external_ids={"erp": "1", "shopify": "8"}, **body)

    unset = [word for name in body for word in ("--unset", name)] + ["--drop-alias"]
    updated = customers("update", asha["id"], *unset, "--unset", "external_ids.erp", "-o", "json").succeeds().json()

    assert [updated[name] for name in body] == [None, None, None, None, []]
    assert updated["external_ids"] == {"shopify": "8"}
    customers("update", asha["id"], "--unset", "external_ids", "-o", "json").prints_json(external_ids={})
    create(customers, "Usha", email="asha@example.com", external_ids={"erp": "1", "shopify": "8"})


def test_update_refuses_contradictory_options(customers: Program) -> None:
    asha = create(customers, notes="n")
    wrong = [
        (["--unset", "emial"], ["emial", "email"]),
        (["--unset", "first_name"], ["first_name"]),
        (["--unset", "total_spent"], ["total_spent"]),
        (["--unset", "notes", "--notes", "x"], ["notes", "both"]),
        (["--first-name", " "], ["--first-name"]),
        (["--email", "nonsense"], ["email", "nonsense"]),
        (["--phone", "+91 12"], ["phone"]),
    ]

    for arguments, needles in wrong:
        customers("update", asha["id"], *arguments).fails(ExitStatus.USAGE, *needles)

    assert show(customers, asha["id"]) == asha


def test_taken_identity_error_names_owner(customers: Program) -> None:
    asha = create(customers, email="asha@example.com", external_ids={"erp": "1"})
    usha = create(customers, "Usha", email="usha@example.com")

    customers("update", usha["id"], "--email", "ASHA@example.com").fails(ExitStatus.CONFLICT, asha["id"])
    customers("update", usha["id"], "--external-id", "erp:1").fails(ExitStatus.CONFLICT, "erp:1", asha["id"])
    assert show(customers, usha["id"]) == usha


def test_update_changes_case_of_own_email(customers: Program) -> None:
    create(customers, email="asha@example.com")

    customers("update", "asha@example.com", "--email", "Asha@Example.com", "-o", "json").prints_json(email="Asha@Example.com")


def test_released_email_is_available(customers: Program) -> None:
    asha = create(customers, email="asha@example.com")
    customers("update", asha["id"], "--email", "rao@example.com", "--drop-alias").succeeds()

    create(customers, "Usha", email="asha@example.com")


def test_if_unchanged_since_refuses_changed_customer(customers: Program) -> None:
    asha = create(customers, email="asha@example.com")
    changed = customers("update", asha["id"], "--notes", "first", "-o", "json").json()

    late = customers("update", asha["id"], "--notes", "second", "--if-unchanged-since", asha["updated_at"])
    late.fails(ExitStatus.CONFLICT, "Asha (asha@example.com)", changed["updated_at"])
    assert show(customers, asha["id"]) == changed

    customers("update", asha["id"], "--notes", "second", "--if-unchanged-since", changed["updated_at"]).succeeds()
    customers("update", asha["id"], "--notes", "x", "--if-unchanged-since", "some day").fails(ExitStatus.USAGE, "some day")


def test_dry_run_shows_fields_and_changes_nothing(customers: Program) -> None:
    asha = create(customers, last_name="Rao", notes="old")
    change = ("update", asha["id"], "--last-name", "Sen", "--unset", "notes", "--dry-run")

    dry = customers(*change).succeeds()
    assert [line.split() for line in dry.stdout.splitlines()] == [
        ["FIELD", "BEFORE", "AFTER"],
        ["last_name", "Rao", "Sen"],
        ["notes", "old"],
    ]
    assert "nothing was changed" in dry.stderr

    customers(*change, "-o", "json").prints_json(last_name="Sen", notes=None, dry_run=True)
    assert show(customers, asha["id"]) == asha
    assert len(events(customers, asha["id"])) == 1


def test_history_records_fields_before_and_after(customers: Program) -> None:
    asha = create(customers, last_name="Rao")
    customers("update", asha["id"], "--last-name", "Sen", "--external-id", "erp:1", "--reason", "married", "--actor", "priya").succeeds()

    event = events(customers, asha["id"])[-1]

    assert (event.actor, event.reason, event.command) == ("priya", "married", "update")
    assert event.changes == {"last_name": {"before": "Rao", "after": "Sen"}, "external_ids": {"before": {}, "after": {"erp": "1"}}}


def test_consent_options_change_and_record_consent(customers: Program) -> None:
    asha = create(customers, email="asha@example.com")

    customers("update", "asha@example.com", "--accepts-marketing", "-o", "json").prints_json(accepts_marketing=True)
    customers("update", "asha@example.com", "--no-accepts-marketing", "-o", "json").prints_json(accepts_marketing=False)

    changes = [event.changes for event in events(customers, asha["id"])[1:]]
    assert [change["accepts_marketing"] for change in changes] == [{"before": not accepts, "after": accepts} for accepts in (True, False)]
    assert [change["consent"]["after"]["state"] for change in changes] == ["yes", "no"]
    assert [change["consent"]["before"] for change in changes] == [None, changes[0]["consent"]["after"]]


@pytest.mark.parametrize("word", ["--accepts-marketing", "--no-accepts-marketing"])
def test_consent_is_stored_with_time_source_and_actor(customers: Program, word: str) -> None:
    asha = create(customers)

    customers("update", asha["id"], word, "--actor", "priya").succeeds()

    columns = "consent_at IS NOT NULL, consent_source, consent_actor"
    [(dated, source, actor)] = query(customers.url, f"SELECT {columns} FROM customers WHERE id = {{}}", UUID(asha["id"]))
    assert (bool(dated), source, actor) == (True, "operator", "priya")


def test_disabled_consent_is_false_and_cannot_be_set(customers: Program) -> None:
    without = {"CUSTOMERS_ENABLE_MARKETING_CONSENT": "false"}
    asha = create(customers, accepts_marketing=True)

    assert customers("show", asha["id"], "-o", "json", env=without).json()["accepts_marketing"] is False
    assert customers("list", "--accepts-marketing", "-o", "ids", env=without).succeeds().stdout == ""
    customers("update", asha["id"], "--accepts-marketing", env=without).fails(ExitStatus.USAGE, "accepts_marketing")
    customers("create", "--first-name", "Usha", "--accepts-marketing", env=without).fails(ExitStatus.USAGE, "accepts_marketing")
    assert show(customers, asha["id"])["accepts_marketing"] is True


def test_times_are_rfc_3339_in_utc(customers: Program) -> None:
    created = create(customers)["created_at"]

    assert created == parse_timestamp(created).strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.mark.parametrize("value", ["", "  "])
@pytest.mark.parametrize("field", ["email", "phone", "last_name", "notes"])
def test_empty_value_is_refused(customers: Program, field: str, value: str) -> None:
    asha = create(customers, email="asha@example.com", phone="+919876543210", last_name="Rao", notes="mail only")
    option = f"--{field.replace('_', '-')}"

    customers("update", asha["id"], option, value, "--yes").fails(2, f"{option} is empty", f"--unset {field}")
    assert show(customers, asha["id"]) == asha
    customers("update", asha["id"], "--unset", field, "-o", "json").prints_json(**{field: None})


@pytest.mark.parametrize("option", ["--first-name", "--external-id", "--if-unchanged-since"])
def test_empty_value_of_required_field_is_refused(customers: Program, option: str) -> None:
    asha = create(customers)

    customers("update", asha["id"], "--notes", "new", option, "").fails(2, option)
    assert show(customers, asha["id"]) == asha
