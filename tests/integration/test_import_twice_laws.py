"""Imports: the second import of a file changes nothing, also after merges, deletions, erasures and changed emails."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from customers.database.schema import tables
from customers.services.importing.rows import ImportOptions
from customers.services.shop import ShopContext
from tests.integration.test_import_laws import Row, bring_in, fill, numbered, orders, people, places, shops, steps, take_step
from tests.support.shops import Shops, open_services
from tests.support.surroundings import examples

TABLES = (
    *(tables.customers, tables.customer_statistics, tables.identities, tables.aliases, tables.deleted_identities, tables.addresses),
    *(tables.customer_tags, tables.orders, tables.events, tables.customer_search, tables.erased_identities),
)


def profiles(rows: list[Row]) -> list[Row]:
    """Return rows of different people, as an export has them: no two have an id, email or external id in common, none clears a field."""
    names: set[str] = set()
    chosen = []
    for row in rows:
        cells = {name: "" if value == "\\N" else value for name, value in row.items()}
        row_names = {cells["id"], cells["email"].casefold(), *cells["external_ids"].split(";")} - {""}
        if names.isdisjoint(row_names) and any(cells.values()):
            names |= row_names
            chosen.append(cells)
    return chosen


files = st.lists(people, min_size=1, max_size=8).map(profiles).filter(bool)
of_people = st.builds(ImportOptions, allow_erased=st.booleans(), consent=st.sampled_from(["keep", "newer"]))
of_orders = st.builds(ImportOptions, allow_erased=st.booleans(), create_customers=st.booleans())


@examples(25)
@given(rows=files, steps=steps, options=of_people)
def test_second_import_of_customers_changes_nothing(empty_shops: Shops, rows: list[Row], steps: Any, options: ImportOptions) -> None:
    for customers in empty_shops():
        with open_services(customers) as shop, shop.keep_open():
            bring_in(shop, "customers", rows, options)
            for step in steps:
                take_step(shop, *step)
            check_second_import(shop, "customers", rows, options)


@examples(8)
@given(before=shops, rows=st.lists(orders, min_size=1, max_size=6).map(numbered), steps=steps, options=of_orders)
def test_second_import_of_orders_changes_nothing(
    empty_shops: Shops, before: Any, rows: list[Row], steps: Any, options: ImportOptions
) -> None:
    for customers in empty_shops():
        with open_services(customers) as shop, shop.keep_open():
            fill(shop, *before)
            bring_in(shop, "orders", rows, options)
            for step in steps:
                take_step(shop, *step)
            check_second_import(shop, "orders", rows, options)


@examples(8)
@given(before=shops, rows=st.lists(places, min_size=1, max_size=6, unique_by=lambda row: row["id"] or repr(row)))
def test_second_import_of_addresses_changes_nothing(empty_shops: Shops, before: Any, rows: list[Row]) -> None:
    for customers in empty_shops():
        with open_services(customers) as shop, shop.keep_open():
            fill(shop, *before)
            check_second_import(shop, "addresses", rows, ImportOptions())


def check_second_import(shop: ShopContext, kind: str, rows: list[Row], options: ImportOptions) -> None:
    """Assert that a file that was imported changes nothing when it is imported again."""
    bring_in(shop, kind, rows, options)
    before = stored(shop)
    outcomes = bring_in(shop, kind, rows, options)
    assert {outcome for outcome, _, _ in outcomes} <= {"unchanged", "skipped", "refused"}, f"{rows} {outcomes}"
    assert stored(shop) == before


def stored(shop: ShopContext) -> dict[str, list[str]]:
    """Return every row of the shop."""
    with shop.reading() as tx:
        return {table.name: sorted(repr(row) for row in tx.connection.execute(select(table))) for table in TABLES}
