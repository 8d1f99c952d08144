"""`customers tag rename`."""

from uuid import UUID

from customers.domain.ids import shown_end
from customers.errors import ExitStatus
from tests.support.factories import create, events, listed, query, show
from tests.support.merging import merge, pair, unmerge
from tests.support.program import Program


def test_rename_replaces_tag_of_every_customer(customers: Program) -> None:
    asha = create(customers, tags=["Wholsale", "b2b"])
    usha = create(customers, "Usha", tags=["wholsale", "Wholesale"])
    nisha = create(customers, "Nisha", tags=["b2b"])

    renamed = customers("tag", "rename", "WHOLSALE", "wholesale", "--yes", "--reason", "typo", "-o", "json").succeeds().json()

    assert renamed == {"customers": 2, "added": 1, "removed": 2, "unchanged": 1, "refused": []}
    assert show(customers, asha["id"])["tags"] == ["b2b", "wholesale"]
    assert show(customers, usha["id"])["tags"] == ["Wholesale"]
    assert show(customers, nisha["id"]) == nisha
    assert sorted(listed(customers, "list", "--tag", "wholesale")) == ["Asha", "Usha"]
    assert listed(customers, "list", "--tag", "wholsale") == []
    assert sorted(listed(customers, "search", "wholesale")) == ["Asha", "Usha"]
    event = events(customers, asha["id"])[-1]
    assert (event.command, event.reason) == ("tag rename", "typo")
    assert event.changes == {"tags": {"before": ["b2b", "Wholsale"], "after": ["b2b", "wholesale"]}}
    assert events(customers, usha["id"])[-1].changes == {"tags": {"before": ["Wholesale", "wholsale"], "after": ["Wholesale"]}}
    assert show(customers, asha["id"])["updated_at"] > asha["updated_at"]
    assert len(events(customers, nisha["id"])) == 1


def test_rename_changes_spelling(customers: Program) -> None:
    asha, usha = create(customers, tags=["wholesale"]), create(customers, "Usha", tags=["Wholesale"])

    customers("tag", "rename", "WholeSale", "Wholesale", "--yes", "-o", "json").prints_json(customers=2, added=1, removed=1, unchanged=1)

    assert show(customers, asha["id"])["tags"] == ["Wholesale"]
    assert events(customers, asha["id"])[-1].changes == {"tags": {"before": ["wholesale"], "after": ["Wholesale"]}}
    assert show(customers, usha["id"]) == usha
    assert customers("tag", "list", "-o", "ids").stdout == "Wholesale\n"


def test_rename_includes_deleted_customers(customers: Program) -> None:
    asha = create(customers, tags=["old"])
    absorbed = create(customers, "Gone", tags=["old"])
    query(customers.url, "UPDATE customers SET state = 'absorbed', merged_into = {} WHERE id = {}", UUID(asha["id"]), UUID(absorbed["id"]))
    customers("delete", asha["id"], "--yes").succeeds()

    customers("tag", "rename", "old", "new", "--yes", "-o", "json").prints_json(customers=1, added=1)

    customers("restore", asha["id"]).succeeds()
    assert show(customers, asha["id"])["tags"] == ["new"]


def test_unknown_tag_gives_suggestion(customers: Program) -> None:
    create(customers, tags=["Wholesale"])

    customers("tag", "rename", "wholsale", "b2b", "--yes").fails(ExitStatus.NOT_FOUND, "'wholsale'", "Did you mean 'Wholesale'?")
    customers("tag", "rename", "nothing-like-it", "b2b", "--yes").fails(ExitStatus.NOT_FOUND, "customers tag list")


def test_invalid_tag_is_refused_before_any_change(customers: Program) -> None:
    asha = create(customers, tags=["old"])

    for new, needle in (("x" * 65, "64"), (" ", "blank"), ("a,b", "comma"), ("a\x1b[0m", "U+001B")):
        customers("tag", "rename", "old", new).fails(ExitStatus.USAGE, "NEW", needle)
    customers("tag", "rename", "", "new", "--yes").fails(ExitStatus.USAGE, "OLD", "blank")
    customers("tag", "rename", "old").fails(ExitStatus.USAGE, "NEW")
    assert show(customers, asha["id"]) == asha


def test_rename_asks_and_supports_guards_and_dry_run(customers: Program) -> None:
    asha = create(customers, tags=["old"])
    rename = ("tag", "rename", "old", "new")

    customers(*rename).fails(ExitStatus.USAGE, "confirmation", "--yes")
    customers(*rename, "--yes", "--expect", "2").fails(ExitStatus.USAGE, "1 customer matches", "not 2")
    customers(*rename, "--yes", "--max", "0").fails(ExitStatus.USAGE, "more than the 0 allowed")
    dry = customers(*rename, "--dry-run").succeeds()
    assert ["Asha", f"…{shown_end(asha['id'])}", "tags", "old", "new"] in [line.split() for line in dry.stdout.splitlines()]
    assert customers(*rename, "--dry-run", "-o", "json").json()["dry_run"] is True
    assert show(customers, asha["id"]) == asha
    customers(*rename, "--yes", "--expect", "1", "--max", "1").succeeds()


def test_unmerge_brings_renamed_tag(customers: Program) -> None:
    survivor, absorbed = pair(customers, {"tags": ["retail"]}, {"tags": ["Wholesale"]})
    merged = merge(customers, survivor, absorbed)

    customers("tag", "rename", "wholesale", "B2B", "--yes").succeeds()
    unmerge(customers, merged).succeeds()

    assert (show(customers, survivor["id"])["tags"], show(customers, absorbed["id"])["tags"]) == (["retail"], ["B2B"])


def test_unmerge_brings_renamed_tag_that_survivor_has_too(customers: Program) -> None:
    survivor, absorbed = pair(customers, {"tags": ["B2B"]}, {"tags": ["wholesale", "x"]})
    merged = merge(customers, survivor, absorbed)

    customers("tag", "rename", "wholesale", "b2b", "--yes").succeeds()
    unmerge(customers, merged).succeeds()

    assert (show(customers, survivor["id"])["tags"], show(customers, absorbed["id"])["tags"]) == (["B2B"], ["b2b", "x"])


def test_unmerge_brings_respelled_tag(customers: Program) -> None:
    survivor, absorbed = pair(customers, {}, {"tags": ["wholesale"]})
    merged = merge(customers, survivor, absorbed)

    customers("tag", "rename", "wholesale", "WholeSale", "--yes").succeeds()
    unmerge(customers, merged).succeeds()

    assert show(customers, absorbed["id"])["tags"] == ["WholeSale"]
