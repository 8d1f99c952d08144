"""Ids sort by time, are unique, and equal for equal orders."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from uuid import RFC_4122, UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.domain.ids import content_number, order_id, parse_uuid, uuid7

moments = st.datetimes(datetime(1900, 1, 1), datetime(9998, 12, 31)).map(lambda moment: moment.replace(tzinfo=UTC))


def test_ids_are_unique_sorted_and_of_version_7() -> None:
    ids = [uuid7() for _ in range(20_000)]

    assert len(set(ids)) == len(ids)
    assert ids == sorted(ids)
    assert [str(identifier) for identifier in ids] == sorted(map(str, ids))
    assert {(identifier.version, identifier.variant) for identifier in ids} == {(7, RFC_4122)}


def test_ids_begin_with_time() -> None:
    before = time.time_ns() // 1_000_000
    milliseconds = uuid7().int >> 80
    # The counter may run ahead of the clock by some milliseconds.
    assert before - 1 <= milliseconds <= time.time_ns() // 1_000_000 + 1000


def test_ids_rise_after_clock_change(monkeypatch: pytest.MonkeyPatch) -> None:
    first = uuid7()
    monkeypatch.setattr("customers.domain.ids.time.time_ns", lambda: 0)
    later = [uuid7() for _ in range(10_000)]
    assert [first, *later] == sorted({first, *later})


def test_threads_share_one_sequence() -> None:
    with ThreadPoolExecutor(4) as pool:
        runs = list(pool.map(lambda _: [uuid7() for _ in range(2000)], range(4)))
    assert len({identifier for run in runs for identifier in run}) == 8000
    assert all(run == sorted(run) for run in runs)


@given(st.uuids())
def test_parser_accepts_canonical_form_only(identifier: UUID) -> None:
    assert parse_uuid(str(identifier)) == identifier
    assert parse_uuid(str(identifier).upper()) == identifier
    for form in (identifier.hex, identifier.urn, f"{{{identifier}}}", f"{identifier}\n", f" {identifier}"):
        assert parse_uuid(form) is None


@given(st.text(min_size=36, max_size=36))
def test_any_text_is_id_or_none(text: str) -> None:
    assert parse_uuid(text) is None or str(parse_uuid(text)) == text.lower()


@given(st.text(), st.text())
def test_order_id_depends_on_source_and_number(source: str, number: str) -> None:
    identifier = order_id(source, number)

    assert identifier == order_id(source, number)
    assert (identifier.version, identifier.variant) == (8, RFC_4122)
    assert identifier != order_id(source, number + "0")


@given(st.lists(st.text()), st.lists(st.text()))
def test_content_numbers_distinguish_contents(first: list[str], second: list[str]) -> None:
    assert (content_number(first, 1) == content_number(second, 1)) is (first == second)


def test_content_numbers_count_equal_orders() -> None:
    first, second, third = (content_number(["2026-11-23", "500"], occurrence) for occurrence in (1, 2, 3))
    assert len(first) == 25
    assert first.startswith("auto-")
    assert (second, third) == (f"{first}-2", f"{first}-3")
    assert content_number(["a", "bc"], 1) != content_number(["ab", "c"], 1)
