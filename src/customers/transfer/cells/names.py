"""Find the names of the customers of rows: their own, those of an address, or that of an identity."""

from collections.abc import Mapping
from typing import Any

from customers.models.fields import BY_NAME
from customers.services.importing.create import name_of
from customers.services.importing.rows import SourceRow
from customers.transfer.cells import values as cell
from customers.transfer.cells.context import ParseContext
from customers.transfer.cells.values import complete_name

_OF_ORDER = frozenset(("customer_first_name", "customer_last_name", "customer_name", "address_name"))


def add_name(
    row: SourceRow, context: ParseContext, fields: dict[str, Any], if_new: dict[str, Any], external_ids: Mapping[str, str]
) -> None:
    """Add the name that a customer without a first name gets if it is new."""
    identity = external_ids or fields.get("email") or fields.get("phone") or if_new.get("phone")
    first, last = row.cells.get("address_name") or (None, None)
    single = fields.get("last_name")
    if not (first or last) and isinstance(single, str):
        # A single name is the first name of a new customer; a known one keeps its names.
        first = fields.pop("last_name")
    company = row.cells.get("company_name")
    if not (first or last) and isinstance(company, str) and len(company) <= BY_NAME["first_name"].max_length:
        first = company
        context.notices.add_if_created("customers without a name were named after their company", row.line)
    if not (first or last) and identity:
        add_identity_name(row, context, fields, if_new, external_ids)
        return
    names = {"first_name": first or last, "last_name": last if first else None}
    if isinstance(names["first_name"], str):
        if_new |= {name: text and cell.field(name, text, context.settings) for name, text in names.items()}


def full_names(cells: Mapping[str, Any]) -> dict[str, str]:
    """Return the first and last name of a row of a native file that has them in one cell alone."""
    full = cells.get("full_name")
    if not (isinstance(full, str) and full.strip()) or "first_name" in cells:
        return {}
    names = zip(("first_name", "last_name"), complete_name(full, None, cells.get("last_name")), strict=True)
    return {name: text for name, text in names if text}


def add_identity_name(
    row: SourceRow, context: ParseContext, fields: dict[str, Any], if_new: dict[str, Any], external_ids: Mapping[str, str]
) -> None:
    """Add the name that a customer gets from an identity if it is new, which is said."""
    name = name_of(fields, external_ids) or if_new.get("phone")
    if name is not None:
        if_new["first_name"] = cell.field("first_name", name, context.settings)
        context.notices.add_if_created(_named_after(fields, external_ids), row.line)


def lacks_name(row: SourceRow, fields: Mapping[str, Any], context: ParseContext) -> bool:
    """Return whether a native file has no column of names, or an object of JSON no key; a blank name is refused."""
    has_names = "first_name" in row.original if context.is_json else not context.name_fallback
    return not has_names and fields.keys().isdisjoint(("first_name", "last_name"))


def _named_after(fields: Mapping[str, Any], external_ids: Mapping[str, str]) -> str:
    """Return the notice about customers that have the name of an identity."""
    source = "the part before the @ of their email" if fields.get("email") else "their external id" if external_ids else "their phone"
    return f"customers without a name were named after {source}"


def names_of_order(cells: Mapping[str, Any]) -> dict[str, str]:
    """Return the names of an order's customer: first and last name, else the full name, else the name of an address."""
    if _OF_ORDER.isdisjoint(cells):
        return {}
    first, last = cells.get("customer_first_name"), cells.get("customer_last_name")
    full = cells.get("customer_name")
    if isinstance(full, str) and full:
        first, last = complete_name(full, first, last)
    if not (first or last):
        first, last = cells.get("address_name") or (None, None)
    names = {"first_name": first or last, "last_name": last if first else None}
    return {name: text for name, text in names.items() if isinstance(text, str)}
