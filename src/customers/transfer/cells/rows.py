"""Parse the cells of a row: each value by its rule, a rejection with the name of its field."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from customers.domain.money import scale
from customers.domain.orders.status import CLOSED, REFUNDED
from customers.domain.phone import phones_of
from customers.domain.text import clean
from customers.domain.timestamps import format_timestamp
from customers.models.fields import TEXTS
from customers.services.customers.fields import ADDRESS
from customers.services.importing.rows import (
    CLEAR,
    NOTHING,
    AddressRow,
    CustomerRow,
    OrderRow,
    RowRejectedError,
    RowSkippedError,
    SourceRow,
)
from customers.transfer.cells import values as cell
from customers.transfer.cells.addresses import country_of, has_place, parse_address, parse_addresses, parse_valid_addresses
from customers.transfer.cells.aliases import FIELDS, parse_aliases
from customers.transfer.cells.amounts import read_amount
from customers.transfer.cells.consent import Statement, external_statement, native_statement
from customers.transfer.cells.context import ParseContext, optional_field, read_time, single_email, spare_phone
from customers.transfer.cells.names import add_identity_name, add_name, full_names, lacks_name, names_of_order
from customers.transfer.columns.native import PLACE

_CONSENT_CELLS = frozenset(("accepts_marketing", "consent_state", "opted_out", "opted_in_at", "opted_out_at"))
# What a profile cannot be without: its identity and name.
_NEEDED = ("email", "first_name")


def parse_customer(row: SourceRow, context: ParseContext) -> CustomerRow:
    """Parse a row of customers.

    Raises:
        RowRejectedError: a value breaks its rule.
    """
    cells = _cells(row, context)
    fields = _profile(row, context)
    customer_id = cell.read("id", cells, cell.uuid)
    external_ids = cell.external_ids(cells.get("external_ids"))
    tags = cell.tags(cells.get("tags"))
    created_at, updated_at = read_time("created_at", row, context), read_time("updated_at", row, context)
    addresses = parse_addresses(row, context)
    if_new: dict[str, Any] = {}
    statement = _statement(row, context)
    if context.foreign:
        _add_external(row, context, fields, if_new, external_ids)
    elif (fields.get("email") or external_ids) and lacks_name(row, fields, context):
        add_identity_name(row, context, fields, if_new, external_ids)
    return CustomerRow(
        source_row=row.with_cells(NOTHING),
        id=customer_id,
        fields=fields,
        external_ids=external_ids,
        clears_external_ids=cells.get("external_ids") is CLEAR,
        if_new=if_new,
        consent=statement and statement.state,
        consent_at=statement and statement.at,
        consent_implied=statement is not None and statement.implied,
        consent_source=statement and cell.read("consent_source", cells, lambda value: clean(clean(str(value))[:100])),
        tags=tags,
        clears_tags=cells.get("tags") is CLEAR,
        addresses=addresses,
        aliases=() if FIELDS.isdisjoint(cells) else parse_aliases(cells, context.settings),
        created_at=created_at,
        updated_at=updated_at,
    )


def _profile(row: SourceRow, context: ParseContext) -> dict[str, Any]:
    """Return the texts of a profile; an optional one that breaks its rule is left out with a notice."""
    cells, country = row.cells, row.cells.get("row_country") or country_of(row.cells.get("country"))
    if "full_name" in cells:
        cells = {**cells, **full_names(cells)}
    fields: dict[str, Any] = {}
    for name in TEXTS:
        if name not in cells:
            continue
        text = cells[name]
        value: Any
        if text is CLEAR:
            value = CLEAR
        elif name in _NEEDED:
            text = cell.text(text, name)
            text = single_email(text, context, row.line) if name == "email" else text
            value = cell.field(name, text, context.settings, country)
        else:
            value = optional_field(name, cell.text(text, name), country, context, row.line)
        # JSON lines have blank texts, which leave the field as it is.
        if value is not None:
            fields[name] = value
    return fields


def parse_address_row(row: SourceRow, context: ParseContext) -> AddressRow:
    """Parse a row of addresses.

    Raises:
        RowRejectedError: a value breaks its rule, or the row names no customer.
    """
    cells = _cells(row, context)
    members = {name: cells[name] for name in ("id", "type", "is_default", *ADDRESS) if name in cells} | full_names(cells)
    held = row.with_cells(NOTHING)
    customer = _parse_reference(row, held, context, "import")
    is_known = members.get("id") is not None
    return AddressRow(held, customer, parse_address(members, context, row.line, lenient=is_known, required=("address1", "city")))


def parse_order(row: SourceRow, context: ParseContext, number_of: Callable[[list[str]], str]) -> OrderRow:
    """Parse a row of orders; `number_of` makes a number from the content of an order without one.

    Raises:
        RowRejectedError: a value breaks its rule, or the row has neither a customer nor a number.
    """
    cells, settings = _cells(row, context), context.settings
    source = cell.read("source", cells, cell.source) or "import"
    currency = cell.read("currency", cells, cell.currency, settings.currency) or settings.currency
    for name in ("total", "placed_at"):
        if cells.get(name) in (None, CLEAR):
            raise RowRejectedError("invalid", f"{name}: must not be blank")
    total = cell.read("total", cells, read_amount, currency) or 0
    refunded = cell.read("refunded", cells, read_amount, currency) or 0
    if total < 0:
        refunded = abs(refunded)  # a return has its amounts with either sign
    if refunded < 0:
        raise RowRejectedError("invalid", f"refunded: an amount cannot be negative: {cells['refunded']}")
    if refunded > abs(total):
        raise RowRejectedError("invalid", f"refunded: {cells['refunded']} is more than the total, {cells['total']}")
    placed_at = cell.read("placed_at", cells, context.dates.read)
    assert placed_at is not None
    held = row.with_cells(NOTHING)  # a batch of rows needs less memory without parsed cells
    number = cell.read("number", cells, cell.number)
    customer, problem = CustomerRow(held, None, NOTHING, NOTHING), None
    try:
        customer = _parse_reference(row, held, context, source)
    except RowRejectedError as error:
        if number is None:
            raise
        problem = error  # a known order stays with its customer whatever its row calls it
    status = cell.read("status", cells, cell.status) or context.default_status
    if status == CLOSED and refunded >= total > 0:
        status = REFUNDED
    amounts = _amounts(cells, total, refunded, currency, settings.currency)
    if number is None:
        number = number_of([source, _reference_text(customer, cells), format_timestamp(placed_at), str(total), currency])
    return OrderRow(held, number, source, status, currency, *amounts, placed_at, customer, problem)


class _Amounts(NamedTuple):
    """The amounts of an order in minor units: of the shop's currency, and of its own where that is another."""

    total: int
    refunded: int
    foreign_total: int | None = None
    foreign_refunded: int | None = None


def _amounts(cells: Mapping[str, Any], total: int, refunded: int, currency: str, shop_currency: str) -> _Amounts:
    if currency == shop_currency and "base_total" not in cells and "base_currency" not in cells:
        return _Amounts(total, refunded)
    base = None
    if cell.read("base_currency", cells, cell.currency, shop_currency) in (None, shop_currency):
        base = cell.read("base_total", cells, read_amount, shop_currency)
    if currency == shop_currency:
        # Without a column of currencies the total may be in another one.
        is_total = base is None or base == total
        return _Amounts(total, refunded) if is_total else _Amounts(base or 0, _base_refund(refunded, base or 0, total))
    if base is None:
        raise RowRejectedError(
            "currency",
            f"currency: the order is in {currency}, the shop counts in {shop_currency}; it needs a base_total in {shop_currency}",
        )
    if (base < 0) != (total < 0):
        raise RowRejectedError("invalid", f"base_total: {cells['base_total']} has another sign than the total, {cells['total']}")
    return _Amounts(base, _base_refund(refunded, abs(base), abs(total)), total, refunded)


def _base_refund(refunded: int, base: int, total: int) -> int:
    """Return a refund in the shop's currency; rounding never makes a partial refund full, or a full one partial."""
    if refunded >= total:
        return max(base, min(refunded, 1))
    return min(scale(refunded, base, total), max(base - 1, 0))


def _cells(row: SourceRow, context: ParseContext) -> Mapping[str, Any]:
    if row.problem is not None:
        raise RowRejectedError("shape", row.problem)
    if context.deleted is not None and (reason := context.deleted.reason(row.original)) is not None:
        raise RowSkippedError("deleted", reason)
    return row.cells


def _statement(row: SourceRow, context: ParseContext) -> Statement | None:
    """Return the statement of a row about marketing; a word that is neither yes nor no is left out with a warning."""
    if _CONSENT_CELLS.isdisjoint(row.cells):
        return None
    try:
        if context.foreign:
            return external_statement(row.cells, lambda name: read_time(name, row, context))
        has_states = context.has_consent_states or "consent_state" in row.original
        return native_statement(row.cells, lambda name: read_time(name, row, context), has_states=has_states)
    except ValueError as error:
        context.notices.leave_out(f"accepts_marketing: {error}", row.line, is_warning=True)
        return None


def _add_external(
    row: SourceRow, context: ParseContext, fields: dict[str, Any], if_new: dict[str, Any], external_ids: Mapping[str, str]
) -> None:
    """Add the phone of an address, and a name for a new customer without one."""
    if "phone" not in fields:
        phone = spare_phone(row.cells.get("spare_phone"), row.cells.get("row_country"), context, row.line)
        if phone is not None:
            (if_new if context.own_phones else fields)["phone"] = phone
    if fields.get("first_name") is None:
        add_name(row, context, fields, if_new, external_ids)


def _parse_reference(row: SourceRow, held: SourceRow, context: ParseContext, source: str) -> CustomerRow:
    """Return the customer that a row of orders or addresses names, with the fields of a new one; it holds another form of the row."""
    cells, settings = row.cells, context.settings
    customer_id = cell.read("customer_id", cells, cell.uuid)
    external_id = cell.read("customer_external_id", cells, cell.external_id, source)
    external_ids = {external_id[0]: external_id[1]} if external_id is not None else {}
    fields: dict[str, Any] = {}
    email = cells.get("customer_email")
    # JSON lines have blank texts, which are not identities.
    if email is not None and email is not CLEAR:
        text = single_email(cell.text(email, "customer_email"), context, row.line)
        has_other = customer_id is not None or bool(external_ids) or cells.get("customer_phone") not in (None, CLEAR)
        key = optional_field("email", text, None, context, row.line) if has_other else cell.field("email", text, settings)
        fields |= {"email": key} if key else {}
    phone = _reference_phone(row, context, is_identified=bool(customer_id or external_ids or fields))
    if phone is not None:
        fields["phone"] = phone
    names = {
        name: value
        for name, text in names_of_order(cells).items()
        if (value := optional_field(name, text, None, context, row.line)) is not None
    }
    if customer_id is None and not external_ids and not fields and not (context.foreign and names):
        raise RowRejectedError(
            "not_found", "the row names no customer (customer_id, customer_email, customer_phone or customer_external_id)"
        )
    return CustomerRow(held, customer_id, fields | names if names else fields, external_ids, addresses=_order_addresses(row, context))


def _reference_phone(row: SourceRow, context: ParseContext, *, is_identified: bool) -> str | None:
    """Return the phone of the customer of a row; one that has a better identity may do without."""
    cells = row.cells
    phone, country = cells.get("customer_phone"), cells.get("row_country")
    if phone is not None and phone is not CLEAR:
        text = cell.text(phone, "customer_phone")
        if not is_identified:
            return cell.field("phone", phones_of(text)[0], context.settings, country)
        return optional_field("phone", text, country, context, row.line)
    return spare_phone(cells.get("spare_phone"), country, context, row.line) if context.foreign else None


def _order_addresses(row: SourceRow, context: ParseContext) -> tuple[Mapping[str, Any], ...]:
    cells = row.cells
    if isinstance(cells.get("addresses"), list):
        return parse_valid_addresses(cells["addresses"], context, row.line)
    if "total" in cells and has_place(cells):
        place = {name: cells[name] for name in PLACE if name in cells}
        return (parse_address(place, context, row.line, lenient=True),)
    return ()


def _reference_text(customer: CustomerRow, cells: Mapping[str, Any]) -> str:
    for name in ("customer_id", "customer_external_id", "customer_email", "customer_phone"):
        if cells.get(name) not in (None, CLEAR):
            return str(cells[name])
    return str(customer.id or customer.fields.get("first_name"))
