"""`customers tag`: tags of named customers."""

from customers.errors import ExitStatus
from tests.support.factories import create, events, show
from tests.support.program import Program


def test_add_remove_and_set_change_tags(customers: Program) -> None:
    create(customers, email="asha@example.com", tags=["Wholesale"])

    customers("tag", "add", "asha@example.com", "--tag", "Pune", "--tag", "b2b").succeeds()
    assert show(customers, "asha@example.com")["tags"] == ["b2b", "Pune", "Wholesale"]

    customers("tag", "remove", "asha@example.com", "--tag", "WHOLESALE,b2b").succeeds()
    assert show(customers, "asha@example.com")["tags"] == ["Pune"]

    customers("tag", "set", "asha@example.com", "--tag", "new,Fresh").succeeds()
    assert show(customers, "asha@example.com")["tags"] == ["Fresh", "new"]


def test_result_counts_pairs_of_customer_and_tag(customers: Program) -> None:
    asha, usha = create(customers, tags=["a"]), create(customers, "Usha")
    both = (asha["id"], usha["id"], "-o", "json")

    added = customers("tag", "add", *both, "--tag", "a,b").succeeds().json()
    assert added == {"customers": 2, "added": 3, "removed": 0, "unchanged": 1, "refused": []}
    customers("tag", "remove", *both, "--tag", "b,c").prints_json(customers=2, added=0, removed=2, unchanged=2)
    customers("tag", "set", *both, "--tag", "a,d").prints_json(customers=2, added=2, removed=0, unchanged=2)
    customers("tag", "set", *both, "--tag", "d").prints_json(customers=2, added=0, removed=2, unchanged=2)


def test_tags_ignore_case_and_keep_first_spelling(customers: Program) -> None:
    asha, usha = create(customers, tags=["Wholesale"]), create(customers, "Usha")

    customers("tag", "add", asha["id"], usha["id"], "--tag", "WHOLESALE", "-o", "json").prints_json(added=1, unchanged=1)

    assert show(customers, asha["id"])["tags"] == ["Wholesale"]
    assert show(customers, usha["id"])["tags"] == ["WHOLESALE"]
    customers("tag", "set", asha["id"], "--tag", "wholesale", "-o", "json").prints_json(added=0, removed=0, unchanged=1)
    assert show(customers, asha["id"])["tags"] == ["Wholesale"]


def test_white_space_in_tag_is_collapsed(customers: Program) -> None:
    asha = create(customers)

    customers("tag", "add", asha["id"], "--tag", "  Big \t Spender ", "--tag", "big spender", "-o", "json").prints_json(added=1)

    assert show(customers, asha["id"])["tags"] == ["Big Spender"]


def test_invalid_tag_is_refused(customers: Program) -> None:
    asha = create(customers)

    for tag, needle in (("x" * 65, "64"), ("", "blank"), (" , ", "blank"), ("a\x1b[0m", "U+001B"), ("a\x07", "U+0007")):
        customers("tag", "add", asha["id"], "--tag", tag).fails(ExitStatus.USAGE, needle)

    assert show(customers, asha["id"]) == asha


def test_add_refuses_tag_251(customers: Program) -> None:
    asha = create(customers, tags=[f"t{number}" for number in range(249)])

    customers("tag", "add", asha["id"], "--tag", "one,two").fails(ExitStatus.USAGE, "Asha (…", "251 tags", "at most 250")
    assert len(show(customers, asha["id"])["tags"]) == 249
    customers("tag", "add", asha["id"], "--tag", "one").succeeds()
    customers("tag", "add", asha["id"], "--tag", "ONE", "-o", "json").prints_json(added=0, unchanged=1)
    customers("tag", "set", asha["id"], "--tag", ",".join(f"s{number}" for number in range(251))).fails(ExitStatus.USAGE, "250")
    assert len(show(customers, asha["id"])["tags"]) == 250
    many = ",".join(f"m{number}" for number in range(251))
    customers("tag", "add", create(customers)["id"], "--tag", many).fails(ExitStatus.USAGE, "251 tags", "at most 250")


def test_missing_tags_or_customers_are_refused(customers: Program) -> None:
    asha = create(customers)

    customers("tag", "add", "--tag", "sale").fails(ExitStatus.USAGE, "no customers given")
    customers("tag", "add", asha["id"]).fails(ExitStatus.USAGE, "no tag given")
    customers("tag", "add", asha["id"], "--search", "x", "--tag", "a").fails(ExitStatus.USAGE, "not both")
    customers("tag").fails(ExitStatus.USAGE)

    assert show(customers, asha["id"]) == asha


def test_unknown_customer_changes_nothing(customers: Program) -> None:
    asha = create(customers)

    customers("tag", "add", asha["id"], "nobody@example.com", "--tag", "a").fails(ExitStatus.NOT_FOUND, "nobody@example.com")

    assert show(customers, asha["id"]) == asha


def test_updated_at_changes_with_tags_only(customers: Program) -> None:
    asha, usha = create(customers, tags=["a"]), create(customers, "Usha")

    customers("tag", "add", asha["id"], usha["id"], "--tag", "a").succeeds()

    assert show(customers, asha["id"])["updated_at"] == asha["updated_at"]
    assert show(customers, usha["id"])["updated_at"] > usha["updated_at"]


def test_dry_run_counts_and_changes_nothing(customers: Program) -> None:
    asha = create(customers, tags=["a"])

    for verb in ("add", "remove", "set"):
        dry = customers("tag", verb, asha["id"], "--tag", "a,b", "--dry-run", "-o", "json").succeeds()
        assert dry.json()["dry_run"] is True
        assert "nothing was changed" in dry.stderr

    assert show(customers, asha["id"]) == asha
    assert len(events(customers, asha["id"])) == 1


def test_dry_run_shows_tags_before_and_after(customers: Program) -> None:
    asha = create(customers, tags=["a"])

    output = customers("tag", "add", asha["id"], "--tag", "b", "--dry-run").succeeds().stdout

    assert ["tags", "a", "a,", "b"] in [line.split()[-4:] for line in output.splitlines()]


def test_history_records_tags_before_and_after(customers: Program) -> None:
    asha = create(customers, tags=["b"])
    customers("tag", "add", asha["id"], "--tag", "A,c", "--reason", "fair", "--actor", "priya").succeeds()
    customers("tag", "add", asha["id"], "--tag", "a").succeeds()

    [_, event] = events(customers, asha["id"])

    assert (event.actor, event.reason, event.command) == ("priya", "fair", "tag add")
    assert event.changes == {"tags": {"before": ["b"], "after": ["A", "b", "c"]}}


def test_tag_list_counts_active_customers_by_tag(customers: Program) -> None:
    create(customers, tags=["Wholesale", "a"])
    create(customers, "Usha", tags=["wholesale"])
    deleted = create(customers, "Nisha", tags=["gone", "a"])
    customers("delete", deleted["id"], "--yes").succeeds()

    page = customers("tag", "list", "-o", "json").succeeds().json()

    assert page["data"] == [{"tag": "a", "customers": 1}, {"tag": "Wholesale", "customers": 2}]
    assert page["meta"]["total"] == 2
    assert customers("tag", "list", "-o", "csv").stdout == "tag,customers\na,1\nWholesale,2\n"
    assert customers("tag", "list", "-o", "ids").stdout == "a\nWholesale\n"
