"""TIME in every option that takes one: its forms, its zone, and what the end of something includes."""

from datetime import UTC, datetime, timedelta

import pytest

from customers.errors import ExitStatus
from tests.support.commands import ALL
from tests.support.factories import create, create_many, import_orders, listed, order
from tests.support.program import Program

KOLKATA = {"CUSTOMERS_TIMEZONE": "Asia/Kolkata"}
# The options with the placeholder TIME, each with its command.
TIME_OPTIONS = sorted(
    (path, option.opts[0]) for path, command in ALL.items() for option in command.params if getattr(option, "metavar", None) == "TIME"
)


def required(path: str, option: str) -> list[str]:
    """Return the words that a command needs besides an option."""
    words: list[str] = []
    for parameter in ALL[path].params:
        if parameter.required and option not in parameter.opts:
            words += ["2026"] if parameter.param_type_name == "argument" else [parameter.opts[0], "2026"]
    return words


def ago(**age: int) -> str:
    """Return the moment of an age before now, in UTC."""
    return (datetime.now(UTC) - timedelta(**age)).strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.mark.parametrize(("path", "option"), TIME_OPTIONS)
def test_every_time_is_refused_by_name_with_its_forms(sqlite_customers: Program, path: str, option: str) -> None:
    refused = sqlite_customers(*path.split(), *required(path, option), option, "some day")

    refused.fails(
        ExitStatus.USAGE, f"{option}: 'some day' is not a time; write 2026-11-23, 2026-11, 2026", "today, yesterday", "7d", stdout=None
    )


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        ("2026-03", ["3", "4"]),
        ("2026", ["1", "2", "3", "4"]),
        ("2026-03-01", ["3", "4"]),
        ("2026-03-01T00:00:00Z", ["4"]),
        ("2026-02-28T18:30:00Z", ["3", "4"]),
    ],
)
def test_period_begins_with_its_first_moment_in_zone(customers: Program, since: str, expected: list[str]) -> None:
    asha = create(customers)
    times = ("2025-12-31T18:30:00Z", "2026-02-28T18:29:59Z", "2026-02-28T18:30:00Z", "2026-03-01T00:00:00Z")
    import_orders(customers, *(order(asha, str(number), "10", time) for number, time in enumerate(times, 1)))

    rows = customers("orders", "--since", since, "--all", "-o", "jsonl", env=KOLKATA).succeeds().jsonl()
    before = customers("orders", "--until", since, "--all", "-o", "jsonl", env=KOLKATA).succeeds().jsonl()

    assert sorted(row["number"] for row in rows) == expected
    assert sorted(row["number"] for row in before) == sorted({"1", "2", "3", "4"} - set(expected))


def test_ages_count_back_from_now(customers: Program) -> None:
    create_many(
        customers,
        *(
            {"first_name": name, "created_at": ago(**age)}
            for name, age in {"Asha": {"hours": 1}, "Bela": {"days": 3}, "Chitra": {"days": 40}}.items()
        ),
    )

    for age, names in {
        "2h": ["Asha"],
        "7d": ["Asha", "Bela"],
        "1w": ["Asha", "Bela"],
        "1mo": ["Asha", "Bela"],
        "1y": ["Asha", "Bela", "Chitra"],
    }.items():
        assert sorted(listed(customers, "list", "--created-after", age)) == names
    assert listed(customers, "list", "--created-before", "1mo") == ["Chitra"]


def test_today_and_yesterday_begin_at_midnight_in_zone(customers: Program) -> None:
    create(customers)

    for zone in ("Pacific/Kiritimati", "Pacific/Niue", "UTC"):
        env = {"CUSTOMERS_TIMEZONE": zone}
        assert len(customers("history", "--since", "today", "-o", "json", env=env).succeeds().json()["data"]) == 1
        assert customers("history", "--until", "today", "-o", "json", env=env).succeeds().json()["data"] == []
        assert customers("history", "--until", "yesterday", "-o", "json", env=env).succeeds().json()["data"] == []


def until(customers: Program, *arguments: str) -> str:
    """Return when an override ends that an option gives."""
    override = customers("vip", *arguments, "--reason", "x", "-o", "json", "--fields", "vip_override", env=KOLKATA).succeeds().json()
    end: str = override["vip_override"]["until"]
    return end


@pytest.mark.parametrize("command", ["pin", "exclude"])
def test_until_of_override_includes_its_day_and_counts_ages_forward(customers: Program, command: str) -> None:
    asha = create(customers)

    assert until(customers, command, asha["id"], "--until", "2099-12-31") == "2099-12-31T18:30:00Z"
    assert until(customers, command, asha["id"], "--until", "2099-12") == "2099-12-31T18:30:00Z"
    assert until(customers, command, asha["id"], "--until", "2099-12-31T10:00") == "2099-12-31T04:30:00Z"
    assert ago(days=-31) > until(customers, command, asha["id"], "--until", "30d") > ago(days=-29)


def test_as_of_of_segments_is_in_zone(customers: Program) -> None:
    asha = create(customers)
    import_orders(customers, order(asha, "1", "10", "2026-01-05"), order(asha, "2", "10", "2026-02-28T18:40:00Z"))

    counts = {
        moment: customers("segments", "--as-of", moment, "-o", "json", env=KOLKATA).succeeds().json()["returning"]["count"]
        for moment in ("2026-03-01", "2026-03-01T01:00", "2026-02-28T18:35:00Z")
    }

    assert counts == {"2026-03-01": 0, "2026-03-01T01:00": 1, "2026-02-28T18:35:00Z": 0}


def test_update_takes_the_time_that_a_table_shows(customers: Program) -> None:
    asha = create(customers)
    customers("update", asha["id"], "--notes", "n", "--if-unchanged-since", "1h", env=KOLKATA).fails(ExitStatus.CONFLICT)

    seen = datetime.fromisoformat(asha["updated_at"]) + timedelta(hours=5, minutes=30)
    customers("update", asha["id"], "--notes", "n", "--if-unchanged-since", f"{seen:%Y-%m-%dT%H:%M:%S}", env=KOLKATA).succeeds()


def test_time_of_file_is_in_zone(customers: Program) -> None:
    asha = create(customers)
    row = "number,customer_id,total,placed_at\n1,{},{},2026-02-01\n"

    customers("import", "orders", "-", "--as-of", "2026-03-01", stdin=row.format(asha["id"], 20), env=KOLKATA).succeeds()
    older = customers("import", "orders", "-", "--as-of", "2026-02-28T18:00:00Z", "-o", "json", stdin=row.format(asha["id"], 10))
    newer = customers("import", "orders", "-", "--as-of", "2026-02-28T19:00:00Z", "-o", "json", stdin=row.format(asha["id"], 30))

    older.prints_json(updated=0, skipped=1)
    newer.prints_json(updated=1)
