"""What goes in: the bodies of the system's API, as `--from-json` takes them and as flags build them.

`model_fields_set` tells an absent key (left as it is) from a null (cleared). Values are checked by the rules later;
here only the shape is.
"""

import json
from collections.abc import Iterable
from typing import Any, Literal, TypeVar, cast
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from customers.errors import InvalidFieldError, InvalidInputError
from customers.rules.text import nearest, visible


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", coerce_numbers_to_str=True, defer_build=True)


class AddressBody(_Body):
    """An address to add, or with an `id` to change."""

    id: UUID | None = None
    type: Literal["billing", "shipping"] | None = None
    is_default: bool | None = None
    first_name: str | None = None
    last_name: str | None = None
    company: str | None = None
    address1: str | None = None
    address2: str | None = None
    city: str | None = None
    state: str | None = None
    pincode: str | None = None
    country: str | None = None
    phone: str | None = None


class CustomerBody(_Body):
    """The body of `create` and of `update`."""

    email: str | None = None
    phone: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    accepts_marketing: bool | None = None
    tags: list[str] | None = None
    notes: str | None = None
    external_ids: dict[str, str | None] | None = None
    addresses: list[AddressBody] | None = None

    # Calculated and fixed: what `show -o json` printed may stand here unchanged.
    id: Any = None
    full_name: Any = None
    total_orders: Any = None
    total_spent: Any = None
    avg_order_value: Any = None
    first_order_at: Any = None
    last_order_at: Any = None
    is_vip: Any = None
    default_address: Any = None
    created_at: Any = None
    updated_at: Any = None


# The keys of the second kind: those whose values are only compared.
FIXED = tuple(name for name, field in CustomerBody.model_fields.items() if field.annotation is Any)


class BulkTagBody(_Body):
    """The body of `tag add`."""

    customer_ids: list[str] = Field(min_length=1)
    tags: list[str] = Field(min_length=1)


class MergeBody(_Body):
    """The body of `merge`: the survivor, and the profile that it absorbs."""

    primary_id: str
    secondary_id: str
    take: dict[str, Literal["survivor", "absorbed"]] = Field(default_factory=dict)


class MergePlanBody(_Body):
    """What `merge --plan` writes and `merge --apply` reads."""

    survivor_id: UUID
    absorbed_id: UUID
    take: dict[str, Literal["survivor", "absorbed"]]
    survivor_updated_at: str
    absorbed_updated_at: str
    fields: list[dict[str, Any]]
    moved: dict[str, list[str]]


B = TypeVar("B", bound=_Body)


def body_of(model: type[B], text: str | None, given: dict[str, Any]) -> B:
    """A body from JSON text, where there is one, with what options gave laid over it.

    Raises:
        InvalidInputError, InvalidFieldError: as `parse_body`.
    """
    base = parse_body(model, text) if text is not None else model()
    try:
        over = model.model_validate(given)
    except ValidationError as error:
        raise _first_problem(model, error) from None
    named = base.model_fields_set | over.model_fields_set
    values = {name: getattr(over if name in over.model_fields_set else base, name) for name in named}
    return cast(B, model.model_construct(_fields_set=set(named), **values))


def parse_body(model: type[B], text: str, source: str = "the body") -> B:
    """Read a body from JSON text.

    Raises:
        InvalidInputError: it is no JSON (with the line), or no object.
        InvalidFieldError: a key is unknown (with the nearest known one), or a value has the wrong type.
    """
    try:
        document = json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise InvalidInputError(problem=f"{source} is no JSON: line {error.lineno}, column {error.colno}: {error.msg}") from None
    except (ValueError, RecursionError) as error:
        raise InvalidInputError(problem=f"{source} is no JSON: {error}") from None
    if not isinstance(document, dict):
        raise InvalidInputError(problem=f"{source} must be one JSON object", hint='for example {"first_name": "Asha"}')
    return _validated(model, document)


def _validated(model: type[B], document: Any) -> B:
    try:
        return model.model_validate(document)
    except ValidationError as error:
        raise _first_problem(model, error) from None


def _refuse_constant(word: str) -> None:
    raise ValueError(f"{word} is no JSON value")


def _first_problem(model: type[BaseModel], error: ValidationError) -> InvalidFieldError:
    problems = error.errors(include_url=False, include_context=False)
    # A mistyped key tells more than the required one that it makes missing.
    problem = next((found for found in problems if found["type"] == "extra_forbidden"), problems[0])
    path = ".".join(str(part) for part in problem["loc"])
    if problem["type"] != "extra_forbidden":
        return InvalidFieldError(field=visible(path), problem=problem["msg"][:1].lower() + problem["msg"][1:])
    known: Iterable[str] = (AddressBody if "addresses" in problem["loc"][:-1] else model).model_fields
    likely = nearest(str(problem["loc"][-1]), known)
    return InvalidFieldError(field=visible(path), problem="unknown key" + (f"; did you mean {likely}?" if likely else ""))


def parse_pair(text: str) -> MergeBody:
    """Read one line of `merge --batch`: a body of `merge`, or a pair as `duplicates -o jsonl` prints it.

    Raises:
        InvalidInputError, InvalidFieldError: it is neither.
    """
    try:
        document = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        document = None
    if isinstance(document, dict) and {"a", "b"} <= document.keys():
        sides = [side.get("id") if isinstance(side, dict) else None for side in (document["a"], document["b"])]
        body = dict(zip(("primary_id", "secondary_id"), sides, strict=True)) | {"take": document.get("take", {})}
        return _validated(MergeBody, body)
    return parse_body(MergeBody, text, "the line")
