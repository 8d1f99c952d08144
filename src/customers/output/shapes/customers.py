"""The shapes of customers, their addresses, orders and tags, and of the results of commands on them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from customers.domain.json import to_jsonable
from customers.domain.segments import filters_in_words
from customers.models.customer import Customer, CustomerAddress
from customers.models.fields import ON_REQUEST, PRINTED
from customers.models.history import Change, HistoryEvent
from customers.models.records import as_dict, field_names
from customers.models.results import CheckResult, ErasedProfile, ImportResult, Recalculation, TagCount, TagResult
from customers.models.segments import SavedSegment
from customers.output.results import Document, Table
from customers.output.shapes import common
from customers.output.shapes.columns import MINUTE, Column, Row, Shape, mapping_row, model_columns, number, plain_shape, row_of


def customer_row(customer: Customer) -> dict[str, Any]:
    """Return a customer as a row, in the order of `CUSTOMER.fields`, with its address book where it has been read."""
    omitted = ADDRESS_BOOK if customer.addresses is None else ()
    return {name: to_jsonable(getattr(customer, name)) for name in CUSTOMER.fields if name not in omitted}


ADDRESS_BOOK = ("addresses", "default_address")
CUSTOMER = Shape(
    columns=model_columns(
        PRINTED,
        common.ID,
        common.EMAIL,
        replace(common.PHONE, drop=19),
        common.FULL_NAME,
        Column("accepts_marketing", "Marketing"),
        Column("vip_override", "VIP override", fit="fold"),
        Column("rfm", "RFM", fit="fold"),
        Column("aliases", fit="fold"),
        Column("deleted_at", "Deleted", time=MINUTE),
        Column("consent", fit="fold"),
        common.TOTAL_ORDERS,
        common.TOTAL_SPENT,
        number("avg_order_value", "Average"),
        Column("first_order_at", "First order", time=MINUTE),
        common.LAST_ORDER_AT,
        common.IS_VIP,
        common.TAGS,
        common.EXTERNAL_IDS,
        *(Column(name, in_csv=False) for name in ADDRESS_BOOK),
        common.CREATED_AT,
        common.UPDATED_AT,
        on_request=ON_REQUEST,
    ),
    table=("full_name", "email", "phone", "total_orders", "total_spent", "last_order_at", "is_vip", "tags"),
    wide=("id",),
    row=customer_row,
)
ADDRESS = Shape(
    columns=model_columns(
        field_names(CustomerAddress),
        replace(common.ID, drop=7),
        Column("type", drop=17),
        Column("is_default", "Default", "whole", drop=14),
        common.COMPANY,
        Column("address1", "Address"),
        Column("address2", "Address 2", drop=5),
        common.CITY,
        Column("pincode", drop=15),
        common.COUNTRY,
        common.PHONE,
    ),
    table=("id", "type", "is_default", "company", "address1", "address2", "city", "state", "pincode", "country", "phone"),
)
SEGMENT = Shape((Column("segment"), common.LABEL, number("count")), table=("segment", "label", "count"), key="segment")
SAVED_SEGMENT = Shape(
    model_columns(
        field_names(SavedSegment),
        common.NAME,
        common.LABEL,
        number("count"),
        Column("selection", fit="fold", value=lambda row: filters_in_words(row["selection"])),
        common.CREATED_AT,
        common.UPDATED_AT,
        common.ACTOR,
    ),
    table=("name", "label", "count", "selection"),
    key="name",
)
TAG = Shape(model_columns(field_names(TagCount), number("customers")), table=("tag", "customers"), key="tag")
SETTING = Shape(
    (common.NAME, Column("value", fit="fold"), Column("source", fit="fold")), table=("name", "value", "source"), key="name", row=mapping_row
)

_CHANGE_COLUMNS = (Column("field", fit="fold"), common.value_column("before"), common.value_column("after"))
CHANGE = Shape(_CHANGE_COLUMNS, table=field_names(Change), key="field")
CUSTOMER_CHANGE = Shape((Column("customer", fit="fold"), *_CHANGE_COLUMNS), table=("customer", *CHANGE.table))


def event_changes(event: HistoryEvent) -> Iterator[Row]:
    """Return an event as a row for each of its changes, as one row where it has none."""
    row = as_dict(event)
    changes = row.pop("changes")
    rows = (row | as_dict(change) for change in changes) if changes else (row,)
    return map(mapping_row, rows)


_CUSTOMER = common.person_fields("customer")


def _events(*, of_many: bool) -> Shape:
    columns = model_columns(
        field_names(HistoryEvent),
        common.ID,
        common.AT,
        common.ACTOR,
        common.REASON,
        Column("command", fit="fold"),
        common.CUSTOMER_ID,
        *common.person_columns("customer"),
        on_request=_CUSTOMER,
    )
    by_change = Shape(
        (*(column for column in columns if column.field not in ("changes", "run_id")), *_CHANGE_COLUMNS, Column("run_id", "Run", "whole")),
        derived=(common.person_column("customer", "customer_id"),),
        table=("at", *(("customer",) if of_many else ()), "actor", "command", *CHANGE.table, "reason"),
        each=event_changes,
    )
    row = row_of(*(name for name in field_names(HistoryEvent) if name not in _CUSTOMER))
    return Shape(columns, row=row, variants={"rows": by_change, "people": by_change})


EVENT = _events(of_many=False)
EVENT_OF_MANY = _events(of_many=True)

_ERASURE = Shape(
    (common.ID, Column("what", fit="fold"), Column("removed"), Column("kept"), common.WHY),
    table=("what", "removed", "kept", "why"),
    wide=("id",),
)
RECEIPT = Shape(
    model_columns(("erased", "already_erased", "profiles", "kept", "beyond")),
    variants={"rows": _ERASURE, "people": _ERASURE, "ids": _ERASURE},
)


def erasure_receipt(profiles: Iterable[ErasedProfile], reasons: Mapping[str, str], beyond: str) -> Document:
    """Return the receipt of an erasure.

    Its rows are the kinds of data that were removed from, or kept of, each profile; `reasons` says why a kind is kept,
    `beyond` which copies the program cannot reach.
    """
    profiles = list(profiles)
    document = {
        "erased": [str(profile.id) for profile in profiles if profile.was != "erased"],
        "already_erased": [str(profile.id) for profile in profiles if profile.was == "erased"],
        "profiles": to_jsonable(profiles),
        "kept": dict(reasons),
        "beyond": beyond,
    }
    rows: list[Row] = []
    for profile in profiles:
        key = {"id": str(profile.id)}
        rows += [key | {"what": what, "removed": count, "kept": None, "why": None} for what, count in profile.removed.items()]
        rows += [key | {"what": what, "removed": None, "kept": count, "why": reasons[what]} for what, count in profile.kept.items()]
    return Document(lambda pick: pick(document), Table(rows, _ERASURE))


def _check_state(row: Row) -> str:
    if not row["count"]:
        return "ok"
    return "fixed" if row["ok"] else "off"


def _check_sentence(row: Row) -> str:
    """Return the rule of a check, with the customers for which it is broken and the remedy."""
    sentence: str = row["sentence"]
    if not row["count"]:
        return sentence
    examples = ", ".join(row["examples"]) + (", ..." if row["count"] > len(row["examples"]) else "")
    return f"{sentence}, but not for {examples}" + (f": {row['remedy']}" if row["remedy"] else "")


CHECK = Shape(
    columns=model_columns(
        field_names(CheckResult),
        common.NAME,
        Column("count", fit="whole", right=True, value=lambda row: row["count"] or None),
    ),
    derived=(Column("state", value=_check_state), Column("what", fit="fold", value=_check_sentence)),
    table=("name", "state", "count", "what"),
    key="name",
)


def checks_document(results: Iterable[CheckResult]) -> Document:
    """Return the results of checks, with the number of problems."""
    rows = list(CHECK.rows(results))
    problems = sum(not row["ok"] for row in rows)
    return Document(lambda pick: {"checks": list(map(pick, rows)), "problems": problems}, Table(rows, CHECK))


PLACEMENT = Shape(
    (Column("table"), Column("kind"), Column("column"), Column("beside"), number("rows")),
    table=("table", "kind", "column", "beside", "rows"),
    key="table",
)


def placements_document(distribution: Any) -> Document:
    """Return the distribution of the tables over the nodes of a cluster."""
    document = to_jsonable(distribution)
    return Document(lambda pick: {**document, "tables": list(map(pick, document["tables"]))}, Table(document["tables"], PLACEMENT))


DELETED = plain_shape("deleted", key="deleted")
DISMISSED = plain_shape("dismissed", key="dismissed")
UNDISMISSED = plain_shape("undismissed", key="undismissed")
REMOVED_SEGMENT = plain_shape("removed", key="removed")
TAGGING = plain_shape(*field_names(TagResult))
RECALCULATION = plain_shape(*field_names(Recalculation))
IMPORT = plain_shape(*(name for name in field_names(ImportResult) if name != "statuses"))
UPGRADE = plain_shape("database", "before", "after")
STATUS = plain_shape(
    *("database", "schema", "engine", "size_bytes", "distributed", "citus", "nodes"),
    *("customers", "deleted_or_absorbed", "undone", "addresses", "orders", "events"),
)
BACKUP = plain_shape("file", "bytes", "checksum")
COPY = plain_shape(
    *("from", "to", "checksum", "customers", "identities", "addresses", "customer_statistics", "customer_tags"),
    *("aliases", "deleted_identities", "deleted_orders", "dismissals", "erased_identities", "events", "merges", "order_changes"),
    *("orders", "runs", "saved_segment_changes", "saved_segments", "secrets", "undone_orders", "vip_thresholds"),
)
