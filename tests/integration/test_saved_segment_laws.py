"""Saved segments: the name of a selection selects what the selection does, in every combination."""

from typing import Any
from unicodedata import normalize

from hypothesis import given
from hypothesis import strategies as st

from customers.errors import ExitStatus
from tests.support.arbitrary import texts
from tests.support.factories import create_many, import_orders
from tests.support.program import Program
from tests.support.shops import Shops
from tests.support.surroundings import examples

TAGS = ["a", "b", "c"]
FILTERS: dict[str, st.SearchStrategy[list[str]]] = {
    "tag": st.sampled_from(TAGS).map(lambda tag: [f"--tag={tag}"]),
    "any": st.lists(st.sampled_from(TAGS), min_size=1, max_size=2).map(lambda tags: [f"--any-tag={tag}" for tag in tags]),
    "without": st.sampled_from(TAGS).map(lambda tag: [f"--without-tag={tag}"]),
    "email": st.sampled_from([["--has-email"], ["--no-email"]]),
    "consent": st.sampled_from(["yes", "no", "unknown"]).map(lambda word: [f"--consent={word}"]),
    "vip": st.sampled_from([["--vip"], ["--no-vip"]]),
    "segment": st.sampled_from(["new", "returning", "vip", "at_risk"]).map(lambda name: [f"--segment={name}"]),
    "orders": st.integers(0, 3).map(lambda least: [f"--min-orders={least}"]),
    "spent": st.sampled_from(["0", "99.50", "60000"]).map(lambda most: [f"--max-spent={most}"]),
    "ordered": st.sampled_from(["2024-06-01", "2026-01-01T12:00:00+05:30"]).map(lambda time: [f"--ordered-before={time}"]),
    "search": st.sampled_from(["sha", "asah", "n", "x1"]).map(lambda text: [f"--search={text}"]),
    "city": st.sampled_from(["Pune", "pune"]).map(lambda city: [f"--city={city}"]),
}
selections = st.lists(st.sampled_from(sorted(FILTERS)), min_size=1, max_size=3, unique=True).flatmap(
    lambda names: st.tuples(*(FILTERS[name] for name in names)).map(lambda groups: [option for group in groups for option in group])
)
HOME = {"type": "billing", "address1": "12 MG Road", "city": "Pune", "state": "MH", "pincode": "411001"}


def fill(customers: Program) -> None:
    """Create customers that differ in all that a filter sees."""
    people: list[dict[str, Any]] = [
        {"first_name": "Asha", "email": "asha@example.com", "tags": ["a", "b"], "accepts_marketing": True, "addresses": [HOME]},
        {"first_name": "Usha", "tags": ["b"], "consent_state": "no"},
        {"first_name": "Nisha", "email": "n@example.com", "tags": ["c"]},
        {"first_name": "X1"},
    ]
    create_many(customers, *({**person, "external_ids": {"till": str(number)}} for number, person in enumerate(people)))
    rows = [("0", 3, "100", "2024-01-01"), ("1", 1, "60000", "2026-05-01"), ("2", 2, "10", "2024-08-01")]
    orders = [
        {"customer_external_id": f"till:{key}", "number": f"{key}-{number}", "total": total, "placed_at": placed_at}
        for key, count, total, placed_at in rows
        for number in range(count)
    ]
    import_orders(customers, *orders)


def ids(customers: Program, *arguments: str) -> list[str]:
    """Return the ids that a list prints, in its order."""
    return customers(*arguments, "--all", "-o", "ids").succeeds().stdout.split()


@examples(12)
@given(st.lists(st.tuples(selections, selections), min_size=1, max_size=3))
def test_segment_equals_its_selection(empty_shops: Shops, pairs: list[tuple[list[str], list[str]]]) -> None:
    for customers in empty_shops():
        fill(customers)
        for number, (saved, more) in enumerate(pairs):
            name = f"segment {number}"
            count = customers("segments", "save", name, *saved, "-o", "json").succeeds().json()["count"]
            by_name, by_filters = ["--segment", name.upper()], saved
            expected = ids(customers, "list", *by_filters)
            assert ids(customers, "list", *by_name) == expected
            assert ids(customers, "vip", *by_name) == [each for each in ids(customers, "vip") if each in expected]
            # Searches of commands that write, counts and exports tolerate no typing error.
            exported = customers("export", "customers", "-", *by_filters, "--format", "jsonl").succeeds().stdout
            assert customers("export", "customers", "-", *by_name, "--format", "jsonl").succeeds().stdout == exported
            assert count == len(exported.splitlines())
            assert customers("segments", "--all", "-o", "json").succeeds().json()[name]["count"] == count
            if not any(option.startswith("--segment") for option in more):
                both = set(ids(customers, "list", *more)) & set(expected)
                assert set(ids(customers, "list", *by_name, *more)) == both


@examples(8)
@given(texts(64), texts(255))
def test_any_name_is_saved_or_refused(empty_shops: Shops, name: str, label: str) -> None:
    for customers in empty_shops():
        result = customers("segments", "save", f"--label={label}", "--has-email", "-o", "json", "--", name)
        assert result.status in (ExitStatus.DONE, ExitStatus.USAGE), result.stderr
        if result.status == ExitStatus.DONE:
            stored = result.json()["name"]
            assert stored == " ".join(normalize("NFC", name).split())
            assert customers("segments", "list", "-o", "json").succeeds().json()["data"][0]["label"] == result.json()["label"]
            assert list(customers("segments", "--all", "-o", "json").succeeds().json())[-1] == stored
            assert ids(customers, "list", f"--segment={name}") == []
            customers("segments", "remove", "--yes", "--", name).succeeds()
