"""Laws of rows of addresses: one that the rules of columns take is what the parser of rows makes of it."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from customers.services.importing.lookup import names_of
from customers.transfer.cells.rows import parse_address_row
from customers.transfer.plain.addresses import PlainAddresses
from tests.integration.test_plain_row_laws import ADDRESS_ID, PLACE, SETTINGS, Table, blank, settings
from tests.support.surroundings import examples

USUAL = {"customer_email": "a@example.com", **PLACE}
CELLS: dict[str, list[Any]] = {
    "customer_id": ["018f3c1e-7b00-7000-8000-00000000000a", "018F3C1E-7B00-7000-8000-00000000000B", "7"],
    "customer_email": ["A@Example.com", "a@example.com, b@example.com", "bad"],
    "customer_external_id": ["s:1", "1", "S:1", "s:1;t:2"],
    "id": [ADDRESS_ID, "7"],
    "type": ["billing", "Shipping", "home"],
    "is_default": ["yes", "0", "perhaps"],
    "first_name": ["Bea", "'Bea", "é"],
    "last_name": ["Rao", "\\N"],
    "company": ["Tea & Sons"],
    "address1": ["1 High Street", "x" * 600],
    "city": ["MÜNCHEN", "x" * 300],
    "state": ["Goa"],
    "pincode": ["x" * 40, "'0123"],
    "country": ["SE", "India", "Atlantis"],
    "phone": ["+919876543210", "9876543210", "070-123 45 67", "none"],
    "deleted_at": ["2025-01-01", "null"],
}
VALUES: dict[str, list[Any]] = {
    **{name: [None, "", " x", 7, ["x"]] for name in CELLS},
    "is_default": [True, False, None, 1, 1.0],
}


def tables(cells: dict[str, list[Any]], odd: st.SearchStrategy[Any]) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Return tables of some columns: in each row the usual cells with a few others in their place."""
    changes = st.one_of(
        st.sampled_from([(name, value) for name, values in cells.items() for value in values]), st.tuples(st.sampled_from([*cells]), odd)
    )
    rows = st.lists(st.lists(changes, max_size=3).map(lambda changed: USUAL | dict(changed)), min_size=1, max_size=5)
    return rows.map(lambda table: [{name: row.get(name) for row in table for name in row} | row for row in table])


def compare(table: Table) -> None:
    """Assert that the plain addresses of a file are what the parser of rows makes of them."""
    taken = PlainAddresses(table.context, table.columns).take(table.rows)
    for row, address in zip(table.rows, taken, strict=True):
        if address is not None:
            assert address.as_row() == parse_address_row(table.row(row), table.context)
            assert address.names == tuple(names_of(address.as_row().customer))
            assert not table.context.notices.sentences()


@examples(400)
@given(tables(CELLS, blank), settings)
def test_plain_addresses_of_a_table_are_what_the_parser_of_rows_makes(rows: Any, shop: Any) -> None:
    compare(Table("addresses", rows, shop, {}))


@examples(400)
@given(tables({name: [*VALUES[name], *CELLS[name]] for name in CELLS}, st.just(None)), settings)
def test_plain_addresses_of_objects_are_what_the_parser_of_rows_makes(rows: Any, shop: Any) -> None:
    compare(Table("addresses", rows, shop, {}, is_json=True))


def test_usual_addresses_are_plain() -> None:
    row = USUAL | {"id": ADDRESS_ID, "type": "billing", "is_default": "true", "phone": "+919876543210", "company": "", "last_name": ""}
    for is_json, cells in ((False, row), (True, row | {"is_default": True, "company": None, "last_name": None, "phone": None})):
        table = Table("addresses", [cells], SETTINGS, {}, is_json=is_json)
        assert None not in PlainAddresses(table.context, table.columns).take(table.rows)
