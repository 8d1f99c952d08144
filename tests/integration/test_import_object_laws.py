"""Imports of JSON lines: a file equals imports of its objects, one at a time."""

from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from customers.services.importing.rows import ImportOptions
from tests.integration.test_import_laws import Row, compare, of_people, of_places, people, places, shops, sizes, unnamed
from tests.support.shops import Shops
from tests.support.surroundings import examples

PLACE = ("address_id", "address1", "city")


class Object(dict[str, Any]):
    """An object of JSON lines."""


@examples(12)
@given(before=shops, rows=st.lists(people, min_size=1, max_size=6), options=of_people, size=sizes)
def test_file_of_objects_equals_imports_of_each(
    empty_shops: Shops, before: Any, rows: list[Row], options: ImportOptions, size: int
) -> None:
    assume(unnamed(rows, allow_erased=options.allow_erased) <= 1)
    compare(empty_shops, before, "customers", list(map(as_object, rows)), options, size)


@examples(6)
@given(before=shops, rows=st.lists(places, min_size=1, max_size=6), options=of_places, size=sizes)
def test_file_of_objects_of_addresses_equals_imports_of_each(
    empty_shops: Shops, before: Any, rows: list[Row], options: ImportOptions, size: int
) -> None:
    objects = [Object({name: None if text == "\\N" else text for name, text in row.items() if text}) for row in rows]
    complete: list[Any] = [Object(row | {"state": "MH", "pincode": "411001", "phone": None}) for row in objects]
    compare(empty_shops, before, "addresses", complete, options, size)


def as_object(row: Row) -> Object:
    """Return a row of customers as JSON lines have it."""
    cells: dict[str, Any] = {
        name: None if text == "\\N" else text for name, text in row.items() if (text or name == "first_name") and name not in PLACE
    }
    if cells.get("tags"):
        cells["tags"] = cells["tags"].split(",")
    if cells.get("external_ids"):
        cells["external_ids"] = dict(pair.split(":") for pair in cells["external_ids"].split(";"))
    if "accepts_marketing" in cells:
        cells["accepts_marketing"] = cells["accepts_marketing"] == "yes"
    if row["address1"] and row["city"]:
        place = {name.removeprefix("address_"): row[name] or None for name in PLACE}
        cells["addresses"] = [place | {"state": "MH", "pincode": "411001"}]
    return Object(cells)
