"""The shapes of merges and of pairs of duplicates."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from customers.domain.ids import parse_uuid, shown_end
from customers.domain.json import to_jsonable
from customers.domain.person_name import full_name
from customers.models.merge import Dismissal, DuplicatePair, Merge, MergeField, MergeOutcome, MergeResult, UnmergeResult
from customers.models.records import as_dict, field_names
from customers.output.parts import Card, Table
from customers.output.results import Document
from customers.output.shapes import common
from customers.output.shapes.columns import MINUTE, Column, Row, Shape, model_columns, model_row, number, row_of
from customers.output.shapes.customers import customer_row
from customers.output.shapes.history import CUSTOMER_CHANGE


def merge_row(result: MergeResult) -> dict[str, Any]:
    """Return a merge as a row."""
    return model_row(result) | {"customer": customer_row(result.customer)}


def unmerge_row(result: UnmergeResult) -> dict[str, Any]:
    """Return an undone merge as a row."""
    customers = {"survivor": customer_row(result.survivor), "restored": customer_row(result.restored)}
    return {"merge_id": str(result.merge_id), **customers, "left_with_survivor": to_jsonable(result.left_with_survivor)}


_MERGE_FIELD = Shape(
    columns=model_columns(
        field_names(MergeField),
        Column("field", fit="fold"),
        *map(common.value_column, ("survivor", "absorbed", "result")),
        Column("rule", fit="whole"),
    ),
    table=field_names(MergeField),
    key="field",
    screen="merge:field_texts",
)
MERGE_RESULT = Shape(model_columns(field_names(MergeResult)), key="merge_id", row=merge_row, variants={"rows": _MERGE_FIELD})
_SIDES = common.person_fields("survivor", "absorbed")


def side_of_outcome(row: Row, side: str) -> str:
    """Return a person of a pair by name where the pair was not refused, and as it was written otherwise."""
    reference = row["primary_id" if side == "survivor" else "secondary_id"] or ""
    if row[f"{side}_name"] is None:
        return f"…{shown_end(reference)}" if parse_uuid(reference) else reference
    return " ".join(filter(None, (row[f"{side}_name"], row[f"{side}_email"] and f"<{row[f'{side}_email']}>")))


_MERGE_OUTCOME = Shape(
    model_columns(
        field_names(MergeOutcome),
        number("line"),
        Column("message", fit="fold"),
        *common.person_columns("survivor", "absorbed"),
        on_request=_SIDES,
    ),
    table=("line", "outcome", "survivor", "absorbed", "message"),
    key="merge_id",
    row=row_of(*(name for name in field_names(MergeOutcome) if name not in _SIDES)),
)
MERGE_OUTCOME = replace(
    _MERGE_OUTCOME,
    variants={
        "people": replace(
            _MERGE_OUTCOME,
            derived=tuple(Column(side, fit="fold", value=partial(side_of_outcome, side=side)) for side in ("survivor", "absorbed")),
            row=model_row,
            screen="log:outcome_texts",
        )
    },
)
UNMERGE_RESULT = Shape(model_columns(field_names(UnmergeResult)), key="merge_id", row=unmerge_row, variants={"rows": CUSTOMER_CHANGE})
_MERGE = Shape(
    columns=model_columns(
        field_names(Merge),
        Column("id", "Merge", "whole", value=common.end_of_id),
        common.AT,
        common.ACTOR,
        common.REASON,
        Column("absorbed_id", fit="whole"),
        Column("undone_at", time=MINUTE),
        *common.person_columns("survivor", "absorbed"),
        on_request=_SIDES,
    ),
    table=("id", "at", "state", "survivor", "absorbed", "actor", "reason"),
    row=row_of(*(name for name in field_names(Merge) if name not in _SIDES)),
)
_MERGE_OF_PEOPLE = replace(
    _MERGE,
    derived=(common.person_column("survivor", "survivor_id"), common.person_column("absorbed", "absorbed_id")),
    row=model_row,
)
MERGE = replace(_MERGE, variants={"people": _MERGE_OF_PEOPLE, "screen": replace(_MERGE_OF_PEOPLE, screen="log:merge_texts")})


def merge_document(result: MergeResult, *, dry_run: bool) -> Document:
    """Return a merge with a row for each field; a dry run has no id yet that people could use."""
    row = merge_row(result)
    summary = {} if dry_run else {"merge_id": row["merge_id"]}
    survivor, absorbed = result.customer, {field.field: field.absorbed for field in result.fields}
    name = full_name(absorbed.get("first_name") or "", absorbed.get("last_name"))
    summary["survivor"] = common.person_text(survivor.full_name, survivor.email, str(survivor.id))
    summary["absorbed"] = row["absorbed_id"] and common.person_text(name, absorbed.get("email"), row["absorbed_id"])
    summary |= {f"moved_{name}": value for name, value in as_dict(result.moved).items()}
    return _result_document(row, MERGE_RESULT, summary, Table(list(_MERGE_FIELD.rows(result.fields)), _MERGE_FIELD))


def unmerge_document(result: UnmergeResult, changes: Sequence[Row]) -> Document:
    """Return an undone merge with a row for each of the `changes`."""
    row = unmerge_row(result)
    people = {"survivor": result.survivor, "restored": result.restored}
    summary = {"merge_id": row["merge_id"]}
    summary |= {side: common.person_text(person.full_name, person.email, str(person.id)) for side, person in people.items()}
    summary |= {f"left_{name}": value for name, value in row["left_with_survivor"].items()}
    return _result_document(row, UNMERGE_RESULT, summary, Table(changes, CUSTOMER_CHANGE))


def _result_document(row: Row, shape: Shape, summary: Row, rows: Table) -> Document:
    merge_id = row["merge_id"]
    parts = (*((rows,) if rows.rows else ()), Card(summary, shape, row))
    return Document(lambda pick: pick(row), rows, parts, ids=[merge_id] if merge_id is not None else [])


def pair_row(pair: DuplicatePair) -> dict[str, Any]:
    """Return a pair as a row with both customers."""
    return {"a": customer_row(pair.a), "b": customer_row(pair.b), "score": pair.score, "evidence": to_jsonable(pair.evidence)}


def flat_pair(pair: DuplicatePair) -> dict[str, Any]:
    """Return a pair as a row of texts: the ids and names of both, and the evidence as a sentence."""
    row: dict[str, Any] = {"score": f"{pair.score:.4f}", "a": str(pair.a.id), "b": str(pair.b.id)}
    for side, customer in (("a", pair.a), ("b", pair.b)):
        row |= {f"{side}_name": customer.full_name, f"{side}_email": customer.email, f"{side}_phone": customer.phone}
        # An identity that the next command can take.
        row[f"{side}_who"] = f"{customer.full_name} <{customer.email or customer.id}>"
    return row | {"evidence": "; ".join(evidence.why for evidence in pair.evidence)}


def pair_ids(pair: DuplicatePair) -> Iterator[Row]:
    """Return a row for each customer of a pair."""
    return ({"id": str(customer.id)} for customer in (pair.a, pair.b))


_EVIDENCE = Column("evidence", fit="fold")
_PAIR_COLUMNS = model_columns(
    ("score", "a", "a_name", "a_email", "a_phone", "b", "b_name", "b_email", "b_phone", "evidence"),
    _EVIDENCE,
)
PAIR = Shape(
    (Column("a"), Column("b"), Column("score"), _EVIDENCE),
    row=pair_row,
    variants={
        "rows": Shape(_PAIR_COLUMNS, row=flat_pair),
        "ids": Shape(_PAIR_COLUMNS, each=pair_ids),
        "screen": Shape(_PAIR_COLUMNS, row=pair_row, screen="pairs:pair_texts"),
        "people": Shape(
            (*_PAIR_COLUMNS, Column("a_who", "A", "fold"), Column("b_who", "B", "fold")),
            table=("score", "a_who", "b_who", "evidence"),
            row=flat_pair,
        ),
    },
)
_PAIR = common.person_fields("a", "b")
_DISMISSAL = Shape(
    model_columns(field_names(Dismissal), common.AT, common.ACTOR, common.REASON, *common.person_columns("a", "b"), on_request=_PAIR),
    table=("a_who", "b_who", "at", "actor", "reason"),
    key="a",
    row=row_of(*(name for name in field_names(Dismissal) if name not in _PAIR)),
)
_DISMISSAL_OF_PEOPLE = replace(
    _DISMISSAL,
    derived=tuple(replace(common.person_column(side, side, side.upper()), field=f"{side}_who") for side in ("a", "b")),
    row=model_row,
)
DISMISSAL = replace(_DISMISSAL, variants={"people": _DISMISSAL_OF_PEOPLE})
