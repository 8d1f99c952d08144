"""Query plans of important statements: each uses its index, and reads no table twice."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.large import SIZE, customer_id, fill
from tests.support.plans import Sent, recorded, with_text
from tests.support.postgres import TempPostgres
from tests.support.program import Program

IN_ORDER = "ix_customers_created_at_id"
SOMEBODY = str(customer_id(SIZE // 2))
# Not the look-up of tables when a connection begins.
READS_ORDERS = re.compile(r"(?:FROM|JOIN) orders\b")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shop(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """Return a shop of some size that no test changes: writing commands are dry runs."""
    folder = tmp_path_factory.mktemp("large")
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        shutil.copy(template, folder / "shop.db")
        program = Program(f"sqlite:///{folder / 'shop.db'}", folder / "home")
        fill(program.url)
        yield program
        return
    server: TempPostgres = request.getfixturevalue("postgres")
    program = Program(server.create_database("large"), folder / "home")
    program("db", "upgrade").succeeds()
    fill(program.url)
    yield program
    server.drop_database("large")


def sent_by(shop: Program, *arguments: str, stdin: str = "") -> list[Sent]:
    """Return the explained statements of a command."""
    with recorded() as sent:
        shop(*arguments, "-o", "json", stdin=stdin).succeeds()
    return sent


def page_in(sent: list[Sent]) -> Sent:
    """Return the statement that selects the customers of a page."""
    return with_text(sent, "AS sort_value", "LIMIT")


def assert_reads_no_table_twice(sent: list[Sent]) -> None:
    for statement in sent:
        assert len(statement.scans()) == len(set(statement.scans())), (statement.statement, statement.plan)


def test_first_page_reads_index_in_order(shop: Program) -> None:
    sent = sent_by(shop, "list")
    page = page_in(sent)

    assert page.uses(IN_ORDER), page
    assert not page.sorts(), page
    assert with_text(sent, "count(*)").scans() == ["customer_statistics"]
    assert_reads_no_table_twice(sent)


def test_page_after_cursor_seeks_in_index(shop: Program) -> None:
    cursor = shop("list", "--page", str(SIZE // 40), "-o", "json").succeeds().json()["meta"]["next_cursor"]
    page = page_in(sent_by(shop, "list", "--cursor", cursor))

    assert page.uses(IN_ORDER), page
    assert page.searches("customers"), page
    assert not page.sorts(), page


def test_page_by_common_tag_scans_index_of_order(shop: Program) -> None:
    sent = sent_by(shop, "list", "--tag", "tag-2")

    assert page_in(sent).uses(IN_ORDER), page_in(sent)
    assert not page_in(sent).sorts(), page_in(sent)
    assert_reads_no_table_twice(sent)


def test_page_by_rare_tag_starts_from_tag(shop: Program) -> None:
    sent = sent_by(shop, "list", "--tag", "tag-500")

    for statement in (page_in(sent), with_text(sent, "count(*)")):
        assert statement.uses("ix_customer_tags_key_customer_id"), statement
        assert not statement.scans(), statement


def test_page_by_spend_reads_statistics_only(shop: Program) -> None:
    assert page_in(sent_by(shop, "list", "--sort", "-total_spent")).scans() == ["customer_statistics"]


@pytest.mark.parametrize("word", ["zarathustra", "zarathustha"])
def test_page_of_search_scans_newest_first(shop: Program, word: str) -> None:
    sent = sent_by(shop, "search", word)
    page = page_in(sent)

    assert page.uses(IN_ORDER), page
    assert not page.sorts(), page


def test_search_of_rare_word_uses_search_index(shop: Program) -> None:
    sent = [
        statement
        for statement in sent_by(shop, "search", f".{SIZE // 2}@")
        if "LIKE" in statement.statement or "MATCH" in statement.statement
    ]

    by_index = [statement for statement in sent if statement.uses("customer_search_index") or "VIRTUAL TABLE" in " ".join(statement.plan)]
    assert sent[0] in by_index, sent
    # The text of the one match is read by its key for the ranks.
    assert all(statement in by_index or (statement.searches("customer_search") and not statement.scans()) for statement in sent), sent


def test_search_of_order_number_uses_index_of_numbers(shop: Program) -> None:
    sent = [statement for statement in sent_by(shop, "search", "#1001") if READS_ORDERS.search(statement.statement)]

    assert len(sent) > 1
    assert all(statement.uses("uq_orders_source_number") and not statement.scans() for statement in sent), sent


@pytest.mark.parametrize("name", [SOMEBODY, f"asha.{SIZE // 2}@example.com"])
def test_show_uses_indexes(shop: Program, name: str) -> None:
    assert not [statement for statement in sent_by(shop, "show", name) if statement.scans()]


def test_segments_scan_statistics_once(shop: Program) -> None:
    assert [statement.scans() for statement in sent_by(shop, "segments") if statement.scans()] == [["customer_statistics"]]


def test_page_of_rfm_group_reads_scores_once_and_statistics_only(shop: Program) -> None:
    sent = sent_by(shop, "list", "--rfm", "champions", "--fields", "full_name,rfm", "--sort", "-total_spent")

    assert [statement.scans() for statement in sent if "row_number" in statement.statement] == [["customer_statistics"]]
    assert page_in(sent).scans() == ["customer_statistics"]
    assert_reads_no_table_twice(sent)


def test_trend_reads_orders_once(shop: Program) -> None:
    sent = sent_by(shop, "segments", "trend", "--since", "2024-01-01", "--until", "2025-01-01", "--every", "week")

    reading = [statement for statement in sent if READS_ORDERS.search(statement.statement)]
    assert len(reading) == 1
    assert_reads_no_table_twice(reading)


def test_orders_of_customer_use_index(shop: Program) -> None:
    sent = sent_by(shop, "orders", SOMEBODY)

    assert page_in(sent).searches("orders"), page_in(sent)
    assert not [statement for statement in sent if statement.scans()]


def test_full_recalculation_aggregates_along_index(shop: Program) -> None:
    sent = sent_by(shop, "vip", "recalculate", "--dry-run")
    statement = next(candidate for candidate in sent if "GROUP BY orders.customer_id" in candidate.statement)

    assert statement.uses("ix_orders_statistics") or statement.uses("pk_orders"), statement
    assert not statement.sorts(), statement
    assert_reads_no_table_twice(sent)


def test_small_recalculation_reads_orders_of_customers(shop: Program) -> None:
    order = f"number,customer_id,total,placed_at\nP1,{SOMEBODY},10,2026-01-01\n"
    sent = sent_by(shop, "import", "orders", "-", "--dry-run", stdin=order)

    assert sent
    assert not [statement for statement in sent if statement.scans()]


def test_merge_reads_orders_by_customer(shop: Program) -> None:
    sent = sent_by(shop, "merge", SOMEBODY, str(customer_id(7)), "--dry-run", "--yes")
    moving = [statement for statement in sent if "moving_orders" in statement.statement and "FROM orders" in statement.statement]

    assert moving
    assert all(statement.searches("orders") for statement in moving), moving
    assert not [statement for statement in sent if statement.scans()]


def test_export_of_orders_starts_from_selection(shop: Program) -> None:
    with recorded() as sent:
        shop("export", "orders", "-", "--tag", "tag-500").succeeds()

    assert sent
    assert_reads_no_table_twice(sent)
