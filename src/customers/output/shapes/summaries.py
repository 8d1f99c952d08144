"""The shapes of tags and segments, and of the results of commands on many customers and on the database."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from customers.domain.json import to_jsonable
from customers.domain.segments import filters_in_words
from customers.models.records import field_names
from customers.models.results import CheckResult, ErasedProfile, ImportResult, Recalculation, TagCount, TagResult
from customers.models.segments import SavedSegment
from customers.output.parts import Card, Part, Table
from customers.output.results import Document
from customers.output.shapes import common
from customers.output.shapes.columns import Column, Row, Shape, mapping_row, model_columns, number, plain_shape

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

_ERASED = ("id", "at", "actor", "reason", "merged_into")
_ERASURE = Shape(
    (
        *(common.ID, common.AT, common.ACTOR, common.REASON, Column("merged_into", fit="whole")),
        *(Column("what", fit="fold"), Column("removed"), Column("kept"), common.WHY),
    ),
    table=("what", "removed", "kept", "why"),
    derived=(Column("beyond", "Not erased", fit="fold"),),
)
RECEIPT = Shape(
    model_columns(("erased", "already_erased", "profiles", "kept", "beyond")),
    variants={"rows": _ERASURE, "people": _ERASURE, "ids": _ERASURE},
)


def erasure_receipt(profiles: Iterable[ErasedProfile], reasons: Mapping[str, str], beyond: str) -> Document:
    """Return the receipt of an erasure.

    People read one below the other for each profile. Its rows are the kinds of data that were removed from, or kept of, each
    profile; `reasons` says why a kind is kept, `beyond` which copies the program cannot reach.
    """
    profiles = list(profiles)
    document = {
        "erased": [str(profile.id) for profile in profiles if profile.was != "erased"],
        "already_erased": [str(profile.id) for profile in profiles if profile.was == "erased"],
        "profiles": to_jsonable(profiles),
        "kept": dict(reasons),
        "beyond": beyond,
    }
    parts: list[Part] = []
    for profile in profiles:
        head = {name: to_jsonable(getattr(profile, name)) for name in _ERASED}
        kinds = [head | {"what": what, "removed": count, "kept": None, "why": None} for what, count in profile.removed.items()]
        kinds += [head | {"what": what, "removed": None, "kept": count, "why": reasons[what]} for what, count in profile.kept.items()]
        card = {name: value for name, value in head.items() if value is not None}
        parts += [Card(card, _ERASURE), Table(kinds or [head], _ERASURE)]
    rows = [row for part in parts if isinstance(part, Table) for row in part.rows]
    parts += [Card({"beyond": beyond}, _ERASURE)] if profiles else []
    return Document(lambda pick: pick(document), Table(rows, _ERASURE), parts, fields_pick_rows=True)


def _check_state(row: Row) -> str:
    if not row["count"]:
        return "ok"
    return "fixed" if row["ok"] else "off"


def _dry_state(row: Row) -> str:
    """Return the state of a check in the words of a dry run."""
    state = _check_state(row)
    return "would be fixed" if state == "fixed" else state


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


_IN_ORDER = plain_shape("checks_in_order")


def checks_document(results: Iterable[CheckResult], names: Mapping[str, str], *, lists_all: bool, dry_run: bool) -> Document:
    """Return the results of checks, with the number of problems.

    People read those that found something, with the customers by `names` of their ids, and the number of the others; a list of all
    where `lists_all` is set.
    """
    rows = list(CHECK.rows(results))
    problems = sum(not row["ok"] for row in rows)
    shape = replace(CHECK, derived=(Column("state", value=_dry_state), *CHECK.derived[1:])) if dry_run else CHECK
    listed = [{**row, "examples": [names.get(id_, id_) for id_ in row["examples"]]} for row in rows if lists_all or row["count"]]
    card = Card({"checks_in_order": sum(not row["count"] for row in rows)}, _IN_ORDER)
    parts: list[Table | Card] = [*([Table(listed, shape)] if listed else []), card]
    return Document(lambda pick: {"checks": list(map(pick, rows)), "problems": problems}, Table(rows, shape), parts, fields_pick_rows=True)


PLACEMENT = Shape(
    (Column("table"), Column("kind"), Column("column"), Column("beside"), number("rows")),
    table=("table", "kind", "column", "beside", "rows"),
    key="table",
)


def placements_document(distribution: Any) -> Document:
    """Return the distribution of the tables over the nodes of a cluster."""
    document = to_jsonable(distribution)
    return Document(lambda pick: {**document, "tables": list(map(pick, document["tables"]))}, Table(document["tables"], PLACEMENT))


DELETED = plain_shape("deleted", key="deleted", is_counted=True)
DISMISSED = plain_shape("dismissed", key="dismissed")
UNDISMISSED = plain_shape("undismissed", key="undismissed")
REVIEW = plain_shape("pairs", "merged", "dismissed", "skipped", "settled", "remaining")
REMOVED_SEGMENT = plain_shape("removed", key="removed")
TAGGING = plain_shape(*field_names(TagResult))
RECALCULATION = plain_shape(*field_names(Recalculation))
IMPORT = plain_shape(*(name for name in field_names(ImportResult) if name != "statuses"))
UPGRADE = plain_shape("database", "before", "after")
STATUS = plain_shape(
    *("database", "schema", "engine", "size_bytes", "search_index", "distributed", "citus", "nodes"),
    *("customers", "deleted_or_absorbed", "undone", "addresses", "orders", "events"),
)
DEMO = plain_shape("database", "folder", "customers", "addresses", "orders")
BACKUP = plain_shape("file", "bytes", "checksum")
_COPIED = (
    *("checksum", "customers", "identities", "addresses", "customer_statistics", "customer_tags"),
    *("aliases", "deleted_identities", "deleted_orders", "dismissals", "erased_identities", "events", "merges", "order_changes"),
    *("orders", "runs", "saved_segment_changes", "saved_segments", "secrets", "undone_orders", "vip_thresholds"),
)
# A dry run words a leading participle as what would be done.
_TABLES = (
    Column("deleted_identities", "Identities deleted"),
    Column("deleted_orders", "Orders deleted"),
    Column("undone_orders", "Orders undone"),
)
COPY = Shape(model_columns(("from", "to", *_COPIED), *_TABLES), key="", row=mapping_row)
RESTORE = Shape(model_columns(("from", "to", "kept", *_COPIED), *_TABLES), key="", row=mapping_row)
