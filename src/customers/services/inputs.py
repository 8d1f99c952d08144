"""Parse inputs from JSON text and from options."""

from collections.abc import Iterable, Iterator
from json import JSONDecodeError
from typing import Any, TypeVar, cast

from pydantic import BaseModel, ValidationError

from customers.domain.json import load_json
from customers.domain.text import closest_match, escape_for_terminal
from customers.errors import CustomersError, InvalidFieldError, InvalidInputError
from customers.models.inputs import AddressInput, CustomerInput, Input, MergeInput

InputT = TypeVar("InputT", bound=Input)


def merged_input(model: type[InputT], text: str | None, options: dict[str, Any]) -> InputT:
    """Return the input of JSON text, if there is any, overridden by the values of options.

    Raises:
        InvalidInputError, InvalidFieldError: as `parse_input`.
    """
    base = parse_input(model, text) if text is not None else model()
    try:
        overrides = model.model_validate(options)
    except ValidationError as error:
        raise _first_problem(model, error) from None
    fields = base.model_fields_set | overrides.model_fields_set
    values = {name: getattr(overrides if name in overrides.model_fields_set else base, name) for name in fields}
    return cast(InputT, model.model_construct(_fields_set=set(fields), **values))


def parse_input(model: type[InputT], text: str, source: str = "the body") -> InputT:
    """Parse an input from JSON text.

    Raises:
        InvalidInputError: the text is not valid JSON (with the line), or not an object.
        InvalidFieldError: a key is unknown (with the nearest known one), or a value has the wrong type.
    """
    try:
        document = load_json(text, _refuse_constant)
    except JSONDecodeError as error:
        raise InvalidInputError(problem=f"{source} is not valid JSON: line {error.lineno}, column {error.colno}: {error.msg}") from None
    except ValueError as error:
        raise InvalidInputError(problem=f"{source} is not valid JSON: {error}") from None
    if not isinstance(document, dict):
        raise InvalidInputError(problem=f"{source} must be one JSON object", hint='for example {"first_name": "Asha"}')
    return _validated(model, document)


def parse_bodies(text: str) -> Iterator[tuple[str, str, CustomerInput]]:
    """Yield the bodies of JSON lines, each with its place and the reference to its customer, which is its `id`.

    Raises:
        InvalidInputError, InvalidFieldError: as `parse_input`, or a line has no `id`.
    """
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        place = f"line {number}"
        try:
            document = load_json(line, _refuse_constant)
        except ValueError:
            document = None
        try:
            if not isinstance(document, dict):
                raise InvalidInputError(problem="it is not one JSON object", hint="one object a line, as `-o jsonl` prints them")
            reference = document.pop("id", None)
            if not isinstance(reference, str) or not reference.strip():
                raise InvalidInputError(problem='it has no "id", which names the customer')
            yield place, reference, _validated(CustomerInput, document)
        except CustomersError as error:
            error.locate(place)
            raise


def _validated(model: type[InputT], document: Any) -> InputT:
    try:
        return model.model_validate(document)
    except ValidationError as error:
        raise _first_problem(model, error) from None


def _refuse_constant(word: str) -> None:
    raise ValueError(f"{word} is not a JSON value")


def _first_problem(model: type[BaseModel], error: ValidationError) -> InvalidFieldError:
    problems = error.errors(include_url=False, include_context=False)
    # A mistyped key also makes a required one missing: it is the better message.
    problem = next((item for item in problems if item["type"] == "extra_forbidden"), problems[0])
    path = ".".join(str(part) for part in problem["loc"])
    if problem["type"] != "extra_forbidden":
        return InvalidFieldError(field=escape_for_terminal(path), problem=problem["msg"][:1].lower() + problem["msg"][1:])
    known_keys: Iterable[str] = (AddressInput if "addresses" in problem["loc"][:-1] else model).model_fields
    likely = closest_match(str(problem["loc"][-1]), known_keys)
    return InvalidFieldError(field=escape_for_terminal(path), problem="unknown key" + (f"; did you mean {likely}?" if likely else ""))


def parse_merge_input(text: str) -> MergeInput:
    """Parse a line of a batch of merges: an input of a merge, or a pair as `duplicates` prints it, or of references.

    Raises:
        InvalidInputError, InvalidFieldError: it is neither.
    """
    try:
        document = load_json(text, _refuse_constant)
    except ValueError:
        document = None
    if isinstance(document, dict) and {"a", "b"} <= document.keys():
        sides = [side.get("id") if isinstance(side, dict) else side for side in (document["a"], document["b"])]
        body = dict(zip(("primary_id", "secondary_id"), sides, strict=True)) | {"take": document.get("take", {})}
        return _validated(MergeInput, body)
    return parse_input(MergeInput, text, "the line")
