"""The kinds of records of merging and of looking for duplicates, like `shapes`."""

from typing import Any

from customers.domain.json import to_jsonable
from customers.models.customer import Customer
from customers.models.duplicates import Dismissal, DuplicatePair
from customers.models.merge import Merge, MergeField, MergeOutcome, MergeResult, UnmergeResult
from customers.models.records import as_dict
from customers.output.shapes.columns import Shape
from customers.output.shapes.customers import CHANGE, customer_row


def merge_row(result: MergeResult) -> dict[str, Any]:
    """A merge as JSON has it."""
    return {name: to_jsonable(value) for name, value in as_dict(result).items()} | {"customer": customer_row(result.customer)}


def unmerge_row(result: UnmergeResult) -> dict[str, Any]:
    """A merge taken back as JSON has it."""
    customers = {"survivor": customer_row(result.survivor), "restored": customer_row(result.restored)}
    return {"merge_id": str(result.merge_id), **customers, "left_with_survivor": to_jsonable(result.left_with_survivor)}


MERGE_RESULT = Shape(fields=tuple(MergeResult.__dataclass_fields__), table=(), key="merge_id", row=merge_row)
MERGE_FIELD = Shape(fields=tuple(MergeField.__dataclass_fields__), table=tuple(MergeField.__dataclass_fields__), key="field")
MERGE_OUTCOME = Shape(
    fields=tuple(MergeOutcome.__dataclass_fields__),
    table=("line", "outcome", "primary_id", "secondary_id", "message"),
    key="merge_id",
)
UNMERGE_RESULT = Shape(fields=tuple(UnmergeResult.__dataclass_fields__), table=(), key="merge_id", row=unmerge_row)
UNMERGE_CHANGE = Shape(fields=("customer", *CHANGE.fields), table=("customer", *CHANGE.table), key="merge_id")
MERGE = Shape(
    fields=tuple(Merge.__dataclass_fields__),
    table=("id", "at", "state", "absorbed_id", "actor", "reason"),
    wide=("survivor_id",),
)


def pair_row(pair: DuplicatePair) -> dict[str, Any]:
    """A pair as JSON has it."""
    return {"a": customer_row(pair.a), "b": customer_row(pair.b), "score": pair.score, "evidence": to_jsonable(pair.evidence)}


def flat_pair(pair: DuplicatePair) -> dict[str, Any]:
    """A pair as a row of a table: the two by id, what each is known by, and the evidence as a sentence."""
    row: dict[str, Any] = {"score": f"{pair.score:.4f}", "a": str(pair.a.id), "b": str(pair.b.id)}
    for side, customer in (("a", pair.a), ("b", pair.b)):
        row |= {f"{side}_name": customer.full_name, f"{side}_email": customer.email, f"{side}_phone": customer.phone}
        # Something to tell the two apart by, and to name them by in the next command.
        row[f"{side}_who"] = f"{customer.full_name} <{customer.email or customer.id}>"
    return row | {"evidence": "; ".join(evidence.why for evidence in pair.evidence)}


def pair_or_customer(record: DuplicatePair | Customer) -> dict[str, Any]:
    """A pair as a row, or one of its customers where they are listed one by one."""
    return flat_pair(record) if isinstance(record, DuplicatePair) else {"id": str(record.id)}


PAIR = Shape(fields=("a", "b", "score", "evidence"), table=(), row=pair_row)
PAIR_ROW = Shape(
    fields=("score", "a", "a_name", "a_email", "a_phone", "b", "b_name", "b_email", "b_phone", "evidence"),
    table=(),
    row=pair_or_customer,
)
PAIR_TABLE = Shape(fields=(*PAIR_ROW.fields, "a_who", "b_who"), table=("score", "a_who", "b_who", "evidence"), row=flat_pair)
DISMISSAL = Shape(fields=tuple(Dismissal.__dataclass_fields__), table=tuple(Dismissal.__dataclass_fields__), key="a")
