"""Laws of new customers of an import: their records are JSON as the history writes it, their ids those of single draws."""

import json
from typing import Any, cast
from uuid import RFC_4122, UUID

from hypothesis import given
from hypothesis import strategies as st

from customers.database.queries import import_batches as statements
from customers.domain.ids import uuid7, uuid7_batch, uuid7_bytes, uuid_of, uuid_text
from customers.domain.json import dump_json, to_jsonable
from customers.domain.tags import Tag
from customers.models.aliases import Alias
from customers.models.customer import Consent, CustomerAddress
from customers.models.fields import TEXTS
from customers.services.importing import documents
from customers.services.importing.address_books import with_defaults
from customers.services.importing.rows import CLEAR, NOTHING, AddressValues, CustomerRow, SourceRow
from tests.support.surroundings import examples

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
blanks = st.one_of(st.none(), texts)
rows = st.tuples(
    st.dictionaries(texts, texts, max_size=2),
    st.one_of(st.none(), st.lists(st.builds(Tag, texts, texts), max_size=3).map(tuple)),
    st.lists(st.builds(Alias, st.just("email"), texts, texts), max_size=2).map(tuple),
).map(lambda cells: CustomerRow(SourceRow(1, NOTHING, NOTHING), None, NOTHING, cells[0], tags=cells[1], aliases=cells[2]))
addresses = st.lists(
    st.fixed_dictionaries(
        dict.fromkeys(AddressValues._fields, blanks)
        | dict.fromkeys(("address1", "city", "state", "pincode", "city_key", "state_key"), texts)
        | {"id": st.one_of(st.none(), st.uuids()), "type": st.sampled_from(["shipping", "billing"]), "is_default": st.booleans()}
        | {"phone": st.one_of(st.just(CLEAR), blanks), "country": st.sampled_from([None, "IN"])}
    ),
    max_size=3,
)


@examples(60)
@given(
    values=st.tuples(*[blanks] * len(TEXTS)),
    row=rows,
    consent=st.one_of(st.none(), st.builds(Consent, st.sampled_from(["yes", "no"]), st.none(), texts, texts)),
    book=addresses,
)
def test_record_of_a_new_customer_is_its_fields_as_json(values: Any, row: CustomerRow, consent: Consent | None, book: Any) -> None:
    completed = with_defaults(book, "IN", iter(uuid7_batch(3)))
    stored = [CustomerAddress(*cast(Any, address[: len(CustomerAddress.__dataclass_fields__)])) for address in completed]
    book = [(str(address.id), *address[1:]) for address in completed]
    text = documents.of_new_customer(values, dump_json(row.external_ids), documents.of_consent(consent), row.tags, row.aliases, book)

    document = json.loads(text)
    assert dump_json(document) == text
    assert all(change["before"] is None for change in document.values())
    after = {name: change["after"] for name, change in document.items()}
    expected = {name: value for name, value in zip(TEXTS, values, strict=True) if value}
    assert {name: after.get(name) for name in expected} == expected
    assert after.get("external_ids", {}) == row.external_ids
    assert after.get("tags", []) == sorted((tag.label for tag in row.tags or ()), key=str.casefold)
    assert after.get("addresses", []) == [to_jsonable(address) for address in stored]
    assert after.get("consent") == (None if consent is None else to_jsonable(consent))


def test_addresses_have_the_columns_of_their_table() -> None:
    assert AddressValues._fields == statements.ADDRESSES[1:]
    assert AddressValues._fields[: len(CustomerAddress.__dataclass_fields__)] == tuple(CustomerAddress.__dataclass_fields__)


@given(st.uuids())
def test_id_of_a_number_is_that_of_the_constructor(identifier: UUID) -> None:
    built = uuid_of(identifier.int)
    assert uuid_text(identifier.bytes) == str(identifier)
    assert (built, hash(built), str(built), built.bytes, built.is_safe) == (
        *(identifier, hash(identifier), str(identifier), identifier.bytes),
        UUID(int=identifier.int).is_safe,
    )


def test_ids_drawn_together_follow_each_other() -> None:
    ids = [uuid7(), *uuid7_batch(9_000), *(UUID(bytes=id_) for id_ in uuid7_bytes(9_000)), uuid7()]
    assert ids == sorted(set(ids))
    assert {(id_.version, id_.variant) for id_ in ids} == {(7, RFC_4122)}
    assert uuid7_batch(0) == uuid7_bytes(0) == []
