"""The shapes of the JSON documents that the database stores: one that another program damaged is refused before it is used."""

from collections.abc import Callable, Mapping
from typing import Any

from customers.domain.erasure import ERASED_VALUE
from customers.domain.ids import is_uuid
from customers.domain.timestamps import parse_timestamp
from customers.models.customer import CONSENT_STATES, CustomerAddress
from customers.models.fields import TEXTS
from customers.models.selection import FILTERS, OVERRIDES, TAG_FILTERS

Shape = Callable[[Any], bool]
_LARGEST = 2**63 - 1
_STATES = ("live", "deleted", "absorbed", "erased", "undone")


def is_text(value: Any) -> bool:
    """Return whether a value is a text that a database can store."""
    if not isinstance(value, str) or "\0" in value:
        return False
    return value.isascii() or not any("\ud800" <= character <= "\udfff" for character in value)


def is_external_ids(value: Any) -> bool:
    """Return whether a document has external ids by system."""
    return value == {} or _is_mapping(value, is_text)


def is_changes(document: Any) -> bool:
    """Return whether a document has the changes of an event of the history; fields of other versions may have any values."""
    return isinstance(document, dict) and all(
        isinstance(change, dict) and "before" in change and "after" in change and _is_change(field, change["before"], change["after"])
        for field, change in document.items()
    )


def is_order_changes(document: Any) -> bool:
    """Return whether a document has the changes of an order."""
    return isinstance(document, dict) and all(
        (shape := _ORDER.get(column)) is not None
        and isinstance(change, dict)
        and "before" in change
        and "after" in change
        and shape(change["before"])
        and shape(change["after"])
        for column, change in document.items()
    )


def is_journal(document: Any) -> bool:
    """Return whether a document is the journal of a merge, or what an erasure left of one."""
    if not isinstance(document, dict):
        return False
    if not document.get("survivor") or not document.get("absorbed"):
        return True
    profiles, moved = [document.get(name) for name in ("survivor", "absorbed", "merged")], document.get("moved")
    if not all(map(_is_profile, profiles)) or not isinstance(moved, dict):
        return False
    has_ids = all(_is_list(moved.get(name), _is_id) for name in ("orders", "addresses", "customers"))
    return has_ids and _is_list(moved.get("tags"), is_text) and document["absorbed"]["tags"].keys() >= set(moved["tags"])


def is_filters(document: Any) -> bool:
    """Return whether a document has the filters of a saved segment."""
    return isinstance(document, dict) and all(
        (shape := _FILTERS.get(name)) is not None and shape(value) for name, value in document.items()
    )


def is_segment(document: Any) -> bool:
    """Return whether a document is a saved segment before or after a change, null where there is none."""
    if document is None:
        return True
    return isinstance(document, dict) and all(
        shape(document.get(name)) for name, shape in {"name": is_text, "label": is_text, "filters": is_filters}.items()
    )


def _is_change(field: str, before: Any, after: Any) -> bool:
    shape = _CHANGES.get(field) or (_shape_of_address(field) if field.startswith("addresses.") else _is_anything)
    return (before is None or before == ERASED_VALUE or shape(before)) and (after is None or after == ERASED_VALUE or shape(after))


def _shape_of_address(field: str) -> Shape:
    """Return the shape of a change of an address, or of a part of one."""
    _, address_id, *parts = field.split(".")
    if not _is_id(address_id) or len(parts) > 1 or not _ADDRESS.issuperset(parts):
        return _is_nothing
    return (_is_flag if parts == ["is_default"] else is_text) if parts else _is_address


def _is_anything(_: Any) -> bool:
    return True


def _is_nothing(_: Any) -> bool:
    return False


def _is_profile(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and all(shape(value.get(name)) for name, shape in _PROFILE.items())
        and all(_is_optional_text(value.get(name)) for name in TEXTS)
        and is_text(value.get("first_name"))
    )


def _is_override(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 3 and all(map(_is_optional_text, value[:2])) and _is_optional_time(value[2])


def _is_consent(value: Any) -> bool:
    """Return whether a value is a statement, or the list that version 0.1 stored."""
    if isinstance(value, list):
        return len(value) == 4 and (value[0] is None or isinstance(value[0], bool)) and _is_statement_of(*value[1:])
    return _is_statement(value)


def _is_statement(value: Any) -> bool:
    if not isinstance(value, dict) or value.get("state") not in CONSENT_STATES or not value.keys() >= {"at", "source", "actor"}:
        return False
    return _is_statement_of(value["at"], value["source"], value["actor"])


def _is_statement_of(at: Any, source: Any, actor: Any) -> bool:
    return _is_optional_time(at) and _is_optional_text(source) and _is_optional_text(actor)


def _is_address(value: Any) -> bool:
    """Return whether a value is a whole address with its id."""
    if not isinstance(value, dict) or value.keys() != _ADDRESS or not _is_id(value["id"]):
        return False
    return all(_is_flag(part) if name == "is_default" else _is_optional_text(part) for name, part in value.items())


def _is_merge(value: Any) -> bool:
    return isinstance(value, dict) and _is_id(value.get("merge_id"))


def _is_list(value: Any, shape: Shape) -> bool:
    return isinstance(value, list) and all(map(shape, value))


def _is_mapping(value: Any, shape: Shape) -> bool:
    return isinstance(value, dict) and all(is_text(name) and shape(member) for name, member in value.items())


def _is_texts(value: Any) -> bool:
    return _is_list(value, is_text)


def _is_optional_text(value: Any) -> bool:
    return value is None or is_text(value)


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def _is_number(value: Any) -> bool:
    return type(value) is int and -_LARGEST <= value <= _LARGEST


def _is_amount(value: Any) -> bool:
    return is_text(value) or _is_number(value) or isinstance(value, float)


def _is_optional_number(value: Any) -> bool:
    return value is None or _is_number(value)


def _is_id(value: Any) -> bool:
    return isinstance(value, str) and is_uuid(value)


def _is_optional_id(value: Any) -> bool:
    return value is None or _is_id(value)


def _is_time(value: Any) -> bool:
    try:
        return isinstance(value, str) and parse_timestamp(value) is not None
    except ValueError:
        return False


def _is_optional_time(value: Any) -> bool:
    return value is None or _is_time(value)


_ADDRESS = frozenset(CustomerAddress.__dataclass_fields__)
_CHANGES: Mapping[str, Shape] = {
    **dict.fromkeys((*TEXTS, "vip_reason", "merged_into"), is_text),
    "state": _STATES.__contains__,
    "vip_override": OVERRIDES.__contains__,
    **dict.fromkeys(("accepts_marketing", "is_vip"), _is_flag),
    **dict.fromkeys(("tags", "aliases"), _is_texts),
    "vip_until": _is_time,
    "consent": _is_statement,
    "external_ids": is_external_ids,
    "dismissed": _is_id,
    "merged": _is_merge,
    "addresses": lambda value: _is_list(value, _is_address),
}
_ORDER: Mapping[str, Shape] = {
    **dict.fromkeys(("status", "currency"), is_text),
    **dict.fromkeys(("total", "refunded"), _is_number),
    **dict.fromkeys(("foreign_total", "foreign_refunded"), _is_optional_number),
    **dict.fromkeys(("as_of", "deleted_at"), _is_optional_time),
    "placed_at": _is_time,
    "customer_id": _is_id,
    "named_id": _is_optional_id,
}
_PROFILE: Mapping[str, Shape] = {
    "id": _is_id,
    "consent": _is_consent,
    "external_ids": is_external_ids,
    "vip_override": _is_override,
    "tags": lambda value: _is_mapping(value, is_text),
    "addresses": lambda value: _is_list(value, _is_address),
    "orders": _is_number,
    "created_at": _is_time,
    "updated_at": _is_time,
}
_FILTERS: Mapping[str, Shape] = {
    **dict.fromkeys(FILTERS, is_text),
    **dict.fromkeys(TAG_FILTERS, _is_texts),
    **dict.fromkeys(("accepts_marketing", "vip", "has_email", "has_phone", "deleted"), _is_flag),
    **dict.fromkeys(("min_orders", "max_orders"), _is_number),
    **dict.fromkeys(("min_spent", "max_spent"), _is_amount),
}
