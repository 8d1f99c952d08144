"""`customers history`: who changed what, when, from what to what."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from customers import open_shop
from customers.domain.ids import shown_end
from customers.errors import ExitStatus, UsageError
from tests.support.factories import HOME, create, create_many, import_orders, order, query
from tests.support.program import Program

UNKNOWN_ID = "01993f2e-7b5c-7cc1-9d5e-8f3a2b1c0d9e"


def history(customers: Program, *arguments: str) -> Any:
    """Return the events that a command line prints as JSON."""
    return customers("history", *arguments, "-o", "json").succeeds().json()["data"]


def commands(customers: Program, *arguments: str) -> list[str]:
    """Return the recorded commands, newest first."""
    return [event["command"] for event in history(customers, *arguments)]


def move_back(customers: Program, command: str, at: datetime) -> None:
    """Change the time of a command's events."""
    moment = int(at.timestamp()) if customers.url.startswith("sqlite") else at
    query(customers.url, "UPDATE events SET at = {} WHERE command = {}", moment, command)


def test_history_lists_changes_newest_first(customers: Program) -> None:
    asha = create(customers, email="asha@example.com", tags=["b"])
    customers("update", asha["id"], "--last-name", "Rao", "--reason", "by mail", "--actor", "priya").succeeds()
    customers("tag", "add", asha["id"], "--tag", "a").succeeds()

    tagged, updated, created = history(customers, "asha@example.com")

    assert list(updated) == ["id", "at", "actor", "reason", "command", "customer_id", "changes", "run_id"]
    assert (updated["actor"], updated["reason"], updated["command"]) == ("priya", "by mail", "update")
    assert updated["customer_id"] == asha["id"]
    assert updated["changes"] == [{"field": "last_name", "before": None, "after": "Rao"}]
    assert tagged["changes"] == [{"field": "tags", "before": ["b"], "after": ["a", "b"]}]
    assert [change["field"] for change in created["changes"]] == ["email", "first_name", "tags"]
    assert created["reason"] is None
    assert created["at"] <= updated["at"] <= tagged["at"]


def test_table_has_one_row_for_each_change(customers: Program) -> None:
    asha = create(customers, accepts_marketing=True, addresses=[HOME])
    customers("update", asha["id"], "--no-accepts-marketing", "--notes", "x" * 300, "--reason", "by mail").succeeds()

    lines = [line.split() for line in customers("history", asha["id"]).succeeds().stdout.splitlines()]

    assert lines[0] == ["TIME", "(UTC)", "ACTOR", "COMMAND", "FIELD", "BEFORE", "AFTER", "REASON"]
    assert len(lines[1][1]) == len("12:34:56")
    assert lines[1][2:] == ["tester", "update", "accepts_marketing", "yes", "no", "by", "mail"]
    assert lines[2][2:5] == ["tester", "update", "consent"]
    assert lines[3][2:] == ["tester", "update", "notes", "x" * 300, "by", "mail"]
    assert lines[-1][2:] == ["tester", "create", "addresses", "default", "shipping:", "12", "MG", "Road,", "Pune", "411001"]


def test_csv_has_rows_by_change_and_jsonl_lines_by_event(customers: Program) -> None:
    asha = create(customers)
    customers("update", asha["id"], "--last-name", "Rao", "--notes", "n").succeeds()
    updated, created = history(customers, asha["id"])

    csv = customers("history", asha["id"], "-o", "csv").succeeds().stdout.splitlines()
    assert csv[0] == "id,at,actor,reason,command,customer_id,field,before,after,run_id"
    assert csv[1] == f"{updated['id']},{updated['at']},tester,,update,{asha['id']},last_name,,Rao,{updated['run_id']}"
    assert len(csv) == 4
    assert customers("history", asha["id"], "-o", "jsonl").jsonl() == [updated, created]
    assert customers("history", asha["id"], "-o", "ids").stdout == f"{updated['id']}\n{created['id']}\n"
    assert customers("history", asha["id"], "-o", "csv", "--fields", "field,after").stdout.splitlines()[2] == "notes,n"
    customers("history", asha["id"], "-o", "json", "--fields", "change").fails(ExitStatus.USAGE, "did you mean changes?")
    customers("history", asha["id"], "--fields", "befor").fails(ExitStatus.USAGE, "Did you mean before?")


def test_history_without_customer_covers_all_customers(customers: Program) -> None:
    asha, usha = create(customers), create(customers, "Usha")
    customers("tag", "add", asha["id"], usha["id"], "--tag", "a").succeeds()

    events = history(customers)

    assert [(event["command"], event["customer_id"]) for event in events] == [
        ("tag add", usha["id"]),
        ("tag add", asha["id"]),
        ("create", usha["id"]),
        ("create", asha["id"]),
    ]
    assert events[0]["id"] == events[1]["id"]
    assert customers("history").succeeds().stdout.splitlines()[1].split()[2:4] == ["Usha", f"…{shown_end(usha['id'])}"]


def test_filters_limit_events(customers: Program) -> None:
    asha, usha = create(customers), create(customers, "Usha")
    customers("tag", "add", asha["id"], usha["id"], "--tag", "a", "--actor", "priya").succeeds()
    customers("tag", "remove", usha["id"], "--tag", "a").succeeds()
    customers("update", usha["id"], "--notes", "n", "--actor", "priya").succeeds()

    assert commands(customers, "--actor", "priya") == ["update", "tag add", "tag add"]
    assert commands(customers, "--action", "tag") == ["tag remove", "tag add", "tag add"]
    assert commands(customers, "--action", " Tag  ADD ") == ["tag add", "tag add"]
    assert commands(customers, usha["id"], "--action", "tag add", "--actor", "priya") == ["tag add"]
    assert commands(customers, asha["id"], "--action", "update") == []


def test_since_is_inclusive_and_until_exclusive(customers: Program) -> None:
    asha = create(customers)
    customers("update", asha["id"], "--notes", "n").succeeds()
    move_back(customers, "create", datetime(2026, 1, 5, 10, tzinfo=UTC))

    assert commands(customers, "--until", "2026-01-05T10:00:00Z") == []
    assert commands(customers, "--until", "2026-01-06") == ["create"]
    assert commands(customers, "--since", "2026-01-05T10:00:00Z") == ["update", "create"]
    assert commands(customers, "--since", "2026-01-05T15:30:01+05:30") == ["update"]
    assert commands(customers, asha["id"], "--since", "2999-01-01") == []
    customers("history", "--since", "some day").fails(ExitStatus.USAGE, "--since", "some day")


def test_unknown_action_gives_suggestion(customers: Program) -> None:
    customers("history", "--action", "updat").succeeds()
    asha = create(customers)
    customers("update", asha["id"], "--notes", "n").succeeds()

    customers("history", "--action", "updat").fails(ExitStatus.USAGE, "no command 'updat'", "Did you mean update?")
    customers("history", asha["id"], "--action", "tagg ad").fails(ExitStatus.USAGE, "create, update")
    # A known command without events is not a typo.
    assert commands(customers, "--action", "delete") == commands(customers, "--action", "tag rename") == []


def test_filters_treat_wildcards_as_characters(customers: Program) -> None:
    create(customers)

    for option in ("--action", "--actor"):
        assert customers("history", option, "%", "-o", "ids").stdout == ""


def test_pages_and_cursors_visit_each_event_once(customers: Program) -> None:
    create_many(customers, *({"first_name": f"P{number}", "email": f"p{number}@example.com"} for number in range(5)))
    customers("tag", "add", "--has-email", "--tag", "a", "--yes").succeeds()
    complete = customers("history", "--all", "-o", "jsonl").succeeds().jsonl()
    assert len(complete) == 10
    assert complete == sorted(complete, key=lambda event: (event["id"], event["customer_id"]), reverse=True)

    by_page = [event for number in range(1, 5) for event in history(customers, "--page", str(number), "--per-page", "3")]
    page = customers("history", "--per-page", "3", "-o", "json").succeeds().json()
    assert page["meta"] | {"next_cursor": ""} == {"page": 1, "per_page": 3, "total": 10, "pages": 4, "next_cursor": ""}
    by_cursor = page["data"]
    while cursor := page["meta"]["next_cursor"]:
        page = customers("history", "--cursor", cursor, "--per-page", "3", "-o", "json").succeeds().json()
        by_cursor += page["data"]

    assert by_page == by_cursor == complete
    listed = customers("list", "--per-page", "1", "-o", "json").json()["meta"]["next_cursor"]
    customers("history", "--cursor", listed).fails(ExitStatus.USAGE, "not a cursor")


def test_history_accepts_id_and_former_identities_of_deleted_customer(customers: Program) -> None:
    asha = create(customers, email="asha@example.com", phone="9876543210", external_ids={"erp": "1"})
    customers("delete", asha["id"], "--yes", "--reason", "asked").succeeds()

    for reference in (asha["id"], "ASHA@example.com", "98765 43210", "erp:1"):
        assert commands(customers, reference) == ["delete", "create"]
    usha = create(customers, "Usha", email="asha@example.com")
    assert [event["customer_id"] for event in history(customers, "asha@example.com")] == [usha["id"]]
    customers("history", UNKNOWN_ID).fails(ExitStatus.NOT_FOUND, UNKNOWN_ID)
    customers("history", "nobody@example.com").fails(ExitStatus.NOT_FOUND, "nobody@example.com")


def test_history_of_survivor_includes_absorbed_profiles(customers: Program) -> None:
    asha, usha, nisha = create(customers), create(customers, "Usha"), create(customers, "Nisha")
    for absorbed, survivor in ((nisha, usha), (usha, asha)):
        statement = "UPDATE customers SET state = 'absorbed', merged_into = {} WHERE id = {}"
        query(customers.url, statement, UUID(survivor["id"]), UUID(absorbed["id"]))

    assert [event["customer_id"] for event in history(customers, asha["id"])] == [nisha["id"], usha["id"], asha["id"]]
    rows = customers("history", asha["id"]).succeeds().stdout.splitlines()
    assert [row.split()[2] for row in rows[1:]] == ["Nisha", "Usha", "Asha"]
    result = customers("history", nisha["id"], "-o", "json").succeeds()
    assert [event["customer_id"] for event in result.json()["data"]] == [nisha["id"]]
    assert "was merged into Usha" in result.stderr


def test_history_shows_vip_changes_and_events_without_changes(customers: Program) -> None:
    asha = create(customers)
    import_orders(customers, order(asha, "1", "60000"))
    query(customers.url, "UPDATE events SET changes = {} WHERE command = 'create'", "{}")

    risen, created = history(customers, asha["id"])

    assert risen["changes"] == [{"field": "is_vip", "before": False, "after": True}]
    assert created["changes"] == []
    rows = customers("history", asha["id"], "--fields", "command,before,after").succeeds().stdout.splitlines()
    assert [row.split() for row in rows[1:]] == [["import", "orders", "no", "yes"], ["create"]]


@pytest.mark.parametrize("form", ["json", "jsonl", "csv", "ids", "table"])
def test_history_of_empty_shop_is_empty(sqlite_customers: Program, form: str) -> None:
    sqlite_customers("history", "-o", form).succeeds()
    sqlite_customers("history", "-o", form, "--all").succeeds()


@pytest.mark.parametrize(
    "document", ["no JSON", "[]", "5", "null", '{"notes": "x"}', '{"notes": ' + "[" * 3000 + "]" * 3000 + "}", "9" * 5000]
)
def test_damaged_history_is_an_error_of_the_database(customers: Program, document: str) -> None:
    asha = create(customers, email="asha@example.com")["id"]
    query(customers.url, "UPDATE events SET changes = {}", document)

    for command in ("history", "undo"):
        customers(command, *(["--yes"] if command == "undo" else [asha])).fails(ExitStatus.DATABASE, "a stored ", "backup")


@pytest.mark.parametrize("name", ["reason", "actor"])
def test_reason_and_actor_have_at_most_a_thousand_characters(customers: Program, name: str) -> None:
    create(customers, email="asha@example.com")
    change = ("update", "asha@example.com", f"--{name}")

    too_long = "1,001 characters are too many; at most 1,000 are allowed"
    customers(*change, "r" * 1_001, "--notes", "x").fails(ExitStatus.USAGE, f"--{name}: {too_long}")
    with pytest.raises(UsageError, match=f"{name}: {too_long}"):
        open_shop(customers.url, **dict[str, Any]({name: "r" * 1_001}))
    customers(*change, "r" * 1_000, "--notes", "x").succeeds()
    assert history(customers)[0][name] == "r" * 1_000
